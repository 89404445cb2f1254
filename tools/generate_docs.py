"""Write the generated pages of the documentation from the code that they describe.

    python tools/generate_docs.py [--check]

With --check nothing is written: exit 1 where a page differs from its source.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code. Change the code, not this page. -->\n\n"


def status_page() -> str:
    from fullcircle.referrals.states import FHIR_STATUS_BEFORE, FINAL, LABELS, RULES, WHO, Status

    lines = [
        "# What may follow what: the status of a referral\n",
        NOTE,
        "| from | to | who |",
        "|---|---|---|",
    ]
    for sources, targets, parties in RULES:
        named = [", ".join(str(LABELS[s]).lower() for s in group) for group in (sources, targets)]
        lines.append(f"| {named[0]} | {named[1]} | {', '.join(sorted(parties))} |")
    lines += [
        "",
        f"Final: {', '.join(sorted(str(LABELS[s]).lower() for s in FINAL))}.",
        "",
        "## As a diagram",
        "",
    ]
    lines += ["```mermaid", "stateDiagram-v2"]
    lines += [f"  {a.name} --> {b.name}: {', '.join(sorted(who))}" for (a, b), who in sorted(WHO.items())]
    lines += [
        "```",
        "",
        "## Status × party",
        "",
        "Each cell names the parties that may take the step; a dot is refused to everybody.",
        "",
    ]
    lines += ["| from \\ to | " + " | ".join(s.value for s in Status) + " |", "|---|" + "---|" * len(Status)]
    for before in Status:
        cells = [", ".join(sorted(WHO.get((before, after), ()))) or "·" for after in Status]
        lines.append(f"| **{before.value}** | " + " | ".join(cells) + " |")
    lines += ["", "## As FHIR Task.status", "", "| status | Task.status |", "|---|---|"]
    lines += [
        f"| {status.value} | {FHIR_STATUS_BEFORE[status]} |"
        for status in Status
        if status in FHIR_STATUS_BEFORE
    ]
    lines += ["| not-reached, redirected | rejected before acceptance, failed or cancelled after |"]
    return "\n".join(lines) + "\n"


def agreements_page() -> str:
    """What may follow what for an agreement, who does it, and which states are kept in a table."""
    from fullcircle.agreements.states import LABELS, RULES, STORED, WHO, State

    lines = [
        "# What may follow what: the state of an agreement\n", NOTE,
        "Drafter: administrators of the organization that drafted it. Hub: the hub's administrators and managers.\n",
        "Time: signatures, dates and a later version; nobody presses a button.\n",
        "| from | to | who |", "|---|---|---|",
    ]  # fmt: skip
    for sources, after, who in RULES:
        named = ", ".join(str(LABELS[state]).lower() for state in sources)
        lines.append(f"| {named} | {str(LABELS[after]).lower()} | {', '.join(sorted(who))} |")
    lines += ["", "## As a diagram", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"  {a.name} --> {b.name}: {', '.join(sorted(who))}" for (a, b), who in sorted(WHO.items())]
    lines += ["```", "", "## Stored, or following from time", "", "| state | is |", "|---|---|"]
    lines += [f"| {state.value} | {'stored' if state in STORED else 'computed'} |" for state in State]
    return "\n".join(lines) + "\n"


def together_page() -> str:
    """What may follow what for partnerships, the policy agenda and complaints."""
    from fullcircle.agenda import states as agenda
    from fullcircle.grievances import states as grievances
    from fullcircle.partnerships import states as partnerships

    subjects = (
        ("A partnership", partnerships.MAY_BECOME, partnerships.LABELS),
        ("An item of the policy agenda", agenda.MAY_BECOME, agenda.LABELS),
        ("A complaint", grievances.MAY_BECOME, grievances.LABELS),
    )
    lines = ["# What may follow what: partnerships, the policy agenda, complaints\n", NOTE]
    for title, table, labels in subjects:
        lines += [f"## {title}\n", "| from | to |", "|---|---|"]
        for before, afters in table.items():
            ordered = [after for after in table if after in afters]
            named = ", ".join(str(labels[after]).lower() for after in ordered)
            lines.append(f"| {str(labels[before]).lower()} | {named or '·'} |")
        lines += ["", "```mermaid", "stateDiagram-v2"]
        lines += [
            f"  {before.name} --> {after.name}"
            for before, afters in table.items()
            for after in table
            if after in afters
        ]
        lines += ["```", ""]
    return "\n".join(lines)


def commands_page() -> str:
    from fullcircle.config.cli import main

    lines = ["# The command line\n", NOTE, "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 denied.\n"]
    lines += list(_helps(main, "fullcircle"))
    return "\n".join(lines)


def _helps(command: click.Command, name: str):  # noqa: ANN202
    context = click.Context(command, info_name=name, max_content_width=100)
    if not isinstance(command, click.Group):
        yield f"## `{name}`\n\n```text\n{command.get_help(context)}\n```\n"
        return
    for child in command.list_commands(context):
        found = command.get_command(context, child)
        assert found is not None  # noqa: S101 - it was just listed
        yield from _helps(found, f"{name} {child}")


def pages_page() -> str:
    """Every address of ours, with who may open it."""
    from django.urls import get_resolver

    lines = ["# Addresses and who may open them\n", NOTE, "| address | name | for |", "|---|---|---|"]
    for route, name, permission in sorted(addresses(get_resolver().url_patterns)):
        lines.append(f"| `/{route}` | {name} | {permission} |")
    return "\n".join(lines) + "\n"


def addresses(patterns, prefix: str = "", space: str = ""):  # noqa: ANN001, ANN201
    from django.urls import URLResolver

    from fullcircle.web import permissions

    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(
                pattern.url_patterns, route, f"{pattern.namespace}:" if pattern.namespace else space
            )
            continue
        permission = permissions.of(pattern.callback)
        said = permission.name if permission else "allauth: sign-in and second factors"
        if permission and permission.purpose != "care-coordination":
            said += f", for {permission.purpose}"
        yield route, f"{space}{pattern.name}", said


def tables_page() -> str:
    """Every table, its row security, and its columns."""
    from django.apps import apps

    lines = ["# Tables\n", NOTE]
    for model in sorted(apps.get_models(), key=lambda m: m._meta.db_table):
        if not model.__module__.startswith("fullcircle."):
            continue
        meta, doc = model._meta, (model.__doc__ or "").split("\n")[0]
        wall = "row security forced" if getattr(model, "row_security", False) else "no row security"
        described = "" if doc.startswith(f"{model.__name__}(") else f" {doc}"
        lines += [f"## {meta.db_table}\n", f"{wall}.{described}\n"]
        lines += ["| column | type |", "|---|---|"]
        lines += [f"| {f.column} | {f.get_internal_type()} |" for f in meta.concrete_fields]
        lines.append("")
    return "\n".join(lines)


def access_page() -> str:
    """The twenty cases of access, as tests/spec/test_access_policy.py asks them."""
    cases = json.loads((ROOT / "tests" / "spec" / "access_policy_vectors.json").read_text())
    lines = [
        "# Who may see what: twenty cases\n", NOTE,
        ("H is a hospital, F a pantry, S a shelter. Each case is answered alike by row security, why(), page, list, count,"
        " search, export and preview: `tests/spec/test_access_policy.py`, `tests/referrals/test_preview.py`.\n"),
        "| case | given | asked | answer |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {case['id']} | {case['given']} | {case['ask']} | {case['expect']} |" for case in cases]
    return "\n".join(lines) + "\n"


COUNTED = ("vote.", "voice.", "table.", "network.", "readiness.", "literacy.", "suppress.")


def collaborative_page() -> str:
    """The figures of the collaborative and its surveys, as the specs ask them."""
    cases = json.loads((ROOT / "tests" / "spec" / "acceptance_vectors.json").read_text())
    lines = [
        "# How the collaborative counts\n", NOTE,
        "Each line is asked to the last digit by `test_collaborative_figures.py` or `test_asking_figures.py` in `tests/spec`.\n",
        "| case | given | answer | why |", "|---|---|---|---|",
    ]  # fmt: skip
    for case in cases:
        if case["id"].startswith(COUNTED):
            given, answer = (json.dumps(case[name]).replace("|", "/") for name in ("input", "expect"))
            lines.append(f"| {case['id']} | `{given}` | `{answer}` | {case['why']} |")
    return "\n".join(lines) + "\n"


def replies_page() -> str:
    """What people text back and how it is understood, as tests/spec/test_replies.py asks it."""
    cases = json.loads((ROOT / "tests" / "spec" / "reply_vectors.json").read_text())
    lines = [
        "# How a text that answers is read\n", NOTE,
        ("Each line is asked by `tests/spec/test_replies.py`. `4=yes`: question 4 is answered with yes. `unclear`, `which`,"
        " `wrong-code`, `late`, `nothing-asked`: nothing is written down, and a person reads it. `+`: a person reads the"
         " rest, too.\n"),
        "| asked on this phone | text | understood | why |", "|---|---|---|---|",
    ]  # fmt: skip
    for case in cases:
        text = case["text"].replace("|", "/").replace("\n", " ⏎ ")
        lines.append(f"| {case['given']} | `{text}` | {case['expect']} | {case['why']} |")
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "status.md": status_page,
    "agreements.md": agreements_page,
    "together.md": together_page,
    "access.md": access_page,
    "collaborative.md": collaborative_page,
    "replies.md": replies_page,
    "commands.md": commands_page,
    "addresses.md": pages_page,
    "tables.md": tables_page,
}


def behind() -> list[str]:
    """Pages that differ from their source."""
    return [name for name, page in PAGES.items() if not same(REFERENCE / name, page())]


def same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullcircle.config.settings")
    os.environ.setdefault("FULLCIRCLE_DEMO", "yes")
    django.setup()
    if "--check" in sys.argv:
        if late := behind():
            sys.exit(f"Behind the code: {', '.join(late)}. Run `make docs`.")
        return
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
