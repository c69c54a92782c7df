"""`python -m kiosk.backend.openapi > docs/pickup-api/openapi.yaml`: the contract as committed."""

import sys

import yaml

from kiosk.backend.app import PickupApi
from kiosk.backend.routes import ROUTES


def document() -> str:
    """The OpenAPI 3.1 document as YAML, whose changes read well in a diff."""
    app = PickupApi()
    for routes in ROUTES:
        app.include_router(routes)
    return yaml.safe_dump(app.openapi(), sort_keys=False, allow_unicode=True, width=120)


if __name__ == "__main__":
    sys.stdout.write(document())
