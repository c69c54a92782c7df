"""The committed contract is the served one, and the backend keeps it under generated requests."""

import os
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from kiosk.backend.openapi import document

EXAMPLES = settings(
    max_examples=int(os.environ.get("OPENLUKE_API_EXAMPLES", "12")),  # ./run fuzz-api takes 300
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
COMMITTED = Path("docs/pickup-api/openapi.yaml")
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]


def test_the_committed_document_is_fresh() -> None:
    assert COMMITTED.read_text("utf-8") == document(), "python -m kiosk.backend.openapi > docs/pickup-api/openapi.yaml"


def test_the_served_document_is_the_committed_one(running: Any) -> None:
    served = running.kiosk.get("/v1/openapi.json").json()
    assert served == yaml.safe_load(COMMITTED.read_text("utf-8"))
    assert served["openapi"].startswith("3.1.")
    assert not any(path.startswith("/v1/admin") for path in served["paths"])


def test_no_operation_puts_a_code_into_its_url() -> None:
    paths = yaml.safe_load(COMMITTED.read_text("utf-8"))["paths"]
    names = {
        parameter["name"]
        for operations in paths.values()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
    }
    assert {"pickup", "site"} <= names
    assert not {name for name in names if any(word in name for word in ("code", "token", "pin", "badge", "phone"))}


OPERATIONS = [
    (path, method)
    for path, operations in yaml.safe_load(COMMITTED.read_text("utf-8"))["paths"].items()
    for method in operations
]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_generated_requests_find_no_breach(running: Any, path: str, method: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_dict(yaml.safe_load(COMMITTED.read_text("utf-8")))
    running.backend.listeners.longest_s = running.backend.bell.longest_s = 0.01
    headers = {"Authorization": f"Bearer {running.secrets.kiosk.bearer_key}"}

    @settings(EXAMPLES)
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case[Any]) -> None:
        with requests.Session() as session:
            session.trust_env = False
            case.call_and_validate(running.url, session, headers, checks=CHECKS)

    run()
