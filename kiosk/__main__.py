"""The command line, and nothing else. Bad input gives one line that names file and field, and exit code 2."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from kiosk import __version__
from kiosk.bench_cli import add_bench
from kiosk.conformance.cli import add_conformance
from kiosk.errors import ConfigError, JournalError
from kiosk.journal_cli import add_journal
from kiosk.parent import end_with_parent
from kiosk.supervisor import BAD_INPUT, BadInputError

_JOURNAL_FAILED: Final = 74  # EX_IOERR of sysexits.h
_INTERRUPTED: Final = 130


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0, 1 when a demo step went wrong, 2 for bad input, 74 when the journal's disk failed."""
    options = _parser().parse_args(arguments)
    level = os.environ.get("OPENLUKE_LOG", "WARNING").upper()
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        return int(options.run(options))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except JournalError as error:
        print(error, file=sys.stderr)
        return _JOURNAL_FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="openluke", description="Controller of an unattended self-service point.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"openluke {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_play(commands)
    _add_demo(commands)
    _add_codes(commands)
    _add_check(commands)
    _add_scan(commands)
    _add_simulate(commands)
    _add_core(commands)
    add_journal(commands)
    add_bench(commands)
    add_conformance(commands)
    return parser


_Commands = Any  # argparse's own type of subparsers is private


def _command(
    commands: _Commands, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser


def _profile_option(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    text = "a profile's name (demo) or the path of a .toml file"
    parser.add_argument("--profile", default=default, required=default is None, metavar="PROFILE", help=text)


def _camera_option(parser: argparse.ArgumentParser) -> None:
    text = "v4l2:/dev/video0, file:VIDEO, dir:PHOTOS, still:PHOTO; default: the profile's"
    parser.add_argument("--camera", metavar="URL", help=text)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number of seconds")
    return value


def _add_run(commands: _Commands) -> None:
    parser = _command(commands, "run", _run, "run a point: core, ui and reader, each restarted when it dies")
    _profile_option(parser)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="journal and databases, kept")
    parser.add_argument("--runtime", type=Path, metavar="DIR", help="sockets; default: a new one under /tmp")


def _add_play(commands: _Commands) -> None:
    parser = _command(
        commands, "play", _play, "run a point and say what happens, as long as the camera shows something"
    )
    _profile_option(parser, "demo")
    _camera_option(parser)
    parser.add_argument("--seconds", type=_positive, metavar="S", help="stop after so many seconds")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the journal here; default: start afresh")
    parser.add_argument("--headless", action="store_true", help="draw no window even where there is a display")


def _add_demo(commands: _Commands) -> None:
    parser = _command(commands, "demo", _demo, "the kiosk and a stage to play on, or a scripted day without a display")
    _camera_option(parser)
    parser.add_argument("--headless", action="store_true", help="play the scripted day")
    parser.add_argument("--json", action="store_true", help="one JSON object for each step of the day")
    out = "screens of the day; default: demo-output"
    parser.add_argument("--out", type=Path, default=Path("demo-output"), metavar="DIR", help=out)


def _add_codes(commands: _Commands) -> None:
    parser = _command(commands, "codes", _codes, "write every code of a seeded profile as PNG, and an index.json")
    _profile_option(parser, "demo")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")


def _add_check(commands: _Commands) -> None:
    parser = _command(
        commands, "check-config", _check_config, "read a profile with all it names, and say what is wrong"
    )
    _profile_option(parser)


def _add_scan(commands: _Commands) -> None:
    text = "read what is held up to a camera; 0 when a code was read, 1 when none was, 3 when no picture came"
    parser = _command(commands, "scan", _scan, text)
    camera = "v4l2:, rtsp:, http:, file:, dir: or still:; unless given, OPENLUKE_CAMERA is taken"
    parser.add_argument("--camera", metavar="URL", help=camera)
    parser.add_argument("--watch", action="store_true", help="go on after the first code")
    parser.add_argument("--seconds", type=_positive, metavar="S", help="end then; default: 60, watching for ever")
    text = "kinds of codes with commas: qr, code128, ean13, ean8, datamatrix; default: qr,code128"
    parser.add_argument("--symbologies", default="qr,code128", metavar="NAME,...", help=text)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _add_core(commands: _Commands) -> None:
    parser = _command(commands, "core", _core, "the core process alone (started by run, play, demo or systemd)")
    _profile_option(parser)
    parser.add_argument("--runtime", type=Path, required=True, metavar="DIR")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--backend", required=True, metavar="URL")
    parser.add_argument("--activity", type=Path, metavar="SOCKET", help="tell a watcher what happens")
    parser.add_argument("--die-with-parent", action="store_true", help="end when the starting process ends")


def _add_simulate(commands: _Commands) -> None:
    parser = _command(
        commands,
        "simulate",
        _simulate,
        "years of a locker in minutes, with everything going wrong; 1 if a promise broke",
    )
    parser.add_argument("--years", type=_positive, default=1 / 12, metavar="Y", help="locker-years in all")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the first; each month has the next")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    text = "all, none, or names of faults and of their groups with commas"
    parser.add_argument("--faults", default="all", metavar="NAME,...", help=text)
    parser.add_argument("--json", action="store_true", help="one JSON object a month")


# Each command imports what it needs: a core that starts must not wait for what only the demo uses.


def _run(options: argparse.Namespace) -> int:
    from kiosk.adapters.bank import check_ports  # noqa: PLC0415
    from kiosk.adapters.scanner_url import check_scanners  # noqa: PLC0415
    from kiosk.play import run_point  # noqa: PLC0415
    from kiosk.settings import load_profile  # noqa: PLC0415

    profile = load_profile(options.profile)
    check_ports(profile)
    check_scanners(profile)
    return _supervised(run_point(profile, options.data, options.runtime))


def _play(options: argparse.Namespace) -> int:
    from kiosk.adapters.bank import check_ports  # noqa: PLC0415
    from kiosk.adapters.camera_url import check_camera  # noqa: PLC0415
    from kiosk.adapters.scanner_url import check_scanners  # noqa: PLC0415
    from kiosk.play import PlayOptions, play  # noqa: PLC0415
    from kiosk.settings import load_profile  # noqa: PLC0415

    profile = load_profile(options.profile)
    check_ports(profile)
    check_scanners(profile)
    camera = options.camera or profile.file.camera.url
    check_camera("--camera" if options.camera else f"{profile.path}: camera.url", camera)
    return _supervised(
        play(PlayOptions(profile, camera, options.seconds, options.json, options.data, not options.headless))
    )


def _demo(options: argparse.Namespace) -> int:
    from kiosk.adapters.camera_url import check_camera  # noqa: PLC0415
    from kiosk.point import has_display  # noqa: PLC0415
    from kiosk.settings import load_profile  # noqa: PLC0415

    profile = load_profile("demo")
    camera = options.camera or profile.file.camera.url
    check_camera("--camera", camera)
    if options.headless or not has_display():
        from kiosk.stage.day import play_day  # noqa: PLC0415

        return _supervised(play_day(profile, camera, options.out, as_json=options.json))
    from kiosk.stage.windows import open_stage  # noqa: PLC0415

    return _supervised(open_stage(profile, camera))


def _codes(options: argparse.Namespace) -> int:
    from kiosk.backend.catalogue import seed_of  # noqa: PLC0415
    from kiosk.codes import write_codes  # noqa: PLC0415
    from kiosk.settings import load_profile  # noqa: PLC0415

    profile = load_profile(options.profile)
    if not profile.file.backend.seed:
        raise ConfigError(f"{profile.path}: backend.seed", "only a seeded profile has codes that can be written")
    try:
        index = write_codes(seed_of(profile.file.backend.seed, profile.secrets), options.out)
    except OSError as error:
        raise ConfigError("--out", f"{options.out}: {error.strerror}") from error
    print(index)
    return 0


def _check_config(options: argparse.Namespace) -> int:
    from kiosk.adapters.bank import check_ports, load_wiring  # noqa: PLC0415
    from kiosk.adapters.camera_url import check_camera  # noqa: PLC0415
    from kiosk.adapters.scanner_url import check_scanners  # noqa: PLC0415
    from kiosk.settings import load_profile  # noqa: PLC0415

    profile = load_profile(options.profile)
    wiring = load_wiring(profile)
    check_camera(f"{profile.path}: camera.url", profile.file.camera.url)
    check_scanners(profile)
    check_ports(profile)
    site, doors = profile.file.site, len(profile.wall.compartments)
    print(f"{profile.path}: {site.name} ({site.kiosk}), {doors} doors on {len(wiring.lines)} bus(es): all right")
    return 0


def _scan(options: argparse.Namespace) -> int:
    from kiosk.adapters.camera_url import CAMERA_VARIABLE  # noqa: PLC0415
    from kiosk.scan_command import Wanted, scan  # noqa: PLC0415

    camera = options.camera or os.environ.get(CAMERA_VARIABLE, "")
    if not camera:
        raise ConfigError("--camera", f"name a camera here or in {CAMERA_VARIABLE}")
    return scan(Wanted(camera, options.watch, options.json, options.seconds, options.symbologies))


def _simulate(options: argparse.Namespace) -> int:
    from kiosk.simulation.command import Wanted, simulate  # noqa: PLC0415

    if options.jobs < 1:
        raise ConfigError("--jobs", "must be at least 1")
    return simulate(Wanted(options.years, options.seed, options.jobs, options.faults, options.json))


def _core(options: argparse.Namespace) -> int:
    from kiosk.app import CoreOptions, run_core  # noqa: PLC0415
    from kiosk.settings import load_profile  # noqa: PLC0415

    if options.die_with_parent and not end_with_parent():
        return 0
    profile = load_profile(options.profile)
    core = CoreOptions(profile, options.runtime, options.data, options.backend, options.activity)
    try:
        return _until_signal(run_core(core))
    except* JournalError as errors:
        print("; ".join(str(error) for error in errors.exceptions), file=sys.stderr)
    return _JOURNAL_FAILED


def _supervised(work: Coroutine[Any, Any, int | None]) -> int:
    try:
        return _until_signal(work)
    except* BadInputError as errors:
        names = ", ".join(sorted(_leaves(errors)))
        print(f"stopped: {names} could not work with what it was given", file=sys.stderr)
    return BAD_INPUT


def _leaves(error: BaseException) -> set[str]:
    if isinstance(error, BaseExceptionGroup):
        return set().union(*(_leaves(inner) for inner in error.exceptions))
    return {str(error)}


def _until_signal(work: Coroutine[Any, Any, int | None]) -> int:
    """Run to the end; SIGTERM ends it in order, as Ctrl-C does."""

    async def runner() -> int:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            return await work or 0
        except asyncio.CancelledError:
            return 0

    return asyncio.run(runner())


if __name__ == "__main__":
    sys.exit(main())
