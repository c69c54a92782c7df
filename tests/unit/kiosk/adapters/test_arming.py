from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.adapters.arming import Arming, load_arming
from locker_driver import BankConfig, BusConfig, Channel
from locker_driver.proof import DoorProof, Evidence, Proof, fingerprint
from locker_driver.proof_file import save_proof

BUS = BusConfig("main", "/dev/ttyUSB0", (1,))
WIRING = BankConfig((BUS,), {1: Channel("main", 1, 1), 2: Channel("main", 1, 2)})


def proof(*doors: int, wiring: BankConfig = WIRING) -> Proof:
    shut, ajar = Evidence(closed=True), Evidence(closed=False)
    return Proof(
        {door: DoorProof(fingerprint(wiring, door), shut, ajar, shut, "T-1", "2026-11-22T18:00:00") for door in doors}
    )


def test_a_door_is_armed_by_its_proof() -> None:
    arming = Arming(WIRING, proof(2), waived=False)
    assert arming.unarmed == arming.unproved == {1}
    assert (1 in arming, 2 in arming) == (False, True)
    arming.proof = proof(1)
    assert (1 in arming, 2 in arming) == (True, False)


def test_the_door_that_a_walk_wants_pulsed_may_be_pulsed_meanwhile() -> None:
    arming = Arming(WIRING, Proof(), waived=False)
    arming.walking = 1
    assert (1 in arming, 2 in arming) == (True, False)
    assert arming.unarmed == {1, 2}
    arming.walking = None
    assert 1 not in arming


def test_where_commissioning_is_waived_every_door_is_armed_and_a_walk_still_knows_what_is_left() -> None:
    arming = Arming(WIRING, proof(2), waived=True)
    assert (1 in arming, 2 in arming) == (True, True)
    assert (arming.unarmed, arming.unproved) == (frozenset(), {1})


@pytest.mark.allow_warnings
def test_a_kiosk_starts_from_the_proof_on_its_disk(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "commissioning.json"
    assert load_arming(WIRING, path, waived=False).unarmed == {1, 2}
    assert "compartments 1, 2" in caplog.text
    caplog.clear()
    save_proof(proof(1, 2), path)
    assert load_arming(WIRING, path, waived=False).unarmed == frozenset()
    rewired = replace(WIRING, channels={**WIRING.channels, 2: Channel("main", 1, 3)})
    assert load_arming(rewired, path, waived=False).unarmed == {2}
    assert load_arming(rewired, path, waived=True).unarmed == frozenset()
    assert caplog.text.count("not commissioned") == 1


@pytest.mark.allow_warnings
def test_a_damaged_proof_proves_nothing_and_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "commissioning.json"
    path.write_text("{")
    assert load_arming(WIRING, path, waived=False).unarmed == {1, 2}
    assert f"{path}: is not a proof of commissioning" in caplog.text
