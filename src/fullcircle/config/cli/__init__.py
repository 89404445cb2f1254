"""The command line: `fullcircle <subject> <verb>`. One module a subject, each a click group or command.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 denied. Errors are one sentence on standard error.
"""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "check": "fullcircle.config.cli.serving:check",
    "db": "fullcircle.config.cli.db:db",
    "demo": "fullcircle.config.cli.serving:demo",
    "directory": "fullcircle.config.cli.directory:directory",
    "events": "fullcircle.config.cli.events:events",
    "forms": "fullcircle.config.cli.forms:forms",
    "migrate": "fullcircle.config.cli.serving:migrate",
    "serve": "fullcircle.config.cli.serving:serve",
    "worker": "fullcircle.config.cli.serving:worker",
}


class Commands(click.Group):
    """Loads a subject's module only when it is asked for, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Commands)
@click.version_option(package_name="fullcircle")
def main() -> None:
    """Fullcircle: the open platform for a connected community of care."""
