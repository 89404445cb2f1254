"""From a source's own words for a service to the domains of need, by a table of our own.

Looked for as beginnings of words in the names of categories and in the keywords; a service without either is
read by its name alone.
"""

from __future__ import annotations

import re

from fullcircle.access.labels import Label

UNSPECIFIED = "sdoh-category-unspecified"

# What marks a service as one whose very use tells something that the law protects (42 CFR Part 2, VAWA).
PROTECTED = {
    Label.VICTIM_SERVICES: re.compile(
        r"\b(domestic violence|sexual assault|help escape violence|abuse or neglect survivors|all survivors"
        r"|human trafficking)",
        re.IGNORECASE,
    ),
    Label.SUBSTANCE_USE: re.compile(
        r"\b(substance|alcohol|opioid|addiction|detox|withdrawal management|medication-assisted|methadone|relapse)",
        re.IGNORECASE,
    ),
}

# One domain a paragraph: its code, and the words that name it. The order settles ties.
WORDS = """
food-insecurity: food, pantry, meal, nutrition, grocer, snap, wic, formula, soup kitchen, community
    garden
housing-instability: housing, rent, eviction, tenant, foreclosure, mortgage, homeowner, assisted living,
    nursing home, residential care
homelessness: shelter, homeless, short-term housing, transitional housing, safe housing, emergency
    housing
inadequate-housing: maintenance, home repair, weatheriz, efficient appliance, lead paint, lead poison,
    home modification, rehabilitation loan
utility-insecurity: utilit, home fuel, energy assistance, heating, electric, water bill, fuel
transportation-insecurity: transport, transit, pay for gas, pay for car, bus pass, ride
personal-health-literacy: health, medical, clinic, dental, vision, hearing test, hospital, hospice,
    pregnan, birth control, family planning, physical therapy, disease, screening, postnatal, diabet, cancer,
    hiv, immuniz, nursing home, respite, nurse, prenatal, alzheimer, primary care, checkup, prevent, vaccin,
    occupational therapy, speech, residential treatment, outpatient, substance, alcohol, withdrawal,
    medication-assisted, tobacco
medical-cost-burden: pay for healthcare, prescription assistance, pay for medic, medical bill
health-insurance-coverage-status: health insurance, medicaid, medicare
financial-insecurity: financial, tax prep, tax-aide, tax assistance, cash, benefits, government benefit,
    retirement, credit, budget, pay for, loans, disability benefit, burial, social security, money
employment-status: job, employ, work, skills & training, career, vocational, apprentice, resume, find
    work
educational-attainment: education, tutor, childcare, child care, day camp, literacy, school, preschool,
    head start, ged, after school, college, mentor, parenting, day care, special education, scholarship
material-hardship: cloth, furniture, goods, diaper, personal care item, baby supplies, toys, supplies,
    home goods, thrift, household
stress: counsel, mental, psychiatric, support group, bereavement, crisis, hotline, grief, suicide, anger,
    therapy group, emotional
social-connection: support network, recreation, adult daycare, senior center, companion, visiting,
    friendly visitor, mentoring, social club, senior
intimate-partner-violence: domestic violence, escape violence, sexual assault, survivor, physical safety,
    immediate safety, abuse or neglect, battered, rape
elder-abuse: elder abuse, adult protective
veteran-status: veteran, military
digital-access: computer or internet, pay for internet, internet access, cell phone
digital-literacy: computer class, computer training
incarceration-status: criminal history, ex-offender, re-entry, reentry, prison, parole, incarcerat
language-access: translation, interpret, english as a second, esl, citizenship, immigra, refugee
"""
DOMAINS = [entry.split(": ") for entry in re.split(r"\n(?! )", WORDS.strip())]
PATTERNS = {
    code: re.compile(
        r"\b(" + "|".join(re.escape(word.strip()) for word in words.split(",")) + ")", re.IGNORECASE
    )
    for code, words in DOMAINS
}
# Situations of people, not what is done for them: they would file a school for the deaf under health.
SITUATION = re.compile(
    r"years old\)|disability|illness|impairment|survivors?$"
    r"|^(men|women|parents|homeless|fathers|mothers|latinx|asian)$",
    re.IGNORECASE,
)
MOST = 4


def domains(categories: list[str], name: str, keywords: str = "") -> list[str]:
    """The needs a service meets, the one most spoken of first."""
    spoken = [category for category in categories if not SITUATION.search(category)]
    counted = _counted([*spoken, *keywords.split(",")]) or _counted([name])
    named = _counted([name])
    ranked = sorted(
        counted,
        key=lambda domain: (-counted[domain] - 2 * named.get(domain, 0), list(PATTERNS).index(domain)),
    )
    return ranked[:MOST] or [UNSPECIFIED]


def _counted(texts: list[str]) -> dict[str, int]:
    counts = {
        domain: sum(bool(pattern.search(text)) for text in texts) for domain, pattern in PATTERNS.items()
    }
    return {domain: count for domain, count in counts.items() if count}


def label(categories: list[str], name: str) -> str:
    """The label of a service whose very use tells something protected; '' for none. The stricter one wins."""
    texts = [*categories, name]
    return next((str(one) for one, words in PROTECTED.items() if any(map(words.search, texts))), "")
