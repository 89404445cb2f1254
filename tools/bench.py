"""Benchmarks, as ratios in one run: the closed loop over HTTP beside its own SQL, and the pages at two sizes.

    python tools/bench.py [--loops 100] [--people 400] [--residents 100000] [--addresses 10000] [--keep FOLDER]

Figures are milliseconds of processor time of process trees; only latencies are by the wall clock. Exit 1 on any wrong answer.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench import installation, large, loop, pages, processes, surveys, walls
from bench.installation import Installation, Outbox
from bench.visitor import Unexpected, Visitor

WARM = 15
ROW = "{:<34}{:>10}{:>12}{:>10}{:>10}{:>10}"


def over_http(here: Installation, loops: int) -> tuple[float, float, list[float]]:
    """CPU ms a loop of the application and of PostgreSQL, and the seconds of every request."""
    navigator, other = Visitor(here.port), Visitor(here.port)
    navigator.enter("navigator")
    outbox = Outbox(here.addresses.of("migrator"))
    people = [loop.add_person(navigator, number) for number in range(10)]
    needs = [loop.add_need(navigator, people[number % 10]) for number in range(loops + WARM)]
    outbox.skip()

    def walked(need_id: str) -> None:
        outbox.skip()
        loop.walk(navigator, other, need_id, outbox.token)

    for need_id in needs[:WARM]:
        walked(need_id)
    navigator.seconds.clear()
    other.seconds.clear()
    app, database, ours = *here.cpu(), processes.cpu_of_one(outbox.pid)
    for need_id in needs[WARM:]:
        walked(need_id)
    after_app, after_database = here.cpu()
    ours = processes.cpu_of_one(outbox.pid) - ours
    check_confirmed(here, needs)
    return (
        (after_app - app) / loops,
        (after_database - database - ours) / loops,
        [*navigator.seconds, *other.seconds],
    )


def check_confirmed(here: Installation, needs: list[str]) -> None:
    with here.admin() as admin:
        sql = "select count(*) from referrals_need where id = any (%s::uuid[]) and outcome = 'met' and reply = 'yes'"
        met = admin.execute(sql, [needs]).fetchone()
    if met is None or met[0] != len(needs):
        raise Unexpected(f"{met} of {len(needs)} needs are confirmed")


def say_loop(here: Installation, loops: int) -> None:
    from bench import floor

    app, database, seconds = over_http(here, loops)
    recorded = floor.record()
    client, bare = floor.replay(here, recorded.statements, loops * 2)
    total, lowest = app + database, client + bare
    p50, p95 = percentiles(seconds)
    click.echo(
        f"\nThe closed loop: {loop.REQUESTS} requests, {len(recorded.statements)} statements; CPU ms a loop"
    )
    click.echo(ROW.format("", "client", "PostgreSQL", "total", "", ""))
    click.echo(
        ROW.format("over HTTP, everything on", f"{app:.1f}", f"{database:.1f}", f"{total:.1f}", "", "")
    )
    click.echo(ROW.format("the same SQL by pgbench", f"{client:.1f}", f"{bare:.1f}", f"{lowest:.1f}", "", ""))
    click.echo(f"ratio, HTTP to floor: {total / lowest:.1f}; PostgreSQL alone: {database / bare:.1f}")
    with walls.down(here):
        _client, open_to_all = floor.replay(here, recorded.statements, loops * 2)
    click.echo(
        f"the same SQL with every policy off: PostgreSQL {open_to_all:.1f}; with row security {bare / open_to_all:.2f} times that"
    )
    click.echo(f"a request: p50 {p50:.0f} ms, p95 {p95:.0f} ms by the wall clock, one visitor")
    click.echo(
        "The floor replays one loop between begin and rollback, prepared, as the serving role: no commits."
    )


def say_pages(here: Installation, people: int, residents: int, repeat: int) -> None:
    small = pages.measure(here, repeat)
    click.echo(f"Generating {residents} residents …", err=True)
    began = time.monotonic()
    counts = large.grow(here, residents)
    click.echo(f"… in {time.monotonic() - began:.0f} s", err=True)
    big = pages.measure(here, repeat)
    said = ", ".join(f"{count} in {table}" for table, count in counts.items())
    click.echo(
        f"\nPages, at {people} residents and at {residents} more ({said}); CPU ms a request, latency ms"
    )
    click.echo(ROW.format("", "app", "PostgreSQL", "p50", "p95", "ratio"))
    for name, before in small.items():
        after = big[name]
        for label, cost, ratio in (
            (name, before, ""),
            ("  at the large size", after, f"{after.cpu / before.cpu:.1f}"),
        ):
            figures = [f"{figure:.1f}" for figure in (cost.app, cost.database, cost.p50, cost.p95)]
            click.echo(ROW.format(label, *figures, ratio))
    click.echo("The ratio is CPU at the large size over CPU at the small one.")
    with walls.down(here):
        bare = pages.measure(here, repeat)
    click.echo("\nPostgreSQL's CPU a request at the large size, with every policy off, and with them")
    for name, cost in big.items():
        ratio = cost.database / bare[name].database if bare[name].database else float("nan")
        figures = [f"{figure:.1f}" for figure in (bare[name].database, cost.database, ratio)]
        click.echo(ROW.format(name, *figures, "", ""))


def say_access(here: Installation) -> None:
    permits, each = walls.why(here)
    grants, spent = walls.compiled(here)
    click.echo(
        f"\nwhy(): {each:.3f} ms of PostgreSQL a question, {walls.ASKED} asked, {permits} of them permitted"
    )
    click.echo(f"compiling an agreement: {grants} grants in {spent:.0f} ms of PostgreSQL")


def say_survey(here: Installation, addresses: int) -> None:
    found = surveys.measure(here, addresses)
    click.echo(f"\nA survey of {addresses} addresses, four fifths of them answered; ms by the wall clock")
    for name, seconds in found.requests.items():
        late = "  TOO SLOW" if seconds > surveys.MOST else ""
        click.echo(ROW.format(name, f"{1000 * seconds:.0f}", "", "", "", "") + late)
    said = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found.jobs.items())
    click.echo(f"jobs: {said}; at most {found.worker_mb} MB in them, {found.server_mb} MB in a web process")


def percentiles(seconds: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(seconds, n=20)
    return 1000 * statistics.median(seconds), 1000 * cuts[18]


@click.command()
@click.option("--loops", default=100, show_default=True, help="Loops that are measured, at most 2000.")
@click.option("--people", default=400, show_default=True, help="Residents of the practice town.")
@click.option(
    "--residents", default=100_000, show_default=True, help="Residents at the large size; 0 leaves it out."
)
@click.option("--addresses", default=10_000, show_default=True, help="Asked by a survey; 0 leaves it out.")
@click.option("--repeat", default=40, show_default=True, help="How often each page is asked for.")
@click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), help="A data directory to use and keep."
)
def main(loops: int, people: int, residents: int, addresses: int, repeat: int, keep: Path | None) -> None:
    """Measure, and print the table."""
    with installation.temporary(keep) as here:
        click.echo(f"Seeding {people} residents …", err=True)
        here.seed(people)
        here.serve()
        try:
            if loops:
                say_loop(here, min(loops, 2000))
            if addresses:
                say_survey(here, addresses)
            if residents:
                say_pages(here, people, residents, repeat)
                say_access(here)
        except (Unexpected, LookupError) as wrong:
            click.echo(f"WRONG: {wrong}", err=True)
            sys.exit(1)


if __name__ == "__main__":
    main()
