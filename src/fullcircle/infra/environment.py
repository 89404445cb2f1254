"""Typed readers of environment variables. A bad value stops the start with a sentence."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})


class BadSetting(Exception):
    """An environment variable holds something that cannot be used."""


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE names."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    said = text(name, "yes" if default else "no").lower()
    if said not in TRUE | FALSE:
        raise BadSetting(f"{name} is {said!r}; say yes or no.")
    return said in TRUE


def whole_number(name: str, default: int) -> int:
    said = text(name, str(default))
    try:
        return int(said)
    except ValueError:
        raise BadSetting(f"{name} is {said!r}; it takes a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def pairs(name: str) -> dict[str, str]:
    """`es=Ana Ruiz, ar=Rana Haddad` as a dictionary."""
    said = [word.partition("=") for word in words(name)]
    if any(not key.strip() or not value.strip() for key, _equals, value in said):
        raise BadSetting(f"{name} takes pairs like es=Ana Ruiz, with commas between them.")
    return {key.strip(): value.strip() for key, _equals, value in said}


def data_dir() -> Path:
    return Path(os.environ.get("FULLCIRCLE_DATA_DIR") or ".fullcircle").absolute()


def secret(name: str) -> str:
    """A secret from the environment, else one made once and kept in the data directory (0600)."""
    if given := text(name):
        return given
    path = data_dir() / "secrets" / name.removeprefix("FULLCIRCLE_").lower()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def keep(path: Path, value: str) -> None:
    """Write a secret so that no reader ever sees half of it, and the first writer wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(value)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
