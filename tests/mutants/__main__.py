"""`./run mutants`: changes the credential decision and the attempt limiter in every small way; the tests must notice.

Each mutant lives in a fork of this process: pytest and its plugins are loaded once, the changed module is put in place
of the real one, and the unit tests of the module run until the first failure. Exits 1 if a mutant survives that is not
explained in `EQUIVALENT`.
"""

import contextlib
import importlib
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.mutate import Mutant, mutants

ROOT = Path(__file__).parents[2]
MODULES = ("decision", "attempts")
LIMIT_S = 60
"""A mutant that loops for ever is caught, too."""


def main() -> int:
    hypothesis.settings.register_profile("mutants", derandomize=True, database=None, deadline=None)
    hypothesis.settings.load_profile("mutants")
    unexplained = [survivor for module in MODULES for survivor in survivors(module)]
    for line in unexplained:
        print(f"SURVIVED {line}")
    return 1 if unexplained else 0


def survivors(module: str) -> list[str]:
    """Tells the counts of one module; returns what survived without a reason."""
    path = ROOT / "kiosk" / "domain" / f"{module}.py"
    tests = ROOT / "tests" / "unit" / "kiosk" / "domain" / f"test_{module}.py"
    started, outcomes, lived = time.monotonic(), Counter[str](), []
    if not passes(None, path, tests):
        raise SystemExit(f"{tests} fails without any change")
    for mutant in mutants(path.read_text("utf-8")):
        name = f"{module}:{mutant.what}"
        reason = EQUIVALENT.get(f"{module}:{mutant.what.partition(': ')[2]}")
        if not passes(mutant, path, tests):
            outcomes["caught"] += 1
        elif reason:
            outcomes["equivalent"] += 1
        else:
            outcomes["survived"] += 1
            lived.append(name)
    counts = ", ".join(f"{outcomes[name]} {name}" for name in ("caught", "equivalent", "survived"))
    print(f"{module}: {sum(outcomes.values())} mutants, {counts}, {time.monotonic() - started:.0f} s", flush=True)
    return lived


def passes(mutant: Mutant | None, path: Path, tests: Path) -> bool:
    """Whether the tests pass with the mutant in place."""
    child = os.fork()
    if child == 0:
        os._exit(run(mutant, path, tests))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


def run(mutant: Mutant | None, path: Path, tests: Path) -> int:
    """In the child: 0 if all tests pass."""
    signal.alarm(LIMIT_S)
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        try:
            if mutant is not None:
                replace_module(mutant, path)
            options = ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "--no-header", str(tests)]
            return int(pytest.main(options))
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
