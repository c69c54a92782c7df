"""The simulated site: sixty doors, the boards behind them, and the profile of its kiosk. Nothing here is a file."""

import random
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.night import Night
from kiosk.domain.wall import Box, Compartment, Wall
from kiosk.policy import PolicySettings
from kiosk.secrets import KioskSecrets, Secrets, SiteSecrets
from kiosk.settings import (
    BackendSettings,
    BankSettings,
    CameraSettings,
    Profile,
    ProfileFile,
    ScreenSettings,
    SiteSettings,
)
from locker_driver.config import BankConfig, BusConfig, Channel, LockConfig, Supply
from locker_driver.families import FAMILIES, Family

SITE: Final = 7
OTHER_SITE: Final = 8
COMMAND_KEY: Final = 2
DOORS: Final = 60
SYNC_EVERY_S: Final = 1800.0
_FAMILIES: Final[tuple[Family, ...]] = (
    "8a",
    "kerong-cu16",
    "kerong-cu48",
    "winnsen",
    "wkly",
    "dc",
)
_ROWS: Final = 10
_SIZES: Final = ("S", "S", "S", "S", "M", "M", "M", "L", "S", "M")
_MOST_G: Final = {"S": 8_000}
_HEIGHT_MM: Final = 180
_WIDTH_MM: Final = 500


@dataclass(frozen=True)
class Site:
    """`issuer` signs the shop's tokens, `operator` remote commands, `site_key` makes the digests of its codes."""

    profile: Profile
    bank: BankConfig
    issuer: Ed25519PrivateKey
    operator: Ed25519PrivateKey
    site_key: bytes


_KEEP_FREE: Final = {"M": 2, "L": 2}
LENIENT: Final = PolicySettings(keep_free=_KEEP_FREE)
"""As it comes: a signed code is good for as long as the parcel lies there, everything else for a month."""
BY_KIND: Final = PolicySettings(keep_free=_KEEP_FREE, list_old_h=4.0, list_end_d=0.3, list_end_allows="tokens")
STRICT: Final = PolicySettings(keep_free=_KEEP_FREE, list_old_h=2.0, list_end_d=0.2, list_end_allows="nothing")
POLICIES: Final = (LENIENT, BY_KIND, STRICT)


def make_site(dice: random.Random, policy: PolicySettings = LENIENT) -> Site:
    """One of many: family, number of lines and supplies come from the dice."""
    issuer = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
    operator = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
    key = dice.randbytes(32)
    secrets = Secrets(
        SiteSecrets(key),
        KioskSecrets("simulated-kiosk-bearer-key"),
        {1: issuer.public_key().public_bytes_raw()},
        command_keys={COMMAND_KEY: operator.public_key().public_bytes_raw()},
    )
    file = ProfileFile(
        site=SiteSettings(
            number=SITE,
            kiosk_id="simulated-1",
            name="Simulated",
            kiosk="Simulated 1",
            help_phone="22 00 11 22",
            layout="none",
            secrets="none",
        ),
        backend=BackendSettings("http", "https://shop.invalid", sync_every_s=SYNC_EVERY_S),
        bank=BankSettings("none", "waived"),
        camera=CameraSettings("stage:"),
        screen=ScreenSettings(268, 476, live_s=30.0),
        policy=policy,
    )
    nowhere = Path("/simulated")
    profile = Profile(nowhere, file, _wall(), Night.parse(""), secrets, nowhere)
    return Site(profile, _bank(dice), issuer, operator, key)


def _wall() -> Wall:
    doors = [
        Compartment(
            number=column * _ROWS + row + 1,
            size=_SIZES[row],
            column=column + 1,
            row=_ROWS - row,
            box=Box(column * _WIDTH_MM, (_ROWS - 1 - row) * _HEIGHT_MM, _WIDTH_MM, _HEIGHT_MM),
            max_weight_g=_MOST_G.get(_SIZES[row], 0),
        )
        for column in range(DOORS // _ROWS)
        for row in range(_ROWS)
    ]
    width_mm = (DOORS // _ROWS) * _WIDTH_MM
    return Wall(width_mm + 480, _ROWS * _HEIGHT_MM, Box(width_mm, 0, 480, 1150), tuple(doors), sizes=("S", "M", "L"))


def _bank(dice: random.Random) -> BankConfig:
    family = dice.choice(_FAMILIES)
    spec = FAMILIES[family]
    lines = dice.choice((1, 2))
    on_line = DOORS // lines
    boards = tuple(spec.boards[spec.boards[0] == 0 :][: ceil(on_line / spec.ways)])
    lock = LockConfig(supply=dice.choice(("", "main")), held_open_s=60.0)
    buses = tuple(BusConfig(f"line-{line}", f"/simulated/{line}", boards, family, lock=lock) for line in range(lines))
    channels = {}
    for index in range(DOORS):
        line, place = divmod(index, on_line)
        channels[index + 1] = Channel(f"line-{line}", boards[place // spec.ways], place % spec.ways + 1)
    return BankConfig(buses, channels, supplies=(Supply("main", 5.0),))
