"""`fullcircle directory`: bring resource directories in."""

from __future__ import annotations

from pathlib import Path

import click
import django

from fullcircle.config.cli.db import Denied

MOST_FAULTS = 50


@click.group()
def directory() -> None:
    """The resource directory: import."""


@directory.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--source", required=True, help="A name for where the directory comes from; the same name brings it up to date.")
@click.option("--format", "wanted", default="auto", show_default=True,
              type=click.Choice(["auto", "hsds-3", "hsds-2", "hsds-1", "ohana", "flat"]))  # fmt: skip
@click.option("--allow-shrinking", is_flag=True, help="Allow that more than half of the source's services go.")
def bring_in(path: Path, source: str, wanted: str, *, allow_shrinking: bool) -> None:
    """Load the directory in PATH, a folder or a .zip, or bring it up to date."""
    django.setup()
    from django.db import DatabaseError

    from fullcircle.access import errors

    try:
        _bring_in(path, source, wanted, may_shrink=allow_shrinking)
    except errors.Denied as refusal:
        raise Denied(str(refusal)) from refusal
    except errors.Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except (DatabaseError, OSError) as error:
        raise click.ClickException(str(error).strip().splitlines()[0]) from error


def _bring_in(path: Path, source: str, wanted: str, *, may_shrink: bool) -> None:
    from django.utils import timezone

    from fullcircle.access.actor import SYSTEM
    from fullcircle.access.session import acting_as
    from fullcircle.directory import actions
    from fullcircle.directory.imports import formats

    at = timezone.now()
    listing = formats.read(path, wanted)
    with acting_as(SYSTEM, at=at), click.progressbar(length=len(listing), label="Loading", show_pos=True) as bar:
        outcome = actions.bring_in(
            listing=listing, source=source, actor=SYSTEM, at=at, may_shrink=may_shrink, on_progress=bar.update
        )
    for fault in listing.faults[:MOST_FAULTS]:
        click.echo(f"{fault}", err=True)
    if len(listing.faults) > MOST_FAULTS:
        click.echo(f"… and {len(listing.faults) - MOST_FAULTS} more.", err=True)
    if listing.left_aside:
        click.echo(f"Left aside: {', '.join(listing.left_aside)}.")
    click.echo(
        f"{outcome.services} services ({outcome.added} new, {outcome.gone} no longer listed), {outcome.organizations}"
        f" organizations, {outcome.locations} locations; {outcome.faults} rows or values could not be used."
    )
