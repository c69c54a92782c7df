"""The tables before migrations were kept: nothing to do."""

from collections.abc import Sequence
from typing import Final

revision: Final = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Every database begins at it or after it."""
