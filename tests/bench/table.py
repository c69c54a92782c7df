"""The bench for people (a table) and for programs (JSON)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from tests.bench.figures import Figure, Section, all_met

_VERDICTS = {True: "ok", False: "MISSED", None: ""}


def as_text(sections: Sequence[Section]) -> str:
    """One block a section, columns aligned over all of them."""
    width = max((len(figure.name) for section in sections for figure in section.figures), default=0)
    return "\n".join(line for section in sections for line in _block(section, width))


def _block(section: Section, width: int) -> Iterator[str]:
    yield f"{section.title} ({section.remark})"
    for figure in section.figures:
        value = f"{_number(figure.value):>8} {figure.unit:<5}"
        line = f"  {figure.name:<{width}}  {value}  {figure.target:<16}  {_verdict(figure)}"
        yield line.rstrip()
    yield ""


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _verdict(figure: Figure) -> str:
    return _VERDICTS[figure.ok]


def as_json(machine: Mapping[str, object], sections: Sequence[Section]) -> str:
    """Everything, raw samples included."""
    report = {
        "machine": machine,
        "ok": all_met(sections),
        "sections": [
            asdict(section) | {"figures": [asdict(figure) | {"ok": figure.ok} for figure in section.figures]}
            for section in sections
        ],
    }
    return json.dumps(report, indent=2) + "\n"
