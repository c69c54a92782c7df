"""Branch coverage of all that decides: `kiosk.domain`, `kiosk.flows` and the checker of credentials. It must be 100 %.

A line that no test runs cannot be caught by a mutant's test either, so this comes first. The one exception is the arm
`case _: assert_never(…)`, which mypy proves to be unreachable (`exclude_also` in pyproject.toml).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_COVERED: Final = "kiosk/domain/*,kiosk/flows/*,kiosk/services/checker.py"
_TESTS: Final = (
    "tests/unit/kiosk/domain",
    "tests/unit/kiosk/flows",
    "tests/unit/kiosk/services/test_checker.py",
)


def complete() -> bool:
    """Runs the tests, and tells what is missing."""
    with tempfile.TemporaryDirectory(prefix="openluke-coverage-") as folder:
        data = f"--data-file={folder}/data"
        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *_TESTS)
        return _coverage("run", data, "--branch", f"--include={_COVERED}", *pytest) and _coverage(
            "report", data, f"--include={_COVERED}", "--show-missing", "--skip-covered", "--fail-under=100"
        )


def _coverage(*arguments: str) -> bool:
    env = {**os.environ, "PYTHONPATH": str(_ROOT)}
    return (
        subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=_ROOT, env=env, check=False).returncode == 0
    )
