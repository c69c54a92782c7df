import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from kiosk.layout_schema import layout_schema, layout_schema_text

CONFIG = Path(__file__).parents[3] / "config"
LAYOUTS = sorted((CONFIG / "layouts").glob("*.toml"))


def test_the_committed_schema_is_fresh() -> None:
    committed = (CONFIG / "schema" / "layout.schema.json").read_text(encoding="utf-8")
    assert committed == layout_schema_text(), "python -m kiosk.layout_schema > config/schema/layout.schema.json"


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_every_layout_names_the_schema_and_keeps_to_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#:schema ../schema/layout.schema.json\n")
    jsonschema_rs.validate(layout_schema(), tomllib.loads(text))


@pytest.mark.parametrize(
    "spoil",
    [("width_mm = 2540", "width_mm = 0"), ("plinth_mm = 60", "plint_mm = 60"), ("number = 1,", 'number = "1",')],
)
def test_an_editor_is_told_what_is_wrong(spoil: tuple[str, str]) -> None:
    text = LAYOUTS[0].read_text(encoding="utf-8").replace(*spoil, 1)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(layout_schema(), tomllib.loads(text))
