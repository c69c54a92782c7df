"""Settings of one kiosk, from a TOML profile. Unknown options are errors; names carry their units.

Files named in a profile are relative to the profile. Secrets live in their own file (`kiosk.secrets`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from kiosk.domain.kiosk_time import Limits
from kiosk.domain.night import Night
from kiosk.domain.staleness import ListPolicy
from kiosk.domain.wall import Wall
from kiosk.errors import ConfigError
from kiosk.layout import load_wall, parse_toml, shaped
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
    """`embedded`: our own, started beside the kiosk (`seed` fills an empty one). `http`: one that is at `url`."""

    kind: Literal["embedded", "http"]
    url: str = ""
    seed: Literal["", "demo"] = ""
    sync_every_s: Annotated[float, Meta(ge=1, le=3600)] = 15.0


class BankSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`file`: which lock opens which compartment (`locker_driver.bank_file`).

    `commissioning`: "required" opens no door for anybody until a walk has proved its wiring; "waived" takes the file's
    word, as simulated boards deserve. `proof`: where that proof is kept; the data folder unless it is named.
    """

    file: Annotated[str, Meta(min_length=1)]
    commissioning: Literal["required", "waived"] = "required"
    proof: str = ""


class CameraSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where frames come from: "v4l2:/dev/video0", "file:…", "dir:…", "still:…" or the demo's "stage:"."""

    url: str


class ScreenSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The glass as it is measured, since displays lie about their size. `night`: local hours in which it is dim."""

    width_mm: Annotated[float, Meta(gt=50, le=2000)]
    height_mm: Annotated[float, Meta(gt=50, le=2000)]
    night: str = ""


class PolicySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What this site decides for itself, whatever a backend says.

    The list is stale, old and at its end at these ages; `list_old_allows_badges` and `list_end_allows` say what is
    still handed out then (`domain.staleness`). `trust_ntp`: a time server that the system follows counts as trusted
    time. `clock_off_max_d` and `clock_alone_max_d` bound how far time is believed after the power was off, with the
    machine's clock as witness and without (`domain.kiosk_time`).
    """

    list_stale_h: Annotated[float, Meta(gt=0, le=8760)] = 1.0
    list_old_h: Annotated[float, Meta(gt=0, le=8760)] = 72.0
    list_end_d: Annotated[float, Meta(gt=0, le=3650)] = 30.0
    list_old_allows_badges: bool = False
    list_end_allows: Literal["tokens", "nothing"] = "tokens"
    trust_ntp: bool = False
    clock_off_max_d: Annotated[float, Meta(gt=0, le=3650)] = 400.0
    clock_alone_max_d: Annotated[float, Meta(gt=0, le=400)] = 7.0

    def list_policy(self) -> ListPolicy:
        """Ages in seconds."""
        return ListPolicy(
            stale_s=self.list_stale_h * 3_600,
            old_s=self.list_old_h * 3_600,
            end_s=self.list_end_d * 86_400,
            old_allows_badges=self.list_old_allows_badges,
            ended_allows=self.list_end_allows,
        )

    def clock_limits(self) -> Limits:
        """How far a claim of time is believed."""
        return Limits(off_max_s=self.clock_off_max_d * 86_400, alone_max_s=self.clock_alone_max_d * 86_400)


class SimulatorSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Behaviour of simulated boards. `person_closes_after_s`: somebody takes the parcel and closes the door."""

    person_closes_after_s: Annotated[float, Meta(gt=0, le=600)] | None = None


class ProfileFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A profile as it stands in the file."""

    site: SiteSettings
    backend: BackendSettings
    bank: BankSettings
    camera: CameraSettings
    screen: ScreenSettings
    simulator: SimulatorSettings = SimulatorSettings()
    policy: PolicySettings = PolicySettings()


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
