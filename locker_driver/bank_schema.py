"""JSON Schema of bank files, for editors that complete and check TOML (`#:schema` in the first line of a file)."""

import inspect
import json
from typing import Any, Final, get_args

import msgspec

from locker_driver.bank_tables import BankTables
from locker_driver.families import FAMILIES, Family

ADDRESS: Final = "https://json-schema.org/draft/2020-12/schema"
_REF: Final = "#/$defs/{name}"


def bank_schema() -> dict[str, Any]:
    """The schema as JSON types. Beside the tables themselves it knows the options of each family's dialect and the
    addresses of its boards.
    """
    dialects = {spec.dialect.__name__: spec.dialect for spec in FAMILIES.values()}
    kinds = [BankTables, *dialects.values()]
    (bank, *_), parts = msgspec.json.schema_components(kinds, ref_template=_REF)
    for name in dialects:
        parts[name]["additionalProperties"] = False
    for part in parts.values():
        # Since 3.13 Python takes the indentation out of docstrings itself.
        part["description"] = inspect.cleandoc(part["description"])
    parts["BusTable"]["allOf"] = [_family_rule(family) for family in get_args(Family)]
    whole = parts.pop(bank["$ref"].rpartition("/")[2])
    return {"$schema": ADDRESS, **whole, "title": "OpenLuke bank file", "$defs": parts}


def schema_text() -> str:
    return json.dumps(bank_schema(), indent=2, ensure_ascii=False) + "\n"


def _family_rule(family: Family) -> dict[str, Any]:
    """Without a `family` a bus is of family 8a, so that rule does not require the field."""
    spec = FAMILIES[family]
    condition: dict[str, Any] = {"properties": {"family": {"const": family}}}
    if family != "8a":
        condition["required"] = ["family"]
    limits = {"minimum": spec.boards[0], "maximum": spec.boards[-1]}
    return {
        "if": condition,
        "then": {
            "properties": {
                "dialect": {"$ref": _REF.format(name=spec.dialect.__name__)},
                "boards": {"items": limits},
                "ways": {"maximum": spec.max_ways},
            }
        },
    }
