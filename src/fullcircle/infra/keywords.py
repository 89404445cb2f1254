"""STOP, START and HELP, as carriers require (CTIA Messaging Principles 5.1.3; 47 CFR 64.1200(a)(10)), in English and Spanish.

A word of STOP anywhere in a text wins over everything else in it. Words that people also use for other things (end, cancel)
stop where they are all that was said, beside a code, a letter or a please.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

# What the first text to a number says (CTIA Messaging Principles 5.1.2).
HOW_TO_STOP = _("Reply STOP to stop texts, HELP for help.")


class Keyword(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"


STOP_ANYWHERE = frozenset(
    {"stop", "stopall", "unsubscribe", "optout", "revoke", "desuscribir", "desuscribirme"}
)
STOP_ALONE = frozenset({
    "cancel", "end", "quit", "alto", "parar", "pare", "basta", "cancelar", "fin", "salir", "terminar", "detener",
})  # fmt: skip
START_ALONE = frozenset({"start", "unstop", "comenzar", "iniciar", "empezar", "reanudar"})
HELP_ALONE = frozenset({"help", "info", "ayuda", "informacion"})
SPANISH = frozenset({
    "desuscribir", "desuscribirme", "alto", "parar", "pare", "basta", "cancelar", "fin", "salir", "terminar", "detener",
    "comenzar", "iniciar", "empezar", "reanudar", "ayuda", "informacion",
})  # fmt: skip
# Said beside a keyword without changing it.
BESIDE = frozenset({"please", "pls", "thanks", "por", "favor", "gracias", "all", "texts", "text", "texting", "messages",
                    "me", "the", "these", "now", "ya"})  # fmt: skip
# What the provider answers by itself, so that nobody hears it twice (Twilio's default opt-out handling).
ANSWERED_BY_TWILIO = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout",
                                "start", "unstop", "help", "info"})  # fmt: skip
OPT_OUT = re.compile(r"\bopt[\s-]+out\b")


def words(text: str) -> list[str]:
    """The words of a text: without accents, in lower case, numbers apart from letters ('4Sí!' is '4', 'si')."""
    return re.findall(r"\d+|[^\W\d_]+", plain(text))


def plain(text: str) -> str:
    """Lower case, full-width letters as others, without accents."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()


def keyword(text: str) -> Keyword | None:
    """The keyword that a text says, if any. A bare YES starts texts only where nothing was asked: that is not known here."""
    said = words(text)
    if STOP_ANYWHERE & set(said) or OPT_OUT.search(plain(text)):
        return Keyword.STOP
    left = [word for word in said if not (word.isdigit() or len(word) == 1 or word in BESIDE)]
    if len(left) != 1:
        return None
    meant = {Keyword.STOP: STOP_ALONE, Keyword.START: START_ALONE, Keyword.HELP: HELP_ALONE}
    return next((one for one, known in meant.items() if left[0] in known), None)


def language(text: str) -> str:
    """'es' where the keyword was said in Spanish, else ''."""
    return "es" if SPANISH & set(words(text)) else ""


def provider_answers(text: str) -> bool:
    """Does the provider answer this text by itself?"""
    return text.strip().casefold() in ANSWERED_BY_TWILIO
