import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import CommerceBackend
from kiosk.services.patience import LONGEST_S, SILENT_S, SILENT_TIMES, Patience, PatientBackend
from tests.helpers.fakes import NOW_UTC, FakeBackend, SetClock

Call = Callable[[CommerceBackend], Awaitable[object]]

CALLS: dict[str, Call] = {
    "site": lambda backend: backend.site(),
    "site_list": lambda backend: backend.site_list(""),
    "resolve": lambda backend: backend.resolve("CODE", "typed"),
    "upload": lambda backend: backend.upload(()),
    "commands": lambda backend: backend.commands("boot", "nonce", 1.0),
}


class Counting(FakeBackend):
    requests = 0

    async def _answer(self) -> None:
        self.requests += 1
        await super()._answer()


def left_alone(for_s: float | None, then: Callable[[Counting, PatientBackend, SetClock], Awaitable[None]]) -> None:
    """A backend that has just said so to one call."""

    async def main() -> None:
        clock, backend = SetClock(NOW_UTC), Counting(trouble=BackendAwayError("503", retry_after_s=for_s))
        patient = PatientBackend(backend, Patience(clock))
        with pytest.raises(BackendAwayError):
            await patient.site()
        backend.trouble, backend.requests = None, 0
        await then(backend, patient, clock)

    asyncio.run(main())


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_while_it_wants_to_be_left_alone_nobody_asks_it_anything(call: Call) -> None:
    async def then(backend: Counting, patient: PatientBackend, clock: SetClock) -> None:
        clock.monotonic += 20.0
        with pytest.raises(BackendAwayError) as told:
            await call(patient)
        assert (backend.requests, told.value.retry_after_s) == (0, 10.0)
        clock.monotonic += 10.0
        await call(patient)
        assert backend.requests == 1

    left_alone(30.0, then)


def test_a_hand_over_waits_too() -> None:
    async def then(backend: Counting, patient: PatientBackend, _clock: SetClock) -> None:
        with pytest.raises(BackendAwayError):
            await patient.hand_over(None)  # type: ignore[arg-type]
        assert backend.requests == 0

    left_alone(30.0, then)


def test_an_error_without_a_time_stops_nobody() -> None:
    async def then(backend: Counting, patient: PatientBackend, _clock: SetClock) -> None:
        await patient.site()
        assert backend.requests == 1

    left_alone(None, then)


def test_a_shorter_time_takes_nothing_back_and_no_time_is_longer_than_an_hour() -> None:
    async def then(backend: Counting, patient: PatientBackend, clock: SetClock) -> None:
        clock.monotonic += LONGEST_S - 1.0
        with pytest.raises(BackendAwayError):
            await patient.site()
        clock.monotonic += 1.0
        await patient.site()
        assert backend.requests == 1

    left_alone(1e9, then)


def test_what_is_left_by_rounding_is_no_reason_to_come_back_at_once() -> None:
    async def then(_backend: Counting, patient: PatientBackend, clock: SetClock) -> None:
        clock.monotonic += 30.0 - 1e-9
        with pytest.raises(BackendAwayError) as told:
            await patient.site()
        assert told.value.retry_after_s is not None
        assert told.value.retry_after_s >= 0.001

    left_alone(30.0, then)


def test_a_refusal_is_passed_on() -> None:
    async def main() -> None:
        patient = PatientBackend(
            FakeBackend(trouble=BackendRefusedError(401, "unauthorized")), Patience(SetClock(NOW_UTC))
        )
        for _ in range(2):
            with pytest.raises(BackendRefusedError):
                await patient.site()

    asyncio.run(main())


def silent(times: int, then: Callable[[Counting, PatientBackend, SetClock], Awaitable[None]]) -> None:
    """A backend that did not answer so many calls in a row, and would answer now."""

    async def main() -> None:
        clock, backend = SetClock(NOW_UTC), Counting(trouble=BackendAwayError("ConnectError"))
        patient = PatientBackend(backend, Patience(clock))
        for _ in range(times):
            with pytest.raises(BackendAwayError):
                await patient.site_list("")
        backend.trouble, backend.requests = None, 0
        await then(backend, patient, clock)

    asyncio.run(main())


def test_nobody_waits_for_a_backend_that_has_been_silent() -> None:
    async def then(backend: Counting, patient: PatientBackend, clock: SetClock) -> None:
        clock.monotonic += SILENT_S - 0.1
        with pytest.raises(BackendAwayError, match="lately"):
            await patient.resolve("CODE", "typed")
        assert backend.requests == 0
        clock.monotonic += 0.1
        await patient.resolve("CODE", "typed")
        assert backend.requests == 1

    silent(SILENT_TIMES, then)


def test_its_first_answer_to_anything_ends_that() -> None:
    async def then(backend: Counting, patient: PatientBackend, _clock: SetClock) -> None:
        await patient.site_list("")
        await patient.resolve("CODE", "typed")
        assert backend.requests == 2

    silent(SILENT_TIMES, then)


def test_a_refusal_is_an_answer_too() -> None:
    async def then(backend: Counting, patient: PatientBackend, _clock: SetClock) -> None:
        backend.trouble = BackendRefusedError(404, "not-found")
        with pytest.raises(BackendRefusedError):
            await patient.commands("boot", "nonce", 1.0)
        backend.trouble = None
        await patient.resolve("CODE", "typed")

    silent(SILENT_TIMES, then)


def test_one_lost_request_is_no_silence() -> None:
    async def then(_backend: Counting, patient: PatientBackend, _clock: SetClock) -> None:
        await patient.resolve("CODE", "typed")

    silent(SILENT_TIMES - 1, then)


@pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))
def test_a_key_that_is_not_taken_is_told_by_whatever_call_finds_out(call: Call) -> None:
    async def main() -> list[bool]:
        told: list[bool] = []
        backend = FakeBackend()
        patient = PatientBackend(backend, Patience(SetClock(), told.append))
        for trouble in (BackendRefusedError(401, "unauthorised"), BackendRefusedError(404, "not-found")):
            backend.trouble = trouble
            with pytest.raises(BackendRefusedError):
                await call(patient)
        backend.trouble = BackendAwayError("no route")
        with pytest.raises(BackendAwayError):
            await call(patient)
        backend.trouble = None
        await call(patient)
        return told

    assert asyncio.run(main()) == [True, False, False]


@pytest.mark.parametrize("code", ["session-over", "session-refused"])
def test_somebody_who_is_not_signed_in_says_nothing_of_the_kiosks_key(code: str) -> None:
    async def main() -> list[bool]:
        told: list[bool] = []
        patience = Patience(SetClock(), told.append)

        async def refused() -> None:
            raise BackendRefusedError(401, code)

        with pytest.raises(BackendRefusedError):
            await patience.for_somebody(refused)
        return told

    assert asyncio.run(main()) == [False]
