"""What moves an agreement: review, signing, withdrawing, ending, a new version. What it opens is compiled with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access.actor import Actor
from fullcircle.access.errors import Denied, Invalid
from fullcircle.accounts import queries as accounts
from fullcircle.agreements import document, drafting, policies, queries, shelf, telling
from fullcircle.agreements.drafting import record
from fullcircle.agreements.models import Agreement, Clause, Party, Signature
from fullcircle.agreements.policies import WrongState
from fullcircle.agreements.states import State
from fullcircle.agreements.words import EVERY, Level, Method
from fullcircle.directory import queries as directory


def intent(one: Agreement, organization: str) -> str:
    """The sentence that a signer says."""
    return _(
        "I sign agreement {number}, version {version}, “{title}”, for {organization}. I may bind {organization} to it."
    ).format(number=one.number, version=one.version, title=one.title, organization=organization)


@transaction.atomic
def send_to_review(*, agreement_id: UUID, actor: Actor, at: datetime) -> Agreement:
    """The draft goes to counsel, and rests. Raises Denied, NoSuchAgreement, WrongState."""
    return _moved(agreement_id, State.LEGAL_REVIEW, "agreement.send-to-review", actor, at)


@transaction.atomic
def take_back(*, agreement_id: UUID, actor: Actor, at: datetime) -> Agreement:
    """From review to draft once more. Raises Denied, NoSuchAgreement, WrongState."""
    return _moved(agreement_id, State.DRAFT, "agreement.take-back", actor, at)


def _moved(agreement_id: UUID, after: State, did: str, actor: Actor, at: datetime) -> Agreement:
    one = queries.agreement(agreement_id, actor, lock=True)
    before = State(one.state)
    policies.check_can_move(actor, one, one.hub_id, before=before, after=after)
    one.state = after
    one.save(update_fields=["state"])
    record(did, one, actor, at)
    return one


@transaction.atomic
def record_review(*, agreement_id: UUID, counsel: str, on: date, actor: Actor, at: datetime) -> Agreement:
    """Write down who read it as counsel, and on which day. Raises Denied, Invalid, NoSuchAgreement."""
    one = queries.agreement(agreement_id, actor, lock=True)
    policies.check_can_review(actor, one.hub_id)
    name = " ".join(counsel.split())
    if not name or len(name) > 120:
        raise Invalid(gettext_lazy("Type the name of the counsel who read it."), field="counsel")
    one.counsel, one.counsel_on = name, on
    one.save(update_fields=["counsel", "counsel_on"])
    record("agreement.record-review", one, actor, at)
    return one


@transaction.atomic
def send_out(*, agreement_id: UUID, actor: Actor, at: datetime) -> Agreement:
    """Fix the exact document and ask every party to sign. Raises Denied, Invalid, NoSuchAgreement, WrongState."""
    one = queries.agreement(agreement_id, actor, lock=True)
    policies.check_can_move(actor, one, one.hub_id, before=State(one.state), after=State.OUT)
    parties, clauses = queries.parties(one), queries.clauses(one)
    _check_complete(parties, clauses)
    one.state, one.out_at = State.OUT, at
    one.document = document.canonical(one, parties, clauses)
    one.sha256 = document.sha256(one.document)
    one.save(update_fields=["state", "out_at", "document", "sha256"])
    record("agreement.send-out", one, actor, at, sha256=one.sha256)
    telling.please_sign(one, parties, at=at)
    return one


def _check_complete(parties: list[Party], clauses: list[Clause]) -> None:
    if len(parties) < 2 or not any(party.required for party in parties):
        raise Invalid(gettext_lazy("An agreement has at least two parties, and one that must sign."))
    roles = {party.role for party in parties} | {EVERY, ""}
    for clause in clauses:
        for role in (clause.from_role, clause.to_role):
            if role not in roles:
                sentence = _("Clause {number} names the role “{role}”, and no party has it.")
                raise Invalid(sentence.format(number=clause.number, role=role))


@transaction.atomic
def sign(*, agreement_id: UUID, typed_name: str, level: int, actor: Actor, at: datetime) -> Signature:
    """Sign the exact document for one's own organization. Raises Denied, Invalid, NoSuchAgreement, WrongState."""
    one = queries.agreement(agreement_id, actor, lock=True)
    party = queries.party_of(one, actor.organization_id)
    before = queries.standing(one, at)
    policies.check_can_sign(actor, party, now=before.state, signed=queries.signature_of(party))
    policies.check_signer(
        name=actor.name, typed_name=typed_name, level=level, minimum_level=one.kind.minimum_level
    )
    assert party is not None  # noqa: S101 - checked above
    name = directory.organization(party.organization_id).name
    signature = Signature.objects.create(
        party=party, user_id=actor.user_id, typed_name=" ".join(typed_name.split()), intent=intent(one, name),
        level=level, sha256=one.sha256, method=Method.TYPED, signed_at=at,
    )  # fmt: skip
    record("agreement.sign", one, actor, at, organization=str(party.organization_id), level=level)
    _after_signing(one, before, at)
    return signature


@dataclass(frozen=True, slots=True)
class OnPaper:
    """Who signed on paper for an organization, and what they may decide."""

    name: str
    level: int = Level.COMMIT


@transaction.atomic
def record_paper(
    *, agreement_id: UUID, signers: Mapping[UUID, OnPaper], actor: Actor, at: datetime
) -> list[Signature]:
    """Write down signatures on paper, for organizations whose people have no account. They hold from now on.

    `signers` is by organization. Raises Denied, Invalid, NoSuchAgreement, WrongState.
    """
    one = queries.agreement(agreement_id, actor, lock=True)
    before = queries.standing(one, at)
    policies.check_can_record_paper(actor, one.hub_id, now=before.state)
    parties = {party.organization_id: party for party in one.parties.all()}
    _check_paper(one, parties, signers)
    names = directory.organization_names(set(signers))
    made = Signature.objects.bulk_create(
        Signature(
            party=parties[organization_id], typed_name=" ".join(signer.name.split()), level=signer.level,
            intent=intent(one, names[organization_id]), sha256=one.sha256, method=Method.PAPER, signed_at=at,
            recorded_by=actor.user_id,
        )
        for organization_id, signer in signers.items()
    )  # fmt: skip
    record("agreement.record-paper", one, actor, at, organizations=sorted(str(key) for key in signers))
    _after_signing(one, before, at)
    return made


def _check_paper(one: Agreement, parties: Mapping[UUID, Party], signers: Mapping[UUID, OnPaper]) -> None:
    with_account = {member.organization_id for member in accounts.administrators(signers)}
    for organization_id, signer in signers.items():
        party = parties.get(organization_id)
        if party is None or organization_id in with_account:
            raise Denied(
                gettext_lazy("Paper is for parties without an administrator here; others sign themselves.")
            )
        if queries.signature_of(party) is not None:
            raise WrongState(gettext_lazy("This organization has signed already."))
        if not signer.name.strip() or len(signer.name) > 120:
            raise Invalid(gettext_lazy("Type the name that stands on the paper."), field="typed_name")
        policies.check_level(signer.level, one.kind.minimum_level)


@transaction.atomic
def withdraw(*, agreement_id: UUID, actor: Actor, at: datetime, organization_id: UUID | None = None) -> None:
    """Take a signature back; what it opened and what was open to it closes. Raises Denied, NoSuchAgreement, WrongState."""
    one = queries.agreement(agreement_id, actor, lock=True)
    party = queries.party_of(one, organization_id or actor.organization_id)
    if party is None:
        raise Denied(gettext_lazy("A signature is withdrawn by the organization that gave it."))
    signature = queries.signature_of(party)
    policies.check_can_withdraw(actor, party, signature, one.hub_id)
    # The condition on the row is the database's own: a policy lets only the party, or the hub for paper, change it.
    Signature.objects.filter(party=party, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_by=actor.user_id
    )
    record("agreement.withdraw", one, actor, at, organization=str(party.organization_id))
    _compile(one)


@transaction.atomic
def terminate(*, agreement_id: UUID, actor: Actor, at: datetime) -> Agreement:
    """End it for everybody, now. Raises Denied, NoSuchAgreement, WrongState."""
    one = queries.agreement(agreement_id, actor, lock=True)
    before = queries.standing(one, at).state
    policies.check_can_move(actor, one, one.hub_id, before=before, after=State.TERMINATED)
    one.state, one.terminated_at, one.terminated_by = State.TERMINATED, at, actor.user_id
    one.save(update_fields=["state", "terminated_at", "terminated_by"])
    record("agreement.terminate", one, actor, at)
    _compile(one)
    return one


@transaction.atomic
def amend(*, agreement_id: UUID, effective_on: date, actor: Actor, at: datetime) -> Agreement:
    """A new version of the same number, as a draft. The former one ends when it comes into force.

    Raises Denied, NoSuchAgreement, WrongState.
    """
    former = queries.agreement(agreement_id, actor, lock=True)
    policies.check_can_amend(actor, former, former.hub_id, now=queries.standing(former, at).state)
    expires_on = former.expires_on if former.expires_on and former.expires_on >= effective_on else None
    made = _next_version(former, effective_on, expires_on, actor, at)
    record("agreement.amend", made, actor, at)
    return made


@transaction.atomic
def renew(*, agreement_id: UUID, actor: Actor, at: datetime) -> Agreement:
    """The next version for another term of the same length, as a draft: from the day after the last one, or from today
    where that is over. Raises Denied, NoSuchAgreement, WrongState."""
    former = queries.agreement(agreement_id, actor, lock=True)
    policies.check_can_renew(actor, former, former.hub_id, now=queries.standing(former, at).state)
    assert former.expires_on is not None  # noqa: S101 - checked above
    today = at.astimezone(ZoneInfo(former.zone)).date()
    first = max(former.expires_on + timedelta(days=1), today)
    last = shelf.same_term(former.effective_on, former.expires_on, first)
    made = _next_version(former, first, last, actor, at)
    record("agreement.renew", made, actor, at)
    return made


def _next_version(
    former: Agreement, effective_on: date, expires_on: date | None, actor: Actor, at: datetime
) -> Agreement:
    """With the same words, parties and clauses."""
    newest = Agreement.objects.filter(number=former.number).aggregate(last=Max("version"))["last"]
    made = Agreement.objects.create(
        number=former.number, version=newest + 1, title=former.title, kind=former.kind, text=former.text,
        effective_on=effective_on, expires_on=expires_on, zone=former.zone, notice_days=former.notice_days,
        supersedes=former, drafted_for=former.drafted_for, drafted_at=at, drafted_by=actor.user_id,
    )  # fmt: skip
    Party.objects.bulk_create(
        Party(agreement=made, organization_id=p.organization_id, role=p.role, required=p.required)
        for p in former.parties.all()
    )
    Clause.objects.bulk_create(
        Clause(agreement=made, number=clause.number, **drafting.columns(drafting.copied(clause)))
        for clause in former.clauses.all()
    )
    return made


def _after_signing(one: Agreement, before: queries.Standing, at: datetime) -> None:
    _compile(one)
    if before.begins_at is not None:
        return
    now = queries.standing(one, at)
    if now.begins_at is not None:
        telling.everybody_signed(one, queries.parties(one), begins_at=now.begins_at, at=at)


def _compile(one: Agreement) -> None:
    """Also of the version before it, which ends when this one begins."""
    with connection.cursor() as cursor:
        for key in filter(None, (one.pk, one.supersedes_id)):
            cursor.execute("select agreements_compile(%s)", [key])
