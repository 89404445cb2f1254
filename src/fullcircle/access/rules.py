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
    general = " and c.labels = '{}'" if word.strip("'") in LABELLED else ""
    named = (
        f"\n    and ({label} = ''{general} or {label} = any (c.labels) and {organization} = any (c.organizations))"
        if label
        else ""
    )
    return f"""exists (select 1 from public.access_consent c where c.person_id = {person} and c.effect = 'permit'
    and (c.organizations is null or {organization} = any (c.organizations))
    and {word} = any (c.classes) and {purpose} = any (c.purposes)
    and {in_force("c", at)}
    and ({only_referral} is null or c.referral_id = {only_referral}){scope}{named})"""


def emergency(*, person: str, organization: str, user: str, at: str) -> str:
    return f"""exists (select 1 from public.access_emergency e where e.person_id = {person}
    and e.organization_id = {organization} and e.user_id = {user} and {in_force("e", at)})"""
