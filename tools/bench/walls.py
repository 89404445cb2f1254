"""What row security costs: the same work with it and without it, in the same run. And why(), and compiling an agreement."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.installation import Installation

SECURED = "select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace"
ASKED = 10_000
# One network agreement of 101 parties and one clause: 101 x 100 pairs.
PARTIES = 101
WHY = """
select count(*) filter (where d.permit) from (
  select k.id, k.data_class, row_number() over (order by md5(k.id::text)) n from access_keeping k limit {asked}) r
  join lateral (select x.to_id from access_grant x where x.rule = 'opt_in' offset r.n % 500 limit 1) o on true
  cross join lateral access_decide(r.id, r.data_class, o.to_id, null, 'care-coordination', now()) d
"""


@contextmanager
def down(here: Installation) -> Iterator[None]:
    """Every policy off; put back at the end. On a throw-away installation only."""
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


def why(here: Installation) -> tuple[int, int, float]:
    """(questions, permits, milliseconds of PostgreSQL a question), records and organizations drawn by hash."""
    with here.admin() as admin:
        admin.execute(WHY.format(asked=100))
        _app, before = here.cpu()
        found = admin.execute(WHY.format(asked=ASKED)).fetchone()
        _app, after = here.cpu()
    return ASKED, int(found[0]) if found else 0, (after - before) / ASKED


AGREEMENT = """
insert into agreements_kind (code) select 'bench' where false
"""


def seconds(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began
