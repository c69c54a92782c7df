"""Settings of one kiosk, from a TOML profile. Unknown options are errors; names carry their units.

Files named in a profile are relative to the profile. Secrets live in their own file (`kiosk.secrets`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from kiosk.domain.night import Night
from kiosk.domain.wall import Wall
from kiosk.errors import ConfigError
from kiosk.layout import load_wall, parse_toml, shaped
from kiosk.policy import PolicySettings
from kiosk.secrets import Secrets, load_secrets

STAGE_CAMERA = "stage:"
CONFIG_DIR = Path(__file__).resolve().parent.parent / "config"
_MOVED: Final = (
    "the wiring has a file of its own now: put [[buses]] and each door's board and channel into a bank file, "
    "and name that as bank.file (as in config/banks/)"
)


class SiteSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Who we are. `number` is the site in the backend and in signed codes, `kiosk_id` this kiosk in the backend;
    `name` and `kiosk` are what people read and tell the help line.
    """

    number: Annotated[int, Meta(ge=1, le=4_294_967_295)]
    kiosk_id: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}$")]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    kiosk: Annotated[str, Meta(min_length=1, max_length=40)]
    help_phone: Annotated[str, Meta(min_length=3, max_length=20)]
    layout: str
    secrets: str
    languages: Annotated[tuple[Literal["nb", "en"], ...], Meta(min_length=1)] = ("nb", "en")


class BackendSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`embedded`: our own, started beside the kiosk (`seed` fills an empty one). `http`: one that is at `url`.

    `command_wait_s`: how long one question for remote commands stays open; proxies tend to hang up after 60 s.
    """

    kind: Literal["embedded", "http"]
    url: str = ""
    seed: Literal["", "demo"] = ""
    sync_every_s: Annotated[float, Meta(ge=1, le=3600)] = 15.0
    command_wait_s: Annotated[float, Meta(ge=1, le=55)] = 45.0


class BankSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`file`: which lock opens which compartment (`locker_driver.bank_file`).

    `commissioning`: "required" opens no door for anybody until a walk has proved its wiring; "waived" takes the file's
    word, as simulated boards deserve. `proof`: where that proof is kept; the data folder unless it is named.
    """

    file: Annotated[str, Meta(min_length=1)]
    commissioning: Literal["required", "waived"] = "required"
    proof: str = ""


class CameraSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where frames come from: "v4l2:/dev/video0", "rtsp://…", "http://…", "file:…", "dir:…", "still:…" or the demo's
    "stage:".

    `light`: what lights up codes in the dark, as "sysfs:/sys/class/leds/NAME?level=0.8". `sandbox` "required": a reader
    that is not wholly confined is a loss that the operator hears of.
    """

    url: str
    light: Annotated[str, Meta(pattern=r"^(sysfs:/.+)?$")] = ""
    sandbox: Literal["preferred", "required"] = "preferred"


class ScannerSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What codes come from beside the camera: "serial:…", "hid:…", "pcsc:…" (`hardware.scanner.url`)."""

    urls: Annotated[tuple[str, ...], Meta(max_length=4)] = ()


class ScreenSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The glass as it is measured, since displays lie about their size. `night`: local hours in which it is dim.

    `live_s`: how often the technician's pages are drawn anew, for a machine that has better things to do.
    """

    width_mm: Annotated[float, Meta(gt=50, le=2000)]
    height_mm: Annotated[float, Meta(gt=50, le=2000)]
    night: str = ""
    live_s: Annotated[float, Meta(ge=0.2, le=60)] = 1.0


class SimulatorSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Behaviour of simulated boards. `person_closes_after_s`: somebody takes the parcel and closes the door."""

    person_closes_after_s: Annotated[float, Meta(gt=0, le=600)] | None = None


class StorageSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The journal's disk, in MiB. Below `low_mb` it is told; below `floor_mb` no customer is served. `ballast_mb` is
    held back and given up when the disk is full. Events older than `archive_after_days` move into the archive.
    """

    low_mb: Annotated[int, Meta(ge=1, le=1_000_000)] = 256
    floor_mb: Annotated[int, Meta(ge=1, le=1_000_000)] = 32
    ballast_mb: Annotated[int, Meta(ge=1, le=1024)] = 8
    archive_after_days: Annotated[int, Meta(ge=60, le=3650)] = 400


class ProfileFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A profile as it stands in the file."""

    site: SiteSettings
    backend: BackendSettings
    bank: BankSettings
    camera: CameraSettings
    screen: ScreenSettings
    scanners: ScannerSettings = ScannerSettings()
    simulator: SimulatorSettings = SimulatorSettings()
    policy: PolicySettings = PolicySettings()
    storage: StorageSettings = StorageSettings()


@dataclass(frozen=True)
class Profile:
    """A profile with everything it names loaded and checked against each other."""

    path: Path
    file: ProfileFile
    wall: Wall
    night: Night
    secrets: Secrets
    secrets_path: Path

    @property
    def bank_path(self) -> Path:
        """The bank file."""
        return self.path.parent / self.file.bank.file

    def proof_path(self, data: Path) -> Path:
        """Where the proof of the wiring is; `data` is the folder of what must survive."""
        named = self.file.bank.proof
        return self.path.parent / named if named else data / "commissioning.json"


def profile_path(name: str) -> Path:
    """A file, or the name of a profile that ships with OpenLuke. Raises ConfigError listing the known names."""
    path = Path(name)
    if path.suffix == ".toml":
        return path
    shipped = CONFIG_DIR / "profiles" / f"{name}.toml"
    if shipped.is_file():
        return shipped
    known = sorted(file.stem for file in shipped.parent.glob("*.toml") if not file.stem.endswith("-secrets"))
    raise ConfigError(
        "--profile", f"there is no profile {name!r}; known: {', '.join(known)}, or a path to a .toml file"
    )


def load_profile(name: str) -> Profile:
    """Read and cross-check a profile. Raises ConfigError naming file and field."""
    path = profile_path(name)
    data = parse_toml(path)
    if "buses" in data:
        raise ConfigError(f"{path}: buses", _MOVED)
    file = shaped(path, data, ProfileFile)
    secrets_path = path.parent / file.site.secrets
    wall = load_wall(path.parent / file.site.layout)
    if file.backend.kind == "http" and not file.backend.url.startswith(("http://", "https://")):
        raise ConfigError(f"{path}: backend.url", "must start with https:// (or http:// on the same machine)")
    policy = file.policy
    if not policy.list_stale_h < policy.list_old_h < policy.list_end_d * 24:
        raise ConfigError(f"{path}: policy", "list_stale_h must be below list_old_h, and that below list_end_d")
    try:
        night = Night.parse(file.screen.night)
    except ValueError as error:
        raise ConfigError(f"{path}: screen.night", str(error)) from error
    return Profile(path, file, wall, night, load_secrets(secrets_path), secrets_path)
