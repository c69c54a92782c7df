"""Planted bugs keep fitting the code: a refactoring that moves their place shows here, not in the night."""

import ast
from pathlib import Path

import pytest

from tests.planted.bug import BUGS, BadBugError, Bug, all_bugs, load

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("bug", all_bugs(), ids=lambda bug: bug.name)
def test_a_bug_has_its_one_place_and_leaves_code_that_runs(bug: Bug) -> None:
    code = (ROOT / bug.file).read_text("utf-8")
    planted = bug.planted(code)
    assert planted != code
    if bug.file.endswith(".py"):
        ast.parse(planted)


@pytest.mark.parametrize("bug", all_bugs(), ids=lambda bug: bug.name)
def test_what_has_to_notice_it_is_there(bug: Bug) -> None:
    for wanted in bug.tests:
        path, _, name = wanted.partition("::")
        if path.startswith("-"):
            continue
        assert (ROOT / path).exists(), wanted
        if name:
            assert f"def {name.partition('[')[0].rpartition('::')[2]}(" in (ROOT / path).read_text("utf-8"), wanted


def test_a_file_that_misses_a_field_or_has_too_many_is_told(tmp_path: Path) -> None:
    whole = next(BUGS.glob("*.toml")).read_text("utf-8")
    for text, said in (
        (whole.replace("file = ", "fil = "), "'file' is missing"),
        (whole + "\nmore = 1\n", "unknown: more"),
    ):
        path = tmp_path / "bug.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(BadBugError, match=said):
            load(path)


def test_text_that_is_not_there_exactly_once_is_told() -> None:
    bug = all_bugs()[0]
    with pytest.raises(BadBugError, match="0 times"):
        bug.planted("")
    with pytest.raises(BadBugError, match="2 times"):
        bug.planted(bug.find * 2)
