from pathlib import Path

import pytest

from kiosk.conformance.fixtures import FixtureCode, FixtureParcel, FixturePickup, Fixtures, as_json, load_fixtures
from kiosk.errors import ConfigError

WHOLE = Fixtures((FixturePickup("P1", "ready", (FixtureParcel("P1-1", 12),), FixtureCode("7K2M-4QXR-9")),))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "fixtures.json"
    path.write_bytes(as_json(WHOLE))
    assert load_fixtures(path) == WHOLE


def test_codes_are_not_shown() -> None:
    assert "7K2M" not in repr(WHOLE)
    assert WHOLE.codes() == ("7K2M-4QXR-9",)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("{", "fixtures: Input data was truncated"),
        ('{"picups": []}', "fixtures: Object contains unknown field `picups`"),
        ('{"pickups": [{"id": "P"}]}', "pickups[0]: Object missing required field `state`"),
        ('{"people": [{"badge": 7}]}', "people[0].badge: Expected `str`, got `int`"),
    ],
)
def test_bad_ones_name_the_field(text: str, field: str, tmp_path: Path) -> None:
    path = tmp_path / "fixtures.json"
    path.write_text(text)
    with pytest.raises(ConfigError) as error:
        load_fixtures(path)
    assert str(error.value) == f"{path}: {field}"
