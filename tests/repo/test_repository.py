"""The repository tested as a thing: documented settings, generated pages, budgets, nothing that should not be there."""

import ast
import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fullcircle"


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked("src/*.py") if "migrations" not in path.parts]


def test_every_setting_is_documented_and_every_documented_one_exists():
    read = set()
    for path in python_files():
        read |= set(re.findall(r'"(FULLCIRCLE_[A-Z_]+|DATABASE_URL)"', path.read_text()))
    documented = set(
        re.findall(r"`(FULLCIRCLE_[A-Z_]+|DATABASE_URL)`", (ROOT / "docs/reference/settings.md").read_text())
    )

    assert read - {"FULLCIRCLE_SHARED"} == documented - {"FULLCIRCLE_SHARED"}


def test_generated_pages_say_what_the_code_says():
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "tools" / "generate_docs.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)

    assert generate.behind() == []


def test_no_file_names_a_registry_or_a_path_of_some_machine():
    hosts = re.compile(
        "|".join(
            [
                "files.python" + "hosted",
                "registry." + "npmjs",
                "pypi" + ".org/simple",
                r"(?<![\w.])/(?:root|home/\w+)/",
            ]
        )
    )
    text = {".py", ".md", ".txt", ".toml", ".json", ".mjs", ".sh", ".html", ".scss", ""}
    found = [
        path.name
        for path in tracked()
        if path.suffix in text and hosts.search(path.read_text(errors="replace"))
    ]

    assert found == []


def test_lock_files_carry_no_addresses():
    assert "resolved" not in (ROOT / "frontend/package-lock.json").read_text()
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "http" not in path.read_text()


def test_every_dependency_says_why_it_is_there():
    inside = (ROOT / "pyproject.toml").read_text().split("dependencies = [")[1].split("]\n")[0]
    silent = [line for line in inside.splitlines() if line.strip().startswith('"') and "#" not in line]

    assert silent == []


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_and_functions_stay_small(path):
    """No file over 500 lines, no function over 60 (the budgets of the model codebases)."""
    text = path.read_text()
    long = [
        (node.name, node.end_lineno - node.lineno + 1)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 60
    ]

    assert len(text.splitlines()) <= 500
    assert long == []


def test_no_link_in_the_docs_is_dead():
    dead = []
    for page in tracked("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if not target.startswith(("http", "mailto")) and not (page.parent / target).exists():
                dead.append(f"{page.name}: {target}")

    assert dead == []


def test_every_template_page_has_a_title():
    pages = [
        p
        for p in tracked("src/*.html")
        if '{% extends "base' in p.read_text() and not p.name.startswith("base")
    ]

    assert [page.name for page in pages if "block title" not in page.read_text()] == []


def test_every_state_of_the_readme_command_exists():
    makefile = (ROOT / "Makefile").read_text()

    for target in re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(), flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
