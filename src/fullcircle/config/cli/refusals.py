"""How the command line says no: one sentence on standard error, and an exit code that a script can read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fullcircle.infra import environment
from fullcircle.infra.database import Refused as DatabaseRefused

FAILED, DENIED = 1, 3


@contextmanager
def plainly() -> Iterator[None]:
    """Refusals of ours become a sentence; anything else is a defect and keeps its traceback."""
    try:
        yield
    except (DatabaseRefused, environment.BadSetting) as refusal:
        stop(str(refusal), FAILED)


def stop(sentence: str, code: int) -> None:
    click.echo(sentence, err=True)
    sys.exit(code)


def use_data_dir(data_dir: Path | None) -> Path:
    """What `--data-dir` names becomes the environment's, before any setting is read."""
    if data_dir is not None:
        os.environ["FULLCIRCLE_DATA_DIR"] = str(data_dir.absolute())
    return environment.data_dir()


def django() -> None:
    """Set Django up. After `use_data_dir`, and after the database is there."""
    import django as framework

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullcircle.config.settings")
    framework.setup()
