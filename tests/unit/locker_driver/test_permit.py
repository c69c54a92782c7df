import copy

import pytest

from locker_driver.errors import PermitError
from locker_driver.permit import LIFETIME_S, MAX_LIVE, Permit, PermitIssuer


class FakeClock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def issuer(clock: FakeClock) -> PermitIssuer:
    return PermitIssuer(clock)


def test_a_permit_opens_its_door_once(issuer: PermitIssuer) -> None:
    permit = issuer.issue(3, "intent-1")
    assert permit.door == 3
    assert issuer.redeem(permit, 3) == "intent-1"
    with pytest.raises(PermitError, match="already used"):
        issuer.redeem(permit, 3)


def test_a_permit_is_for_one_door_and_spent_by_a_wrong_one(issuer: PermitIssuer) -> None:
    permit = issuer.issue(3, "intent-1")
    with pytest.raises(PermitError, match="for door 3"):
        issuer.redeem(permit, 4)
    with pytest.raises(PermitError):
        issuer.redeem(permit, 3)


def test_a_permit_expires(issuer: PermitIssuer, clock: FakeClock) -> None:
    permit = issuer.issue(3, "intent-1")
    clock.now_s += LIFETIME_S
    with pytest.raises(PermitError, match="expired"):
        issuer.redeem(permit, 3)


def test_a_permit_is_good_until_it_expires(issuer: PermitIssuer, clock: FakeClock) -> None:
    permit = issuer.issue(3, "intent-1")
    clock.now_s += LIFETIME_S - 0.01
    assert issuer.redeem(permit, 3) == "intent-1"


def test_a_constructed_or_copied_permit_is_refused(issuer: PermitIssuer) -> None:
    permit = issuer.issue(3, "intent-1")
    for forged in (Permit(3, "intent-1"), copy.copy(permit), copy.deepcopy(permit)):
        with pytest.raises(PermitError, match="not issued here"):
            issuer.redeem(forged, 3)
    assert issuer.redeem(permit, 3)


def test_a_look_alike_is_refused(issuer: PermitIssuer) -> None:
    permit = issuer.issue(3, "intent-1")

    class LookAlike:
        door = 3

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return hash(permit)

    with pytest.raises(PermitError):
        issuer.redeem(LookAlike(), 3)


def test_the_permit_of_another_issuer_is_refused(issuer: PermitIssuer, clock: FakeClock) -> None:
    with pytest.raises(PermitError):
        issuer.redeem(PermitIssuer(clock).issue(3, "intent-1"), 3)


def test_unredeemed_permits_are_bounded_and_forgotten_when_expired(issuer: PermitIssuer, clock: FakeClock) -> None:
    for number in range(MAX_LIVE):
        issuer.issue(number, "intent")
    with pytest.raises(PermitError, match="wait"):
        issuer.issue(1, "intent")
    clock.now_s += LIFETIME_S
    assert issuer.issue(1, "intent").door == 1
