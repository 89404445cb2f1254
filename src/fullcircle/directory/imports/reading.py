"""Small readers of what people type into directories: each gives what is sure, and else nothing."""

from __future__ import annotations

import re
from datetime import time
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# Controls but tab and line ends, and the marks that turn the direction of a text.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
SPACES = re.compile(r"[ \t\u00a0]+")
MANY_LINES = re.compile(r"\n\s*\n\s*")
CLOCK = re.compile(r"(\d{1,2})(?::?(\d{2}))?(?::\d{2})?\s*([ap])?\.?m?\.?", re.IGNORECASE)
NOON, DAY, HOUR = 12, 24, 60
LONGEST_URL = 500

FREE = re.compile(r"\b(free|no (fees?|charges?|costs?)|none|gratis|without (charge|cost))\b", re.IGNORECASE)
PAID = re.compile(
    r"\$|\b(sliding|fees? (vary|varies|based|apply|applicable)|varies|insurance|co-?pay)", re.IGNORECASE
)

LANGUAGES = {
    "english": "en",
    "spanish": "es",
    "español": "es",
    "arabic": "ar",
    "bengali": "bn",
    "chinese": "zh",
    "mandarin": "zh",
    "cantonese": "yue",
    "french": "fr",
    "german": "de",
    "greek": "el",
    "haitian creole": "ht",
    "creole": "ht",
    "hebrew": "he",
    "hindi": "hi",
    "hmong": "hmn",
    "hungarian": "hu",
    "italian": "it",
    "japanese": "ja",
    "khmer": "km",
    "korean": "ko",
    "latvian": "lv",
    "lithuanian": "lt",
    "nepali": "ne",
    "persian": "fa",
    "farsi": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "punjabi": "pa",
    "romanian": "ro",
    "russian": "ru",
    "serbian": "sr",
    "somali": "so",
    "swahili": "sw",
    "tagalog": "tl",
    "tamil": "ta",
    "thai": "th",
    "turkish": "tr",
    "ukrainian": "uk",
    "urdu": "ur",
    "vietnamese": "vi",
    "yiddish": "yi",
    "american sign language": "ase",
    "sign language": "ase",
    "asl": "ase",
}
SPOKEN = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, LANGUAGES), key=len, reverse=True)) + r")\b", re.IGNORECASE
)
DAYS = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}


def clean(cell: str) -> str:
    """Plain text: no control characters, line ends as such. A cell that begins with = stays what it is."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\\r\\n", "\n").replace("\\n", "\n")
    text = SPACES.sub(" ", UNSEEN.sub("", text))
    return MANY_LINES.sub("\n\n", text).strip()


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def email(text: str) -> str | None:
    """The address, nothing for nothing, None for what is no address."""
    try:
        if text:
            validate_email(text)
    except ValidationError:
        return None
    return text


def website(text: str) -> str | None:
    """An http address, nothing for nothing, None for anything else: it becomes a link on a page."""
    if not text:
        return ""
    address = text if "://" in text or ":" in text.split("/")[0] else f"http://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    fits = (
        parts.scheme.lower() in {"http", "https"}
        and "." in (parts.hostname or "")
        and len(address) <= LONGEST_URL
    )
    return address if fits and not re.search(r"\s", address) else None


def degrees(text: str, most: float) -> float | None:
    """Raises ValueError for what is no degree."""
    if not text:
        return None
    value = float(text)
    if not -most <= value <= most:
        raise ValueError(text)
    return value


def clock(text: str) -> time | None:
    """'9am', '17:00', '4:00 PM', '1930'. Raises ValueError."""
    if not text:
        return None
    found = CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= NOON:
        raise ValueError(text)
    if half:
        hour = hour % NOON + (NOON if half == "p" else 0)
    return time(0 if hour == DAY else hour, minute)


def weekday(text: str) -> str:
    """'Monday' as iCalendar says it. Raises KeyError."""
    return DAYS[text.strip().lower()[:3]]


def is_free(fees: str) -> bool | None:
    """Whether it costs nothing, where the words say so and nothing else speaks against it."""
    free, paid = bool(FREE.search(fees)), bool(PAID.search(fees))
    if free == paid:
        return None
    return free


def languages(text: str) -> list[dict[str, str]]:
    """The languages that a free text names, once each, in its order."""
    found: dict[str, str] = {}
    for name in SPOKEN.findall(text):
        found.setdefault(LANGUAGES[name.lower()], name.title())
    return [{"code": code, "name": name, "note": ""} for code, name in found.items()]
