"""The code sheet that `openluke codes` wrote: what each code is, and what a kiosk does with it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QObject, QUrl
from PySide6.QtQml import QmlElement

from ui.stage.errors import InputError
from ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "OpenLuke.Stage"
QML_IMPORT_MAJOR_VERSION = 1

INDEX = "index.json"
_BADGES = frozenset({"badge", "technician"})
_GOODS = "goods"
_REFUSED = {
    "refused:unknown": "Refused: unknown code",
    "refused:expired": "Refused: out of time",
    "refused:cancelled": "Refused: cancelled",
    "refused:wrong_site": "Refused: another site",
    "refused:already_collected": "Refused: already collected",
    "refused:not_yet": "Refused: not yet",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One card. `picture` is the URL of a file, "" for a code that is only typed; `typed` is what to type for it."""

    name: str
    title: str
    kind: str
    picture: str
    typed: str
    expected: str


def read_codes(folder: Path) -> list[Code]:
    """Raises InputError."""
    index = folder / INDEX
    try:
        return [_code(folder, entry) for entry in json.loads(index.read_text("utf-8"))]
    except OSError as error:
        raise InputError(f"--codes: {index}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"--codes: {index}: not a code sheet: {error!r}") from error


def _code(folder: Path, entry: dict[str, Any]) -> Code:
    return Code(
        name=f"{entry['kind']}:{entry['name']}",
        title=entry["title"],
        kind=entry["kind"],
        picture=QUrl.fromLocalFile((folder / entry["file"]).absolute()).toString() if entry["file"] else "",
        typed=entry["typed"],
        expected=_expected(entry),
    )


def _expected(entry: dict[str, Any]) -> str:
    """In a few words for the card."""
    doors = ", ".join(str(door) for door in entry["doors"])
    match entry["expected"]:
        case "opens":
            return " · ".join((f"Opens {doors}", *_remarks(entry)))
        case "account":
            return f"Shows the orders in {doors}" if doors else "Nothing waits"
        case "basket":
            return f"Article {entry['name']}"
        case "technician":
            return f"Technician · PIN {entry['pin']}"
        case refusal:
            return _REFUSED.get(refusal, str(refusal))


def _remarks(entry: dict[str, Any]) -> Iterator[str]:
    if entry["phone_last4"]:
        yield f"phone ends {entry['phone_last4']}"
    if entry["kind"] == "opaque":
        yield "the shop's own code"


@QmlElement
class SheetModel(QObject):
    """Cards to hold up, in three heaps, and codes to type."""

    def __init__(self, codes: Sequence[Code], parent: QObject | None = None) -> None:
        super().__init__(parent)
        own_heap = _BADGES | {_GOODS}
        self._customers = self._rows([code for code in codes if code.picture and code.kind not in own_heap])
        self._badges = self._rows([code for code in codes if code.picture and code.kind in _BADGES])
        self._goods = self._rows([code for code in codes if code.kind == _GOODS])
        self._typed = self._rows([code for code in codes if not code.picture])

    def _rows(self, codes: Sequence[Code]) -> Rows[Code]:
        rows = Rows(Code, self)
        rows.assign(codes)
        return rows

    @Property(QObject, constant=True)
    def customers(self) -> QObject:
        return self._customers

    @Property(QObject, constant=True)
    def badges(self) -> QObject:
        return self._badges

    @Property(QObject, constant=True)
    def goods(self) -> QObject:
        return self._goods

    @Property(QObject, constant=True)
    def typed(self) -> QObject:
        return self._typed
