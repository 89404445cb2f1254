"""`fullcircle events verify`: is every event as it was written, and is none missing?"""

from __future__ import annotations

from pathlib import Path

import click

from fullcircle.config.cli import refusals
from fullcircle.config.cli.serving import DATA_DIR


@click.group()
def events() -> None:
    """What happened, and the proof that nobody changed it."""


@events.command()
@DATA_DIR
def verify(data_dir: Path | None) -> None:
    """Check each event's code and each sealed batch against the copy outside the database; exit 1 on any fault."""
    refusals.use_data_dir(data_dir)
    refusals.django()
    from django.utils import timezone

    from fullcircle.access import seals

    verdict = seals.verify(at=timezone.now())
    click.echo(
        f"{verdict.events} events in {verdict.seals} sealed batches, {verdict.unsealed} not sealed yet."
    )
    click.echo(f"Public key of the seals: {seals.public_key()}")
    for fault in verdict.faults:
        click.echo(fault, err=True)
    if verdict.faults:
        refusals.stop(f"{len(verdict.faults)} faults found.", refusals.FAILED)
    click.echo("Every event is as it was written.")


@events.command()
@DATA_DIR
def seal(data_dir: Path | None) -> None:
    """Seal now what the worker has not sealed yet."""
    refusals.use_data_dir(data_dir)
    refusals.django()
    from django.utils import timezone

    from fullcircle.access import seals

    count = 0
    while sealed := seals.seal(at=timezone.now()):
        count += sealed
    click.echo(f"{count} events sealed.")
