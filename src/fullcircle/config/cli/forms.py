"""`fullcircle forms`: bring questionnaires in, and list them."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import django
from django.utils import timezone

P = ParamSpec("P")
R = TypeVar("R")

FAILED, DENIED = 1, 3


class Denied(click.ClickException):
    exit_code = DENIED


def ready(command: Callable[P, R]) -> Callable[P, R]:
    """Django is set up only for the commands that need it; a refusal becomes one sentence and an exit code."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullcircle.config.settings")
        django.setup()
        from django.db import DatabaseError

        from fullcircle.access import errors

        try:
            return command(*args, **kwargs)
        except errors.Denied as refusal:
            raise Denied(str(refusal)) from refusal
        except errors.Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except DatabaseError as error:
            raise click.ClickException(str(error).strip().splitlines()[0]) from error

    return wrapped


@contextmanager
def _acting() -> Iterator[tuple[Any, datetime]]:
    from fullcircle.access.actor import SYSTEM
    from fullcircle.access.session import acting_as

    at = timezone.now()
    with acting_as(SYSTEM, at=at):
        yield SYSTEM, at


@click.group()
def forms() -> None:
    """Questionnaires that can be asked: import, list."""


@forms.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@ready
def bring_in(path: Path) -> None:
    """Bring in a FHIR Questionnaire, or each one in a folder. Those that cannot be asked are named, with the reason."""
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise click.ClickException(f"There is no .json file in {path}.")
    refused = [file for file in files if not _bring_in(file)]
    if refused:
        raise click.ClickException(f"{len(refused)} of {len(files)} could not be imported.")


def _bring_in(file: Path) -> bool:
    """One file in a transaction of its own, so that a bad one spoils no other."""
    from fullcircle.access.errors import Refused
    from fullcircle.assessments.forms import actions

    try:
        resource = json.loads(file.read_text(encoding="utf-8"))
        with _acting() as (actor, at):
            form, is_new = actions.bring_in(resource=resource, actor=actor, at=at)
    except Refused as refusal:
        return _failed(file, str(refusal))
    except (OSError, ValueError, RecursionError) as error:
        return _failed(file, f"This file is not JSON: {error}.")
    done = "imported" if is_new else "already here"
    click.echo(f"{file.name}: {done}: {form.title}{f' {form.version}' if form.version else ''}")
    return True


def _failed(file: Path, reason: str) -> bool:
    click.echo(f"{file.name}: not imported. {reason}", err=True)
    return False


@forms.command("list")
@ready
def show() -> None:
    """Every form, with its version, its languages and how many questions it asks."""
    from fullcircle.assessments import queries

    rows = queries.all_forms()
    if not rows:
        click.echo("No forms yet. Bring one in: fullcircle forms import PATH")
    for form in rows:
        found = queries.questionnaire(form)
        retired = f", retired {form.retired_at:%Y-%m-%d}" if form.retired_at else ""
        click.echo(f"{form.title}\n  {found.canonical}")
        click.echo(f"  {len(found.asked)} questions, {', '.join(found.languages)}{retired}")
