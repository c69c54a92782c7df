from pathlib import Path

import cv2
import numpy as np
import segno
import zxingcpp

from hardware.camera.bench.peers import OURS, decoders
from hardware.camera.bench.report import as_json, as_table, beside, figures
from hardware.camera.bench.samples import Sample, is_same, samples
from hardware.camera.bench.still import Result, judged, measure


def put(folder: Path, name: str, text: str | None, *, expected: str | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if text is None:
        cv2.imwrite(str(folder / name), np.full((120, 160), 128, np.uint8))
    else:
        segno.make_qr(text).save(str(folder / name), scale=4, border=6)
    if expected is not None:
        (folder / name).with_suffix(".txt").write_text(expected)


def run(folder: Path, names: tuple[str, ...] = ("zxing", "pyzbar")) -> list[list[Result]]:
    return list(measure(samples(folder), decoders(names)))


def test_reads_wrong_texts_and_false_reads_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path / "set", "a.png", "right", expected="right\n")
    put(tmp_path / "set", "b.png", "another", expected="right")
    put(tmp_path / "set", "c.png", None, expected="hidden")
    put(tmp_path / "falsepositives-1", "d.png", "a code where none may be")
    put(tmp_path / "falsepositives-1", "e.png", None)
    [empty, codes] = run(tmp_path)
    ours = figures(r for r in codes if r.decoder == OURS)
    assert (ours.pictures, ours.read, ours.wrong, ours.rate) == (3, 1, 1, 33.3)
    ours = figures(r for r in empty if r.decoder == OURS)
    assert (ours.pictures, ours.read, ours.false_reads) == (0, 0, 1)


def test_a_text_that_nobody_expected_counts_when_another_decoder_reads_it_too(tmp_path: Path) -> None:
    put(tmp_path / "set", "a.png", "said by two")
    [results] = run(tmp_path)
    assert all(result.is_read for result in results)


def test_a_text_that_one_decoder_alone_reads_once_is_not_confirmed() -> None:
    sample = Sample(Path("a.png"), "set", None)
    alone = Result(sample, OURS, (b"x",), 0.001)
    assert [r.right for r in judged([alone, Result(sample, "zxing", (), 0.001)])] == [None, None]
    assert figures(judged([alone])).unconfirmed == 1
    twice = Result(Sample(Path("b.png"), "set", None), OURS, (b"x",), 0.001)
    assert [r.right for r in judged([alone, twice])] == [True, True]


def test_what_zxing_misses_and_what_we_lose_is_counted() -> None:
    def result(name: str, decoder: str, *, read: bool) -> Result:
        return Result(Sample(Path(name), "s", b"x"), decoder, (b"x",) if read else (), 0.001, read)

    pairs = [(True, True), (False, True), (False, False), (False, False), (True, False)]
    results = [result(str(i), "zxing", read=zxing) for i, (zxing, _) in enumerate(pairs)]
    results += [result(str(i), OURS, read=ours) for i, (_, ours) in enumerate(pairs)]
    assert (beside(results).missed_by_zxing, beside(results).read_of_these, beside(results).lost) == (3, 1, 1)


def test_the_same_text_in_another_charset_is_the_same() -> None:
    assert is_same("Hämta".encode("iso-8859-1"), "Hämta\n".encode())
    assert is_same("箱".encode("shift_jis"), "箱".encode())
    assert not is_same(b"a", b"b")


def test_bytes_are_expected_as_they_are(tmp_path: Path) -> None:
    code = zxingcpp.create_barcode(bytes(range(40)), zxingcpp.BarcodeFormat.QRCode)
    cv2.imwrite(str(tmp_path / "a.png"), np.array(code.to_image(scale=4, add_quiet_zones=True)))
    (tmp_path / "a.bin").write_bytes(bytes(range(40)))
    [results] = run(tmp_path, ("zxing",))
    assert [result.is_read for result in results] == [True, True]


def test_the_report_names_every_set_and_decoder(tmp_path: Path) -> None:
    put(tmp_path / "one", "a.png", "x", expected="x")
    put(tmp_path / "two", "b.png", "y", expected="y")
    folders = run(tmp_path, ("zxing",))
    told = as_json(folders, ["zxing", OURS])
    assert set(told["sets"]) == {"one", "two"}
    assert told["all"]["decoders"][OURS]["read"] == 2
    assert told["all"]["beside_zxing"] == {"missed_by_zxing": 0, "read_of_these": 0, "rate": 0.0, "lost": 0}
    assert {"one", "two", "all"} <= {line.split()[0] for line in as_table(folders, ["zxing", OURS]).splitlines()}
