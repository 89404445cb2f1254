"""The rules of access as SQL, written once: row security and `access_decide` are made from the same conditions.

In this order, and the first that fits decides:
own record · emergency · never shared · the person said no · sharing is on hold · an agreement forbids it · an agreement
permits it without consent · agreement and consent · consent is missing · no agreement in force.
"""

from __future__ import annotations

# What carries a label of its own; all other classes are parts of the person's record.
LABELLED = frozenset({"need", "referral", "assessment", "service", "outcome"})
IN_FORCE = "{row}.starts_at <= {at} and ({row}.ends_at is null or {row}.ends_at > {at})"


def in_force(row: str, at: str) -> str:
    return IN_FORCE.format(row=row, at=at)


def grants(row: str, *, effect: str, keeper: str, to: str, word: str, purpose: str, at: str) -> str:
    """A grant in force by which this keeper's class is permitted or denied to this organization for this purpose."""
    return f"""{row}.to_id = {to} and {row}.from_id = {keeper} and {row}.data_class = {word}
    and {row}.purpose = {purpose} and {row}.effect = '{effect}' and {in_force(row, at)}"""


def forbidden(*, keeper: str, to: str, word: str, purpose: str, at: str) -> str:
    """An agreement in force forbids it."""
    denied = grants("d", effect="deny", keeper=keeper, to=to, word=word, purpose=purpose, at=at)
    return f"exists (select 1 from public.access_grant d where {denied})"


def permits(row: str, *, at: str) -> str:
    """The grant `row` permits now: nothing in force forbids the same, and the share is not on hold."""
    closed = forbidden(
        keeper=f"{row}.from_id", to=f"{row}.to_id", word=f"{row}.data_class", purpose=f"{row}.purpose", at=at
    )
    return f"""{row}.effect = 'permit' and {in_force(row, at)}
    and not {closed}
    and not (select public.access_share_frozen({row}.from_id, {row}.to_id, {at}))"""


def covers(row: str, *, effect: str, organization: str, word: str, purpose: str, at: str) -> str:
    """The consent `row` is a yes or a no in force to this organization, class and purpose."""
    return f"""{row}.effect = '{effect}'
    and ({row}.organizations is null or {organization} = any ({row}.organizations))
    and {word} = any ({row}.classes) and {purpose} = any ({row}.purposes)
    and {in_force(row, at)}"""


def names_the_label(row: str, *, label: str, organization: str, general: str = "") -> str:
    """The consent `row` is enough for this label: without one any is (`general` narrows that), else one that names the
    label and the organization."""
    plain = f"{label} = '' and {general}" if general else f"{label} = ''"
    return f"({plain} or {label} = any ({row}.labels) and {organization} = any ({row}.organizations))"


def consent(
    *, person: str, label: str, word: str, organization: str, purpose: str, at: str, need: str = "",
    referral: str = "", only_referral: str = "null::uuid",
) -> str:  # fmt: skip
    """A consent in force that covers this class for this organization and purpose; a label must be named, and by
    somebody who named the organization too; and one that names a label opens no need, referral or assessment without
    it. `need` and `referral` narrow it to the record where the table has them."""
    scope = "".join(
        f"\n    and (c.{name} is null or c.{name} = {column})"
        for name, column in (("need_id", need), ("referral_id", referral))
        if column
    )
    general = "c.labels = '{}'" if word.strip("'") in LABELLED else ""
    named = (
        f"\n    and {names_the_label('c', label=label, organization=organization, general=general)}"
        if label
        else ""
    )
    covered = covers("c", effect="permit", organization=organization, word=word, purpose=purpose, at=at)
    return f"""exists (select 1 from public.access_consent c where c.person_id = {person} and {covered}
    and ({only_referral} is null or c.referral_id = {only_referral}){scope}{named})"""


def emergency(*, person: str, organization: str, user: str, at: str) -> str:
    return f"""exists (select 1 from public.access_emergency e where e.person_id = {person}
    and e.organization_id = {organization} and e.user_id = {user} and {in_force("e", at)})"""
