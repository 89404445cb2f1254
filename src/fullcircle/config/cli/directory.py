"""`fullcircle directory`: bring resource directories in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from fullcircle.config.cli import refusals
from fullcircle.config.cli.serving import DATA_DIR

MOST_FAULTS = 50
FORMATS = ("auto", "hsds-3", "hsds-2", "hsds-1", "ohana", "flat")
SOURCE = "A name for where the directory comes from; the same name brings it up to date."


@click.group()
def directory() -> None:
    """The resource directory: import."""


@directory.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--source", required=True, help=SOURCE)
@click.option("--format", "wanted", default="auto", show_default=True, type=click.Choice(FORMATS))
@click.option(
    "--allow-shrinking", is_flag=True, help="Allow that more than half of the source's services go."
)
@DATA_DIR
def bring_in(path: Path, source: str, wanted: str, *, allow_shrinking: bool, data_dir: Path | None) -> None:
    """Load the directory in PATH, a folder or a .zip, or bring it up to date."""
    refusals.use_data_dir(data_dir)
    refusals.django()
    from django.db import DatabaseError

    from fullcircle.access import errors

    try:
        _bring_in(path, source, wanted, may_shrink=allow_shrinking)
    except errors.Denied as refusal:
        refusals.stop(str(refusal), refusals.DENIED)
    except errors.Refused as refusal:
        refusals.stop(str(refusal), refusals.FAILED)
    except (DatabaseError, OSError) as error:
        refusals.stop(str(error).strip().splitlines()[0], refusals.FAILED)


def _bring_in(path: Path, source: str, wanted: str, *, may_shrink: bool) -> None:
    from django.utils import timezone

    from fullcircle.access.actor import SYSTEM
    from fullcircle.access.session import acting_as
    from fullcircle.directory import actions
    from fullcircle.directory.imports import formats

    at = timezone.now()
    listing = formats.read(path, wanted)
    with (
        acting_as(SYSTEM, at=at),
        click.progressbar(length=len(listing), label="Loading", show_pos=True) as bar,
    ):
        outcome = actions.bring_in(
            listing=listing, source=source, actor=SYSTEM, at=at, may_shrink=may_shrink, on_progress=bar.update
        )
    _say_what_was_left(listing.faults, listing.left_aside)
    click.echo(
        f"{outcome.services} services ({outcome.added} new, {outcome.gone} no longer listed),"
        f" {outcome.organizations} organizations, {outcome.locations} locations;"
        f" {outcome.faults} rows or values could not be used."
    )


def _say_what_was_left(faults: Sequence[object], left_aside: list[str]) -> None:
    for fault in faults[:MOST_FAULTS]:
        click.echo(f"{fault}", err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"… and {len(faults) - MOST_FAULTS} more.", err=True)
    if left_aside:
        click.echo(f"Left aside: {', '.join(left_aside)}.")
