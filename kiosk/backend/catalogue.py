"""The seeds that ship with OpenLuke, by name."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from kiosk.backend.seed import Seed
from kiosk.backend.seed_demo import demo_seed
from kiosk.errors import ConfigError
from kiosk.secrets import Secrets

SEEDS: Final[Mapping[str, Callable[[Secrets, datetime], Seed]]] = {"demo": demo_seed}


def seed_of(name: str, secrets: Secrets) -> Seed:
    """The seed as of today (UTC). Raises ConfigError for an unknown name or missing keys."""
    if name not in SEEDS:
        raise ConfigError("backend.seed", f"there is no seed {name!r}; known: {', '.join(SEEDS)}")
    return SEEDS[name](secrets, datetime.now(UTC))
