"""From the settings of a broker to what its client needs. Files are read here: a bad one is a ConfigError."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from locker_driver.config import MqttConfig
from locker_driver.errors import ConfigError

PLAIN_PORT: Final = 1883
TLS_PORT: Final = 8883


@dataclass(frozen=True, slots=True)
class Access:
    """Where the broker is and how to be let in. The password never shows in a representation."""

    name: str
    host: str
    port: int
    tls: ssl.SSLContext | None
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"


class _TidySocket(ssl.SSLSocket):
    """paho leaves a socket open whose handshake failed."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


def access_of(config: MqttConfig) -> Access:
    """Raises ConfigError, which names the field."""
    where = f"mqtt {config.name}: "
    url = urlsplit(config.url)
    try:
        port = url.port
        (url.hostname or "").encode("idna")
    except ValueError as error:
        raise ConfigError(where + "url", "the host is no name or address, or the port no number up to 65535") from error
    if not url.hostname or url.username is not None or url.path not in {"", "/"} or url.query or url.fragment:
        raise ConfigError(where + "url", "must be mqtts://HOST or mqtts://HOST:PORT, and nothing else")
    encrypted = url.scheme == "mqtts"
    return Access(
        name=config.name,
        host=url.hostname,
        port=port or (TLS_PORT if encrypted else PLAIN_PORT),
        tls=_tls(config, where) if encrypted else None,
        username=config.username,
        password=_password(config, where),
    )


def _password(config: MqttConfig, where: str) -> str:
    if not config.password_file:
        return ""
    try:
        return Path(config.password_file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(where + "password_file", f"cannot be read: {_reason(error)}") from error


def _tls(config: MqttConfig, where: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=config.ca_file or None)
    except OSError as error:
        raise ConfigError(where + "ca_file", f"cannot be used: {_reason(error)}") from error
    context.sslsocket_class = _TidySocket
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if config.cert_file:
        try:
            context.load_cert_chain(config.cert_file, config.key_file or None, password="")
        except (OSError, ValueError) as error:
            raise ConfigError(where + "cert_file", f"cannot be used: {_reason(error)}") from error
    return context


def _reason(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "it is not UTF-8 text"
