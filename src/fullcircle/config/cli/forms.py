"""`fullcircle forms`: bring questionnaires in, those of others and our own, and list them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from fullcircle.config.cli import refusals
from fullcircle.config.cli.serving import DATA_DIR


@click.group()
def forms() -> None:
    """Questionnaires that can be asked: import, shipped, list."""


@forms.command("import")
@DATA_DIR
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def bring_in(data_dir: Path | None, path: Path) -> None:
    """Bring in a FHIR Questionnaire, or a folder of them. A bad one is named, and the rest loads."""
    _ready(data_dir)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        refusals.stop(f"There is no .json file in {path}.", refusals.FAILED)
    refused = [file for file in files if not _bring_in(file)]
    if refused:
        refusals.stop(f"{len(refused)} of {len(files)} could not be imported.", refusals.FAILED)


@forms.command("shipped")
@DATA_DIR
def bring_in_shipped(data_dir: Path | None) -> None:
    """Bring in the forms that come with Fullcircle. Those already here are left alone."""
    _ready(data_dir)
    from django.utils import timezone

    from fullcircle.access.actor import SYSTEM
    from fullcircle.access.session import acting_as
    from fullcircle.assessments.forms import actions

    at = timezone.now()
    with refusals.plainly(), acting_as(SYSTEM, at=at):
        for form in actions.bring_in_shipped(actor=SYSTEM, at=at):
            click.echo(f"{form.title} {form.version}")


@forms.command("list")
@DATA_DIR
def show(data_dir: Path | None) -> None:
    """Every form, with its version, its languages and how many questions it asks."""
    _ready(data_dir)
    from fullcircle.assessments import queries

    rows = queries.all_forms()
    if not rows:
        click.echo("No forms yet. Bring one in: fullcircle forms import PATH")
    for form in rows:
        found = queries.questionnaire(form)
        retired = f", retired {form.retired_at:%Y-%m-%d}" if form.retired_at else ""
        click.echo(f"{form.title}\n  {found.canonical}")
        click.echo(f"  {len(found.asked)} questions, {', '.join(found.languages)}{retired}")


def _ready(data_dir: Path | None) -> None:
    with refusals.plainly():
        refusals.use_data_dir(data_dir)
        refusals.django()


def _bring_in(file: Path) -> bool:
    """One file in a transaction of its own, so that a bad one spoils no other."""
    from django.utils import timezone

    from fullcircle.access.actor import SYSTEM
    from fullcircle.access.errors import Refused
    from fullcircle.access.session import acting_as
    from fullcircle.assessments.forms import actions

    at = timezone.now()
    try:
        resource = json.loads(file.read_text(encoding="utf-8"))
        with acting_as(SYSTEM, at=at):
            form, is_new = actions.bring_in(resource=resource, actor=SYSTEM, at=at)
    except Refused as refusal:
        return _failed(file, str(refusal))
    except (OSError, ValueError, RecursionError) as error:
        return _failed(file, f"This file is not JSON: {error}.")
    version = f" {form.version}" if form.version else ""
    click.echo(f"{file.name}: {'imported' if is_new else 'already here'}: {form.title}{version}")
    return True


def _failed(file: Path, reason: str) -> bool:
    click.echo(f"{file.name}: not imported. {reason}", err=True)
    return False
