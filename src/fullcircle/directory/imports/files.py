"""Opening what somebody hands us: a folder or a .zip of tables. Nothing is unpacked onto the disk."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from fullcircle.access.errors import Invalid

READ = frozenset({".csv", ".json"})
ARCHIVES = frozenset({".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar"})
MOST_FILES = 200
MOST_BYTES = 256 * 1024 * 1024
ENCRYPTED = 0x1
MAX_CHARACTER_BYTES = 4  # of UTF-8: what a file cut within a letter leaves broken at most

Texts = dict[str, str]


class Unreadable(Invalid):
    """The file, folder or archive cannot be used at all."""


def read(path: Path) -> Texts:
    """The text of every table in a folder or archive, by file name. Raises Unreadable."""
    if not path.exists():
        raise Unreadable(_("There is no file or folder {path}.").format(path=path))
    if path.is_dir():
        found = _folder(path)
    elif zipfile.is_zipfile(path):
        found = _archive(path)
    elif path.stat().st_size == 0:
        raise Unreadable(_("{path} is empty.").format(path=path))
    else:
        raise Unreadable(_("{path} is neither a folder nor a .zip archive.").format(path=path))
    if not found:
        raise Unreadable(_("{path} holds no .csv file.").format(path=path))
    return {name: decoded(name, content) for name, content in found.items()}


def _folder(path: Path) -> dict[str, bytes]:
    files = [file for file in sorted(path.iterdir()) if file.is_file() and file.suffix.lower() in READ]
    _check_size(len(files), sum(file.stat().st_size for file in files))
    return {file.name.lower(): file.read_bytes() for file in files}


def _archive(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            return _members(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable(_("The archive is damaged: {why}").format(why=error)) from error


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_size(len(entries), sum(entry.file_size for entry in entries))
    found: dict[str, bytes] = {}
    for entry in entries:
        _check_entry(entry)
        name = PurePosixPath(entry.filename).name.lower()
        if PurePosixPath(name).suffix not in READ or entry.filename.startswith("__MACOSX/"):
            continue
        if name in found:
            raise Unreadable(_("The archive holds two files named {name}.").format(name=name))
        found[name] = _content(archive, entry)
    return found


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """At most what was declared: an entry may promise little and hold much."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Unreadable(_("The archive is damaged: {why}").format(why=entry.filename))
    return content


def _check_size(files: int, size: int) -> None:
    if files > MOST_FILES:
        raise Unreadable(_("It holds {n} files; at most {most} are read.").format(n=files, most=MOST_FILES))
    if size > MOST_BYTES:
        raise Unreadable(
            _("It holds {n} MB; at most {most} are read.").format(n=size // 2**20, most=MOST_BYTES // 2**20)
        )


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
        raise Unreadable(_("The archive names a file outside itself: {name}").format(name=entry.filename))
    if name.suffix.lower() in ARCHIVES:
        raise Unreadable(_("The archive holds another archive: {name}").format(name=entry.filename))
    if entry.flag_bits & ENCRYPTED:
        raise Unreadable(_("The archive is locked with a password."))


def decoded(name: str, content: bytes) -> str:
    """UTF-8, else Windows-1252. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(_("{name} is empty.").format(name=name))
    if b"\0" in content[:4096]:
        raise Unreadable(_("{name} is not a text file.").format(name=name))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start > len(content) - MAX_CHARACTER_BYTES and error.reason == "unexpected end of data":
            raise Unreadable(
                _("{name} ends in the middle of a letter: it was cut off.").format(name=name)
            ) from error
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("{name} is written in neither UTF-8 nor Windows-1252.").format(name=name)
        ) from error
