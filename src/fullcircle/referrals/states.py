"""What may follow what, and by whom: the table of the product, as data. The page in the docs is printed from it."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Status(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    IN_REVIEW = "in-review"
    ACCEPTED = "accepted"
    WAIT_LISTED = "wait-listed"
    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    COMPLETED = "completed"
    DECLINED = "declined"
    NOT_REACHED = "not-reached"
    REDIRECTED = "redirected"
    CANCELLED = "cancelled"
    RECALLED = "recalled"
    EXPIRED = "expired"
    ENTERED_IN_ERROR = "entered-in-error"


class Party(StrEnum):
    SOURCE = "source"
    TARGET = "target"
    RESIDENT = "resident"
    HUB = "hub"
    CLOCK = "clock"


class WaitingOn(StrEnum):
    """Whom a referral waits for: an attribute, not a status."""

    TARGET = "target"
    RESIDENT = "resident"
    SOURCE = "source"
    NOBODY = ""


S, P = Status, Party
LIVE = (S.SENT, S.IN_REVIEW, S.ACCEPTED, S.WAIT_LISTED, S.IN_PROGRESS, S.PAUSED)
UNANSWERED = (S.SENT, S.IN_REVIEW)
TAKEN_ON = (S.ACCEPTED, S.WAIT_LISTED, S.IN_PROGRESS, S.PAUSED)
IN_HAND = (S.ACCEPTED, S.IN_PROGRESS, S.PAUSED)
FINAL = frozenset(set(Status) - {S.DRAFT, *LIVE})
# Answered, for the rates of the product: the target said something that decides.
ANSWERED = (S.ACCEPTED, S.WAIT_LISTED, S.DECLINED, S.NOT_REACHED, S.REDIRECTED)

# Where the person named other places, the next one is asked by itself after these.
GOES_ON = frozenset({S.DECLINED, S.EXPIRED, S.REDIRECTED})

# (from, to, who), row by row as product.md has it.
RULES: tuple[tuple[tuple[Status, ...], tuple[Status, ...], frozenset[Party]], ...] = (
    ((S.DRAFT,), (S.SENT, S.CANCELLED), frozenset({P.SOURCE, P.RESIDENT})),
    ((S.SENT,), (S.IN_REVIEW,), frozenset({P.TARGET})),
    (UNANSWERED, (S.ACCEPTED, S.WAIT_LISTED, S.DECLINED, S.NOT_REACHED, S.REDIRECTED), frozenset({P.TARGET})),
    (UNANSWERED, (S.RECALLED,), frozenset({P.SOURCE})),
    ((*UNANSWERED, S.WAIT_LISTED), (S.EXPIRED,), frozenset({P.CLOCK})),
    ((*UNANSWERED, S.WAIT_LISTED), (S.REDIRECTED,), frozenset({P.HUB})),
    (LIVE, (S.CANCELLED,), frozenset({P.RESIDENT, P.SOURCE, P.TARGET})),
    ((S.WAIT_LISTED,), (S.ACCEPTED, S.IN_PROGRESS), frozenset({P.TARGET})),
    (
        (S.ACCEPTED,),
        (S.WAIT_LISTED, S.IN_PROGRESS, S.PAUSED, S.COMPLETED, S.NOT_REACHED),
        frozenset({P.TARGET}),
    ),
    ((S.IN_PROGRESS,), (S.PAUSED, S.COMPLETED, S.NOT_REACHED), frozenset({P.TARGET})),
    ((S.PAUSED,), (S.IN_PROGRESS, S.COMPLETED, S.NOT_REACHED), frozenset({P.TARGET})),
    (
        tuple(s for s in Status if s not in {S.DRAFT, S.ENTERED_IN_ERROR}),
        (S.ENTERED_IN_ERROR,),
        frozenset({P.SOURCE}),
    ),
)


def _who() -> dict[tuple[Status, Status], frozenset[Party]]:
    table: dict[tuple[Status, Status], frozenset[Party]] = {}
    for sources, targets, parties in RULES:
        for before in sources:
            for after in targets:
                table[before, after] = table.get((before, after), frozenset()) | parties
    return table


WHO = _who()

LABELS = {
    S.DRAFT: _("Draft"),
    S.SENT: _("Sent"),
    S.IN_REVIEW: _("In review"),
    S.ACCEPTED: _("Accepted"),
    S.WAIT_LISTED: _("On the wait list"),
    S.IN_PROGRESS: _("In progress"),
    S.PAUSED: _("Paused"),
    S.COMPLETED: _("Completed"),
    S.DECLINED: _("Declined"),
    S.NOT_REACHED: _("Not reached"),
    S.REDIRECTED: _("Sent on"),
    S.CANCELLED: _("Cancelled"),
    S.RECALLED: _("Taken back"),
    S.EXPIRED: _("No answer in time"),
    S.ENTERED_IN_ERROR: _("Entered in error"),
}

FHIR_STATUS_BEFORE = {
    S.DRAFT: "draft", S.SENT: "requested", S.IN_REVIEW: "requested", S.ACCEPTED: "accepted", S.WAIT_LISTED: "accepted",
    S.IN_PROGRESS: "in-progress", S.PAUSED: "on-hold", S.COMPLETED: "completed", S.DECLINED: "rejected",
    S.CANCELLED: "cancelled", S.RECALLED: "cancelled", S.EXPIRED: "cancelled", S.ENTERED_IN_ERROR: "entered-in-error",
}  # fmt: skip


class DeclineReason(StrEnum):
    NO_CAPACITY = "no-capacity"
    NO_FUNDS = "no-funds"
    NOT_ELIGIBLE_INCOME = "not-eligible-income"
    NOT_ELIGIBLE_RESIDENCE = "not-eligible-residence"
    NOT_ELIGIBLE_AGE = "not-eligible-age"
    NOT_ELIGIBLE_HOUSEHOLD = "not-eligible-household"
    NOT_ELIGIBLE_DOCUMENTS = "not-eligible-documents"
    NOT_ELIGIBLE_EARLIER_AID = "not-eligible-earlier-aid"
    NOT_ELIGIBLE = "not-eligible"
    OUTSIDE_AREA = "outside-area"
    NOT_OFFERED = "not-offered"
    DOCUMENTS_MISSING = "documents-missing"
    CANNOT_SERVE_LANGUAGE_OR_DISABILITY = "cannot-serve-language-or-disability"
    SAFETY = "safety"
    ALREADY_SERVED = "already-served"
    DUPLICATE = "duplicate"
    WRONG_CONTACT = "wrong-contact"
    OTHER = "other"


D = DeclineReason
# After these a person looks first, before anybody else is asked.
LOOK_FIRST = frozenset({D.ALREADY_SERVED, D.DUPLICATE, D.SAFETY})
# (words for staff, words for the resident)
REASONS = {
    D.NO_CAPACITY: (_("Full"), _("They have no room.")),
    D.NO_FUNDS: (_("No funds or supplies left"), _("They have nothing left to give.")),
    D.NOT_ELIGIBLE_INCOME: (_("Does not fit our income rules"), _("Their rules about income do not fit.")),
    D.NOT_ELIGIBLE_RESIDENCE: (_("Does not live where we serve"), _("They serve people who live somewhere else.")),
    D.NOT_ELIGIBLE_AGE: (_("Does not fit our age rules"), _("Their rules about age do not fit.")),
    D.NOT_ELIGIBLE_HOUSEHOLD: (_("Does not fit our household rules"), _("Their rules about household do not fit.")),
    D.NOT_ELIGIBLE_DOCUMENTS: (_("Documents do not fit our rules"), _("They need other papers.")),
    D.NOT_ELIGIBLE_EARLIER_AID: (_("Had this help too recently"), _("They can give this only once in a while.")),
    D.NOT_ELIGIBLE: (_("Does not fit our rules"), _("Their rules do not fit.")),
    D.OUTSIDE_AREA: (_("Outside our area"), _("They do not serve where you live.")),
    D.NOT_OFFERED: (_("We do not offer this now"), _("They do not offer this now.")),
    D.DOCUMENTS_MISSING: (_("Documents are missing"), _("They need papers that are missing.")),
    D.CANNOT_SERVE_LANGUAGE_OR_DISABILITY: (
        _("We cannot serve this language or disability"), _("They could not serve you well."),
    ),
    D.SAFETY: (_("A safety reason"), _("They cannot help this time.")),
    D.ALREADY_SERVED: (_("Already helped"), _("They say that you had this help already.")),
    D.DUPLICATE: (_("We have this request already"), _("They have this request already.")),
    D.WRONG_CONTACT: (_("This is not for us"), _("It was not the right place.")),
    D.OTHER: (_("Something else"), _("They cannot help this time.")),
}  # fmt: skip


class Outcome(StrEnum):
    """What became of a need. Only the need has an outcome; a referral has a result."""

    MET = "met"
    MET_UNCONFIRMED = "met-unconfirmed"
    PARTLY_MET = "partly-met"
    NOT_MET = "not-met"
    RESOLVED_ANOTHER_WAY = "resolved-another-way"
    NO_LONGER_A_NEED = "no-longer-a-need"
    LOST_CONTACT = "lost-contact"
    MOVED = "moved"
    DIED = "died"


OPEN_OUTCOMES = ("", "partly-met", "not-met")  # help is still looked for
OUTCOME_LABELS = {
    Outcome.MET: _("Met, confirmed"),
    Outcome.MET_UNCONFIRMED: _("Met, unconfirmed"),
    Outcome.PARTLY_MET: _("Partly met"),
    Outcome.NOT_MET: _("Not met"),
    Outcome.RESOLVED_ANOTHER_WAY: _("Resolved another way"),
    Outcome.NO_LONGER_A_NEED: _("No longer a need"),
    Outcome.LOST_CONTACT: _("Lost contact"),
    Outcome.MOVED: _("Moved"),
    Outcome.DIED: _("Died"),
}
