"""A wall that nobody has commissioned opens for nobody; a walk on the screen finds a crossed wire and arms the rest."""

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.adapters.bank import load_wiring
from kiosk.point import PointOptions
from kiosk.settings import CONFIG_DIR, Profile, load_profile
from kiosk.stage.day import sign_in
from kiosk.stage.point import on_stage, staged_point
from locker_driver.proof import DoorProof, Evidence, Proof, armed_doors, fingerprint
from locker_driver.proof_file import load_proof, save_proof
from tests.helpers.witness import backend_says

WALKED = (1, 2, 12)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """The demo's, but for the waiver."""
    shutil.copytree(CONFIG_DIR, tmp_path / "config")
    path = tmp_path / "config" / "profiles" / "demo.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('commissioning = "waived"', 'commissioning = "required"'), "utf-8")
    loaded = load_profile(str(path))
    assert loaded.file.bank.commissioning == "required"
    return loaded


def prove_all_but(profile: Profile, data: Path, *doors: int) -> None:
    """What an earlier walk has left."""
    wiring = load_wiring(profile)
    shut, ajar = Evidence(closed=True), Evidence(closed=False)
    proofs = {
        door: DoorProof(fingerprint(wiring, door), shut, ajar, shut, "E-TEKNIKER", "2026-11-22T18:00:00+00:00")
        for door in wiring.channels
        if door not in doors
    }
    save_proof(Proof(proofs), profile.proof_path(data))


def cross_wires(point: PointOptions, one: int, other: int) -> None:
    """Behind the wall, not in the bank file."""
    channels = dict(point.wiring.channels)
    channels[one], channels[other] = channels[other], channels[one]
    point.__dict__["wiring"] = replace(point.wiring, channels=channels)


def test_a_wall_without_a_proof_is_not_in_use_and_says_so(profile: Profile, tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(profile, tmp_path / "point")
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("out_of_service", "Ikke i bruk ennå", limit_s=20.0)
            await player.show("token:one-parcel", "refused:blocked_door")
            await player.screen("refused", "Luka er ute av bruk")
            await player.finger.tap("action-home")
            await player.screen("out_of_service")
            await sign_in(player)
            player.put_away()
            await player.screen("service", "24 luker er ikke satt i drift: de åpner seg for ingen.")
            await player.finger.tap("door-12")
            await player.screen("service", "ikke satt i drift")
            assert "action-open_door" not in (await player.finger.look()).controls
            intents = await backend_says(point, "events?type=no.openluke.door.intent")
            assert intents == []

    asyncio.run(story())


def test_a_walk_on_the_screen_finds_the_crossed_wires_and_arms_the_door_that_is_right(
    profile: Profile, tmp_path: Path
) -> None:
    async def story() -> None:
        point = staged_point(profile, tmp_path / "point")
        prove_all_but(profile, point.data, *WALKED)
        cross_wires(point, 1, 2)
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.show("token:one-parcel", "refused:blocked_door")
            await player.leave()
            await sign_in(player)
            player.put_away()
            await player.finger.tap("action-commission")
            await player.screen("service_commission", "Lukk alle luker")
            await player.finger.tap("action-walk_confirm")
            for pulsed, opens in ((1, 2), (2, 1), (12, 12)):
                await player.springs_open(opens)
                await player.screen("service_commission", "Hvilken luke åpnet seg?", f"Luke {pulsed} åpnet seg")
                await player.finger.tap("action-this_door" if pulsed == opens else f"door-{opens}")
                await player.screen("service_commission", f"Lukk luke {opens}")
                await player.doors.close(opens)
                await player.finger.tap("action-walk_confirm")
            await player.screen(
                "service_commission", "1 luke bevist", 'Sett doors "1" = "1:2"', 'Sett doors "2" = "1:1"'
            )
            await player.finger.tap("action-log_out")
            await player.screen("idle")
            proof = load_proof(profile.proof_path(point.data))
            assert armed_doors(proof, load_wiring(profile)) == set(range(1, 25)) - {1, 2}
            assert proof.doors[12].by == "E-TEKNIKER"
            await player.show("token:one-parcel", "opens")
            await player.door(12)

    asyncio.run(story())
