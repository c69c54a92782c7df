"""Every kind of answer about a code."""

import asyncio
import logging
from pathlib import Path

import pytest

from kiosk.domain import digest
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import Resolved
from kiosk.services.asking import Heard, ask
from tests.helpers.core import World
from tests.helpers.flow_script import pickup
from tests.helpers.stock import PICKUP, code


def heard(world: World, text: str = "CODE") -> Heard:
    async def main() -> Heard:
        async with world.journal() as journal:
            return await ask(world.backend, journal, text, "scanned")

    return asyncio.run(main())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_what_it_knows_is_in_the_list_afterwards(world: World) -> None:
    known = Resolved(code(digest.scanned("CODE")), pickup(12, id=PICKUP))
    world.backend.known["CODE"] = known

    async def main() -> None:
        async with world.journal() as journal:
            assert await ask(world.backend, journal, "CODE", "scanned") is Heard.NEWS
            assert await journal.pickup(PICKUP) == known.pickup

    asyncio.run(main())


def test_what_it_does_not_know_is_no_code(world: World) -> None:
    assert heard(world) is Heard.NO_SUCH_CODE


def test_what_is_to_be_paid(world: World) -> None:
    world.backend.trouble = BackendRefusedError(409, "payment-due")
    assert heard(world) is Heard.PAYMENT_DUE


@pytest.mark.parametrize("detail", ["status 409", "status 429", "status 503", "ConnectError"])
def test_who_says_later_or_nothing_has_said_nothing(world: World, detail: str) -> None:
    world.backend.trouble = BackendAwayError(detail)
    assert heard(world) is Heard.NOBODY


@pytest.mark.allow_warnings
@pytest.mark.parametrize(
    ("status", "problem", "said"),
    [
        (401, "unauthorised", "401 unauthorised"),
        (403, "wrong-site", "403 wrong-site"),
        (404, "blank", "404 blank"),
        (413, "invalid-request", "413 invalid-request"),
        (422, "invalid-request", "422 invalid-request"),
        (423, "site-locked", "423 site-locked"),
        (423, "Kari Nordmann 7A2M", "423 unnamed"),
        (403, "payment-due", "403 payment-due"),
    ],
)
def test_what_it_would_not_answer_is_neither_unknown_nor_good(
    world: World, status: int, problem: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    world.backend.trouble = BackendRefusedError(status, problem)
    with caplog.at_level(logging.WARNING):
        assert heard(world, "SECRET") is Heard.NOBODY
    assert [record.getMessage() for record in caplog.records] == [f"a code could not be asked about: {said}"]
