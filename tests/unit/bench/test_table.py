import json

from tests.bench.figures import Figure, Section
from tests.bench.table import as_json, as_text

SECTIONS = [
    Section(
        "one",
        "One",
        "3 rounds",
        (Figure("short", 1.5, "ms", 2.0), Figure("a longer name", 123.456, "MB", 100.0), Figure("told", 3.0, "%")),
        {"raw": [1.0, 2.0]},
    )
]


def test_each_figure_stands_beside_its_target_and_verdict() -> None:
    title, short, longer, told, *_ = as_text(SECTIONS).splitlines()
    assert title == "One (3 rounds)"
    assert short.split() == ["short", "1.50", "ms", "at", "most", "2", "ms", "ok"]
    assert longer.split()[-1] == "MISSED"
    assert told.split() == ["told", "3.00", "%"]
    assert short.index("at most") == longer.index("at most")


def test_json_holds_figures_verdicts_and_samples() -> None:
    report = json.loads(as_json({"cores": 2}, SECTIONS))
    assert report["ok"] is False
    assert report["machine"] == {"cores": 2}
    (section,) = report["sections"]
    assert [figure["ok"] for figure in section["figures"]] == [True, False, None]
    assert section["samples"] == {"raw": [1.0, 2.0]}
