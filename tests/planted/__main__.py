"""`python -m tests.planted`: puts each bug into a copy of the code, and shows that tests or simulation notice it.

The same commands run on the untouched copy first: what fails anyway proves nothing.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.planted.bug import BadBugError, Bug, all_bugs

_ROOT: Final = Path(__file__).resolve().parents[2]
_LIMIT_S: Final = 600.0
_FAILED: Final = 1
"""Exit code of pytest for failed tests, and of the simulation for a violation. Others mean that it could not run."""

Command = tuple[str, ...]


def main() -> int:
    """0 when every bug was noticed, 1 when one was not, 2 when something could not be tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="BUG", help="default: all of them")
    options = parser.parse_args()
    try:
        bugs = [bug for bug in all_bugs() if not options.names or bug.name in options.names]
    except BadBugError as error:
        print(error, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="openluke-planted-") as folder:
        copy = Path(folder) / "openluke"
        _copy(copy)
        return _try_all(copy, bugs)


def _try_all(copy: Path, bugs: Sequence[Bug]) -> int:
    clean = {command: _run(copy, command) for command in dict.fromkeys(c for bug in bugs for c in _commands(bug))}
    broken = [command for command, code in clean.items() if code != 0]
    for command in broken:
        print(f"fails without any bug: {' '.join(command)}", file=sys.stderr)
    if broken:
        return 2
    missed = [bug.name for bug in bugs if not _try(copy, bug)]
    print(f"{len(bugs) - len(missed)} of {len(bugs)} planted bugs noticed")
    return 1 if missed else 0


def _try(copy: Path, bug: Bug) -> bool:
    """Whether everything that has to notice this bug does."""
    path = copy / bug.file
    code = path.read_text("utf-8")
    path.write_text(bug.planted(code), "utf-8")
    started_s = time.monotonic()
    try:
        noticed = [_run(copy, command) == _FAILED for command in _commands(bug)]
    finally:
        path.write_text(code, "utf-8")
    word = "noticed" if all(noticed) else "MISSED "
    print(
        f"{word} {time.monotonic() - started_s:6.1f} s  {'/'.join(bug.invariants):8} {bug.name}: {bug.what}", flush=True
    )
    return all(noticed)


def _commands(bug: Bug) -> Iterator[Command]:
    if bug.tests:
        yield ("pytest", "-q", "-x", "-p", "no:cacheprovider", *bug.tests)
    if bug.simulate:
        yield ("kiosk", "simulate", *bug.simulate)


def _run(copy: Path, command: Command) -> int:
    # Compiled files would be found by size and second of the source, which a bug may share with the original.
    env = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(copy.parent / "hypothesis"),
    }
    done = subprocess.run(
        [sys.executable, "-P", "-m", *command],
        cwd=copy,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_LIMIT_S,
        check=False,
    )
    return done.returncode


def _copy(target: Path) -> None:
    """What belongs to the project, as it stands in the working tree, and the compiled translations."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    names += [str(path.relative_to(_ROOT)) for path in (_ROOT / "ui" / "i18n").glob("*.qm")]
    for name in names:
        source = _ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)


if __name__ == "__main__":
    sys.exit(main())
