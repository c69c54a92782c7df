"""What a GS1 code says: the number of a logistic unit, an article and its serial number. Pure.

The rules are those of the GS1 General Specifications and of GS1 Digital Link: URI syntax; the table of application
identifiers is that of biip.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.gtin import gtin14

if TYPE_CHECKING:
    from collections.abc import Iterable

    from biip.gs1_element_strings import GS1ElementString

_ELEMENTS: Final = frozenset({"]C1", "]J1", "]Q3", "]d2", "]e0", "]e1", "]e2"})
_GTIN: Final = frozenset({"]E0", "]E4", "]I1"})
"""AIM identifiers of codes that hold element strings, and of those that hold an article number alone."""
_LINK: Final = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """`elements` in their order: application identifier and value. Numbers are digits only, check digit included and
    right; "" for those that are not on the label. `gtin` has 14 digits, whatever is printed.
    """

    elements: tuple[tuple[str, str], ...]
    sscc: str = ""
    gtin: str = ""
    serial: str = ""

    @property
    def names(self) -> str:
        """What the label identifies: "sscc", "gtin_serial", "gtin", or "" for neither unit nor article."""
        if self.sscc:
            return "sscc"
        if self.gtin:
            return "gtin_serial" if self.serial else "gtin"
        return ""


def read_label(text: str, aim: str = "") -> Label | None:
    """None for what is no GS1 code, and for one with a wrong check digit, date or length: nothing is repaired.

    Digits alone say nothing: an ordinary EAN-13 reads as elements just as well. So element strings and bare article
    numbers are believed only with the `aim` identifier of their symbology. Without one only the forms that cannot be
    mistaken are read: AIs in brackets, and a Digital Link, which is never fetched.
    """
    if not text.isascii():
        return None  # there are other digits than ours, and they would count as such
    if aim in _ELEMENTS:
        return _parsed(text, "elements")
    if aim in _GTIN:
        return _parsed(text, "gtin")
    if text.startswith("("):
        return _parsed(text, "brackets")
    return _parsed(text, "link") if _LINK.match(text) else None


def gtin_of(text: str, aim: str = "") -> str:
    """The article a label is about, with 14 digits; "" for none.

    Only for somebody who shows goods and nothing else: digits alone are believed to be an article number where their
    length and check digit are those of one, since scanners that act as keyboards say nothing of the symbology.
    """
    if gtin := gtin14(text):
        return gtin
    label = read_label(text, aim)
    return label.gtin if label is not None else ""


def gtin_spellings(gtin: str) -> list[str]:
    """Shops write the same number with 14, 13, 12 or 8 digits."""
    whole = gtin.zfill(14)
    return [whole[-length:] for length in (14, 13, 12, 8) if not whole[:-length].strip("0")]


def _parsed(text: str, form: str) -> Label | None:
    # Imported when the first label comes: a sixth of a second that a core which starts does not have.
    from biip import ParseError  # noqa: PLC0415
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI  # noqa: PLC0415
    from biip.gs1_messages import GS1Message  # noqa: PLC0415
    from biip.gtin import Gtin  # noqa: PLC0415

    try:
        match form:
            case "gtin":
                return Label((("01", gtin := Gtin.parse(text).as_gtin_14()),), gtin=gtin)
            case "brackets":
                return _label(GS1Message.parse_hri(text).element_strings)
            case "link":
                return _label(GS1DigitalLinkURI.parse(text).element_strings)
            case _:
                return _label(GS1Message.parse(text).element_strings)
    except (ParseError, ValueError):
        return None


def _label(elements: "Iterable[GS1ElementString]") -> Label | None:
    known: dict[str, str] = {}
    for element in elements:
        wrong = element.gtin_error or element.sscc_error or element.gln_error or not element.value.isascii()
        if wrong or known.setdefault(element.ai.ai, element.value) != element.value:
            return None  # nobody can tell which of two different numbers is meant
    if not known:
        return None
    gtin = known.get("01", "")
    return Label(tuple(known.items()), known.get("00", ""), gtin, known.get("21", "") if gtin else "")
