"""Reads a wall from `config/layouts/`: columns of doors with their sizes. Which lock opens which is the bank file's."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.domain.wall import Box, Compartment, Wall
from kiosk.errors import ConfigError

Millimetres = Annotated[int, Meta(gt=0, le=20_000)]
T = TypeVar("T")


class DoorLayout(Struct, frozen=True, forbid_unknown_fields=True):
    """One door; `number` is what is printed on it. `handle_mm`: where it is gripped, above the floor, as surveyed;
    the middle of the door if it is left out. `max_weight_g`: what its floor carries, 0 for no limit.
    """

    number: Annotated[int, Meta(ge=1, le=9999)]
    size: str
    height_mm: Millimetres
    handle_mm: Millimetres | None = None
    max_weight_g: Annotated[int, Meta(ge=0)] = 0


class ColumnLayout(Struct, frozen=True, forbid_unknown_fields=True):
    """Doors from the top down."""

    x_mm: Annotated[int, Meta(ge=0)]
    width_mm: Millimetres
    doors: Annotated[tuple[DoorLayout, ...], Meta(min_length=1)]


class ScreenLayout(Struct, frozen=True, forbid_unknown_fields=True):
    """The kiosk's own place in the front; `y_mm` is its lower edge above the floor."""

    x_mm: Annotated[int, Meta(ge=0)]
    y_mm: Annotated[int, Meta(ge=0)]
    width_mm: Millimetres
    height_mm: Millimetres


class Layout(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `sizes`: size classes from the smallest up, and what they are called; `depth_mm`: how deep the
    compartments are inside.
    """

    width_mm: Millimetres
    height_mm: Millimetres
    plinth_mm: Annotated[int, Meta(ge=0)]
    sizes: dict[str, str]
    screen: ScreenLayout
    columns: Annotated[tuple[ColumnLayout, ...], Meta(min_length=1)]
    depth_mm: Millimetres = 500


def read_toml(path: Path, kind: type[T]) -> T:
    """One TOML file as a Struct. Raises ConfigError naming file and field for anything that does not fit."""
    return shaped(path, parse_toml(path), kind)


def parse_toml(path: Path) -> dict[str, Any]:
    """One TOML file as it stands. Raises ConfigError naming the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"is not TOML: {error}") from error


def shaped(path: Path, data: dict[str, Any], kind: type[T]) -> T:
    """What parse_toml() found as a Struct. Raises ConfigError naming file and field."""
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        # msgspec says "Expected `int`, got `str` - at `$.columns[0].x_mm`"; the operator knows files and fields.
        problem, _, where = str(error).partition(" - at `$.")
        field = where.rstrip("`")
        raise ConfigError(f"{path}: {field}" if field else str(path), problem) from error


def load_wall(path: Path) -> Wall:
    """The wall of one layout file. Raises ConfigError for what does not fit together."""
    layout = read_toml(path, Layout)
    compartments: list[Compartment] = []
    for index, column in enumerate(layout.columns):
        compartments += _column(path, layout, index, column)
    _check_unique(path, compartments)
    screen = layout.screen
    return Wall(
        layout.width_mm,
        layout.height_mm,
        Box(screen.x_mm, screen.y_mm, screen.width_mm, screen.height_mm),
        tuple(compartments),
        tuple(layout.sizes),
        layout.depth_mm,
    )


def _column(path: Path, layout: Layout, index: int, column: ColumnLayout) -> list[Compartment]:
    where = f"{path}: columns[{index}]"
    if column.x_mm + column.width_mm > layout.width_mm:
        raise ConfigError(f"{where}.width_mm", f"the column ends outside the bank of {layout.width_mm} mm")
    total_mm = sum(door.height_mm for door in column.doors) + layout.plinth_mm
    if total_mm != layout.height_mm:
        raise ConfigError(
            f"{where}.doors", f"doors and plinth are {total_mm} mm high, the bank is {layout.height_mm} mm"
        )
    top_mm = layout.height_mm
    compartments = []
    for place, door in enumerate(column.doors):
        if door.size not in layout.sizes:
            known = ", ".join(layout.sizes)
            raise ConfigError(f"{where}.doors[{place}].size", f"{door.size!r} is not one of {known}")
        top_mm -= door.height_mm
        if door.handle_mm is not None and not top_mm <= door.handle_mm <= top_mm + door.height_mm:
            raise ConfigError(
                f"{where}.doors[{place}].handle_mm", f"the door reaches from {top_mm} to {top_mm + door.height_mm} mm"
            )
        compartments.append(
            Compartment(
                number=door.number,
                size=door.size,
                column=index + 1,
                row=len(column.doors) - place,
                box=Box(column.x_mm, top_mm, column.width_mm, door.height_mm),
                handle_mm=door.handle_mm,
                max_weight_g=door.max_weight_g,
            )
        )
    return compartments


def _check_unique(path: Path, compartments: list[Compartment]) -> None:
    numbers: set[int] = set()
    for compartment in compartments:
        number = compartment.number
        if number in numbers:
            raise ConfigError(
                f"{path}: columns[{compartment.column - 1}].doors", f"compartment {number} is there twice"
            )
        numbers.add(number)
