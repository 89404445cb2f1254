"""Which connection does what: `app` serves, `migrator` alone changes tables."""

from __future__ import annotations

from typing import Any


class OnlyTheMigratorMigrates:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "migrator"
