"""temporary"""
from __future__ import annotations
import os
from dataclasses import dataclass
from pathlib import Path

@dataclass(frozen=True)
class Addresses:
    app: str
    migrator: str
    report: str
    backup: str
    admin: str | None

def resolve(data_dir: Path) -> Addresses:
    e = os.environ
    return Addresses(e["DATABASE_URL"], e["FULLCIRCLE_MIGRATOR_URL"], e["FULLCIRCLE_REPORT_URL"], e["FULLCIRCLE_BACKUP_URL"], e.get("FULLCIRCLE_ADMIN_URL"))
