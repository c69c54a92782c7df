"""`python -m tests.planted`: puts each bug into a copy of the code, and shows that tests or simulation notice it.

The same commands run on the untouched copy first: what fails anyway proves nothing.
"""

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from tests.planted.bug import BadBugError, Bug, all_bugs

_ROOT: Final = Path(__file__).resolve().parents[2]
_LIMIT_S: Final = 300.0
_FAILED: Final = 1
"""Exit code of pytest for failed tests, and of the simulation for a violation. Others mean that it could not run."""
_HUNG: Final = 124
"""As timeout(1) says it: nobody can tell a bug that was noticed from one that only keeps everybody waiting."""
# The same examples each time: whether a bug is noticed must not be luck.
_PYTEST: Final = ("pytest", "-q", "-x", "-p", "no:cacheprovider", "--hypothesis-seed=0")

Command = tuple[str, ...]


def main() -> int:
    """0 when every bug was noticed, 1 when one was not, 2 when something could not be tried."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="BUG", help="default: all of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="bugs tried at the same time")
    options = parser.parse_args()
    try:
        bugs = [bug for bug in all_bugs() if not options.names or bug.name in options.names]
    except BadBugError as error:
        print(error, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="openluke-planted-") as folder:
        copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(options.jobs):
            copy = Path(folder) / str(number) / "openluke"
            _copy(copy)
            copies.put(copy)
        with ThreadPoolExecutor(options.jobs) as pool:
            return _try_all(pool, copies, bugs)


def _try_all(pool: ThreadPoolExecutor, copies: "queue.SimpleQueue[Path]", bugs: Sequence[Bug]) -> int:
    if not all(pool.map(lambda command: _passes(copies, command), _clean_commands(bugs))):
        return 2
    noticed = list(pool.map(lambda bug: _try(copies, bug), bugs))
    print(f"{sum(noticed)} of {len(bugs)} planted bugs noticed")
    return 0 if all(noticed) else 1


def _passes(copies: "queue.SimpleQueue[Path]", command: Command) -> bool:
    copy = copies.get()
    try:
        code, said = _run(copy, command)
    finally:
        copies.put(copy)
    if code != 0:
        print(f"fails without any bug: {' '.join(command)}\n{said}", file=sys.stderr)
    return code == 0


def _try(copies: "queue.SimpleQueue[Path]", bug: Bug) -> bool:
    """Whether everything that has to notice this bug does."""
    copy = copies.get()
    path = copy / bug.file
    code = path.read_text("utf-8")
    _write(path, bug.planted(code))
    started_s = time.monotonic()
    try:
        noticed = [_run(copy, command)[0] == _FAILED for command in _commands(bug)]
    finally:
        _write(path, code)
        copies.put(copy)
    word = "noticed" if all(noticed) else "MISSED "
    print(
        f"{word} {time.monotonic() - started_s:6.1f} s  {'/'.join(bug.invariants):8} {bug.name}: {bug.what}", flush=True
    )
    return all(noticed)


def _write(path: Path, code: str) -> None:
    path.write_text(code, "utf-8")
    # It would be found by size and second of the source, which a bug may share with the original.
    Path(cache_from_source(str(path))).unlink(missing_ok=True)


def _commands(bug: Bug) -> Iterator[Command]:
    if bug.tests:
        yield (*_PYTEST, *bug.tests)
    if bug.simulate:
        yield ("kiosk", "simulate", *bug.simulate)


def _clean_commands(bugs: Sequence[Bug]) -> Iterator[Command]:
    """The same without any bug: all tests in one run, for most of the time of many would be spent on starting."""
    yield from dict.fromkeys(("kiosk", "simulate", *bug.simulate) for bug in bugs if bug.simulate)
    tests = tuple(dict.fromkeys(test for bug in bugs for test in bug.tests))
    if tests:
        yield (*_PYTEST, *tests)


def _run(copy: Path, command: Command) -> tuple[int, str]:
    """Exit code, and the end of what was said."""
    env = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "QT_QPA_PLATFORM": "offscreen",
        "HYPOTHESIS_STORAGE_DIRECTORY": str(copy.parent / "hypothesis"),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", *command],
            cwd=copy,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _HUNG, "does not end"
    return done.returncode, done.stdout.decode("utf-8", "replace")[-4000:]


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
