"""Settings of one kiosk, from a TOML profile. Unknown options are errors; names carry their units.

Files named in a profile are relative to the profile. Secrets live in their own file (`kiosk.secrets`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from kiosk.domain.night import Night
from kiosk.domain.wall import Wall
from kiosk.errors import ConfigError
from kiosk.layout import load_wall, read_toml
from kiosk.secrets import Secrets, load_secrets

SIMULATED_PORT = "sim:"
STAGE_CAMERA = "stage:"
CONFIG_DIR = Path(__file__).resolve().parent.parent / "config"


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
    """`embedded`: our own, started beside the kiosk (`seed` fills an empty one). `http`: one that is at `url`."""

    kind: Literal["embedded", "http"]
    url: str = ""
    seed: Literal["", "demo"] = ""
    sync_every_s: Annotated[float, Meta(ge=1, le=3600)] = 15.0


class BusSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """One lock bus; see `locker_driver.models.BusConfig`. `port` is a device path, or "sim:" for simulated boards."""

    name: str
    port: str
    boards: Annotated[tuple[int, ...], Meta(min_length=1)]
    family: Literal["8a"] = "8a"
    baud: int = 9600
    ways: int = 24
    polarity: Literal["closed_when_shorted", "open_when_shorted"] = "closed_when_shorted"
    msb_group_first: bool = True
    unlock_parameter: int = 0x11
    echo: Literal["off", "strip"] = "off"
    pulse_ms: int = 300
    poll_ms: int = 500


class CameraSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where frames come from: "v4l2:/dev/video0", "file:…", "dir:…", "still:…" or the demo's "stage:"."""

    url: str


class ScreenSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The glass as it is measured, since displays lie about their size. `night`: local hours in which it is dim."""

    width_mm: Annotated[float, Meta(gt=50, le=2000)]
    height_mm: Annotated[float, Meta(gt=50, le=2000)]
    night: str = ""


class SimulatorSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Behaviour of simulated boards. `person_closes_after_s`: somebody takes the parcel and closes the door."""

    person_closes_after_s: Annotated[float, Meta(gt=0, le=600)] | None = None


class ProfileFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A profile as it stands in the file."""

    site: SiteSettings
    backend: BackendSettings
    buses: Annotated[tuple[BusSettings, ...], Meta(min_length=1)]
    camera: CameraSettings
    screen: ScreenSettings
    simulator: SimulatorSettings = SimulatorSettings()


@dataclass(frozen=True)
class Profile:
    """A profile with everything it names loaded and checked against each other."""

    path: Path
    file: ProfileFile
    wall: Wall
    night: Night
    secrets: Secrets
    secrets_path: Path


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
    file = read_toml(path, ProfileFile)
    secrets_path = path.parent / file.site.secrets
    wall = load_wall(path.parent / file.site.layout)
    if file.backend.kind == "http" and not file.backend.url.startswith(("http://", "https://")):
        raise ConfigError(f"{path}: backend.url", "must start with https:// (or http:// on the same machine)")
    _check_buses(path, file, wall)
    try:
        night = Night.parse(file.screen.night)
    except ValueError as error:
        raise ConfigError(f"{path}: screen.night", str(error)) from error
    return Profile(path, file, wall, night, load_secrets(secrets_path), secrets_path)


def _check_buses(path: Path, file: ProfileFile, wall: Wall) -> None:
    buses = {bus.name: bus for bus in file.buses}
    if len(buses) != len(file.buses):
        raise ConfigError(f"{path}: buses", "two buses have the same name")
    for compartment in wall.compartments:
        where = f"{path.parent / file.site.layout}: compartment {compartment.number}"
        bus = buses.get(compartment.bus)
        if bus is None:
            raise ConfigError(f"{where}.bus", f"{compartment.bus!r} is none of the buses in {path.name}")
        if compartment.board not in bus.boards:
            raise ConfigError(f"{where}.board", f"bus {bus.name!r} has no board {compartment.board}")
        if compartment.channel > bus.ways:
            raise ConfigError(f"{where}.channel", f"boards of bus {bus.name!r} have {bus.ways} channels")


def check_ports(profile: Profile) -> None:
    """That every real port is there now. Raises ConfigError.

    Asked once by the commands that start a kiosk. The core itself starts degraded instead: after a power cut an
    adapter may show up later than the program.
    """
    for index, bus in enumerate(profile.file.buses):
        if bus.port != SIMULATED_PORT and not Path(bus.port).exists():
            raise ConfigError(f"{profile.path}: buses[{index}].port", f"{bus.port} is not there")
