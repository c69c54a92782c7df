"""A real Mosquitto with TLS, passwords and topic rights, as an installation should have it; and its certificates."""

import datetime as dt
import ipaddress
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KIOSK = ("kiosk", "kiosk-secret")
MODULES = ("modules", "modules-secret")
MALLORY = ("mallory", "mallory-secret")

# The kiosk writes commands and reads everything; modules read commands; mallory is somebody with too many rights.
RIGHTS = """\
user kiosk
topic read #
topic write +/rpc
topic write +/command
topic write +/button/+/command
topic write cmnd/#
topic write openluke-annex/#
user modules
topic readwrite #
user mallory
topic readwrite #
"""


def program(name: str) -> str:
    """Debian puts mosquitto into /usr/sbin, which is not on everybody's path. Missing, the test fails."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    assert found, f"{name} is not installed; ./run test installs it, or: apt-get install mosquitto"
    return found


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass
class Broker:
    """`lines` are more lines of its configuration file."""

    folder: Path
    rights: str = RIGHTS
    anonymous: bool = False
    encrypted: bool = True
    lines: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ca_file = self.folder / "ca.pem"
        if self.encrypted:
            make_certificates(self.folder)
        for name, password in (KIOSK, MODULES, MALLORY):
            (self.folder / f"{name}.password").write_text(password + "\n")
            passwords = self.folder / "passwords"
            create = [] if passwords.exists() else ["-c"]
            subprocess.run([program("mosquitto_passwd"), *create, "-b", passwords, name, password], check=True)
        (self.folder / "rights").write_text(self.rights)

    @property
    def url(self) -> str:
        return f"{'mqtts' if self.encrypted else 'mqtt'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns when it accepts connections."""
        conf = self.folder / "mosquitto.conf"
        tls = ["certfile", "keyfile"]
        conf.write_text(
            "\n".join(
                [
                    f"listener {self.port} 127.0.0.1",
                    f"allow_anonymous {str(self.anonymous).lower()}",
                    *([] if self.anonymous else [f"password_file {self.folder / 'passwords'}"]),
                    *([] if self.anonymous else [f"acl_file {self.folder / 'rights'}"]),
                    *([f"{word} {self.folder / word}.pem" for word in tls] if self.encrypted else []),
                    "set_tcp_nodelay true",
                    "persistence true",
                    f"persistence_location {self.folder}/",
                    "autosave_on_changes true",
                    "autosave_interval 1",
                    "user root" if Path("/proc/self").stat().st_uid == 0 else "",
                    *self.lines,
                    "",
                ]
            )
        )
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([program("mosquitto"), "-c", conf], stdout=log, stderr=log)
        for _ in range(200):
            assert self.process.poll() is None, (self.folder / "log").read_text()
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("mosquitto does not listen")

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(how)
            self.process.wait(10)
            self.process = None


def make_certificates(folder: Path) -> None:
    """ca.pem, and certfile.pem with keyfile.pem for 127.0.0.1; other.pem is an authority that signed nothing."""
    ca_key, ca = _authority("OpenLuke test")
    (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    (folder / "other.pem").write_bytes(_authority("Somebody else")[1].public_bytes(serialization.Encoding.PEM))
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    issued = _unsigned("127.0.0.1", ca.subject, key.public_key()).add_extension(names, critical=False)
    issued = issued.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
    )
    (folder / "certfile.pem").write_bytes(issued.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "keyfile.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


# Python 3.13 checks strictly (VERIFY_X509_STRICT): an authority has to say that it may sign.
_MAY_SIGN = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _authority(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    unsigned = _unsigned(name, subject, key.public_key())
    for extension, critical in (
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (_MAY_SIGN, True),
    ):
        unsigned = unsigned.add_extension(extension, critical)
    return key, unsigned.sign(key, hashes.SHA256())


def _unsigned(name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
    )
