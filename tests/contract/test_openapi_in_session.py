"""Generated requests of somebody who has signed in: behind the 401 the contract is kept too."""

from typing import Any

import pytest
import requests
import schemathesis
import yaml
from hypothesis import given, settings
from schemathesis import GenerationMode

from tests.contract.test_openapi import CHECKS, COMMITTED, EXAMPLES
from tests.helpers.trade import signed_in

KNOWN = {"account": "A-FJELLHEIM", "employee": "E-JONAS", "purchase": "PUR-DEMO-1001"}
"""Names that are there, for requests that are valid: others are all answered 404."""
OPERATIONS = [
    (path, method)
    for path, operations in yaml.safe_load(COMMITTED.read_text("utf-8"))["paths"].items()
    for method, operation in operations.items()
    if any(parameter["name"].lower() == "pickup-session" for parameter in operation.get("parameters", ()))
    and not path.startswith("/v1/sessions")
]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_generated_requests_in_a_session_find_no_breach(
    running: Any, path: str, method: str, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_dict(yaml.safe_load(COMMITTED.read_text("utf-8")))
    bearer = {"Authorization": f"Bearer {running.secrets.kiosk.bearer_key}"}
    headers = bearer | signed_in(running, "E-INGRID")

    @settings(EXAMPLES)
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE:
            # In place: another mapping is judged anew in its encoded form, where an id with a colon is none.
            case.path_parameters.update({name: KNOWN[name] for name in case.path_parameters.keys() & KNOWN.keys()})
        with requests.Session() as session:
            session.trust_env = False
            case.call_and_validate(running.url, session, headers, checks=CHECKS)

    run()
