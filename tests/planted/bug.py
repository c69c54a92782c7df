"""One bug on purpose: where it goes into the code, which invariant it breaks, and what has to notice."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BUGS: Final = Path(__file__).parent / "bugs"


class BadBugError(Exception):
    """The file of a bug does not fit the code any more."""


@dataclass(frozen=True, slots=True)
class Bug:
    """`tests` are arguments for pytest, `simulate` those of `openluke simulate`; each that is given must notice it."""

    name: str
    invariants: tuple[str, ...]
    what: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]
    simulate: tuple[str, ...]

    def planted(self, code: str) -> str:
        """`code` with the bug in it. Raises BadBugError unless there is exactly one place for it."""
        count = code.count(self.find)
        if count != 1:
            raise BadBugError(f"{self.name}: {self.file} has its text {count} times, not once")
        return code.replace(self.find, self.replace)


def load(path: Path) -> Bug:
    """Raises BadBugError naming file and field."""
    fields = tomllib.loads(path.read_text("utf-8"))
    try:
        bug = Bug(
            name=path.stem,
            invariants=tuple(fields.pop("invariants")),
            what=fields.pop("what"),
            file=fields.pop("file"),
            find=fields.pop("find").removeprefix("\n"),
            replace=fields.pop("replace").removeprefix("\n"),
            tests=tuple(fields.pop("tests", ())),
            simulate=tuple(fields.pop("simulate", ())),
        )
    except KeyError as error:
        raise BadBugError(f"{path.name}: {error} is missing") from None
    if fields:
        raise BadBugError(f"{path.name}: unknown: {', '.join(fields)}")
    if not (bug.tests or bug.simulate):
        raise BadBugError(f"{path.name}: nothing that has to notice it")
    return bug


def all_bugs() -> list[Bug]:
    """Every bug, by name."""
    return [load(path) for path in sorted(BUGS.glob("*.toml"))]
