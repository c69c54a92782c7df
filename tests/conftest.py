"""What holds for every test: a log record of WARNING or above that nobody expected fails it."""

import logging
from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("a real lock board, for tests/contract/test_door_bank.py")
    group.addoption("--board", metavar="URL", help="device path or socket:// URL of the line to it")
    group.addoption("--board-family", metavar="NAME", default="8a", help="as in bank files (default 8a)")
    group.addoption("--board-address", metavar="N", type=int, default=1, help="its address (default 1)")
    text = "kill the core at every sync and bus write of a collection, not at a few of them (minutes)"
    parser.addoption("--every-kill", action="store_true", help=text)
    text = "the real shops of tests/shops have to be there: Medusa too, and nothing of them is skipped"
    parser.addoption("--shops", action="store_true", help=text)


@pytest.fixture(autouse=True)
def unexpected_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    if request.node.get_closest_marker("allow_warnings"):
        return
    records = [record for when in ("setup", "call") for record in caplog.get_records(when)]
    loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert not loud, f"unexpected log: {loud}"
