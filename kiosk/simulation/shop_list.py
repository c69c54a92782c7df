"""The list as the shop's database keeps it: what changed in which version of which epoch, and the sum over all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from kiosk.domain.site_list import Mark, changed_checksum, checksum_of


@dataclass(slots=True)
class ShopList:
    """`changes` has the key of an order for each version. `gone`: the rows of those that have left the list."""

    epoch: str
    changes: list[str] = field(default_factory=list)
    gone: dict[str, list[Mark]] = field(default_factory=dict)
    checksum: str = field(default_factory=lambda: checksum_of(()))

    @property
    def version(self) -> int:
        return len(self.changes)

    @property
    def cursor(self) -> str:
        return f"{self.epoch}-{self.version}"

    def weigh(self, added: Iterable[Mark] = (), gone: Iterable[Mark] = ()) -> None:
        self.checksum = changed_checksum(self.checksum, added=added, gone=gone)

    def since(self, cursor: str) -> int | None:
        """The version that `cursor` stands for; None for one that is not of this epoch."""
        epoch, _, number = cursor.partition("-")
        known = epoch == self.epoch and number.isdigit() and int(number) <= self.version
        return int(number) if known else None

    def changed(self, since: int) -> Sequence[str]:
        """Keys, each once."""
        return list(dict.fromkeys(self.changes[since:]))

    def copy(self) -> "ShopList":
        return replace(self, changes=[*self.changes], gone=dict(self.gone))
