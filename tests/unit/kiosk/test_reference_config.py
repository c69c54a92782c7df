"""config/reference.toml is what people copy from: nothing is missing from it, and what it calls a default is one."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from kiosk.settings import CONFIG_DIR, ProfileFile, load_profile

REFERENCE = CONFIG_DIR / "reference.toml"
LINES = REFERENCE.read_text("utf-8").splitlines()


def tables() -> Iterator[tuple[str, type[msgspec.Struct]]]:
    for field in msgspec.structs.fields(ProfileFile):
        assert issubclass(field.type, msgspec.Struct)
        yield field.name, field.type


def said(table: str) -> dict[str, tuple[bool, str]]:
    """The keys of a table, also those that are commented out: whether they are set, and what is said of them."""
    keys: dict[str, tuple[bool, str]] = {}
    current = ""
    for line in LINES:
        if header := re.match(r"\[(\w+)\]", line):
            current = header[1]
        elif current == table and (key := re.match(r"(# )?(\w+) = .+? # (.+)", line)):
            keys[key[2]] = (not key[1], key[3])
    return keys


@pytest.mark.parametrize(("table", "struct"), list(tables()))
def test_every_setting_is_there_and_explained(table: str, struct: type[msgspec.Struct]) -> None:
    keys = said(table)
    assert list(keys) == [field.name for field in msgspec.structs.fields(struct)]
    assert all(explained for _, explained in keys.values())


@pytest.mark.parametrize(("table", "struct"), list(tables()))
def test_what_has_a_default_shows_it_and_the_rest_is_called_required(table: str, struct: type[msgspec.Struct]) -> None:
    read: dict[str, Any] = msgspec.to_builtins(getattr(load_profile(str(REFERENCE)).file, table))
    for field in msgspec.structs.fields(struct):
        _, explained = said(table)[field.name]
        assert explained.startswith("required") == field.required, field.name
        if not field.required:
            default = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
            assert read[field.name] == msgspec.to_builtins(default), field.name
