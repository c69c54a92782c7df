"""Remote commands: one spelling, one signature, and every reason not to act (invariants A5, A6)."""

import base64
import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.adapters.signatures import CommandVerifier
from kiosk.domain.command import Command, Moment, Rejection, SignedCommand, intent, is_answer, judge, parse, to_text
from kiosk.domain.record import CommandTrace
from tests.helpers.commands import BOOT, COMMAND, KEY, TERMINAL, VERIFIER, command, signed
from tests.helpers.fakes import NOW_UTC

NOW = Moment(TERMINAL, BOOT, COMMAND.nonce, NOW_UTC, CommandTrace(0, known=False))


def text(body: bytes, signature: bytes = bytes(64)) -> bytes:
    return b"OC1." + b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (body, signature))


def body(**changes: Any) -> bytes:
    values = {name: value for name, value in (asdict(COMMAND) | changes).items() if value is not ...}
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def test_a_command_is_read_as_it_was_written() -> None:
    found = parse(signed(COMMAND))
    assert found is not None
    assert found.command == COMMAND
    assert VERIFIER.verify(found)
    handing_out = command(pickup="7KQF2M9X", parcel="parcel-1")
    assert parse(signed(handing_out)).command == handing_out  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "changes",
    [
        {"counter": True},
        {"counter": 1.0},
        {"counter": "1"},
        {"counter": -1},
        {"counter": 2**53},
        {"key": 256},
        {"compartment": 0},
        {"compartment": 10_000},
        {"issued_at_ms": None},
        {"terminal": ""},
        {"boot": "XYZ"},
        {"nonce": "0" * 31},
        {"nonce": "0" * 31 + "\n"},
        {"id": "A" * 32},
        {"reason": "because Kari asked"},
        {"actor": "Kari Nordmann"},
        {"actor": ""},
        {"pickup": "7KQF2M9X"},
        {"parcel": "p1"},
        {"pickup": 0, "parcel": 0},
        {"actor": ...},
        {"more": 1},
    ],
    ids=str,
)
def test_a_command_of_another_shape_is_none(changes: dict[str, Any]) -> None:
    assert parse(text(body())) is not None
    assert parse(text(body(**changes))) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"OC1..",
        text(b"[]"),
        text(b"\xff"),
        text(b"{" * 1000),
        text(b"[" * 1400),
        text(body(), bytes(63)),
        text(body(), bytes(65)),
        text(body().replace(b'":', b'": ')),
        text(body().replace(b'{"actor"', b'{"actor":"E-9","actor"')),
        text(body().replace(b'"E-9"', b'"\\u0045-9"')),
        text(body()) + b"\n",
        text(body()) + b"=",
        text(body()).replace(b"OC1", b"OC2"),
        text(body(parcel="p" * 64, pickup="7KQF2M9X", terminal="t" * 128)) + b"A" * 1500,
    ],
    ids=range(15),
)
def test_what_is_spelt_otherwise_is_none(raw: bytes) -> None:
    assert parse(raw) is None


def test_the_last_bits_of_base64_are_not_free() -> None:
    raw = signed(COMMAND)
    twins = [
        raw[:-1] + bytes([symbol]) for symbol in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    ]
    same_bytes = [twin for twin in twins if parse(twin) is not None and VERIFIER.verify(parse(twin))]  # type: ignore[arg-type]
    assert same_bytes == [raw]


@given(st.binary(max_size=2100))
@settings(max_examples=200, deadline=None)
def test_no_bytes_are_more_than_none(raw: bytes) -> None:
    assert parse(raw) is None
    found = parse(text(raw))
    assert found is None or to_text(found) == text(raw)


def test_only_the_operators_signature_over_exactly_this_counts() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    good = parse(signed(COMMAND))
    assert good is not None
    for forged in (
        parse(signed(COMMAND, stranger)),
        parse(signed(command(key=2))),
        replace(good, command=command(compartment=4)),
        SignedCommand(COMMAND, KEY.sign(COMMAND.body)),  # signed for something else
    ):
        assert forged is not None
        assert not VERIFIER.verify(forged)
    assert not CommandVerifier({}).verify(good)


# --- the judgement ------------------------------------------------------------------------------------------------


def test_a_good_command_may_act() -> None:
    assert judge(COMMAND, NOW) is None
    assert is_answer(COMMAND, NOW)


@pytest.mark.parametrize(
    ("given_", "now", "rejection"),
    [
        (command(terminal="/sites/4/kiosks/other"), NOW, Rejection.TERMINAL),
        (COMMAND, replace(NOW, retained=True), Rejection.RETAINED),
        (command(boot="f" * 16), NOW, Rejection.BOOT),
        (command(nonce="1" * 32), NOW, Rejection.NONCE),
        (COMMAND, replace(NOW, trace=CommandTrace(0, known=True)), Rejection.REPEATED),
        (COMMAND, replace(NOW, trace=CommandTrace(1, known=False)), Rejection.COUNTER),
        (command(counter=0), NOW, Rejection.COUNTER),
        (command(not_after_ms=COMMAND.issued_at_ms + 60_001), NOW, Rejection.LIFE),
        (command(not_after_ms=COMMAND.issued_at_ms), NOW, Rejection.LIFE),
        (COMMAND, replace(NOW, utc_s=NOW_UTC - 5.1), Rejection.EARLY),
        (COMMAND, replace(NOW, utc_s=NOW_UTC + 15.1), Rejection.LATE),
    ],
    ids=str,
)
def test_every_reason_not_to_act(given_: Command, now: Moment, rejection: Rejection) -> None:
    assert judge(given_, now) is rejection


@pytest.mark.parametrize(
    ("given_", "now"),
    [
        (command(not_after_ms=COMMAND.issued_at_ms + 60_000), NOW),
        (COMMAND, replace(NOW, utc_s=NOW_UTC - 5)),
        (COMMAND, replace(NOW, utc_s=NOW_UTC + 15)),
        (command(counter=8), replace(NOW, trace=CommandTrace(7, known=False))),
    ],
    ids=range(4),
)
def test_what_is_just_within_may_act(given_: Command, now: Moment) -> None:
    assert judge(given_, now) is None


def test_without_trusted_time_the_nonce_carries_it_but_no_long_life_does() -> None:
    nobody_knows = replace(NOW, utc_s=None)
    assert judge(command(issued_at_ms=0, not_after_ms=15_000), nobody_knows) is None
    assert judge(command(issued_at_ms=0, not_after_ms=61_000), nobody_knows) is Rejection.LIFE
    assert judge(command(nonce="1" * 32), nobody_knows) is Rejection.NONCE


def test_the_intent_of_a_command_uses_it_up() -> None:
    decided = intent(command(pickup="7KQF2M9X", parcel="p1"))
    assert (decided.decision, decided.consumes, decided.pulse) == ("remote", True, 1)
    assert (decided.compartment, decided.pickup, decided.parcel, decided.actor) == (3, "7KQF2M9X", "p1", "E-9")
    assert decided.intent == f"{'a' * 32}-3-1"
    assert decided.credential == f"command:{'a' * 32}"
