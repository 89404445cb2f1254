"""What row security costs: the same work with it and without it, in the same run. And why(), and compiling an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.installation import Installation, settled

SECURED = "select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace"
ASKED = 10_000
PARTIES = 101  # one class, one purpose: 101 x 100 grants
WHY = """
select count(*) filter (where d.permit) from (
  select k.id, k.data_class, row_number() over (order by md5(k.id::text)) n
  from access_keeping k order by md5(k.id::text) limit %s) r
  join lateral (select o.id, row_number() over (order by o.id) n from directory_organization o) o on o.n = 1 + r.n %% 100
  cross join lateral {decide} d
"""
DECIDE, NOTHING = (
    "access_decide(r.id, r.data_class, o.id, null, 'care-coordination', now())",
    "(select true as permit)",
)


@contextmanager
def down(here: Installation) -> Iterator[None]:
    """Every policy off, and put back at the end. On a throw-away installation only."""
    with here.admin() as admin:
        tables = [row[0] for row in admin.execute(SECURED).fetchall()]
        for table in tables:
            admin.execute(f"alter table {table} disable row level security")
    try:
        yield
    finally:
        with here.admin() as admin:
            for table in tables:
                admin.execute(f"alter table {table} enable row level security")


def cost(here: Installation, admin: Any, sql: str, values: list[Any]) -> tuple[Any, float]:
    """(the first row, PostgreSQL's milliseconds of processor time)."""
    settled()
    _app, before = here.cpu()
    found = admin.execute(sql, values).fetchone()
    _app, after = here.cpu()
    return found, after - before


def why(here: Installation) -> tuple[int, float]:
    """(permits among ASKED questions, milliseconds a question), about records and organizations drawn by hash."""
    with here.admin() as admin:
        admin.execute(WHY.format(decide=DECIDE), [100])
        found, spent = cost(here, admin, WHY.format(decide=DECIDE), [ASKED])
        _nothing, drawing = cost(here, admin, WHY.format(decide=NOTHING), [ASKED])
    return int(found[0]), (spent - drawing) / ASKED


def compiled(here: Installation) -> tuple[int, float]:
    """(grants, milliseconds) of compiling one agreement of PARTIES organizations anew; it is signed through the actions."""
    agreement_id = _signed(here)
    with here.admin() as admin:
        found, spent = cost(here, admin, "select agreements_compile(%s)", [agreement_id])
    return int(found[0]), spent


def _signed(here: Installation) -> Any:
    from fullcircle.access.session import acting_as
    from fullcircle.accounts import queries as accounts
    from fullcircle.agreements import actions, drafting
    from fullcircle.agreements.actions import OnPaper
    from fullcircle.agreements.drafting import ClauseSaid, Joining, Said

    at = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251 - a program of its own
    hub_id = accounts.community().hub_id
    hub = accounts.actor_of(accounts.administrators([hub_id])[0].user, hub_id)
    if hub is None:
        raise LookupError("The hub has no administrator")
    with here.admin() as admin:
        rows = admin.execute(
            "select id from directory_organization where name like 'Place %%' order by id limit %s", [PARTIES]
        ).fetchall()
    share = ClauseSaid(text="Parties share.", effect="permit", from_role="*", to_role="*", classes=("outcome",),
                       purposes=("care-coordination",), rule="opt_in")  # fmt: skip
    with acting_as(hub, at=at):
        said = Said(title="Bench", text="Parties share.", effective_on=at.date() - timedelta(days=1))
        made = drafting.blank(kind="dsa", said=said, role="hub", actor=hub, at=at)
        for row in rows:
            joining = Joining(organization_id=row[0], role="member", required=False)
            drafting.set_party(agreement_id=made.pk, joining=joining, actor=hub, at=at)
        drafting.add_clause(agreement_id=made.pk, said=share, actor=hub, at=at)
        actions.send_to_review(agreement_id=made.pk, actor=hub, at=at)
        actions.send_out(agreement_id=made.pk, actor=hub, at=at)
        actions.sign(agreement_id=made.pk, typed_name=hub.name, level=4, actor=hub, at=at)
        signers = {row[0]: OnPaper(name="Head") for row in rows}
        actions.record_paper(agreement_id=made.pk, signers=signers, actor=hub, at=at)
    return made.pk
