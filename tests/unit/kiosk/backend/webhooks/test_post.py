"""The connection goes to the address that was judged; the certificate has to be that of the name."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.backend.webhooks import target
from kiosk.backend.webhooks.post import Post, Said
from tests.helpers.receiver import receiving

NAME = "shop.example"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "shop.pem"
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *private) + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every name below .example stands for these addresses."""
    stands_for = ["127.0.0.1"]
    real = socket.getaddrinfo

    def found(host: str, port: int, *rest: object, **more: object) -> object:
        if not host.endswith(".example"):
            return real(host, port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in stands_for]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return stands_for


def _trusting(certificate: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(certificate))


def _serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _send(post: Post, url: str) -> Said:
    return asyncio.run(post.send(target.parse(url), {"webhook-id": "e-1"}, b"{}"))


def test_the_certificate_is_checked_against_the_name(certificate: Path, names: list[str]) -> None:
    with receiving(_serving(certificate)) as receiver:
        post = Post(private=True, trust=_trusting(certificate))
        assert _send(post, f"https://{NAME}:{receiver.port}/hook").status == 204
        assert receiver.heard[0][0]["host"] == f"{NAME}:{receiver.port}"
        assert _send(post, f"https://other.example:{receiver.port}/hook") == Said(0, why="ConnectError")
        assert _send(Post(private=True), f"https://{NAME}:{receiver.port}/hook") == Said(0, why="ConnectError")
        assert len(receiver.heard) == 1


def test_nothing_is_sent_to_a_private_address(certificate: Path, names: list[str]) -> None:
    with receiving(_serving(certificate)) as receiver:
        post = Post(private=False, trust=_trusting(certificate))
        assert _send(post, f"https://{NAME}:{receiver.port}/") == Said(0, why="leads to an address that is not public")
        assert receiver.heard == []


def test_where_one_address_is_deaf_the_next_is_tried(certificate: Path, names: list[str]) -> None:
    names[:] = ["127.0.0.9", "127.0.0.1"]
    with receiving(_serving(certificate)) as receiver:
        post = Post(private=True, trust=_trusting(certificate))
        assert _send(post, f"https://{NAME}:{receiver.port}/").status == 204


def test_a_name_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert _send(Post(private=True), f"https://{NAME}/") == Said(0, why="gaierror")
