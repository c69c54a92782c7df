"""`./run mutants`: changes the credential decision and the attempt limiter in every small way; the tests must notice.

Before that, every branch of the pure core and of the checker has to be covered (`tests.mutants.coverage`).

Each mutant lives in a fork of this process: pytest and its plugins are loaded once, the changed module is put in place
of the real one, and the unit tests of the module run until the first failure. Exits 1 if a mutant survives that is not
explained in `EQUIVALENT`.
"""

import argparse
import contextlib
import importlib
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

from tests.mutants import coverage
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.mutate import Mutant, mutants

ROOT = Path(__file__).parents[2]
MODULES = ("decision", "attempts")
# Without the plugins of other tests, which take longer to start than these tests to run, and so without the project's
# settings for them.
OPTIONS = (
    *("-c", os.devnull, f"--rootdir={ROOT}", "--import-mode=importlib", "-W", "error"),
    *("-p", "_hypothesis_pytestplugin", "-p", "no:cacheprovider"),
    *("-x", "-q", "--assert=plain", "--tb=no", "--no-header"),
)
LIMIT_S = 60
"""A mutant that loops for ever is caught, too."""


class QuickFirst:
    """A plugin: most mutants fail a test of one example, so those go before the ones of hundreds."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: hypothesis.is_hypothesis_test(getattr(item, "obj", None)))


def main() -> int:
    """0 when every branch is covered and every mutant caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *MODULES], metavar="MODULE", help=f"of {', '.join(MODULES)}")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants tried at the same time")
    options = parser.parse_args()
    if not options.modules and not coverage.complete():
        return 1
    # A mutant need not be explained, only caught: the first example ends it, be it small or not.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=phases, report_multiple_bugs=False
    )
    hypothesis.settings.load_profile("mutants")
    unexplained = [line for module in options.modules or MODULES for line in survivors(module, options.jobs)]
    for line in unexplained:
        print(f"SURVIVED {line}")
    return 1 if unexplained else 0


def survivors(module: str, jobs: int) -> list[str]:
    """Tells the counts of one module; returns what survived without a reason."""
    path = ROOT / "kiosk" / "domain" / f"{module}.py"
    tests = ROOT / "tests" / "unit" / "kiosk" / "domain" / f"test_{module}.py"
    started_s, outcomes, lived = time.monotonic(), Counter[str](), []
    if not all(passed for _, passed in tried([None], path, tests, jobs)):
        raise SystemExit(f"{tests} fails without any change")
    for mutant, passed in tried(mutants(path.read_text("utf-8")), path, tests, jobs):
        assert mutant is not None
        if not passed:
            outcomes["caught"] += 1
        elif f"{module}:{mutant.what.partition(': ')[2]}" in EQUIVALENT:
            outcomes["equivalent"] += 1
        else:
            outcomes["survived"] += 1
            lived.append(f"{module}:{mutant.what}")
    counts = ", ".join(f"{outcomes[name]} {name}" for name in ("caught", "equivalent", "survived"))
    print(f"{module}: {sum(outcomes.values())} mutants, {counts}, {time.monotonic() - started_s:.0f} s", flush=True)
    return lived


def tried(todo: Iterable[Mutant | None], path: Path, tests: Path, jobs: int) -> Iterator[tuple[Mutant | None, bool]]:
    """Each mutant, and whether the tests pass with it in place; None is the module as it is."""
    running: dict[int, Mutant | None] = {}
    for mutant in todo:
        if len(running) >= jobs:
            yield _ended(running)
        child = os.fork()
        if child == 0:
            os._exit(run(mutant, path, tests))
        running[child] = mutant
    while running:
        yield _ended(running)


def _ended(running: dict[int, Mutant | None]) -> tuple[Mutant | None, bool]:
    child, status = os.wait()
    return running.pop(child), os.waitstatus_to_exitcode(status) == 0


def run(mutant: Mutant | None, path: Path, tests: Path) -> int:
    """In the child: 0 if all tests pass."""
    signal.alarm(LIMIT_S)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        try:
            if mutant is not None:
                replace_module(mutant, path)
            return int(pytest.main([*OPTIONS, str(tests)], [QuickFirst()]))
        except BaseException:  # noqa: BLE001 - a mutant that cannot even be imported is caught
            return 1


def replace_module(mutant: Mutant, path: Path) -> None:
    """Nothing of kiosk has been imported in this process, so everybody gets the mutant."""
    name = f"kiosk.domain.{path.stem}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    exec(compile(mutant.tree, str(path), "exec"), module.__dict__)
    setattr(importlib.import_module("kiosk.domain"), path.stem, module)


if __name__ == "__main__":
    sys.exit(main())
