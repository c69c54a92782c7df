"""What holds for every test: a log record of WARNING or above that nobody expected fails it."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def unexpected_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    if request.node.get_closest_marker("allow_warnings"):
        return
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert not loud, f"unexpected log: {loud}"
