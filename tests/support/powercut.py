"""A power cut at any instant: what a disk holds that keeps only what was synced.

A process runs under ``strace``, which writes down everything that it does to its files. From that,
:class:`Disk` rebuilds a folder as it would be found after a cut between two of these calls. It is
as hard as POSIX allows: bytes are kept from the ``fsync`` of their file on, and names from the
``fsync`` of their folder on. Anything else is lost; or, where a source of chance is given, each
part of it is kept or lost by itself, sector by sector.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SECTOR = 512
_CHANGING = "write,pwrite64,ftruncate,fsync,fdatasync"
_NAMING = "openat,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat"
_POSITION = "lseek,close,dup,dup2,dup3"
# What this model does not know. A file of the office must not be changed by any of these.
_UNKNOWN = (
    "open,creat,writev,pwritev,pwritev2,truncate,fallocate,link,linkat,symlink,symlinkat,sendfile,"
    "copy_file_range,splice,sync_file_range,msync,io_uring_setup"
)
_ALL = ",".join((_CHANGING, _NAMING, _POSITION, _UNKNOWN, "mmap,fork,vfork,clone,clone3"))


class Unknown(Exception):
    """The traced process did something to its files that the model does not know."""


@cache
def why_not() -> str:
    """Why no process can be traced here; empty when one can."""
    if sys.platform != "linux" or not shutil.which("strace"):
        return "strace is not installed (./run test brings it)"
    tried = subprocess.run(
        ["strace", "-f", "-o", os.devnull, "true"], check=False, capture_output=True, text=True
    )
    if tried.returncode:
        return f"strace may not trace here (ptrace): {tried.stderr.strip()[:200]}"
    return ""


def trace(command: list[str], *, cwd: Path, env: dict[str, str]) -> list["Call"]:
    """Run ``command`` to its end; returns what it did, in order."""
    with tempfile.TemporaryDirectory(prefix="bantin-trace-") as folder:
        log = Path(folder) / "trace"
        options = ["-f", "-y", "-xx", "-s", str(2**24), "-e", f"trace={_ALL}", "-e", "signal=none"]
        done = subprocess.run(
            ["strace", *options, "-o", str(log), "--", *command],
            check=False,
            cwd=cwd,
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            raise AssertionError(f"it ended with {done.returncode}:\n{done.stderr[-4000:]}")
        with log.open(encoding="ascii") as lines:
            return list(_calls(lines))


@dataclass(frozen=True, slots=True)
class Call:
    """One system call that succeeded: its name, its arguments as ``strace`` writes them."""

    name: str
    arguments: list[str]
    result: str

    @property
    def said(self) -> bytes:
        """What was written to standard output with this call."""
        to_output = self.name == "write" and self.arguments[0].split("<")[0] == "1"
        return _bytes(self.arguments[1]) if to_output else b""


_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += +(-?\w+)(<[^>]*>)?.*$")
_UNFINISHED = re.compile(r"(\d+) +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)$")


def _calls(lines: Iterable[str]) -> Iterator[Call]:
    """A call counts from its end on. Only one that is a sync counts from its beginning on."""
    begun: dict[str, str] = {}
    for text in lines:
        line = text.rstrip("\n")
        if unfinished := _UNFINISHED.match(line):
            begun[unfinished[1]] = unfinished[2]
            continue
        if resumed := _RESUMED.match(line):
            line = begun.pop(resumed[1]) + resumed[2]
            if line.startswith(("fsync(", "fdatasync(")):
                raise Unknown(f"another thread was at work during a sync: {line}")
        if (found := _LINE.match(line)) and found[3] != "-1":
            arguments = _split(found[2])
            yield Call(found[1], arguments, found[3] + (found[4] or ""))


def _split(text: str) -> list[str]:
    """Arguments of one call; all strings in them are hexadecimal, so a comma is a comma."""
    return text.split(", ")


def _bytes(text: str) -> bytes:
    """What stands in hexadecimal between quotation marks or in angle brackets."""
    if text.endswith("..."):
        raise Unknown("a write is longer than what strace writes down")
    return bytes.fromhex(text.strip('<>"').replace("\\x", ""))


@dataclass
class _File:
    """Bytes that are safe, and what was written since."""

    kept: bytearray = field(default_factory=bytearray)
    size: int = 0
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: cut off there

    def change(self, at: int, data: bytes | None) -> None:
        self.size = at if data is None else max(self.size, at + len(data))
        self.waiting.append((at, data))

    def sync(self) -> None:
        for at, data in self.waiting:
            _apply(self.kept, at, data)
        self.waiting.clear()

    def after_cut(self, chance: random.Random | None) -> bytes:
        found = bytearray(self.kept)
        for at, data in self.waiting if chance else ():
            if data is None:
                if chance.random() < 0.5:
                    _apply(found, at, None)
                continue
            for start, end in _sectors(at, len(data)):
                if chance.random() < 0.5:
                    _apply(found, at + start, data[start:end])
        return bytes(found)


def _apply(to: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del to[at:]
    if at > len(to):
        to.extend(bytes(at - len(to)))
    if data is not None:
        to[at : at + len(data)] = data


def _sectors(at: int, length: int) -> Iterator[tuple[int, int]]:
    """The parts of a write that lie in one sector each."""
    start = 0
    while start < length:
        end = min(length, start + SECTOR - (at + start) % SECTOR)
        yield start, end
        start = end


@dataclass
class _Folder:
    """Names that are safe, and those that were given and taken since."""

    kept: dict[str, "_File | _Folder"] = field(default_factory=dict)
    now: dict[str, "_File | _Folder"] = field(default_factory=dict)
    waiting: list[dict[str, "_File | _Folder | None"]] = field(default_factory=list)

    def change(self, names: dict[str, "_File | _Folder | None"]) -> None:
        _rename(self.now, names)
        self.waiting.append(names)

    def sync(self) -> None:
        for names in self.waiting:
            _rename(self.kept, names)
        self.waiting.clear()

    def after_cut(self, chance: random.Random | None) -> dict[str, "_File | _Folder"]:
        found = dict(self.kept)
        for names in self.waiting[: chance.randint(0, len(self.waiting))] if chance else ():
            _rename(found, names)  # names are kept in the order in which they changed
        return found


def _rename(names: dict[str, _File | _Folder], changes: dict[str, _File | _Folder | None]) -> None:
    for name, node in changes.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


class Disk:
    """A folder, as its processes see it and as a power cut leaves it."""

    def __init__(self, root: Path) -> None:
        """All that is there now counts as safe."""
        self.root = root.resolve()
        self._top = _load(self.root)
        self._open: dict[str, tuple[_File, int, str]] = {}  # number: file, position, how opened

    def do(self, call: Call) -> None:
        """Let one call change the disk."""
        method = getattr(self, f"_do_{call.name}", None)
        if method is not None:
            method(call.arguments, call.result)
        elif any(self._mine(argument) for argument in call.arguments):
            raise Unknown(f"{call.name}({', '.join(call.arguments)[:200]})")

    def after_cut(self, to: Path, chance: random.Random | None = None) -> None:
        """Write what is found after a power cut to ``to``; unsynced parts survive by ``chance``."""
        _unload(self._top, to, chance)

    def _mine(self, argument: str) -> list[str] | None:
        """The way from the root to the file that an argument names; None: it is elsewhere."""
        where = argument[argument.find("<") :] if "<" in argument else argument
        if not where.startswith(("<", '"')) or "\\x" not in where:
            return None
        path = Path(os.fsdecode(_bytes(where)))
        return list(path.relative_to(self.root).parts) if path.is_relative_to(self.root) else None

    def _path(self, folder: str, name: str) -> list[str] | None:
        """As :meth:`_mine`, for the two arguments of the calls whose names end with “at”."""
        path = Path(os.fsdecode(_bytes(name)))
        if not path.is_absolute():
            path = Path(os.fsdecode(_bytes(folder[folder.find("<") :]))) / path
        path = Path(os.path.normpath(path))
        return list(path.relative_to(self.root).parts) if path.is_relative_to(self.root) else None

    def _folder(self, parts: list[str]) -> _Folder:
        node: _File | _Folder = self._top
        for part in parts:
            assert isinstance(node, _Folder)
            node = node.now[part]
        assert isinstance(node, _Folder)
        return node

    def _number(self, argument: str) -> str:
        return argument.partition("<")[0]

    def _do_openat(self, arguments: list[str], result: str) -> None:
        parts = self._path(arguments[0], arguments[1])
        if not parts or "O_DIRECTORY" in arguments[2]:
            return
        how = arguments[2]
        if "SYNC" in how:
            raise Unknown(f"openat with {how}")
        folder = self._folder(parts[:-1])
        node = folder.now.get(parts[-1])
        if isinstance(node, _Folder):
            return
        if node is None:
            node = _File()
            folder.change({parts[-1]: node})
        elif "O_TRUNC" in how:
            node.change(0, None)
        self._open[self._number(result)] = (node, 0, how)

    def _do_close(self, arguments: list[str], _result: str) -> None:
        self._open.pop(self._number(arguments[0]), None)

    def _do_dup(self, arguments: list[str], _result: str) -> None:
        if self._number(arguments[0]) in self._open:
            raise Unknown("dup")

    _do_dup2 = _do_dup3 = _do_dup

    def _do_lseek(self, arguments: list[str], result: str) -> None:
        if found := self._open.get(self._number(arguments[0])):
            self._open[self._number(arguments[0])] = (found[0], int(result), found[2])

    def _do_write(self, arguments: list[str], result: str) -> None:
        number = self._number(arguments[0])
        if number not in self._open:
            return
        file, position, how = self._open[number]
        if "O_RDWR" in how and "O_EXCL" not in how:
            raise Unknown("a write at a position that reading may have moved")
        at = file.size if "O_APPEND" in how else position
        file.change(at, _bytes(arguments[1])[: int(result)])
        self._open[number] = (file, at + int(result), how)

    def _do_pwrite64(self, arguments: list[str], result: str) -> None:
        if found := self._open.get(self._number(arguments[0])):
            found[0].change(int(arguments[3]), _bytes(arguments[1])[: int(result)])

    def _do_ftruncate(self, arguments: list[str], _result: str) -> None:
        if found := self._open.get(self._number(arguments[0])):
            found[0].change(int(arguments[1]), None)

    def _do_fsync(self, arguments: list[str], _result: str) -> None:
        if found := self._open.get(self._number(arguments[0])):
            found[0].sync()
        elif (parts := self._mine(arguments[0])) is not None:
            self._folder(parts).sync()

    _do_fdatasync = _do_fsync

    def _do_mmap(self, arguments: list[str], _result: str) -> None:
        shared = "PROT_WRITE" in arguments[2] and "MAP_SHARED" in arguments[3]
        parts = self._mine(arguments[4]) if shared else None
        if parts and not parts[-1].endswith("-shm"):  # SQLite makes that one anew after a crash
            raise Unknown(f"{parts[-1]} is written through memory")

    def _do_fork(self, _arguments: list[str], _result: str) -> None:
        raise Unknown("a second process")

    _do_vfork = _do_fork

    def _do_clone(self, arguments: list[str], _result: str) -> None:
        if not any("CLONE_THREAD" in argument for argument in arguments):
            raise Unknown("a second process")

    _do_clone3 = _do_clone

    def _do_mkdirat(self, arguments: list[str], _result: str) -> None:
        if parts := self._path(arguments[0], arguments[1]):
            self._folder(parts[:-1]).change({parts[-1]: _Folder()})

    def _do_mkdir(self, arguments: list[str], result: str) -> None:
        self._do_mkdirat(["", *arguments], result)

    def _do_unlinkat(self, arguments: list[str], _result: str) -> None:
        if parts := self._path(arguments[0], arguments[1]):
            self._folder(parts[:-1]).change({parts[-1]: None})

    def _do_unlink(self, arguments: list[str], result: str) -> None:
        self._do_unlinkat(["", *arguments], result)

    _do_rmdir = _do_unlink

    def _do_renameat(self, arguments: list[str], _result: str) -> None:
        old, new = self._path(*arguments[:2]), self._path(*arguments[2:4])
        if old is None and new is None:
            return
        if not old or not new:
            raise Unknown("a file that comes from or goes to another folder")
        if old[:-1] != new[:-1]:
            raise Unknown("a file that moves between folders")
        folder = self._folder(old[:-1])
        folder.change({old[-1]: None, new[-1]: folder.now[old[-1]]})

    _do_renameat2 = _do_renameat

    def _do_rename(self, arguments: list[str], result: str) -> None:
        self._do_renameat(["", arguments[0], "", arguments[1]], result)


def _load(path: Path) -> _Folder:
    folder = _Folder()
    for entry in path.iterdir():
        if entry.is_dir():
            folder.kept[entry.name] = _load(entry)
        else:
            data = bytearray(entry.read_bytes())
            folder.kept[entry.name] = _File(data, len(data))
    folder.now = dict(folder.kept)
    return folder


def _unload(folder: _Folder, to: Path, chance: random.Random | None) -> None:
    to.mkdir(mode=0o700)
    for name, node in folder.after_cut(chance).items():
        if isinstance(node, _Folder):
            _unload(node, to / name, chance)
        else:
            (to / name).write_bytes(node.after_cut(chance))
            (to / name).chmod(0o600)
