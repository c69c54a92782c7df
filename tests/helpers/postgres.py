"""A PostgreSQL of the test's own: Debian's package, a folder below /tmp, a Unix socket and no port unless asked for."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

_LIMIT_S: Final = 60
_SETTINGS: Final = ("fsync=off", "full_page_writes=off", "listen_addresses=", "max_connections=60", "jit=off")


@contextmanager
def postgres(port: int = 0) -> Iterator["Cluster"]:
    """A running cluster; all of it is gone afterwards. `port`: of 127.0.0.1, for programs that know no sockets."""
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to be root
    folder = Path(tempfile.mkdtemp(prefix="openluke-pg-"))
    if user:
        shutil.chown(folder, user)
    try:
        letters = ("-E", "UTF8", "--no-locale", "--lc-ctype=C.UTF-8")  # Æ is the capital of æ, as on a shop's server
        _run(user, "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "openluke", *letters)
        tcp = (f"port={port}", "listen_addresses=127.0.0.1") if port else ()
        options = " ".join(f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={folder}", *tcp))
        log = str(folder / "log")
        _run(user, "pg_ctl", "-D", str(folder / "data"), "-l", log, "-o", options, "-w", "-t", str(_LIMIT_S), "start")
        try:
            yield Cluster(folder, port)
        finally:
            _run(user, "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """Databases by name."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port

    def url(self, name: str) -> str:
        """How SQLAlchemy reaches the database."""
        return f"postgresql://openluke@/{name}?host={self._folder}"

    def tcp_url(self, name: str) -> str:
        """How a program reaches the database that knows no Unix sockets."""
        return f"postgresql://openluke@127.0.0.1:{self._port}/{name}"

    def create(self, name: str, template: str = "template1") -> str:
        """A new database, a copy of `template`; its URL."""
        self._maintain(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """With whoever is still connected."""
        self._maintain(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _maintain(self, statement: str) -> None:
        target = f"host={self._folder} user=openluke dbname=postgres" + (f" port={self._port}" if self._port else "")
        with psycopg.connect(target, autocommit=True) as connection:
            connection.execute(statement.encode())


def _run(user: str | None, program: str, *arguments: str) -> None:
    command = [_find(program), *arguments]
    done = subprocess.run(
        command,
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_LIMIT_S,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{program}: {done.stdout.decode(errors='replace')}")


def _find(program: str) -> str:
    """Debian keeps the server's programs out of the path, one folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else program
