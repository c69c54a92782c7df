"""The code sheet as it is written, and as it should not be."""

import pytest

from ui.stage.codes import SheetModel, read_codes
from ui.stage.errors import InputError


def test_every_code_of_the_demo_is_in_one_heap_and_says_what_it_does(qapp, codes):
    sheet = read_codes(codes)
    model = SheetModel(sheet)
    heaps = [model.customers, model.badges, model.goods, model.typed]
    assert [heap.rowCount() > 3 for heap in heaps] == [True] * 4
    assert sum(heap.rowCount() for heap in heaps) == len(sheet)
    assert all(code.title and code.expected and ":" not in code.expected.removeprefix("Refused: ") for code in sheet)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("token:one-parcel", "Opens 12"),
        ("token:three-parcels", "Opens 5, 8, 23"),
        ("token:expired", "Refused: out of time"),
        ("typed:six-digits", "Opens 20 · phone ends 4417"),
        ("opaque:spare", "Opens 22 · the shop's own code"),
        ("badge:E-JONAS", "Shows the orders in 7"),
        ("goods:DRILL-18V", "Article DRILL-18V"),
        ("technician:E-TEKNIKER", "Technician · PIN 4207"),
    ],
)
def test_the_expectation_in_words(codes, name, expected):
    code = next(code for code in read_codes(codes) if code.name == name)
    assert code.expected == expected
    assert bool(code.picture) == (code.kind != "typed")


@pytest.mark.parametrize("content", ["{", "[]x", '[{"kind": "token"}]', "[1]"])
def test_what_is_no_sheet_is_named(tmp_path, content):
    (tmp_path / "index.json").write_text(content)
    with pytest.raises(InputError, match=r"--codes: .*index\.json: not a code sheet"):
        read_codes(tmp_path)


def test_a_missing_sheet_is_named(tmp_path):
    with pytest.raises(InputError, match=r"--codes: .*index\.json: No such file"):
        read_codes(tmp_path)
