"""Tamarind County: invented organizations, services and places. Every name is made up, and nobody's culture is a joke.

An organization is (name, street, ZIP, services); a service is (name, domain, what one delivery is called, words).
"""

from __future__ import annotations

from typing import NamedTuple

COUNTY = "Tamarind County"
COMMUNITY = "Tamarind Together"
HELP_PHONE = "000 555 0142"

# code: (latitude, longitude, place); near no real town of that name.
ZIPS = {
    "00411": (42.612, -84.215, "Larkhaven"),
    "00412": (42.598, -84.182, "Larkhaven East"),
    "00413": (42.574, -84.231, "Juniper Flats"),
    "00414": (42.655, -84.168, "Saint Odile"),
    "00415": (42.548, -84.109, "Millbrook Corners"),
    "00416": (42.689, -84.302, "Harrow Lake"),
}


class Offer(NamedTuple):
    name: str
    domain: str
    unit: str
    words: str


class Place(NamedTuple):
    key: str
    name: str
    street: str
    zip: str
    clinical: bool
    offers: tuple[Offer, ...]
    label: str = ""  # access.labels: what using its services tells about somebody


FOOD, RENT, SHELTER, REPAIR = "food-insecurity", "housing-instability", "homelessness", "inadequate-housing"
HEAT, RIDE, HEALTH, COST = (
    "utility-insecurity",
    "transportation-insecurity",
    "personal-health-literacy",
    "medical-cost-burden",
)
INSURE, MONEY, JOB, SCHOOL = (
    "health-insurance-coverage-status",
    "financial-insecurity",
    "employment-status",
    "educational-attainment",
)
GOODS, TALK, COMPANY, SAFE = "material-hardship", "stress", "social-connection", "intimate-partner-violence"
ELDER, VET, NET, LEARN = "elder-abuse", "veteran-status", "digital-access", "digital-literacy"
HOME, SPEAK = "incarceration-status", "language-access"


def place(
    key: str,
    name: str,
    street: str,
    zip_code: str,
    *offers: tuple[str, str, str, str],
    clinical: bool = False,
    label: str = "",
) -> Place:
    return Place(key, name, street, zip_code, clinical, tuple(Offer(*offer) for offer in offers), label)


PLACES = (
    place("hub", "Tamarind Together Hub", "1 Courthouse Square", "00411",
          ("Help line", "sdoh-category-unspecified", "call", "A person who knows the town looks for help with you."),
          ("Benefits sign-up", MONEY, "application", "Help with forms for food, health and cash benefits."),
          ("Interpreter pool", SPEAK, "hour", "Interpreters for appointments, in eleven languages."),
          ("Emergency gap fund", MONEY, "payment", "Up to $150, once, when nothing else fits in time.")),
    place("eastgate", "Eastgate Neighbors", "88 Lantern Street", "00412",
          ("Navigator visits", "sdoh-category-unspecified", "visit", "A navigator comes to your home or meets you at the library."),
          ("Block meals", FOOD, "meal", "Warm supper on Tuesdays and Thursdays, everybody welcome."),
          ("Neighbor rides", RIDE, "ride", "Volunteers drive you to appointments in the county."),
          ("Front porch talks", COMPANY, "visit", "A neighbor comes by once a week.")),
    place("riverlight", "Riverlight Clinic", "240 Riverlight Way", "00411",
          ("Family doctor", HEALTH, "visit", "Doctor and nurse visits on a sliding fee."),
          ("Dental chair", HEALTH, "visit", "Check-ups, fillings and pain, Mondays and Thursdays."),
          ("Medicine help", COST, "prescription", "Lower prices for medicine, and samples."),
          ("Talk with someone", TALK, "session", "Short counseling without a long wait."), clinical=True),
    place("cupboard", "Open Cupboard Pantry", "12 Juniper Walk", "00412",
          ("Food box", FOOD, "food box", "Food for about five days. Bring bags."),
          ("Baby box", FOOD, "baby box", "Formula and diapers while supplies last."),
          ("Low-salt box", FOOD, "food box", "Soft and low-salt food, packed for you."),
          ("Summer lunch", FOOD, "lunch", "Lunch for children when school is out.")),
    place("breadline", "Saint Odile Bread Table", "5 Chapel Hill", "00414",
          ("Bread and produce", FOOD, "bag", "Bread, fruit and vegetables on Saturdays."),
          ("Good Neighbor Fund", MONEY, "payment", "Pays any bill once a year."),
          ("Grief circle", TALK, "evening", "An evening a week for people who lost somebody."),
          ("Community supper", COMPANY, "supper", "Sunday supper at long tables.")),
    place("millpantry", "Millbrook Food Shelf", "77 Mill Race", "00415",
          ("Food shelf", FOOD, "food box", "Choose your own food, like in a store."),
          ("Home delivery", FOOD, "delivery", "Boxes brought to people who cannot leave home."),
          ("Garden plots", FOOD, "plot", "A plot, seeds and tools from April on."),
          ("Cooking class", COMPANY, "class", "Cook and eat together, with child care.")),
    place("utility", "County Utility Help", "3 Power House Road", "00413",
          ("Heat and light bills", HEAT, "payment", "Pays heat and electric bills, up to $600."),
          ("Water bills", HEAT, "payment", "Pays water bills and stops shut-offs."),
          ("Winter kit", GOODS, "kit", "Blankets, window film and a heater check."),
          ("Budget plan", MONEY, "session", "A monthly plan with your utility company.")),
    place("warmhearts", "Warm Hearts Fund", "41 Ember Lane", "00412",
          ("Fuel voucher", HEAT, "voucher", "Propane, oil or wood, once a winter."),
          ("Bill rescue", HEAT, "payment", "Stops a shut-off within two days when funds last."),
          ("Rent bridge", RENT, "payment", "Up to one month of rent."),
          ("Coats for children", GOODS, "coat", "New coats from October on.")),
    place("water", "Tamarind Water Relief", "9 Spring Street", "00411",
          ("Water debt relief", HEAT, "payment", "Pays old water bills, up to $350."),
          ("Leak repair", REPAIR, "repair", "Fixes leaks in homes of owners with low income."),
          ("Clean water filters", GOODS, "filter", "Filters and how to use them."),
          ("Well testing", REPAIR, "test", "Free test of private wells.")),
    place("rides", "Larkhaven Rides", "60 Depot Street", "00411",
          ("Rides to the doctor", RIDE, "ride", "Door to door, book two days before."),
          ("Bus passes", RIDE, "pass", "A month of bus rides."),
          ("Dialysis rides", RIDE, "ride", "Three times a week, with a lift."),
          ("Rides to work", RIDE, "ride", "For the first two months of a job.")),
    place("wheels", "Wheels of Larkhaven", "17 Spoke Alley", "00412",
          ("Evening rides", RIDE, "ride", "After 6 pm, inside Larkhaven."),
          ("Car repair loan", RIDE, "repair", "Small loans for repairs that keep a job."),
          ("Bike library", RIDE, "bike", "Borrow a bike for a season."),
          ("Driving lessons", JOB, "lesson", "Lessons and the fee for the test.")),
    place("roof", "A Roof for All", "300 Harbor Row", "00411",
          ("Family shelter", SHELTER, "night", "Rooms for families, no one is turned away in winter."),
          ("Single room shelter", SHELTER, "night", "Beds for adults, doors open at 5 pm."),
          ("Rent and deposit", RENT, "payment", "First month and deposit for a new home."),
          ("Eviction help", RENT, "case", "A lawyer and a mediator before the court date.")),
    place("keys", "Juniper Housing Keys", "22 Latch Lane", "00413",
          ("Housing search", RENT, "home", "Looks for a home with you and talks with landlords."),
          ("Home repair crew", REPAIR, "repair", "Ramps, roofs, furnaces for owners with low income."),
          ("Lead-safe homes", REPAIR, "home", "Tests and removes lead paint."),
          ("Tenant advice", RENT, "session", "Know your lease and your rights.")),
    place("cedar", "Cedar & Main Furniture Bank", "Cedar and Main Streets", "00412",
          ("Beds", GOODS, "bed", "Beds and bedding, with delivery."),
          ("Tables and chairs", GOODS, "set", "Furniture for a first home."),
          ("Kitchen start", GOODS, "box", "Pots, plates and a kettle."),
          ("Moving help", RENT, "move", "A van and two helpers for a day.")),
    place("threads", "Second Thread Closet", "14 Button Row", "00414",
          ("School clothes", GOODS, "outfit", "Clothes and shoes for children, by size."),
          ("Work clothes", JOB, "outfit", "Clothes and boots for interviews and first weeks."),
          ("Baby clothes", GOODS, "bag", "A bag of clothes by age."),
          ("Laundry day", GOODS, "load", "Free washing on Wednesdays.")),
    place("kite", "Kite Street Club", "1 Kite Street", "00411",
          ("After-school care", SCHOOL, "week", "Until 6 pm, with a snack and homework help."),
          ("Summer camp", SCHOOL, "week", "Six weeks, with lunch."),
          ("Tutoring", SCHOOL, "hour", "One child, one tutor, twice a week."),
          ("Family nights", COMPANY, "evening", "Games and supper on Fridays.")),
    place("littleoak", "Little Oak Early Learning", "33 Acorn Street", "00415",
          ("Child care", SCHOOL, "week", "From six weeks to five years, on a sliding fee."),
          ("Parent circle", COMPANY, "morning", "Coffee, play and advice."),
          ("Diaper bank", GOODS, "pack", "A pack of diapers a week."),
          ("Early screening", HEALTH, "visit", "Hearing, sight and growth.")),
    place("works", "Harrow Lake Works", "500 Foundry Road", "00416",
          ("Job coaching", JOB, "session", "A coach until three months after you start."),
          ("Welding class", JOB, "course", "Ten weeks, paid, with a job at the end."),
          ("Record clearing", HOME, "case", "Lawyers who clear old records."),
          ("Tools fund", JOB, "set", "Boots, tools and licenses.")),
    place("night", "Night School of Tamarind", "8 Chalk Street", "00411",
          ("High school diploma", SCHOOL, "course", "Finish school in the evening."),
          ("English classes", SPEAK, "course", "Four levels, with child care."),
          ("Computer basics", LEARN, "class", "Mail, forms and safety on the internet."),
          ("Citizenship class", SPEAK, "course", "Prepare for the test, at no cost.")),
    place("signal", "Signal for Everyone", "66 Antenna Hill", "00416",
          ("Low-cost internet", NET, "month", "Internet at home for $10 a month."),
          ("Refurbished laptops", NET, "laptop", "A laptop and a lesson."),
          ("Phone plan", NET, "month", "A phone with minutes and data."),
          ("Library hotspots", NET, "loan", "Borrow a hotspot for a month.")),
    place("counsel", "Quiet Harbor Counseling", "19 Willow Bend", "00414",
          ("Counseling", TALK, "session", "Weekly sessions on a sliding fee, also in Spanish."),
          ("Youth counseling", TALK, "session", "For ages 10 to 18."),
          ("Caregiver support", TALK, "evening", "For people who care for somebody."),
          ("Crisis visit", TALK, "visit", "Somebody comes the same day."), clinical=True),
    place("elders", "Golden Maple Senior Center", "70 Maple Crescent", "00413",
          ("Meals at home", FOOD, "meal", "A warm meal at noon, five days a week."),
          ("Friendly calls", COMPANY, "call", "A call every morning."),
          ("Safety check", ELDER, "visit", "A person trained to listen comes by."),
          ("Medicare advice", INSURE, "session", "Choose a plan, understand a letter.")),
    place("veterans", "Veterans' Bridge", "11 Reveille Road", "00416",
          ("Benefits for veterans", VET, "application", "Help with claims and papers."),
          ("Rent for veterans", RENT, "payment", "Rent and deposits for those who served."),
          ("Buddy talks", TALK, "session", "Talk with somebody who served."),
          ("Rides for veterans", RIDE, "ride", "To the clinic and back.")),
    place("return", "Homeward Gate", "4 Bridge Street", "00411",
          ("First week kit", HOME, "kit", "Phone, clothes, bus pass on the day of release."),
          ("Papers desk", HOME, "document", "Birth certificate, license, benefits."),
          ("Peer mentor", HOME, "meeting", "Somebody who came home before you."),
          ("Transitional rooms", SHELTER, "night", "A room for the first 90 days.")),
    place("insure", "Coverage Corner", "25 Ledger Lane", "00412",
          ("Health insurance sign-up", INSURE, "application", "Medicaid and marketplace plans."),
          ("Medical bill advice", COST, "case", "Lower or cancel hospital bills."),
          ("Tax help", MONEY, "return", "Free tax returns, and the credits you are due."),
          ("Debt advice", MONEY, "session", "A plan with people you owe.")),
    place("smiles", "Bright Molar Dental Van", "Parking lot, 40 Fair Street", "00415",
          ("Dental van", HEALTH, "visit", "Teeth for children and adults without insurance."),
          ("Denture fund", COST, "denture", "Part of the price of dentures."),
          ("Eye tests", HEALTH, "test", "Tests and glasses for $20."),
          ("Hearing aids", COST, "aid", "Fitted and adjusted."), clinical=True),
    place("gardenhealth", "Harrow Lake Health Workers", "31 Shoreline Drive", "00416",
          ("Community health worker", HEALTH, "visit", "Somebody who goes with you to appointments."),
          ("Blood pressure club", HEALTH, "evening", "Measure, walk and cook together."),
          ("Birth companion", HEALTH, "visit", "Before, during and after birth."),
          ("Clinic by phone", HEALTH, "call", "A nurse answers until 9 pm."), clinical=True),
    place("legal", "Plain Words Legal Aid", "2 Gavel Court", "00411",
          ("Legal advice", MONEY, "session", "Wages, benefits, debts."),
          ("Family law", MONEY, "case", "Custody and support."),
          ("Tenant lawyer", RENT, "case", "A lawyer for the court date."),
          ("Benefits appeal", MONEY, "case", "When benefits were refused.")),
    place("playpark", "Millbrook Parks and Play", "90 Meadow Road", "00415",
          ("Swim lessons", COMPANY, "lesson", "For children, free in summer."),
          ("Walking group", COMPANY, "walk", "Every morning at nine."),
          ("Sports fees", SCHOOL, "fee", "Pays the fee for a season."),
          ("Community room", COMPANY, "evening", "A room for your group.")),
    place("language", "Many Voices Center", "18 Babel Row", "00412",
          ("Interpreter at appointments", SPEAK, "hour", "Spanish, Arabic, Bengali and eight more."),
          ("Letter reading", SPEAK, "letter", "We read letters with you and answer them."),
          ("Newcomer welcome", COMPANY, "visit", "Somebody shows you the town."),
          ("Job words", JOB, "class", "English for work, in the evening.")),
    # A 42 CFR Part 2 program and a victim service provider: both invented, and both keep what they know to themselves.
    place("stillwater", "Stillwater Recovery", "52 Heron Pond", "00413",
          ("Outpatient treatment", TALK, "session", "Groups and one-to-one talks, with medicine if you want it."),
          ("Recovery rooms", SHELTER, "night", "A quiet room for the first sixty days."),
          ("Peer coach", TALK, "meeting", "Somebody who has been there."),
          ("Family evening", COMPANY, "evening", "For those who wait at home."), clinical=True, label="ETH"),
    place("lantern", "Lantern House", "Address is not public", "00411",
          ("Safe rooms", SHELTER, "night", "A safe place, day and night."),
          ("Advocate", MONEY, "case", "Somebody at your side in court and at the police."),
          ("Talk line", TALK, "call", "Call at any hour. Nobody is told."),
          ("Fresh start kit", GOODS, "kit", "Clothes, a phone, and keys."), label="DV"),
)  # fmt: skip

FIRST_NAMES = (
    "Denise", "Malik", "Joyce", "Samuel", "Eun-ji", "Ines", "Thanh", "Rosa", "Walter", "Amal", "Hana", "Gus", "Precious", "Tobias",
    "Odalys", "Fern", "Cyrus", "Marisol", "Otis", "Leila", "Bram", "Yusuf", "Petra", "Delroy", "Anika", "Silas", "Noor", "Wanda",
    "Ignacio", "Pearl", "Kofi", "Mirela", "Dale", "Soledad", "Ravi", "Ruthie", "Emeka", "Lourdes", "Hollis", "Farah",
)  # fmt: skip
LAST_NAMES = (
    "Robles", "Freeman", "Kaminski", "Okonjo", "Park", "Ferreira", "Vo", "Delgado", "Nkemelu", "Haddad", "Suleiman", "Lindqvist",
    "Adeyemi", "Brightwater", "Castellan", "Dunmore", "Eversole", "Fairweather", "Galloway", "Hartsong", "Iverwood", "Jessamy",
    "Kestrel", "Lovelock", "Marchbanks", "Nightingale", "Oakhollow", "Pennyfeather", "Quillon", "Ravenswood", "Summerlin",
    "Thistlewood", "Underhill", "Vantongeren", "Winterbourne", "Yarrow",
)  # fmt: skip
STREETS = (
    "Juniper Walk",
    "Lantern Street",
    "Mill Race",
    "Willow Bend",
    "Maple Crescent",
    "Shoreline Drive",
    "Meadow Road",
)
DETAILS = {
    FOOD: ("food for about 5 days", "groceries until payday", "milk for the baby"),
    HEAT: ("heat bill, shut-off soon", "water bill of $214", "electric bill, two months behind"),
    RIDE: ("ride to dialysis", "ride to the clinic", "bus pass for work"),
    RENT: ("one month of rent", "eviction letter came", "deposit for a new home"),
    SHELTER: ("a bed for tonight", "room for a family of 4"),
    HEALTH: ("dentist, tooth pain", "a family doctor", "glasses"),
    COST: ("medicine is too dear", "hospital bill of $900"),
    MONEY: ("help with benefit forms", "tax return", "debt letters"),
    JOB: ("work boots", "job training", "coach for interviews"),
    SCHOOL: ("after-school care", "child care for a toddler", "tutor for math"),
    GOODS: ("beds for 2 children", "winter coats", "kitchen table"),
    TALK: ("someone to talk to", "counseling in Spanish"),
    COMPANY: ("company in the evening", "a group to walk with"),
    SPEAK: ("interpreter for Friday", "English class"),
    NET: ("internet at home", "a phone that works"),
}
