"""Serves one backend: HTTP, and beside it webhooks outward and the copying of a shop's orders."""

import argparse
import gc
import ipaddress
import socket
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine, select

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend import schema
from kiosk.backend.app import create_app
from kiosk.backend.bridge.runner import Bridge
from kiosk.backend.catalogue import seed_of
from kiosk.backend.context import Backend
from kiosk.backend.database import is_empty, open_database
from kiosk.backend.expiry.runner import Expiry
from kiosk.backend.faults import Faults
from kiosk.backend.identity.provider import Provider
from kiosk.backend.identity.settings import read_identity_file
from kiosk.backend.identity.sign_ins import SignIns
from kiosk.backend.seed import Seed, plant
from kiosk.backend.server import Server, listen, url_of
from kiosk.backend.staff import accounts
from kiosk.backend.webhooks.post import Post
from kiosk.backend.webhooks.runner import Webhooks
from kiosk.commerce.shops import load_shop
from kiosk.errors import ConfigError
from kiosk.secrets import load_secrets


def serve(options: argparse.Namespace) -> None:
    """Until a signal. Raises ConfigError for what the options (`python -m kiosk.backend --help`) do not lead to."""
    secrets = load_secrets(options.secrets)
    with ExitStack() as stack:
        engine = open_database(options.database)
        stack.callback(engine.dispose)
        if options.seed:
            _plant_once(engine, seed_of(options.seed, secrets))
        verifier = SignatureVerifier(secrets.public_keys)
        sign_ins = SignIns(Provider(read_identity_file(options.identity))) if options.identity else None
        backend = Backend(
            engine, secrets, verifier, Faults(), private_webhooks=options.private_webhooks, sign_ins=sign_ins
        )
        bridge = _bridge(options, backend) if options.shop else None
        with listen(options.listen) as listener:
            if options.staff:
                _check_staff(listener, backend)
            _run(options, backend, listener, bridge)


def _run(options: argparse.Namespace, backend: Backend, listener: socket.socket, bridge: Bridge | None) -> None:
    app = create_app(backend, staff=options.staff)
    app.state.bridge = bridge
    webhooks = Webhooks(backend, Post(private=backend.private_webhooks))
    expiry = Expiry(backend)

    def ready() -> None:
        if options.ready_file:
            _write_whole(options.ready_file, url_of(listener))

    def stop() -> None:
        webhooks.stop()
        expiry.stop()
        backend.stop()

    webhooks.start()
    expiry.start()
    if bridge is not None:
        bridge.start()
    # 120,000 objects that stay: to look through them all at each full collection stops every request for 70 ms.
    gc.collect()
    gc.freeze()
    Server(app, ready, stop).run(sockets=[listener])
    webhooks.join()
    expiry.join()
    if bridge is not None:
        bridge.stop()


def _bridge(options: argparse.Namespace, backend: Backend) -> Bridge:
    numbers = backend.read(lambda connection: connection.execute(select(schema.sites.c.number)).scalars().all())
    if options.shop_site is None and len(numbers) != 1:
        raise ConfigError("--shop-site", f"there are {len(numbers)} sites; say which one the orders go to")
    site = numbers[0] if options.shop_site is None else options.shop_site
    if site not in numbers:
        raise ConfigError("--shop-site", f"there is no site {site}")
    return Bridge(backend, load_shop(options.shop), site)


def _check_staff(listener: socket.socket, backend: Backend) -> None:
    """Signing in on a network needs TLS, which is another program's: it comes to us over loopback."""
    if not ipaddress.ip_address(listener.getsockname()[0]).is_loopback:
        raise ConfigError("--staff", "shown on a loopback address only: set --listen, and put TLS before it")
    if not any(row.active for row in backend.read(accounts.listed)):
        raise ConfigError("--staff", "nobody has an account: python -m kiosk.backend staff add NAME --database URL")


def _plant_once(engine: Engine, seed: Seed) -> None:
    with engine.begin() as connection:
        if is_empty(connection):
            plant(connection, seed)


def _write_whole(path: Path, text: str) -> None:
    """Whoever waits for the file never reads half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text + "\n")
    part.replace(path)
