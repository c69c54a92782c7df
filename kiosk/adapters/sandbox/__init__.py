"""The sandbox of reader and scanners: what is put between decoders that look at what strangers hold up, drivers that
strangers plug something into, and the rest of the machine.

Each part is tried by itself, and what cannot be had (an old kernel, a container that forbids it) is said, not hidden:
a kiosk without Landlock still reads codes.
"""

import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kiosk.adapters.sandbox import landlock, limits, seccomp
from kiosk.adapters.sandbox.landlock import Reach

__all__ = ["Confinement", "Reach", "confine"]

log = logging.getLogger(__name__)

_NEEDED: Final = "open, for a camera that is on it"


@dataclass(slots=True)
class Confinement:
    """What holds, and why the rest does not."""

    in_force: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What should hold and does not: a network that a camera needs is none of it."""
        return tuple(part for part, reason in self.missing.items() if reason != _NEEDED)

    def sentence(self) -> str:
        """One line for the log."""
        lacking = "; ".join(f"{part}: {reason}" for part, reason in self.missing.items())
        return f"sandbox: {', '.join(self.in_force) or 'nothing'} in force; " + (
            f"not in force: {lacking}" if lacking else "nothing missing"
        )


def confine(reach: Reach, *, network: bool) -> Confinement:
    """Confine this process for good. Call it before a second thread runs; never raises for what cannot be had.

    `network`: the camera is on it. Then only the ports of `reach` can be reached with TCP, where the kernel knows how
    to see to that.
    """
    done = Confinement()
    _try(done, "limits", limits.limit_resources)
    _try(done, "privileges", _give_up_privileges)
    _try(done, "files", lambda: _restrict_files(reach))
    _try(done, "system calls", lambda: seccomp.restrict(network=network))
    if network:
        done.missing["network"] = _NEEDED
    elif "system calls" in done.in_force:
        done.in_force.append("network")
    else:
        done.missing["network"] = "not closed without a filter of system calls"
    log.log(logging.WARNING if done.lacking else logging.INFO, "%s", done.sentence())
    return done


def _try(done: Confinement, part: str, step: Callable[[], None]) -> None:
    try:
        step()
    except (OSError, ValueError) as error:
        done.missing[part] = (error.strerror if isinstance(error, OSError) else None) or str(error)
    else:
        done.in_force.append(part)


def _give_up_privileges() -> None:
    limits.forbid_new_privileges()
    limits.drop_capabilities()


def _restrict_files(reach: Reach) -> None:
    """Threads that run already would stay as they are."""
    threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    if threads != 1:
        raise OSError(errno.EBUSY, f"{threads} threads run already")
    landlock.restrict(reach)
