"""Which doors may be pulsed at all: those whose wiring a commissioning walk has proved."""

import logging
from collections.abc import Container
from pathlib import Path

from locker_driver import BankConfig
from locker_driver import ConfigError as DriverConfigError
from locker_driver.proof import Proof, armed_doors
from locker_driver.proof_file import load_proof

log = logging.getLogger(__name__)


class Arming(Container[int]):
    """Asked by the bank before each pulse. `walking` is the door that a walk wants pulsed just now.

    `waived`: the bank file's word is taken, as simulated boards deserve.
    """

    def __init__(self, wiring: BankConfig, proof: Proof, *, waived: bool) -> None:
        self.wiring = wiring
        self._waived = waived
        self.walking: int | None = None
        self.proof = proof

    def __contains__(self, door: object) -> bool:
        return door == self.walking or door not in self.unarmed

    @property
    def proof(self) -> Proof:
        """All that is proved; much of it may be of another wiring."""
        return self._proof

    @proof.setter
    def proof(self, proof: Proof) -> None:
        self._proof = proof
        self._unproved = frozenset(self.wiring.channels) - armed_doors(proof, self.wiring)

    @property
    def unproved(self) -> frozenset[int]:
        """Doors that nobody has proved to be wired as the file says now."""
        return self._unproved

    @property
    def unarmed(self) -> frozenset[int]:
        """Doors that open for nobody."""
        return frozenset() if self._waived else self._unproved


def load_arming(wiring: BankConfig, path: Path, *, waived: bool) -> Arming:
    """From the proof at `path`. One that cannot be read proves nothing, and the kiosk says so instead of ending."""
    try:
        proof = load_proof(path)
    except DriverConfigError as error:
        log.error("%s: every door counts as not commissioned", error)  # noqa: TRY400 - the trace says no more
        proof = Proof()
    arming = Arming(wiring, proof, waived=waived)
    if arming.unarmed:
        listed = ", ".join(map(str, sorted(arming.unarmed)))
        log.warning("not commissioned, so they open for nobody: compartments %s", listed)
    return arming
