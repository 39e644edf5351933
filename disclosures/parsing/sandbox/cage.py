"""What a process gives up before it looks at a stranger's file. Linux only; elsewhere the limits of `resource` remain.

After `enter` the process has no network, no capability and, where it was started as root, another user; it sees its
programs, its fonts and one folder of its own, and neither the site's files nor other processes. Every wall is put up
where the kernel has it; `enter` returns the names of those that stand. Nothing of it can be taken back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import stat
import struct
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1024 * 1024
WRITABLE_BYTES = 128 * MEGABYTE
"""Of one file: an answer, or the picture of a page."""
PROCESSES = 256
"""Of the user; LibreOffice and its threads are a dozen."""
NOBODY = 65534
"""The user and group that own nothing."""

PROGRAMS = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/opt")
SYSTEM_FILES = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/locale.alias",
    "/etc/libreoffice",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
)
"""What programs ask for at their start. None of it is of the site."""

PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 24, 38, 22
CLONE_NEWNS, CLONE_NEWUSER, CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
TEMPORARY = Path("/tmp")  # nosec B108: of this process alone, once its folder is mounted there
CAPABILITY_VERSION_3 = 0x20080522
CAPABILITIES = 64


class Wall(StrEnum):
    """One thing that is shut, with the words for whoever runs the site."""

    USER = "不是网站的用户"
    FILES = "看不到网站的文件与别的进程"
    NETWORK = "没有网络"
    CALLS = "不能打开网络连接，不能查看别的进程"


class Cage(NamedTuple):
    walls: tuple[Wall, ...]
    folder: Path
    """Where the folder of its own is now."""


def enter(folder: Path, programs: Iterable[Path], seconds: int, megabytes: int) -> Cage:
    """Give everything up but `folder` (to read and write) and `programs` (to read and run).

    `seconds` of processor time and `megabytes` of address space are left. Call it with one thread running.
    """
    _limit(seconds, megabytes)
    if sys.platform != "linux":
        return Cage((), folder)
    libc = ctypes.CDLL(None, use_errno=True)
    is_apart = _leave_the_network(libc)
    folder = _own_temporary_files(libc, folder, programs) if is_apart else folder
    readable = [*programs, *map(Path, (*PROGRAMS, *SYSTEM_FILES)), Path(f"/proc/{os.getpid()}")]
    walls = (
        (Wall.NETWORK, is_apart),
        (Wall.USER, _become_nobody(libc, folder, programs)),
        (Wall.FILES, _see_only(libc, folder, readable)),
        (Wall.CALLS, _forbid_calls(libc)),
    )
    # Whoever kills the parent kills this process too. A change of user takes the wish back, so it comes last.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return Cage(tuple(wall for wall, stands in walls if stands), folder)


def _limit(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITABLE_BYTES, WRITABLE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_NPROC)
    if os.geteuid() == 0 and (most == resource.RLIM_INFINITY or most > PROCESSES):
        # Counted over all processes of a user: nobody has few, the user of a site may have many.
        resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))


def _leave_the_network(libc: ctypes.CDLL) -> bool:
    """A network of its own that has no interface, and mounts of its own; without privileges, as a user of its own."""
    apart = CLONE_NEWNET | CLONE_NEWNS
    return any(libc.unshare(flags) == 0 for flags in (apart, CLONE_NEWUSER | apart))


def _own_temporary_files(libc: ctypes.CDLL, folder: Path, programs: Iterable[Path]) -> Path:
    """Its folder in the place of everybody's: LibreOffice makes and removes a socket there, whatever it is told.

    A program that is installed under that place is mounted there again.
    """
    covered = {
        path: os.open(path, os.O_PATH) for path in programs if TEMPORARY in path.parents and path.is_dir()
    }
    private = libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None) == 0
    if not private or libc.mount(bytes(folder), bytes(TEMPORARY), None, MS_BIND, None) != 0:
        return folder
    for path, place in sorted(covered.items()):
        path.mkdir(parents=True, exist_ok=True)
        libc.mount(f"/proc/self/fd/{place}".encode(), bytes(path), None, MS_BIND, None)
        os.close(place)
    os.chdir(TEMPORARY)
    os.environ["HOME"] = os.environ["TMPDIR"] = str(TEMPORARY)
    return TEMPORARY


def _become_nobody(libc: ctypes.CDLL, folder: Path, programs: Iterable[Path]) -> bool:
    """Root becomes nobody, or, where others may not read the program, a root without any capability."""
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.geteuid() != 0:
        return False
    if _others_reach(folder.parent) and all(map(_others_reach, programs)):
        for own in (folder, *folder.iterdir()):
            os.chown(own, NOBODY, NOBODY)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        return True
    for capability in range(CAPABILITIES):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    libc.capset(header, bytes(24))  # effective, permitted and inheritable, twice 32 bits each: none
    return False


def _others_reach(path: Path) -> bool:
    """May any user go there? Every folder on the way must let others pass."""
    return all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.resolve().parents) if folder.is_dir()
    )


# --- files: Landlock (Linux 5.13; include/uapi/linux/landlock.h) ----------------------------------------------------

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULESET_VERSION, RULE_PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
TRUNCATE = 1 << 14
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
READING = EXECUTE | READ_FILE | READ_DIR
RIGHTS_BY_VERSION = (13, 14, 15, 15, 16)
"""How many rights of files versions 1, 2, … know; later ones add none."""
BIND_AND_CONNECT, ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3


def _see_only(libc: ctypes.CDLL, folder: Path, readable: Iterable[Path]) -> bool:
    version = libc.syscall(CREATE_RULESET, None, 0, RULESET_VERSION)
    if version < 1:
        return False
    rights = (1 << RIGHTS_BY_VERSION[min(version, len(RIGHTS_BY_VERSION)) - 1]) - 1
    attributes = struct.pack("Q", rights)
    if version >= 4:
        attributes += struct.pack("Q", BIND_AND_CONNECT)
    if version >= 6:
        attributes += struct.pack("Q", ABSTRACT_SOCKETS_AND_SIGNALS)
    rules = libc.syscall(CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        allowed = [(folder, rights), (Path(os.devnull), rights), *((path, READING) for path in readable)]
        for path, right in allowed:
            if path.exists():
                _allow(libc, rules, path, right & rights)
        return bool(libc.syscall(RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights if path.is_dir() else rights & OF_FILES, beneath)
        libc.syscall(ADD_RULE, rules, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(beneath)


# --- calls: seccomp (include/uapi/linux/seccomp.h, filter.h, audit.h) -----------------------------------------------

SECCOMP_MODE_FILTER = 2
LOAD, JUMP_IF_EQUAL, JUMP_IF_NOT_LESS, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Offsets in seccomp_data."""
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
AF_UNIX = 1
OTHER_NUMBERING = 0x40000000
"""x32: the same calls under other numbers."""


class Calls(NamedTuple):
    """Numbers of system calls on one kind of machine."""

    architecture: int
    socket: int
    refused: tuple[int, ...]
    """connect, ptrace, process_vm_readv, process_vm_writev, io_uring_setup"""


CALLS = {
    "x86_64": Calls(0xC000003E, 41, (42, 101, 310, 311, 425)),
    "aarch64": Calls(0xC00000B7, 198, (203, 117, 270, 271, 425)),
}


def _forbid_calls(libc: ctypes.CDLL) -> bool:
    """Sockets only between processes of this machine (LibreOffice makes one for itself), and no connection anywhere."""
    calls = CALLS.get(platform.machine())
    if calls is None:
        return False
    steps = b"".join(struct.pack("HBBI", *step) for step in _filter(calls))
    program = ctypes.create_string_buffer(steps, len(steps))
    pointer = struct.pack("HxxxxxxQ", len(steps) // 8, ctypes.addressof(program))
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, pointer, 0, 0) == 0)


def _filter(calls: Calls) -> Iterator[tuple[int, int, int, int]]:
    """The steps of the program: operation, steps to jump over if so, if not, operand."""
    yield LOAD, 0, 0, ARCHITECTURE
    yield JUMP_IF_EQUAL, 1, 0, calls.architecture
    yield RETURN, 0, 0, KILL
    yield LOAD, 0, 0, NUMBER
    yield JUMP_IF_NOT_LESS, 0, 1, OTHER_NUMBERING
    yield RETURN, 0, 0, REFUSE
    for number in calls.refused:
        yield JUMP_IF_EQUAL, 0, 1, number
        yield RETURN, 0, 0, REFUSE
    yield JUMP_IF_EQUAL, 1, 0, calls.socket
    yield RETURN, 0, 0, ALLOW
    yield LOAD, 0, 0, FIRST_ARGUMENT
    yield JUMP_IF_EQUAL, 1, 0, AF_UNIX
    yield RETURN, 0, 0, REFUSE
    yield RETURN, 0, 0, ALLOW
