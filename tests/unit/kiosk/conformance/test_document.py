from pathlib import Path
from typing import Any

import pytest

from kiosk.conformance.document import Document
from kiosk.errors import ConfigError


@pytest.fixture(scope="module")
def document() -> Document:
    return Document()


COMMANDS = ("GET", "/v1/commands")


@pytest.mark.parametrize(
    ("status", "media_type", "body", "said"),
    [
        (200, "application/json", {"commands": ["a"]}, []),
        (200, "application/json", {"commands": [7]}, ["body.commands.0: 7 is not of type "]),
        (200, "application/json", {}, ["body: "]),
        (200, "text/html", "x", ["Content-Type is 'text/html', not application/json"]),
        (418, "application/json", {}, ["status 418 is not in the contract"]),
        (401, "application/problem+json", {"type": "t", "title": "t", "status": 401}, []),
        (401, "application/problem+json", {"type": "t", "title": "t", "status": 400}, ["body.status: is 400"]),
        (401, "application/json", {"detail": "no"}, ["Content-Type is "]),
    ],
)
def test_answers_are_judged(document: Document, status: int, media_type: str, body: Any, said: list[str]) -> None:
    faults = list(document.faults(document.operation(*COMMANDS), status, media_type, body))
    assert len(faults) == len(said)
    assert all(fault.startswith(start) for fault, start in zip(faults, said, strict=True)), faults


def test_a_status_without_content_has_no_body(document: Document) -> None:
    site = document.operation("GET", "/v1/site")
    assert list(document.faults(site, 304, "", None)) == []
    assert list(document.faults(site, 304, "", {})) == ["status 304 has no body in the contract"]


def test_times_are_checked_as_such(document: Document) -> None:
    answer = {"handover": "h", "pickup": "p", "parcel": "q", "conflict": False, "reason": "", "received_at": "noon"}
    operation = document.operation("POST", "/v1/pickups/{pickup}/handovers")
    assert [fault.partition(":")[0] for fault in document.faults(operation, 201, "application/json", answer)] == [
        "body.received_at"
    ]


@pytest.mark.parametrize(("text", "said"), [("[", "cannot be read"), ("a: 1", "not an OpenAPI"), (None, "cannot be")])
def test_what_is_no_contract_is_refused(text: str | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        Document(path)


def test_an_older_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    path.write_text("openapi: 3.0.3\npaths: {}\n")
    with pytest.raises(ConfigError, match=r"must be 3\.1"):
        Document(path)
