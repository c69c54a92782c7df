"""The operator's desk far away, and whoever has got hold of its line: remote commands that may act, and all others."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kiosk.domain.command import Command, SignedCommand, signed_message, to_text
from kiosk.simulation.facts import Commanded, Fact
from kiosk.simulation.network import Network
from kiosk.simulation.site import COMMAND_KEY, SITE, Site
from kiosk.simulation.street import Street

_LIFE_MS: Final = 15_000
_ANSWER_S: Final = 5.0
_TRIES: Final = 12
TRICKS: Final = ("fresh", "fresh", "late", "again", "other boot", "other nonce", "forged", "other kiosk", "every door")


class Operator:
    """One call at a time. `utc_s` is the operator's own, true time."""

    def __init__(
        self,
        *,
        site: Site,
        network: Network,
        street: Street,
        dice: random.Random,
        utc_s: Callable[[], float],
        tell: Callable[[Fact], None],
    ) -> None:
        self._key = site.operator
        self._terminal = f"/sites/{SITE}/kiosks/{site.profile.file.site.kiosk_id}"
        self._network = network
        self._street = street
        self._dice = dice
        self._utc_s = utc_s
        self._tell = tell
        self._counter = 0
        self._old: list[bytes] = []

    async def call(self) -> None:
        """One thing that comes over the line, good or bad; whoever stands there shuts the door that opens."""
        trick = self._dice.choice(TRICKS)
        if trick == "every door":
            for door in self._dice.sample(sorted(self._street.wall.leaves), _TRIES):
                await self._send("fresh", door)
        else:
            await self._send(trick, self._dice.choice(sorted(self._street.wall.leaves)))

    async def _send(self, trick: str, door: int) -> None:
        asked = await self._network.asked()
        if asked is None:
            return
        parcels = self._street.wall.leaves[door].parcels
        raw = self._made(trick, *asked, door, parcels[0] if parcels else "")
        self._network.answer([raw])
        await asyncio.sleep(_ANSWER_S)
        leaf = self._street.wall.leaves[door]
        if leaf.open:
            if parcels:
                self._street.take_out("a customer on the phone", door, lambda parcel: parcel == parcels[0])
            self._street.wall.close(door, "a customer on the phone")
            await asyncio.sleep(1.0)

    def _made(self, trick: str, boot: str, nonce: str, door: int, parcel: str) -> bytes:
        if trick == "again" and not self._old:
            trick = "fresh"
        if trick == "again":
            self._tell(Commanded(self._street.now_s(), "", door, "", ok=False))
            return self._dice.choice(self._old)
        self._counter += 1
        now_ms = round(self._utc_s() * 1000)
        command = Command(
            key=COMMAND_KEY,
            terminal=self._terminal,
            boot=boot,
            nonce=nonce,
            id=f"{self._dice.getrandbits(128):032x}",
            counter=self._counter,
            issued_at_ms=now_ms,
            not_after_ms=now_ms + _LIFE_MS,
            compartment=door,
            pickup=parcel.partition("-")[0],
            parcel=parcel,
            reason="customer_call",
            actor="operator-7",
        )
        bad = self._spoilt(trick, command)
        signature = self._key.sign(signed_message(bad)) if trick != "forged" else self._dice.randbytes(64)
        raw = to_text(SignedCommand(bad, signature))
        self._tell(Commanded(self._street.now_s(), bad.id, door, parcel, ok=trick == "fresh"))
        self._old = [*self._old[-20:], raw]
        return raw

    def _spoilt(self, trick: str, command: Command) -> Command:
        match trick:
            case "late":
                return replace(command, issued_at_ms=command.issued_at_ms - 120_000, not_after_ms=command.issued_at_ms)
            case "other boot":
                return replace(command, boot=f"{self._dice.getrandbits(64):016x}")
            case "other nonce":
                return replace(command, nonce=f"{self._dice.getrandbits(128):032x}")
            case "other kiosk":
                return replace(command, terminal=f"/sites/{SITE}/kiosks/another")
            case _:
                return command
