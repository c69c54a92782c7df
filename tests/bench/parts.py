"""What the way from a frame to an unlock cannot do without, each taken alone on the same frames and the same disk."""

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import zxingcpp
from pyzbar import pyzbar

from hardware.camera.decode import Symbology
from hardware.camera.frame import to_gray
from hardware.camera.ladder import standard_ladder
from hardware.camera.source import Image
from hardware.camera.stage import StageSource
from kiosk.adapters.bank import bank_config
from kiosk.adapters.clock import SystemClock
from kiosk.backend.seed import IssuedCode
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.journal.journal import SqliteJournal
from kiosk.ports import Permit
from kiosk.settings import Profile
from locker_driver import PermitIssuer
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Unlock
from tests.bench.customer import Pose, hold_up
from tests.bench.stock import draw

_FPS: Final = 240.0
_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])
_SESSION: Final = b"x" * 400
"""About what a session with one parcel takes."""


@dataclass
class Parts:
    """Milliseconds. `zxing` and `pyzbar`: the libraries' own calls, QR codes only. `ladder`: what the reader runs."""

    wire_ms: float
    zxing_ms: list[float] = field(default_factory=list)
    pyzbar_ms: list[float] = field(default_factory=list)
    ladder_ms: list[float] = field(default_factory=list)
    commit_ms: list[float] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)


class Laboratory:
    """Takes the parts once a round, so that they meet the same load of the machine as the whole does."""

    def __init__(self, profile: Profile, stage: Path, journal: SqliteJournal) -> None:
        self.parts = Parts(wire_ms(profile))
        self._stage = stage
        self._source = StageSource(stage, _FPS)
        self._source.open()
        self._ladder = standard_ladder((Symbology.QR, Symbology.CODE128))
        self._journal = journal

    async def take(self, code: IssuedCode, pose: Pose) -> None:
        """Three frames of the scene that the customer made, and one intent."""
        hold_up(self._stage, draw(code, self._stage), pose)
        for _ in range(3):
            self._decode(to_gray(self._source.read().pixels), code.text.encode())
        await self._commit(code)

    def _decode(self, gray: Image, text: bytes) -> None:
        self._time("zxing", self.parts.zxing_ms, text, lambda: _zxing(gray))
        self._time("pyzbar", self.parts.pyzbar_ms, text, lambda: _pyzbar(gray))
        ladder = self._ladder
        self._time(
            "ladder", self.parts.ladder_ms, text, lambda: [code.payload for code in ladder.read(gray, search=True)]
        )

    def _time(self, name: str, samples: list[float], text: bytes, read: Callable[[], Sequence[bytes]]) -> None:
        start_s = time.perf_counter()
        found = read()
        samples.append((time.perf_counter() - start_s) * 1000)
        self.parts.read[name] = self.parts.read.get(name, 0) + (text in found)

    async def _commit(self, code: IssuedCode) -> None:
        (door,) = code.doors
        session = f"S-{len(self.parts.commit_ms)}"
        intent = DoorIntent(
            intent=f"{session}-{door}-1",
            session=session,
            credential=f"credential-{session}",
            pickup=code.pickup,
            parcel=f"{code.pickup}-1",
            compartment=door,
            actor="",
            decision="token",
            pulse=1,
        )
        started = Entry.of(Kind.SESSION_STARTED, session, send=False)
        start_s = time.perf_counter()
        await self._journal.intend(intent, started, session_state=_SESSION)
        self.parts.commit_ms.append((time.perf_counter() - start_s) * 1000)


@asynccontextmanager
async def laboratory(profile: Profile, disk: Path) -> AsyncIterator[Laboratory]:
    """With a stage and a journal of its own, the latter on the same disk."""
    issuer = PermitIssuer()
    with _folder(None) as stage, _folder(disk) as data:
        path = data / "journal.sqlite3"

        def issue(door: int, intent: str) -> Permit:
            permit = issuer.issue(door, intent)
            issuer.redeem(permit, door)
            return permit

        async with SqliteJournal.open(path, boot="bench", clock=SystemClock(), issue=issue) as journal:
            yield Laboratory(profile, stage, journal)


@contextmanager
def _folder(where: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="parts-", dir=where) as folder:
        yield Path(folder)


def wire_ms(profile: Profile) -> float:
    """How long the unlock frame takes on the line of the first bus."""
    bus = bank_config(profile, Path()).buses[0]
    frame = make_codec(bus).encode(Unlock(bus.boards[0], 1)).data
    return len(frame) * bus.char_s * 1000


def _zxing(gray: Image) -> list[bytes]:
    return [found.bytes for found in zxingcpp.read_barcodes(gray, formats=_QR)]


def _pyzbar(gray: Image) -> list[bytes]:
    return [found.data for found in pyzbar.decode(gray, symbols=[pyzbar.ZBarSymbol.QRCODE])]
