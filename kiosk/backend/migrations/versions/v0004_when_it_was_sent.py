"""When staff sent what goes to a company's address.

Frozen: it never follows a later change of `schema`.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision: Final = "0004"
down_revision: Final = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

Seconds: Final[TypeEngine[float]] = sa.Double().with_variant(sa.REAL(), "sqlite")


def upgrade() -> None:
    """Nobody told it of those before: they are still to be marked."""
    op.add_column("purchases", sa.Column("sent_at", Seconds, nullable=True))
