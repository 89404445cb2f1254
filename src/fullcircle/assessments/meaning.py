"""Which answers mean which need: a table for each instrument, from answers to Gravity's domains.

A row names a question by its code (or its linkId), since one instrument has several published encodings with
linkIds of their own. The codes are LOINC's. What an answer means follows the guidance of the instrument's
owner and the SDOH Clinical Care guide; where they name no domain, the need is unspecified and says in words
what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.assessments.engine.answers import Answers
from fullcircle.assessments.engine.branching import Shown
from fullcircle.assessments.engine.questionnaire import Item, Questionnaire

UNSPECIFIED = "sdoh-category-unspecified"
YES, NO = "LA33-6", "LA32-8"


@dataclass(frozen=True, slots=True)
class Means:
    """Any of these answers to this question."""

    question: str
    answers: tuple[str, ...]
    domain: str
    detail: str | Promise = ""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The ordinal values of these questions sum to `least` or more.

    A part left out counts nothing: a sum that reaches the mark without it would reach it with it.
    """

    questions: tuple[str, ...]
    least: int
    domain: str
    detail: str | Promise = ""


@dataclass(frozen=True, slots=True)
class ProductBelow:
    """Two answers, read as numbers and multiplied, come to less than `mark`; both must be given."""

    questions: tuple[str, str]
    mark: int
    domain: str
    detail: str | Promise = ""


Rule = Means | AtLeast | ProductBelow

SAFETY = _("Feeling safe")
SUBSTANCES = _("Alcohol, tobacco or drugs")
USED = ("LA26460-8", "LA18876-5", "LA18891-4", "LA18934-2")
OFTEN_OR_SOMETIMES = ("LA28397-0", "LA6729-3")
HOUSE_PROBLEMS = (
    "LA31996-4", "LA28580-1", "LA31997-2", "LA31998-0", "LA31999-8", "LA32000-4", "LA32001-2",
)  # fmt: skip
HURT, INSULTED, THREATENED, SCREAMED = "95618-5", "95617-7", "95616-9", "95615-1"

HUNGER = (
    Means("88122-7", OFTEN_OR_SOMETIMES, "food-insecurity"),
    Means("88123-5", OFTEN_OR_SOMETIMES, "food-insecurity"),
)
AHC = (
    Means("71802-3", ("LA31994-9",), "housing-instability"),
    Means("71802-3", ("LA31995-6",), "homelessness"),
    Means("96778-6", HOUSE_PROBLEMS, "inadequate-housing"),
    *HUNGER,
    Means("93030-5", (YES,), "transportation-insecurity"),
    Means("96779-4", (YES, "LA32002-0"), "utility-insecurity"),
    AtLeast((HURT, INSULTED, THREATENED, SCREAMED), 11, UNSPECIFIED, SAFETY),
)  # fmt: skip
AHC_SUPPLEMENTAL = (
    Means("76513-1", ("LA15832-1", "LA22683-9"), "financial-insecurity"),
    Means("96780-2", ("LA31981-6", "LA31982-4"), "employment-status"),
    Means("96781-0", ("LA31978-2", "LA31979-0"), "social-connection", _("Help with day-to-day activities")),
    Means("93159-2", ("LA10044-8", "LA9933-8"), "social-connection"),
    Means("97027-7", (YES,), "language-access"),
    Means("96782-8", (YES,), "educational-attainment"),
    ProductBelow(("89555-7", "68516-4"), 150, UNSPECIFIED, _("Moving more")),
    Means("68517-2", USED, UNSPECIFIED, SUBSTANCES),
    Means("96842-0", USED, UNSPECIFIED, SUBSTANCES),
    Means("95530-2", USED, UNSPECIFIED, SUBSTANCES),
    Means("68524-8", USED, UNSPECIFIED, SUBSTANCES),
    AtLeast(("44250-9", "44255-8"), 3, UNSPECIFIED, _("Feeling down")),
    Means("93038-8", ("LA13863-8", "LA13909-9", "LA13902-4", "LA13914-9"), "stress"),
    Means("69858-9", (YES,), UNSPECIFIED, _("Living with a disability")),
    Means("69861-3", (YES,), UNSPECIFIED, _("Living with a disability")),
)
PRAPARE = (
    Means("93035-4", (YES,), "employment-status", _("Seasonal or farm work")),
    Means("54899-0", ("LA30188-9",), "language-access"),
    Means("71802-3", ("LA30190-5",), "homelessness"),
    Means("93033-9", (YES,), "housing-instability"),
    Means("82589-3", ("LA30191-3",), "educational-attainment"),
    Means("67875-5", ("LA17956-6",), "employment-status"),
    Means("76437-3", ("LA30194-7",), "health-insurance-coverage-status"),
    Means("93031-3", ("LA30125-1",), "food-insecurity"),
    Means("93031-3", ("LA30126-9",), "material-hardship"),
    Means("93031-3", ("LA30124-4",), "utility-insecurity"),
    Means("93031-3", ("LA30127-7",), "educational-attainment"),
    Means("93031-3", ("LA30128-5",), "medical-cost-burden"),
    Means("93031-3", ("LA30129-3",), "digital-access"),
    Means("93030-5", ("LA30133-5", "LA30134-3"), "transportation-insecurity"),
    Means("93029-7", ("LA27722-0", "LA30130-1"), "social-connection"),
    Means("93038-8", ("LA13902-4", "LA13914-9"), "stress"),
    Means("93028-9", (YES,), "incarceration-status"),
    Means("93026-3", (NO,), UNSPECIFIED, SAFETY),
    Means("76501-6", (YES,), "intimate-partner-violence"),
)
EVERYDAY = (
    Means("worry", ("food",), "food-insecurity"),
    Means("worry", ("housing",), "housing-instability"),
    Means("worry", ("utilities",), "utility-insecurity"),
    Means("worry", ("rides",), "transportation-insecurity"),
    Means("worry", ("money",), "financial-insecurity"),
    Means("worry", ("work",), "employment-status"),
    Means("worry", ("children",), "educational-attainment"),
    Means("worry", ("health",), "personal-health-literacy"),
    Means("worry", ("feelings",), "stress"),
    Means("food", ("almost", "not-enough"), "food-insecurity"),
    Means("home", ("may-lose",), "housing-instability"),
    Means("home", ("repair",), "inadequate-housing"),
    Means("home", ("none",), "homelessness"),
    Means("utilities", ("hard", "notice", "off"), "utility-insecurity"),
    Means("rides", ("sometimes", "no"), "transportation-insecurity"),
    Means("money", ("no",), "financial-insecurity"),
    Means("work", ("find", "better", "may-lose"), "employment-status"),
    Means("children", ("care", "school"), "educational-attainment"),
    Means("children", ("things",), "material-hardship"),
    Means("health", ("cost",), "medical-cost-burden"),
    Means("health", ("insurance",), "health-insurance-coverage-status"),
    Means("health", ("finding",), "personal-health-literacy"),
    Means("health", ("ride",), "transportation-insecurity"),
    Means("talk", ("feelings",), "stress"),
    Means("talk", ("company",), "social-connection"),
    Means("safe", ("partner",), "intimate-partner-violence"),
    Means("safe", ("someone",), UNSPECIFIED, SAFETY),
)
_GRAVITY = "http://hl7.org/fhir/us/sdoh-clinicalcare/Questionnaire/SDOHCC-Questionnaire"
_US_CORE = "http://hl7.org/fhir/us/core/Questionnaire/"
TABLE: dict[str, tuple[Rule, ...]] = {
    "urn:fullcircle:questionnaire:everyday-needs": EVERYDAY,
    "urn:fullcircle:questionnaire:ahc-hrsn-core": AHC,
    "urn:fullcircle:questionnaire:ahc-hrsn-supplemental": AHC_SUPPLEMENTAL,
    f"{_GRAVITY}HungerVitalSign": HUNGER,
    f"{_US_CORE}hunger-vital-sign-example": HUNGER,
    f"{_GRAVITY}PRAPARE": PRAPARE,
    f"{_US_CORE}prapare-example": PRAPARE,
}
# Whoever looks over a shoulder must not read what was said last time.
NEVER_SHOWN_AGAIN = frozenset({HURT, INSULTED, THREATENED, SCREAMED, "93026-3", "76501-6", "safe", "alone"})


@dataclass(frozen=True, slots=True)
class Finding:
    """A possible need, and the questions whose answers say so. What is a need, the resident decides."""

    domain: str
    detail: str | Promise
    because: tuple[str, ...]

    @property
    def key(self) -> str:
        """What a page calls it: the domain, and the question when the domain alone does not tell."""
        return f"{self.domain}.{self.because[0]}" if self.domain == UNSPECIFIED else self.domain


def findings(questionnaire: Questionnaire, answers: Answers) -> list[Finding]:
    """Possible needs in the order of the table, each once. A form without a table finds none."""
    shown = Shown(questionnaire, answers)
    found: dict[tuple[str, str], tuple[Rule, list[str]]] = {}
    for rule in TABLE.get(questionnaire.url, ()):
        because = list(_because(rule, questionnaire, shown))
        if because:
            found.setdefault((rule.domain, str(rule.detail)), (rule, []))[1].extend(because)
    return [Finding(rule.domain, rule.detail, tuple(dict.fromkeys(why))) for rule, why in found.values()]


def _because(rule: Rule, questionnaire: Questionnaire, shown: Shown) -> Iterator[str]:
    """The linkIds that make the rule hold; none where it does not."""
    if isinstance(rule, Means):
        for item in _named(questionnaire, rule.question):
            if any(key in rule.answers for key in _keys(item, shown)):
                yield item.link_id
        return
    parts = [item for name in rule.questions for item in _named(questionnaire, name)]
    if isinstance(rule, AtLeast):
        weights = [weight for item in parts if (weight := _weight(item, shown)) is not None]
        holds = sum(weights, Decimal(0)) >= rule.least
    else:
        numbers = [number for item in parts if (number := _number(item, shown)) is not None]
        holds = len(numbers) == len(rule.questions) and numbers[0] * numbers[1] < rule.mark
    yield from (item.link_id for item in parts if holds and shown.values(item.link_id))


def _named(questionnaire: Questionnaire, name: str) -> list[Item]:
    return [item for item in questionnaire.asked if name in item.names]


def _keys(item: Item, shown: Shown) -> list[str]:
    return [option.key for value in shown.values(item.link_id) if (option := item.option(value))]


def _weight(item: Item, shown: Shown) -> Decimal | None:
    chosen = [option for value in shown.values(item.link_id) if (option := item.option(value))]
    return next((option.weight for option in chosen if option.weight is not None), None)


def _number(item: Item, shown: Shown) -> Decimal | None:
    """A number as said, or the one that a choice's words begin with ('150 or greater')."""
    for value in shown.values(item.link_id):
        option = item.option(value)
        words = option.text.plain.split()[0] if option else str(value)
        if words.replace(".", "", 1).isdigit():
            return Decimal(words)
    return None
