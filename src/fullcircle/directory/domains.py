"""Need domains: the Gravity SDOH categories (SDOHCC value set), with words and a picture for each.

`tile` marks the ten that the resident's door shows; the others are reached by words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Domain:
    code: str
    label: str | Promise
    icon: str
    tile: str | Promise = ""
    words: tuple[str, ...] = ()  # what people type for it, folded


DOMAINS = (
    Domain("food-insecurity", _("Food"), "food", _("Food"),
           ("food", "hungry", "groceries", "pantry", "meal", "meals", "eat", "snap", "wic", "formula", "comida")),
    Domain("housing-instability", _("Housing"), "home", _("A place to live"),
           ("rent", "housing", "eviction", "evicted", "apartment", "landlord", "renta", "vivienda")),
    Domain("homelessness", _("Shelter"), "home", "",
           ("shelter", "homeless", "homelessness", "bed", "refugio")),
    Domain("inadequate-housing", _("Home repair"), "home", "",
           ("repair", "mold", "lead", "roof", "furnace", "ramp")),
    Domain("utility-insecurity", _("Lights, heat, water"), "heat", _("Lights, heat, water"),
           ("electric", "electricity", "heat", "heating", "gas", "water", "utility", "utilities", "shutoff", "light", "luz")),
    Domain("transportation-insecurity", _("A ride"), "ride", _("A ride"),
           ("ride", "rides", "bus", "transport", "transportation", "car", "taxi", "transporte")),
    Domain("personal-health-literacy", _("Doctor and medicine"), "health", _("Doctor and medicine"),
           ("doctor", "clinic", "medicine", "dentist", "dental", "health", "medical", "glasses", "doctora", "salud")),
    Domain("medical-cost-burden", _("Medical bills"), "health", "", ("medical bill", "hospital bill", "prescription")),
    Domain("health-insurance-coverage-status", _("Health insurance"), "health", "", ("insurance", "medicaid", "medicare", "seguro")),
    Domain("financial-insecurity", _("Money and benefits"), "money", _("Money and benefits"),
           ("money", "benefits", "cash", "bill", "bills", "debt", "tax", "taxes", "dinero")),
    Domain("employment-status", _("A job"), "job", _("A job"),
           ("job", "jobs", "work", "employment", "training", "resume", "trabajo")),
    Domain("educational-attainment", _("Kids and school"), "school", _("Kids and school"),
           ("school", "child care", "childcare", "daycare", "tutoring", "ged", "kids", "children", "escuela")),
    Domain("material-hardship", _("Clothes and furniture"), "chair", _("Clothes and furniture"),
           ("clothes", "clothing", "furniture", "diapers", "coat", "beds", "household", "ropa", "muebles")),
    Domain("stress", _("Someone to talk to"), "talk", _("Someone to talk to"),
           ("talk", "counseling", "stress", "depressed", "anxiety", "grief", "mental", "hablar")),
    Domain("social-connection", _("Company and community"), "people", "", ("lonely", "friends", "senior", "company")),
    Domain("intimate-partner-violence", _("Safety at home"), "shield", "", ("violence", "abuse", "abused", "unsafe", "violencia")),
    Domain("elder-abuse", _("Safety of an older person"), "shield", "", ("elder abuse",)),
    Domain("veteran-status", _("Help for veterans"), "star", "", ("veteran", "veterans", "military", "va")),
    Domain("digital-access", _("Phone and internet"), "globe", "", ("internet", "wifi", "computer", "phone", "laptop")),
    Domain("digital-literacy", _("Learning computers"), "globe", "", ("computer class",)),
    Domain("incarceration-status", _("Coming home from jail"), "id", "", ("jail", "prison", "parole", "reentry")),
    Domain("language-access", _("Language help"), "talk", "", ("interpreter", "english", "esl", "translation", "ingles")),
    Domain("protective-factor", _("Strengths"), "star"),
    Domain("sdoh-category-unspecified", _("Something else"), "ask"),
)  # fmt: skip

BY_CODE = {domain.code: domain for domain in DOMAINS}
# Not "if domain.tile": that would translate while the program still starts.
TILES = tuple(domain for domain in DOMAINS if isinstance(domain.tile, Promise))


def label(code: str) -> str:
    return str(BY_CODE[code].label) if code in BY_CODE else code


def icon(code: str) -> str:
    return BY_CODE[code].icon if code in BY_CODE else "ask"
