"""A day at the point, scripted: what `openluke demo` plays where there is no display, and what the tests play too."""

import tempfile
from pathlib import Path
from typing import Final

from kiosk.errors import ConfigError
from kiosk.settings import Profile
from kiosk.stage.buying import approves, buys, buys_above_limit
from kiosk.stage.player import Player, Report, Step, perform
from kiosk.stage.point import on_stage, staged_point

_WRONG: Final = 1

# Each step is played by its name in DAY, which says in one sentence what happens.


async def starts(player: Player) -> None:
    await player.expect("list", "synced", limit_s=20.0)
    await player.screen("idle", limit_s=20.0)


async def one_parcel(player: Player) -> None:
    await player.show("token:one-parcel", "opens")
    await player.door(12)
    await player.take(12)
    await player.thanked()


async def three_parcels(player: Player) -> None:
    await player.show("token:three-parcels", "opens")
    for number in player.order(5, 8, 23):
        await player.door(number)
        await player.take(number)
        await player.expect("backend", "parcel.collected")
    await player.screen("done")
    await player.leave()


async def typed_code(player: Player) -> None:
    await player.screen("idle")
    await player.finger.tap("action-type_code")
    await player.screen("keypad")
    await player.finger.type(player.codes["typed:partly-ready"].typed.replace("-", ""))
    await player.door(10)
    await player.take(10)
    await player.thanked()


async def six_digits(player: Player) -> None:
    code = player.codes["typed:six-digits"]
    await player.finger.tap("action-type_code")
    await player.screen("keypad")
    await player.finger.type(code.typed)
    await player.finger.tap("action-submit")
    await player.screen("keypad", "fire siste")
    await player.finger.type(code.phone_last4)
    await player.door(20)
    await player.take(20)
    await player.screen("done")
    await player.leave()


async def expired(player: Player) -> None:
    await player.show("token:expired", "refused:expired")
    await player.screen("refused")
    await player.leave()


async def other_refusals(player: Player) -> None:
    for name in ("cancelled", "wrong-site", "collected", "not-yet"):
        reason = {"wrong-site": "wrong_site", "collected": "already_collected", "not-yet": "not_yet"}.get(name, name)
        await player.show(f"token:{name}", f"refused:{reason}")
        await player.screen("refused")
    await player.leave()


async def used_again(player: Player) -> None:
    await player.show("token:one-parcel", "refused:already_collected")
    await player.screen("refused")
    await player.leave()


async def jammed(player: Player) -> None:
    await player.doors.jam(22, jammed=True)
    await player.show("opaque:spare", "opens")
    await player.expect("door", "jammed")
    await player.screen("door_fault", "22")
    await player.doors.jam(22, jammed=False)
    await player.finger.tap("action-retry")
    await player.door(22)
    await player.take(22)
    await player.thanked()


async def tradesperson(player: Player) -> None:
    await player.show("badge:E-JONAS", "account")
    await player.screen("account")
    await player.finger.tap("action-collect")
    await player.screen("reference")
    await player.finger.type("PO-4711")
    await player.finger.tap("action-submit")
    await player.door(7)
    await player.take(7)
    await player.thanked()


async def sign_in(player: Player) -> None:
    """The technician, with badge and PIN, up to the wall of doors. The badge is still held up."""
    await player.show("technician:E-TEKNIKER", "technician")
    await player.screen("pin")
    await player.finger.type(player.codes["technician:E-TEKNIKER"].pin)
    await player.finger.tap("action-submit")
    await player.screen("service")


async def technician(player: Player) -> None:
    await sign_in(player)
    await player.finger.tap("door-16")
    await player.finger.tap("action-open_door")
    await player.finger.tap("reason-test")
    await player.springs_open(16)
    await player.take(16)
    await player.finger.tap("action-block_door")
    await player.finger.tap("reason-damaged")
    await player.expect("backend", "compartment.blocked")
    await player.finger.tap("action-camera_page")
    await player.screen("service_camera")
    await player.finger.tap("action-doors_page")
    await player.screen("service")
    player.put_away()
    await player.finger.tap("action-log_out")
    await player.screen("idle")


async def help_asked(player: Player) -> None:
    await player.finger.tap("action-help")
    await player.screen("help")
    await player.finger.tap("topic-other")
    await player.expect("backend", "report.filed")
    await player.finger.tap("action-back")
    await player.screen("idle")


async def backend_away(player: Player) -> None:
    await player.hold("backend")
    await player.show("badge:E-AMINA", "account")
    await player.screen("account")
    await player.finger.tap("action-collect")
    await player.screen("reference")
    await player.finger.type("PO-4712")
    await player.finger.tap("action-submit")
    await player.door(15)
    await player.take(15)
    await player.screen("done")
    await player.leave()


async def backend_back(player: Player) -> None:
    player.release("backend")
    await player.expect("backend", "parcel.collected", limit_s=40.0)


DAY: Final = (
    Step("the point starts and fetches its list", starts),
    Step("a customer collects one parcel", one_parcel),
    Step("a customer with three parcels: one door after the other", three_parcels),
    Step("a customer without a phone types the code from the slip", typed_code),
    Step("a customer types six digits and the last four of the phone", six_digits),
    Step("an expired code opens nothing and says why", expired),
    Step("cancelled, another site, collected and not yet: each says why", other_refusals),
    Step("a code that was used opens nothing", used_again),
    Step("a door jams; the customer pushes it, and it opens", jammed),
    Step("a tradesperson gives the order number and collects", tradesperson),
    # Between them the badge is out of sight for more than the second after which it counts as held up anew.
    Step("somebody asks for help", help_asked),
    Step("the tradesperson buys a drill on account, at the company's price", buys),
    Step("a drill and a battery are above their limit, and wait", buys_above_limit),
    Step("a colleague approves what waits", approves),
    Step("a technician tests door 16 and blocks it", technician),
    Step("the backend is away: the kiosk decides by itself", backend_away),
    Step("the backend is back, and hears of it", backend_back),
)


async def play_day(profile: Profile, camera: str, out: Path, *, as_json: bool) -> int:
    """Play the day on a fresh point; screens go to `out`. 0 when every step was as it should be, else 1."""
    pictures = _empty(out)

    def say(report: Report) -> None:
        print(report.json() if as_json else report.line(), flush=True)

    with tempfile.TemporaryDirectory(prefix="openluke-") as scratch:
        point = staged_point(profile, Path(scratch), camera)
        async with on_stage(point, pictures) as player:
            ok = await perform(player, DAY, say)
    if not as_json:
        print(f"{'all as it should be' if ok else 'something went wrong'}; the screens are in {out}/")
    return 0 if ok else _WRONG


def _empty(out: Path) -> Path:
    """An absolute folder without the pictures of the last day. Raises ConfigError."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in out.glob("[0-9][0-9]-*.png"):
            old.unlink()
    except OSError as error:
        raise ConfigError("--out", f"{out}: {error.strerror}") from error
    return out.absolute()
