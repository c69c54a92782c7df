"""`python -m kiosk.backend.openapi > docs/pickup-api/openapi.json`: the contract as committed."""

import json
import sys

from kiosk.backend.api import router
from kiosk.backend.app import PickupApi


def document() -> str:
    """The OpenAPI 3.1 document as text, one value a line, so that a change of the contract reads well in a diff."""
    app = PickupApi()
    app.include_router(router)
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
