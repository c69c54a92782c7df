"""`python -m kiosk.backend`: the embedded backend as a process of its own."""

import argparse
import ipaddress
import logging
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend import schema
from kiosk.backend.app import create_app
from kiosk.backend.bridge.runner import Bridge
from kiosk.backend.catalogue import SEEDS, seed_of
from kiosk.backend.context import Backend
from kiosk.backend.database import is_empty, open_database
from kiosk.backend.faults import Faults
from kiosk.backend.new_site import new_site
from kiosk.backend.seed import Seed, plant
from kiosk.backend.server import Server, listen, url_of
from kiosk.backend.staff import accounts
from kiosk.backend.staff.cli import staff
from kiosk.backend.webhooks.post import Post
from kiosk.backend.webhooks.runner import Webhooks
from kiosk.commerce.shops import load_shop
from kiosk.errors import ConfigError
from kiosk.parent import end_with_parent
from kiosk.secrets import load_secrets

COMMANDS: Final[Mapping[str, Callable[[Sequence[str]], None]]] = {"new-site": new_site, "staff": staff}
"""What can be done with the database beside serving it."""


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 after a signal or a command that is done, 2 for bad input."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in COMMANDS:
        return _command(COMMANDS[words[0]], words[1:])
    options = _options(words)
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    if options.die_with_parent and not end_with_parent():
        return 0
    try:
        _serve(options)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _command(command: Callable[[Sequence[str]], None], words: Sequence[str]) -> int:
    try:
        command(words)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    others = "commands instead of serving (each has a --help): " + ", ".join(COMMANDS)
    parser = argparse.ArgumentParser(prog="python -m kiosk.backend", description=__doc__, epilog=others)
    parser.add_argument(
        "--database", required=True, metavar="URL", help="sqlite:////absolute/path.db or postgresql://…"
    )
    parser.add_argument("--secrets", required=True, type=Path, metavar="FILE", help="TOML, with [issuer]")
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="port 0 takes a free one")
    parser.add_argument("--seed", choices=sorted(SEEDS), help="fill the database, if it is empty")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="gets the URL once it is served")
    parser.add_argument("--staff", action="store_true", help="the staff's web page, below /staff; loopback only")
    parser.add_argument("--private-webhooks", action="store_true", help="webhooks may lead into this network")
    parser.add_argument("--shop", type=Path, metavar="FILE", help="shop.toml: the platform whose orders are collected")
    parser.add_argument(
        "--shop-site", type=int, metavar="N", help="which site they go to; needed where there are several"
    )
    parser.add_argument("--die-with-parent", action="store_true", help="end when the starting process ends")
    return parser.parse_args(arguments)


def _serve(options: argparse.Namespace) -> None:
    secrets = load_secrets(options.secrets)
    engine = open_database(options.database)
    try:
        if options.seed:
            _plant_once(engine, seed_of(options.seed, secrets))
        verifier = SignatureVerifier(secrets.public_keys)
        backend = Backend(engine, secrets, verifier, Faults(), private_webhooks=options.private_webhooks)
        _listen(options, backend, _bridge(options, backend) if options.shop else None)
    finally:
        engine.dispose()


def _bridge(options: argparse.Namespace, backend: Backend) -> Bridge:
    numbers = backend.read(lambda connection: connection.execute(select(schema.sites.c.number)).scalars().all())
    if options.shop_site is None and len(numbers) != 1:
        raise ConfigError("--shop-site", f"there are {len(numbers)} sites; say which one the orders go to")
    site = numbers[0] if options.shop_site is None else options.shop_site
    if site not in numbers:
        raise ConfigError("--shop-site", f"there is no site {site}")
    return Bridge(backend, load_shop(options.shop), site)


def _listen(options: argparse.Namespace, backend: Backend, bridge: Bridge | None) -> None:
    with listen(options.listen) as listener:
        if options.staff:
            _check_staff(listener, backend)
        _serve_until_stopped(options, backend, bridge, listener)


def _check_staff(listener: socket.socket, backend: Backend) -> None:
    """Signing in on a network needs TLS, which is another program's: it comes to us over loopback."""
    if not ipaddress.ip_address(listener.getsockname()[0]).is_loopback:
        raise ConfigError("--staff", "shown on a loopback address only: set --listen, and put TLS before it")
    if not any(row.active for row in backend.read(accounts.listed)):
        raise ConfigError("--staff", "nobody has an account: python -m kiosk.backend staff add NAME --database URL")


def _serve_until_stopped(
    options: argparse.Namespace, backend: Backend, bridge: Bridge | None, listener: socket.socket
) -> None:
    def ready() -> None:
        if options.ready_file:
            _write_whole(options.ready_file, url_of(listener))

    app = create_app(backend, staff=options.staff)
    app.state.bridge = bridge
    webhooks = Webhooks(backend, Post(private=backend.private_webhooks))

    def stop() -> None:
        webhooks.stop()
        backend.stop()

    webhooks.start()
    if bridge is not None:
        bridge.start()
    Server(app, ready, stop).run(sockets=[listener])
    webhooks.stop()
    webhooks.join()
    if bridge is not None:
        bridge.stop()


def _plant_once(engine: Engine, seed: Seed) -> None:
    with engine.begin() as connection:
        if is_empty(connection):
            plant(connection, seed)


def _write_whole(path: Path, text: str) -> None:
    """Whoever waits for the file never reads half of it."""
    part = path.with_name(path.name + ".part")
    part.write_text(text + "\n")
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
