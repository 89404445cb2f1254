"""The languages of the pages, in their own names."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

# Machine drafts. A language leaves this list when a person who speaks it has read every text.
AWAITING_REVIEW = frozenset({"es"})

# English in brackets, read from right to left: what stays plain was never marked for translation.
PSEUDO = "ar-xb"
LANG_INFO[PSEUDO] = {"bidi": True, "code": PSEUDO, "name": "Pseudo-language", "name_local": "⟦Pseudo⟧"}


@dataclass(frozen=True)
class Choice:
    code: str
    name: str
    dir: str
    url: str
    current: bool
    draft: bool


def choices(request: HttpRequest) -> Iterator[Choice]:
    back = urlencode({"next": request.get_full_path()})
    now = get_language()
    for code, _ in settings.LANGUAGES:
        if code == PSEUDO != now:
            continue  # for tests: reached by its cookie, offered to nobody
        known = get_language_info(code)
        name = known["name_local"]
        yield Choice(
            code=code,
            name=name[:1].upper() + name[1:],
            dir="rtl" if known["bidi"] else "ltr",
            url=f"{reverse('platform:language', args=[code])}?{back}",
            current=code == now,
            draft=code in AWAITING_REVIEW,
        )


def of_words(code: str) -> str:
    """The language of our own words to somebody: theirs where we have it, else English."""
    known = {known for known, _name in settings.LANGUAGES}
    return code if code in known else settings.LANGUAGE_CODE
