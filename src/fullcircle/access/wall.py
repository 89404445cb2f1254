"""Row-level security: which tables it stands on, and the migration operation that puts it there.

One template yields every policy: who keeps the record, what agreements open, what the person agreed to or refused.
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

from fullcircle.access import rules, session

EMERGENCY = frozenset({"identity", "contact"})  # what break-glass shows: how to reach somebody


class Protected(models.Model):
    """A table with a person's data: row security is forced on it, and a query without an actor raises."""

    row_security = True

    class Meta:
        abstract = True


def seen(
    table: str, *, kind: str, person: str = "person_id", keepers: tuple[str, ...] = ("steward_id",), label: str = "",
    need: str = "", referral: str = "", to: str = "",
) -> str:  # fmt: skip
    """The condition under which a row of `table` is seen (`to=":write"`: written). The order of `rules`, cheap tests first.

    Own: the person's, or kept by the actor's organization. Open: by an agreement that asks for no consent, unless the
    person said no. Else, for reading alone: by agreement and consent, a protected label by an agreement and a consent
    that name it. Whoever holds a link sees what belongs to its one referral.
    """
    here, at, only = "(select access_organization())", "(select access_at())", "(select access_record())"
    own = " or ".join(f"{table}.{keeper} = {here}" for keeper in keepers)
    within = f"({only} is null or {table}.{referral} = {only})" if referral else f"{only} is null"
    keeper = f"{table}.{keepers[0]}"
    unlabelled = f" and {table}.{label} = ''" if label else ""
    not_refused = f"{table}.{person} not in (select access_refused('{kind}'))"
    arms = [
        f"{table}.{person} = (select access_person())",
        f"(({own}) and {within})",
        (
            f"({keeper} = any ((select access_from('{kind}{to}', '{{none,opt_out}}'))::uuid[]){unlabelled}"
            f" and {only} is null and {not_refused})"
        ),
    ]
    if not to:
        agreed = f"{keeper} = any ((select access_from('{kind}', '{{opt_in}}'))::uuid[])"
        if label:
            named = f"{keeper} || ':' || {table}.{label} = any ((select access_named('{kind}'))::text[])"
            agreed = f"case when {table}.{label} = '' then {agreed} else {named} end"
        consent = rules.consent(
            person=f"{table}.{person}", label=f"{table}.{label}" if label else "", word=f"'{kind}'", organization=here,
            purpose="(select access_purpose())", at=at, need=f"{table}.{need}" if need else "",
            referral=f"{table}.{referral}" if referral else "", only_referral=only,
        )  # fmt: skip
        # Of one's own records a link shows what was put on its card.
        arms.append(f"(({keeper} = {here} or {agreed}) and {not_refused} and {consent})")
        if kind in EMERGENCY:
            urgent = rules.emergency(
                person=f"{table}.{person}", organization=here, user="(select access_user())", at=at
            )
            arms.append(f"({only} is null{unlabelled} and {urgent})")
    return "\n  or ".join(arms)


class Protect(Operation):
    """Force row security on a table, with one policy a command, and state the grants of every role."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, *, kind: str, person: str = "person_id", keepers: tuple[str, ...] = ("steward_id",),
                 label: str = "", need: str = "", referral: str = "") -> None:  # fmt: skip
        self.table, self.kind, self.person, self.keepers = table, kind, person, tuple(keepers)
        self.label, self.need, self.referral = label, need, referral

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        names = ("table", "kind", "person", "keepers", "label", "need", "referral")
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
        t = self.table
        return f"""
alter table {t} enable row level security, force row level security;
grant select, insert, update on {t} to fullcircle_app;
create policy seen on {t} for select to fullcircle_app using ({read});
create policy added on {t} for insert to fullcircle_app with check ({write});
create policy written on {t} for update to fullcircle_app using ({write}) with check ({write});
grant select, insert, update, delete on {t} to fullcircle_definer;
create policy definer on {t} to fullcircle_definer using (true) with check (true);
create policy backup on {t} for select to fullcircle_backup using (true);
"""

    def _condition(self, to: str) -> str:
        return seen(
            self.table, kind=self.kind, person=self.person, keepers=self.keepers, label=self.label, need=self.need,
            referral=self.referral, to=to,
        )  # fmt: skip


def secured(table: str, *, seen: str = "", written: str = "", grant: str = "") -> str:
    """Row security on a table that the template above does not fit: who sees and who writes a row, as SQL. Without
    a condition nobody of `app` does. `definer` does what functions do, `backup` reads."""
    policies = f"create policy seen on {table} for select to fullcircle_app using ({seen});\n" if seen else ""
    if written:
        policies += f"create policy added on {table} for insert to fullcircle_app with check ({written});\n"
    if "update" in grant:
        policies += f"create policy written on {table} for update to fullcircle_app using ({written}) with check ({written});\n"
    return f"""
alter table {table} enable row level security, force row level security;
{f"grant {grant} on {table} to fullcircle_app;" if grant else ""}
{policies}
grant select, insert, update, delete on {table} to fullcircle_definer;
create policy definer on {table} to fullcircle_definer using (true) with check (true);
create policy backup on {table} for select to fullcircle_backup using (true);
"""


def keeps(table: str, kind: str, *, person: str = "person_id", keeper: str = "steward_id", shared: str = "-",
          need: str = "-") -> str:  # fmt: skip
    """The trigger that tells access who keeps each record of this table; "-" where it has no such column."""
    return (
        f"create trigger keep after insert or update on {table} for each row"
        f" execute function access_keep('{kind}', '{person}', '{keeper}', '{shared}', '{need}');\n"
    )


def keeps_part(*tables: str, kind: str = "part") -> str:
    """The trigger that gives a part of a record the keeper and the label of its person; a record of its own keeps a
    label of its own where the person has none."""
    return "".join(
        f"create trigger keep_part before insert on {table} for each row execute function access_keep_part('{kind}');\n"
        for table in tables
    )


def stays(table: str, *columns: str) -> str:
    """The trigger that keeps the serving role from changing these columns once they are written."""
    changed = " or ".join(f"old.{column} is distinct from new.{column}" for column in columns)
    return (
        f"create trigger a_stays before update on {table} for each row when ({changed})"
        " execute function access_stays();\n"
    )


def keeps_label(table: str, *follows: str) -> str:
    """The trigger that protects what follows from a protected record, named by its columns."""
    columns = ", ".join(f"'{column}'" for column in follows)
    return f"create trigger keep_label before insert on {table} for each row execute function access_keep_label({columns});\n"


@cache
def _protected_names() -> re.Pattern[str]:
    tables = sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, Protected))  # noqa: SLF001 - Django's documented Model._meta
    return re.compile(rf"\b({'|'.join(tables)})\b")


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Raise on a protected table without an actor: nothing set means nothing seen, and here it also means a defect.
    And the actor of a long transaction is signed anew."""
    if settings.GUARD_PROTECTED_TABLES and session.current() is None and _protected_names().search(str(sql)):
        raise session.NoActor(str(sql)[:200])
    session.renew()
    return execute(sql, params, many, context)
