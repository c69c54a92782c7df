"""Codes and pictures that somebody may hold up to do harm: each valid enough to be tried by a decoder."""

from unittest.mock import patch

import numpy as np
import segno
from segno import consts, encoder

from hardware.camera.source import Image

ECI, FNC1_FIRST, FNC1_SECOND, BYTE, KANJI, NUMERIC, ALPHANUMERIC = (
    "0111",
    "0101",
    "1001",
    "0100",
    "1000",
    "0001",
    "0010",
)
LONG_URL = "https://example.org/" + "a" * 900


def drawn(code: segno.QRCode, scale: int = 6, border: int = 4) -> Image:
    """Black on white."""
    modules = np.array([list(row) for row in code.matrix_iter(border=border)], np.uint8)
    return np.kron(255 * (1 - modules), np.ones((scale, scale), np.uint8))


def qr(content: str | bytes, scale: int = 6, **options: object) -> Image:
    return drawn(segno.make_qr(content, **options), scale)


def raw_qr(bits: str, version: int = 4) -> Image:
    """A well-formed QR code (error correction L) whose content is `bits`, whatever they mean."""

    def write(buff: encoder.Buffer, *_arguments: object, **_options: object) -> None:
        buff.extend(int(bit) for bit in bits)

    dummy = encoder.Segments()
    dummy.add_segment(encoder.make_segment("0", consts.MODE_NUMERIC))
    with patch.object(encoder, "write_segment", write):
        code = encoder._encode(dummy, consts.ERROR_LEVEL_L, version, None, eci=False, boost_error=False)
    return drawn(segno.QRCode(code))


def _bytes(content: bytes, count: int | None = None) -> str:
    return BYTE + f"{len(content) if count is None else count:08b}" + "".join(f"{byte:08b}" for byte in content)


def on_a_page(codes: list[Image], columns: int) -> Image:
    """All in one picture, row by row."""
    side = max(code.shape[0] for code in codes)
    cells = [
        np.pad(code, ((0, side - code.shape[0]), (0, side - code.shape[1])), constant_values=255) for code in codes
    ]
    rows = [np.hstack(cells[i : i + columns]) for i in range(0, len(cells), columns)]
    return np.vstack([row for row in rows if row.shape[1] == rows[0].shape[1]])


def nested() -> Image:
    """A code in the middle of another one, which error correction makes up for."""
    outer = segno.make_qr("outer " * 8, error="h", version=12)
    picture = drawn(outer, scale=14)
    inner = drawn(segno.make_qr("inner"), scale=5)
    top = (picture.shape[0] - inner.shape[0]) // 2
    picture[top : top + inner.shape[0], top : top + inner.shape[1]] = inner
    return picture


def pictures() -> dict[str, Image]:
    """Name → picture, gray."""
    made = {
        f"structured append {i}": drawn(code) for i, code in enumerate(segno.make_sequence("x" * 90, symbol_count=4))
    }
    made |= {f"text {i}": qr(text, error="l") for i, text in enumerate(TEXTS)}
    made |= {f"bytes {i}": qr(data, encoding="latin1", mode="byte", error="l") for i, data in enumerate(BINARY)}
    made |= {name: raw_qr(bits) for name, bits in RAW.items()}
    made["7089 digits"] = qr("7" * 7089, scale=5, version=40, error="l")
    made["4296 letters"] = qr("A" * 4296, scale=5, version=40, error="l")
    made["2953 bytes"] = qr(b"\xff" * 2953, scale=5, mode="byte", encoding="latin1", version=40, error="l")
    made["200 codes"] = on_a_page([qr(f"code {i}", scale=2) for i in range(200)], columns=20)
    made["200 times one code"] = on_a_page([qr("the same", scale=2)] * 200, columns=20)
    made["nested"] = nested()
    made["finders only"] = np.tile(qr("x")[24:66, 24:66], (16, 28))
    made["checkerboard"] = np.kron(np.indices((90, 160)).sum(axis=0) % 2 * 255, np.ones((8, 8))).astype(np.uint8)
    made["stripes"] = np.tile((np.arange(1280) // 3 % 2 * 255).astype(np.uint8), (720, 1))
    made["noise"] = np.random.default_rng(1).integers(0, 256, (720, 1280), np.uint8)
    made |= {
        f"{h} × {w}": np.full((h, w), 200, np.uint8) for h, w in ((2, 2), (2, 2000), (2000, 2), (3, 3), (4000, 4000))
    }
    return made


TEXTS = (
    "http://169.254.169.254/latest/meta-data/",
    LONG_URL,
    "file:///etc/passwd",
    "javascript:alert(1)",
    "'; DROP TABLE pickups; --",
    "%s%n%x{0.__class__}${jndi:ldap://x}",
    "\x00\x01\x02\x1b[2J\x07\x7f",
    "]Q3010950600013435221ABC\x1d10LOT",
    "\x1d01095060001343521\x1d",
    "line\r\nbreak\r\n\r\n",
    "\u202egnp.exe\u2066\ufeff",
    "😀" * 60,
    " " * 300,
    "0",
)

BINARY = (bytes(range(256)), b"\xff\xfe\xfd", b"\xc3\x28", b"\x00" * 40, b"\x80", b"\xed\xa0\x80 half a pair")

RAW = {
    "empty": _bytes(b""),
    "nothing at all": "0000",
    "a count beyond the end": _bytes(b"abc", count=255),
    "an unknown charset": ECI + f"{99:08b}" + _bytes(b"abc"),
    "a charset of six digits": ECI + "110" + f"{999_999:021b}" + _bytes(b"abc"),
    "a charset beyond all": ECI + "111" + "1" * 21 + _bytes(b"abc"),
    "a charset cut off": ECI + "110" + "0101",
    "utf-8 that is none": ECI + f"{26:08b}" + _bytes(b"\xff\xfe\xc3\x28"),
    "utf-16 of an odd length": ECI + f"{25:08b}" + _bytes(b"\x00a\x00"),
    "binary on purpose": ECI + "10" + f"{899:014b}" + _bytes(bytes(range(40))),
    "ten charsets": (ECI + f"{26:08b}") * 10 + _bytes(b"abc"),
    "GS1": FNC1_FIRST + _bytes(b"0109506000134352\x1d10LOT"),
    "an industry's own": FNC1_SECOND + f"{200:08b}" + _bytes(b"abc"),
    "FNC1 again and again": FNC1_FIRST * 20 + _bytes(b"abc"),
    "digits above 999": NUMERIC + f"{9:010b}" + "1" * 30,
    "letters above 44": ALPHANUMERIC + f"{8:09b}" + "1" * 44,
    "kanji beyond the table": KANJI + f"{6:08b}" + "1" * 78,
    "hanzi": "1101" + "0001" + f"{3:08b}" + "1" * 39,
    "an undefined mode": "1110" + "1" * 60,
    "all ones": "1" * 600,
    "segments without end": (_bytes(b"a") + NUMERIC + f"{1:010b}" + "0001") * 15,
}
