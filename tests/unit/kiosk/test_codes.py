import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import cv2
import zxingcpp

from kiosk.backend.seed import IssuedCode
from kiosk.backend.seed_demo import demo_seed
from kiosk.codes import write_codes
from kiosk.goods_labels import labels_page
from kiosk.messages import RefusalCode
from kiosk.secrets import load_secrets

ANSWERS = {"opens", "account", "technician", "basket"} | {f"refused:{code}" for code in get_args(RefusalCode)}
SEED = demo_seed(load_secrets(Path("config/profiles/demo-secrets.toml")), datetime(2026, 11, 23, tzinfo=UTC))


def test_the_index_and_its_pictures(tmp_path: Path) -> None:
    index = write_codes(SEED, tmp_path / "new" / "codes")
    entries = json.loads(index.read_text("utf-8"))
    assert index.name == "index.json"
    assert {path.name for path in index.parent.glob("*.png")} == {entry["file"] for entry in entries} - {""}
    assert len(entries) == len(SEED.codes) + len(SEED.labels) == 29 + 6
    for entry in entries:
        assert set(entry) == {
            *("kind", "name", "title", "text", "file", "pickup", "typed", "phone_last4", "pin", "expected", "doors")
        }
        assert bool(entry["file"]) == (entry["kind"] != "typed")
        assert entry["title"]
        assert entry["expected"] in ANSWERS
        nothing_waits = entry["name"] == "E-RUNE"
        assert bool(entry["doors"]) == (entry["expected"] in {"opens", "account"} and not nothing_waits)
        if entry["file"]:
            picture = cv2.imread(str(index.parent / entry["file"]), cv2.IMREAD_GRAYSCALE)
            assert picture is not None
            (read,) = zxingcpp.read_barcodes(picture)
            assert read.text == entry["text"]
        if entry["file"] and entry["kind"] != "goods":
            assert read.ec_level == "M"
            assert (picture[:32] == 255).all()
            if entry["kind"] == "token":
                assert picture.shape == ((41 + 8) * 8, (41 + 8) * 8)


def test_what_each_code_should_do() -> None:
    expected = {(code.kind, code.name): (code.expected, code.doors) for code in SEED.codes}
    assert expected["token", "three-parcels"] == ("opens", (5, 8, 23))
    assert expected["typed", "six-digits"] == ("opens", (20,))
    assert expected["opaque", "spare"] == ("opens", (22,))
    assert expected["badge", "E-INGRID"] == ("account", (4, 7, 13, 15))
    assert expected["badge", "E-JONAS"] == ("account", (7,))
    assert expected["technician", "E-TEKNIKER"] == ("technician", ())
    for name, reason in (
        ("expired", "expired"),
        ("cancelled", "cancelled"),
        ("wrong-site", "wrong_site"),
        ("collected", "already_collected"),
        ("not-yet", "not_yet"),
    ):
        assert expected["token", name] == (f"refused:{reason}", ())
        assert expected["typed", name] == ("refused:unknown", ())


def test_labels_of_goods_are_read_as_their_articles(tmp_path: Path) -> None:
    entries = json.loads(write_codes(SEED, tmp_path).read_text("utf-8"))
    labels = [entry for entry in entries if entry["kind"] == "goods"]
    sold = {row["sku"]: row for table, row in SEED.trade.rows if table == "products"}
    assert [(entry["title"], entry["text"]) for entry in labels] == [
        (sold[entry["name"]]["name"], sold[entry["name"]]["gtin"]) for entry in labels
    ]
    for entry in labels:
        picture = cv2.imread(str(tmp_path / entry["file"]), cv2.IMREAD_GRAYSCALE)
        (read,) = zxingcpp.read_barcodes(picture)
        assert (read.text, read.format) == (entry["text"], zxingcpp.BarcodeFormat.EAN13)


def test_the_page_of_labels_names_each_article_with_its_bars(tmp_path: Path) -> None:
    write_codes(SEED, tmp_path)
    page = (tmp_path / "labels.html").read_text("utf-8")
    sections = page.split("<section>")[1:]
    assert len(sections) == len(SEED.labels) == 6
    for label, section in zip(SEED.labels, sections, strict=True):
        assert f"<h2>{label.title}</h2><p>{label.name}</p>" in section
        assert section.count("<svg") == 1
        assert bars_of(section) == bars_of(zxingcpp.create_barcode(label.text, zxingcpp.BarcodeFormat.EAN13).to_svg(2))


def test_a_name_is_no_markup() -> None:
    page = labels_page([IssuedCode("goods", "A&B", "Kabel <3 m>", "7090000000011", "basket")])
    assert "<h2>Kabel &lt;3 m&gt;</h2><p>A&amp;B</p>" in page


def bars_of(svg: str) -> str:
    """The path that is drawn, which tells one article's label from another's."""
    found = re.search(r'<path d="([^"]+)"', svg)
    assert found is not None
    return found.group(1)


def test_written_twice_is_the_same(tmp_path: Path) -> None:
    first, second = write_codes(SEED, tmp_path / "1"), write_codes(SEED, tmp_path / "2")
    for path in first.parent.iterdir():
        assert path.read_bytes() == (second.parent / path.name).read_bytes()
