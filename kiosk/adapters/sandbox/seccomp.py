"""Which system calls a process may still make: libseccomp, which knows their numbers on every architecture.

Called with ctypes: its Python binding is no package of the index, and pyseccomp, which is, has had no release since
2021. The interface used is that of libseccomp 2.2 and later (seccomp.h), LGPL-2.1, a part of every Debian.

What is listed is forbidden and the rest allowed, since decoders, FFmpeg and the C library make calls that nobody has
a complete list of; systemd's unit has such a list and lies around this one.
"""

import ctypes
import errno
import os
import socket
from typing import Final

_ALLOW: Final = 0x7FFF0000
_ERRNO: Final = 0x00050000
_ALL_THREADS: Final = 4  # SCMP_FLTATR_CTL_TSYNC
_NOT_EQUAL, _EQUAL, _GREATER, _MASKED_EQUAL = 1, 4, 6, 7
_CLONE_THREAD: Final = 0x00010000  # linux/sched.h
_NO_SUCH_CALL: Final = -1  # __NR_SCMP_ERROR

_FORBIDDEN: Final = {
    "other programs and processes": "execve execveat fork vfork ptrace process_vm_readv process_vm_writev "
    "process_madvise kcmp tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_getfd pidfd_send_signal",
    "who one is": "setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset personality",
    "files, where Landlock does not rule": "mount umount umount2 pivot_root chroot move_mount open_tree fsopen "
    "fsconfig fsmount fspick mount_setattr chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat setxattr "
    "lsetxattr fsetxattr removexattr lremovexattr fremovexattr open_by_handle_at name_to_handle_at mknod mknodat "
    "quotactl quotactl_fd acct",
    "the machine": "unshare setns sethostname setdomainname reboot kexec_load kexec_file_load init_module finit_module "
    "delete_module swapon swapoff settimeofday clock_settime adjtimex clock_adjtime iopl ioperm syslog",
    "ways around a filter, and what kernels were broken with": "io_uring_setup io_uring_enter io_uring_register bpf "
    "perf_event_open userfaultfd keyctl add_key request_key vmsplice modify_ldt memfd_secret",
}


class SeccompError(OSError):
    """The library is not there, or the kernel forbids filters here."""


class _Compare(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


class _Filter:
    """One filter, as far as it is written."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        except OSError as error:
            raise SeccompError(errno.ENOENT, "libseccomp.so.2 is not installed") from error
        self._library.seccomp_init.restype = ctypes.c_void_p
        self._context = ctypes.c_void_p(self._library.seccomp_init(ctypes.c_uint32(_ALLOW)))

    def forbid(self, call: str, *compared: _Compare, answer: int = errno.EPERM) -> None:
        """Only where all that is `compared` holds. A call that this architecture does not have is left out."""
        number = self._library.seccomp_syscall_resolve_name(call.encode())
        if number != _NO_SUCH_CALL:
            rules = (_Compare * len(compared))(*compared)
            action = ctypes.c_uint32(_ERRNO | answer)
            self._must(self._library.seccomp_rule_add_array(self._context, action, number, len(compared), rules))

    def load(self) -> None:
        """For all threads, for good."""
        self._must(self._library.seccomp_attr_set(self._context, _ALL_THREADS, ctypes.c_uint32(1)))
        self._must(self._library.seccomp_load(self._context))

    def release(self) -> None:
        self._library.seccomp_release(self._context)

    @staticmethod
    def _must(answer: int) -> None:
        if answer < 0:
            raise SeccompError(-answer, os.strerror(-answer))


def restrict(*, network: bool) -> None:
    """No other program, process or user, no kernel interface that a reader has no use for; sockets of the machine
    itself only, unless `network`. Raises SeccompError.
    """
    rules = _Filter()
    try:
        for calls in _FORBIDDEN.values():
            for call in calls.split():
                rules.forbid(call)
        _forbid_processes(rules)
        _forbid_sockets(rules, network=network)
        rules.load()
    finally:
        rules.release()


def _forbid_processes(rules: _Filter) -> None:
    """Threads are made with clone and one flag. clone3 hides its flags in memory, so it is answered as by a kernel
    that has none, and the C library takes clone.
    """
    rules.forbid("clone", _Compare(0, _MASKED_EQUAL, _CLONE_THREAD, 0))
    rules.forbid("clone3", answer=errno.ENOSYS)
    for call in ("kill", "tgkill"):
        rules.forbid(call, _Compare(0, _NOT_EQUAL, os.getpid(), 0))


def _forbid_sockets(rules: _Filter, *, network: bool) -> None:
    """With `network` IPv4 and IPv6, and neither raw packets nor any other family."""
    if not network:
        rules.forbid("socket", _Compare(0, _NOT_EQUAL, socket.AF_UNIX, 0), answer=errno.EACCES)
        return
    for family in {*range(2, socket.AF_INET6)} - {socket.AF_INET}:
        rules.forbid("socket", _Compare(0, _EQUAL, family, 0), answer=errno.EACCES)
    rules.forbid("socket", _Compare(0, _GREATER, socket.AF_INET6, 0), answer=errno.EACCES)
    rules.forbid("socket", _Compare(1, _MASKED_EQUAL, 0xF, socket.SOCK_RAW), answer=errno.EACCES)
