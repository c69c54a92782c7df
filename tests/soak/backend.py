"""`python -m tests.soak.backend`: the embedded backend, with a courier who fills compartments that were emptied.

A process of its own as ever, since only the backend may write its database. All but the courier's route is the
application that `kiosk.backend` serves.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from fastapi import Response

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend.app import create_app
from kiosk.backend.context import Backend
from kiosk.backend.database import open_database
from kiosk.backend.faults import Faults
from kiosk.backend.server import Server, listen
from kiosk.parent import end_with_parent
from kiosk.secrets import load_secrets
from kiosk.supervisor import Child
from tests.bench.stock import Stock

_ROOT: Final = Path(__file__).resolve().parents[2]


def with_courier(child: Child, site: int) -> Child:
    """The backend's process of a point, replaced by this one; any other as it is."""
    if child.name != "backend":
        return child
    argv = [word for word in child.argv if not word.startswith("--seed")]
    argv[argv.index("kiosk.backend")] = "tests.soak.backend"
    return replace(child, argv=[*argv, f"--site={site}"], env={**child.env, "PYTHONPATH": str(_ROOT)})


def main() -> int:
    """The options are those of `kiosk.backend`, and the site that the courier serves."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.backend", description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--secrets", required=True, type=Path)
    parser.add_argument("--listen", required=True)
    parser.add_argument("--site", required=True, type=int)
    parser.add_argument("--die-with-parent", action="store_true")
    options = parser.parse_args()
    if options.die_with_parent and not end_with_parent():
        return 0
    secrets = load_secrets(options.secrets)
    engine = open_database(options.database)
    stock = Stock(secrets, options.site)
    backend = Backend(engine, secrets, SignatureVerifier(secrets.public_keys), Faults())
    app = create_app(backend)

    def put_in(door: int, name: str) -> Response:
        with engine.begin() as connection:
            stock.put_in(connection, {name: door})
        return Response(status_code=204)

    app.add_api_route("/courier/{door}/{name}", put_in, methods=["POST"])
    try:
        Server(app, lambda: None, backend.listeners.stop).run(sockets=[listen(options.listen)])
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
