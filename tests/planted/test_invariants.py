"""docs/invariants.md says what is so: its tests, files and planted bugs are there, and no invariant is left out."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.planted.bug import all_bugs

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "invariants.md").read_text("utf-8")
WITNESS = "".join(path.read_text("utf-8") for path in (ROOT / "kiosk" / "simulation" / "witness").glob("*.py"))
INVARIANTS = (
    *(f"A{number}" for number in range(1, 10)),
    *(f"C{number}" for number in range(1, 7)),
    *(f"E{number}" for number in range(1, 8)),
    *("T1", "T2", "T3", "U1", "U2", "U3", "U4", "M1", "S1", "S2", "R1", "R2", "R3"),
)


@dataclass(frozen=True)
class Row:
    name: str
    mechanism: list[str]
    simulated: bool
    tests: list[str]
    bugs: list[str]


def read(line: str) -> Row:
    name, _, mechanism, simulated, tests, bugs = (cell.strip() for cell in line.strip("|").split("|"))
    return Row(name, quoted(mechanism), simulated == "S", quoted(tests), quoted(bugs))


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


ROWS = [read(line) for line in PAGE.splitlines() if re.match(r"\| [A-Z][0-9] \|", line)]


def test_every_invariant_has_its_row() -> None:
    assert [row.name for row in ROWS] == list(INVARIANTS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_a_row_names_is_there(row: Row) -> None:
    assert row.mechanism
    for name in row.mechanism:
        assert (ROOT / name).exists(), name
    assert row.tests
    for wanted in row.tests:
        path, _, name = wanted.partition("::")
        assert (
            f"def {name}(" in (ROOT / "tests" / path).read_text("utf-8") if name else (ROOT / "tests" / path).exists()
        )
    assert row.simulated == bool(re.search(rf"\b{row.name}\b", WITNESS)), "what the witness checks"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_names_exactly_the_bugs_that_break_it(row: Row) -> None:
    planted = {bug.name for bug in all_bugs() if row.name in bug.invariants}
    assert planted == set(row.bugs)
    assert planted


def test_every_bug_breaks_something_that_is_promised() -> None:
    assert {name for bug in all_bugs() for name in bug.invariants} <= set(INVARIANTS)
