"""Row-level security: which tables it stands on, and the migration operation that puts it there.

One template yields every policy. A row is seen when a grant in force says so: held by the actor, on this person,
for this class of data, for this need or referral or for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.migrations.operations.base import Operation

from fullcircle.access import session


class Protected(models.Model):
    """A table with a person's data: row security is forced on it, and a query without an actor raises."""

    class Meta:
        abstract = True


SEEN = """exists (select 1 from access_grant g
  where g.grantee_id = (select access_grantee()) and g.person_id = {table}.{person}
  and {kind} = any (g.classes){record}
  and g.starts_at <= (select access_at()) and (g.ends_at is null or g.ends_at > (select access_at()))
  and ((select access_record()) is null or g.referral_id = (select access_record())))"""


def seen(
    table: str, *, kind: str, person: str = "person_id", need: str = "", referral: str = "", to: str = ""
) -> str:
    """The condition under which a row of `table` is seen. `kind` is a data class, or a column if it begins with a dot."""
    word = f"{table}{kind}" if kind.startswith(".") else f"'{kind}{to}'"
    record = "".join(
        f"\n  and (g.{name} is null or g.{name} = {table}.{column})"
        for name, column in (("need_id", need), ("referral_id", referral))
        if column
    )
    return SEEN.format(table=table, person=person, kind=word, record=record)


class Protect(Operation):
    """Force row security on a table, with one policy a command, and state the grants of every role."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, *, kind: str, person: str = "person_id", need: str = "", referral: str = "",
                 also_insert: str = "", also_select: str = "") -> None:  # fmt: skip
        self.table, self.kind, self.person, self.need, self.referral = table, kind, person, need, referral
        self.also_insert, self.also_select = also_insert, also_select

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        names = ("table", "kind", "person", "need", "referral", "also_insert", "also_select")
        return type(self).__name__, [], {name: getattr(self, name) for name in names}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model changes."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(self.sql())

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for name in ("seen", "written", "added", "definer", "backup"):
            schema_editor.execute(f"drop policy if exists {name} on {self.table}")
        schema_editor.execute(
            f"alter table {self.table} no force row level security, disable row level security"
        )

    def describe(self) -> str:
        return f"Force row security on {self.table}"

    def sql(self) -> str:
        read, write = self._condition(""), self._condition(":write")
        added = f"({write}) or ({self.also_insert})" if self.also_insert else write
        shown = f"({read}) or ({self.also_select})" if self.also_select else read
        t = self.table
        return f"""
alter table {t} enable row level security, force row level security;
grant select, insert, update on {t} to fullcircle_app;
create policy seen on {t} for select to fullcircle_app using ({shown});
create policy added on {t} for insert to fullcircle_app with check ({added});
create policy written on {t} for update to fullcircle_app using ({write}) with check ({write});
grant select, insert, update, delete on {t} to fullcircle_definer;
create policy definer on {t} to fullcircle_definer using (true) with check (true);
create policy backup on {t} for select to fullcircle_backup using (true);
"""

    def _condition(self, to: str) -> str:
        return seen(
            self.table, kind=self.kind, person=self.person, need=self.need, referral=self.referral, to=to
        )


@cache
def _protected_names() -> re.Pattern[str]:
    tables = sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, Protected))  # noqa: SLF001 - Django's documented Model._meta
    return re.compile(rf"\b({'|'.join(tables)})\b")


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Raise on a protected table without an actor: nothing set means nothing seen, and here it also means a defect."""
    if settings.GUARD_PROTECTED_TABLES and session.current() is None and _protected_names().search(str(sql)):
        raise session.NoActor(str(sql)[:200])
    return execute(sql, params, many, context)
