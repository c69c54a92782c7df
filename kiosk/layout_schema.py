"""JSON Schema of layout files, for editors that complete and check TOML: `python -m kiosk.layout_schema`."""

import inspect
import json
from typing import Any

import msgspec

from kiosk.layout import Layout


def layout_schema() -> dict[str, Any]:
    """The schema as JSON types."""
    (layout,), parts = msgspec.json.schema_components([Layout], ref_template="#/$defs/{name}")
    for part in parts.values():
        # Since 3.13 Python takes the indentation out of docstrings itself.
        part["description"] = inspect.cleandoc(part["description"])
    whole = parts.pop(layout["$ref"].rpartition("/")[2])
    address = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": address, **whole, "title": "OpenLuke layout", "$defs": parts}


def layout_schema_text() -> str:
    return json.dumps(layout_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(layout_schema_text(), end="")
