"""The published contract of home-made boards: well formed, and kept by the driver and by the simulated board."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from locker_driver.mqtt.messages import Publication
from tests.helpers.virtual_broker import VirtualSite

DOCUMENT: dict[str, Any] = yaml.safe_load(Path("docs/door-modules/asyncapi.yaml").read_text())
MESSAGES = DOCUMENT["components"]["messages"]


def validator(message: str) -> Any:
    # `components` stands beside the reference so that references inside schemas resolve.
    schema = {**MESSAGES[message]["payload"], "components": DOCUMENT["components"]}
    return jsonschema_rs.validator_for(schema)


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_document_is_of_the_form_of_asyncapi_3() -> None:
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= set(DOCUMENT["info"])
    for operation in DOCUMENT["operations"].values():
        assert operation["action"] in {"send", "receive"}
        assert operation["messages"]
    for channel in DOCUMENT["channels"].values():
        assert channel["messages"]
        assert set(channel["parameters"]) == {"prefix"}


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        part: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


def test_only_state_and_presence_are_retained() -> None:
    retained = {
        operation["channel"]["$ref"].rpartition("/")[2]
        for operation in DOCUMENT["operations"].values()
        if operation["bindings"]["mqtt"].get("retain")
    }
    assert retained == {"state", "presence"}


@pytest.mark.parametrize("message", MESSAGES)
def test_examples_keep_their_schemas(message: str) -> None:
    for example in MESSAGES[message]["examples"]:
        assert validator(message).is_valid(example["payload"]), example


def test_driver_and_simulated_board_keep_the_contract() -> None:
    heard: list[Publication] = []
    site = VirtualSite("openluke", ways=2)
    publish = site._publish
    site._publish = lambda publication: (heard.append(publication), publish(publication))[1]  # type: ignore[method-assign]
    site.start()
    site.unlock(1)
    site.unlock(2)
    site.run(7.0)
    site.publish(site.firmware.example(1))
    site.run(1.0)
    site.power_off()
    seen = set()
    for publication in heard:
        payload = json.loads(publication.payload)
        message = message_of(publication.topic, payload)
        errors = [error.message for error in validator(message).iter_errors(payload)]
        assert not errors, (publication, errors)
        assert publication.retain == (message in {"state", "online", "offline"})
        seen.add(payload.get("result", message))
    assert seen == {"unlock", "hello", "state", "online", "offline", "accepted", "pulsed", "refused"}


def message_of(topic: str, payload: dict[str, Any]) -> str:
    channel = topic.rpartition("/")[2]
    if channel == "command":
        return str(payload["do"])
    if channel == "presence":
        return "online" if payload["online"] else "offline"
    return channel


@pytest.mark.parametrize(
    ("message", "payload"),
    [
        ("unlock", {"id": 1, "do": "unlock", "door": 1, "boot_id": "b", "nonce": "n"}),
        ("unlock", {"id": 1, "do": "unlock", "door": 0, "boot_id": "b", "nonce": "n", "not_after_ms": 1}),
        ("answer", {"id": 1, "boot_id": "b", "result": "opened"}),
        ("state", {"boot_id": "b", "shorted": {"0": True}}),
    ],
)
def test_what_breaks_the_contract_is_seen(message: str, payload: dict[str, object]) -> None:
    assert not validator(message).is_valid(payload)
