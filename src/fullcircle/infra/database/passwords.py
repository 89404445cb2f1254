"""Generated secrets, one file each, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Passwords:
    """Passwords of database roles, kept in one folder."""

    folder: Path

    def of(self, role: str) -> str:
        """The kept one, else a new one. Two callers at once get the same."""
        return self.known(role) or self._new(role)

    def known(self, role: str) -> str | None:
        try:
            return self._file(role).read_text().strip()
        except FileNotFoundError:
            return None

    def _file(self, role: str) -> Path:
        return self.folder / f"database-{role}"

    def _new(self, role: str) -> str:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        draft = self.folder / f".{secrets.token_hex(8)}"
        draft.touch(mode=0o600, exist_ok=False)
        draft.write_text(secrets.token_urlsafe(32) + "\n")
        try:
            os.link(draft, self._file(role))  # fails when another was first, and then that one holds
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return self._file(role).read_text().strip()
