"""Format, lint, types, arrows, templates, translations, generated pages. Goes on after a failure, and counts.

python tools/check.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "arrows": ["lint-imports"],
    "templates": ["djlint", "--lint", "--quiet", "src/fullcircle/web/templates"],
    "translations": ["python", "tools/translations.py", "check"],
    "generated pages": ["python", "tools/generate_docs.py", "--check"],
}


def main() -> None:
    os.chdir(ROOT)
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        sys.exit(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}.")
    print(f"{len(CHECKS)} checks passed.")  # noqa: T201


def passes(name: str, command: list[str]) -> bool:
    ran = subprocess.run([BIN / command[0], *command[1:]], capture_output=True, text=True, check=False)
    if ran.returncode:
        print(f"--- {name}\n{ran.stdout[-6000:]}{ran.stderr[-3000:]}")  # noqa: T201
    return ran.returncode == 0


if __name__ == "__main__":
    main()
