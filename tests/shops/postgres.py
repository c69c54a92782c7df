"""A PostgreSQL of one's own, from Debian's package, on a free port, and gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers.broker import free_port
from tests.shops.programs import CannotRunError, Server

DEBIAN = Path("/usr/lib/postgresql")
STARTED_S = 30


def programs() -> Path:
    """The folder with initdb and postgres, of the newest version there is."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parents[1].name))
    if not found:
        raise CannotRunError("postgresql is not installed")
    return found[-1].parent


@contextmanager
def postgres() -> Iterator[str]:
    """Its URL, without a password: nobody else is asked in. PostgreSQL refuses root, hence Debian's user for it."""
    bin_, port = programs(), free_port()
    user = "postgres" if os.getuid() == 0 else ""
    folder = Path(tempfile.mkdtemp(prefix="openluke-postgres-"))
    data = folder / "data"
    server = Server(
        "PostgreSQL",
        [str(bin_ / "postgres"), "-D", str(data), "-p", str(port), "-k", str(folder), "-c", "fsync=off"],
        folder,
        folder / "log",
        user=user,
    )
    try:
        if user:
            shutil.chown(folder, user)
        as_user = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups"] if user else []
        command = [*as_user, str(bin_ / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-N"]
        subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=folder)
        server.start()
        ready = [str(bin_ / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        server.wait_until(lambda: subprocess.run(ready, check=False, timeout=10).returncode == 0, STARTED_S)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
