"""The page of labels that `openluke codes` writes beside the codes: what can be bought at the kiosk, to print."""

from collections.abc import Sequence
from html import escape
from typing import Final

from kiosk.adapters.barcodes import ean13_svg
from kiosk.backend.seed import IssuedCode

_MODULE_PX: Final = 2
"""0.53 mm on paper; GS1 General Specifications, symbol specification table 1: 0.264 to 0.66 mm."""
_PAGE: Final = """<!doctype html>
<html lang="nb">
<meta charset="utf-8">
<title>Varer</title>
<style>
body {{ font: 16px/1.4 sans-serif; margin: 24px; color: #000; background: #fff }}
main {{ display: flex; flex-wrap: wrap; gap: 16px }}
section {{ border: 1px solid #bbb; border-radius: 8px; padding: 16px; break-inside: avoid }}
h2 {{ font-size: 18px; margin: 0 }}
p {{ margin: 0 0 12px }}
</style>
<h1>Varer</h1>
<p>Logg inn med et bedriftskort, velg «Priser og kjøp», og hold strekkoden opp.</p>
<main>
{labels}
</main>
</html>
"""


def labels_page(labels: Sequence[IssuedCode]) -> str:
    """HTML, in Norwegian as the titles are: of each article its name, its number and its bars."""
    return _PAGE.format(labels="\n".join(map(_label, labels)))


def _label(label: IssuedCode) -> str:
    bars = ean13_svg(label.text, _MODULE_PX)
    return f"<section><h2>{escape(label.title)}</h2><p>{escape(label.name)}</p>\n{bars}</section>"
