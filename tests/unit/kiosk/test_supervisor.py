import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import supervisor as module
from kiosk.supervisor import BAD_INPUT, BadInputError, Child, Supervisor
from tests.helpers.core import until

WAITS = "import time; time.sleep(60)"


def child(name: str, program: str, *arguments: str, ends_all: bool = False, **env: str) -> Child:
    """A child that starts fast: no site packages."""
    return Child(name, [sys.executable, "-S", "-E", "-c", program, *arguments], env, ends_all)


class Point:
    """A supervisor at work, and the starts it told of."""

    def __init__(self) -> None:
        self.starts: list[tuple[str, int]] = []
        self.supervisor = Supervisor(lambda name, pid: self.starts.append((name, pid)))

    def started(self, name: str) -> list[int]:
        return [pid for started, pid in self.starts if started == name]


def at_point(scenario: Callable[[Point], Awaitable[None]], *children: Child) -> Point:
    point = Point()

    async def main() -> None:
        running = asyncio.get_running_loop().create_task(point.supervisor.run(children))
        try:
            async with asyncio.timeout(10.0):
                await scenario(point)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    asyncio.run(main())
    return point


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_child_that_is_killed_is_started_again_at_once_and_the_others_go_on() -> None:
    async def scenario(point: Point) -> None:
        await until(lambda: len(point.starts) == 2)
        os.kill(point.supervisor.pids["a"], signal.SIGKILL)
        await until(lambda: len(point.started("a")) == 2)
        assert point.supervisor.pids["a"] == point.started("a")[1]
        assert len(point.started("b")) == 1

    point = at_point(scenario, child("a", WAITS), child("b", WAITS))
    assert all(gone(pid) for _, pid in point.starts)


def test_a_child_that_ends_well_is_started_again_too() -> None:
    async def scenario(point: Point) -> None:
        await until(lambda: len(point.started("a")) == 3)

    at_point(scenario, child("a", "pass"))


def counted_deaths(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many recent deaths each pause was asked for; the pauses themselves are left out."""
    deaths: list[int] = []

    def counted(count: int) -> float:
        deaths.append(count)
        return 0.0

    monkeypatch.setattr(module, "_pause_s", counted)
    return deaths


SAYS = """
import os, socket, sys, time
say = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
to = os.environ["NOTIFY_SOCKET"].replace("@", chr(0), 1)
assert os.environ["WATCHDOG_USEC"] == "300000"
"""
PINGS = (
    SAYS
    + """
say.sendto(b"READY=1", to)
while True:
    time.sleep(0.05)
    say.sendto(b"STATUS=serving" + b"\\n" + b"WATCHDOG=1", to)
"""
)


def watched(name: str, program: str, *arguments: str) -> Child:
    return replace(child(name, program, *arguments), watchdog_s=0.3)


@pytest.mark.allow_warnings
def test_a_child_that_is_stopped_while_it_should_ping_is_ended_and_started_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def scenario(point: Point) -> None:
        await until(lambda: len(point.starts) == 2)
        await asyncio.sleep(0.8)
        assert len(point.starts) == 2
        os.kill(point.supervisor.pids["a"], signal.SIGSTOP)
        await until(lambda: len(point.started("a")) == 2)
        assert len(point.started("b")) == 1

    point = at_point(scenario, watched("a", PINGS), watched("b", PINGS))
    assert all(gone(pid) for _, pid in point.starts)
    assert caplog.text.count("a has shown no sign of life for 0.3 s, ending it") == 1


def test_what_a_child_says_of_itself_is_kept_and_logged_when_its_words_change(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    says = """
for status in ("serving; 4 tasks", "serving; 5 tasks", "without camera; 5 tasks", "without camera; 6 tasks"):
    say.sendto(f"STATUS={status}".encode(), to)
time.sleep(60)
"""

    async def scenario(point: Point) -> None:
        assert point.supervisor.status("a") == ""
        await until(lambda: point.supervisor.status("a") == "without camera; 6 tasks")
        await point.supervisor.hold("a")
        await until(lambda: point.supervisor.status("a") == "")

    at_point(scenario, watched("a", SAYS + says))
    logged = [line for line in caplog.messages if line.startswith("a: ")]
    assert logged == ["a: serving; 4 tasks", "a: without camera; 5 tasks"]


@pytest.mark.allow_warnings
def test_a_child_that_hangs_is_asked_for_its_last_words_first(tmp_path: Path) -> None:
    last_words = """
import signal
def end(*_):
    open(sys.argv[1], "w").close()
    os._exit(6)
signal.signal(signal.SIGABRT, end)
say.sendto(b"READY=1", to)
time.sleep(60)
"""

    async def scenario(point: Point) -> None:
        await until((tmp_path / "words").exists)
        await until(lambda: len(point.started("a")) == 2)

    at_point(scenario, watched("a", SAYS + last_words, str(tmp_path / "words")))


@pytest.mark.parametrize(
    "says", ["", "say.sendto(b'WATCHDOG=1', to)", "say.sendto(b'READY=1', to); say.sendto(b'STOPPING=1', to)"]
)
def test_a_child_that_is_not_ready_or_is_stopping_is_not_watched(says: str, tmp_path: Path) -> None:
    async def scenario(point: Point) -> None:
        await until((tmp_path / "said").exists)
        await asyncio.sleep(0.5)
        assert len(point.starts) == 1

    at_point(scenario, watched("a", f"{SAYS}{says}\nopen(sys.argv[1], 'w').close()\n{WAITS}", str(tmp_path / "said")))


@pytest.mark.allow_warnings
def test_nobody_else_can_ping_for_a_child() -> None:
    async def scenario(point: Point) -> None:
        await until(lambda: len(point.started("a")) == 2)

    pinger = (
        "import os, socket, sys, time\n"
        "say = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "to = os.environ['NOTIFY_SOCKET'].replace('@', chr(0), 1)\n"
        "try:\n"
        "    while True: say.sendto(b'WATCHDOG=1', to); time.sleep(0.05)\n"
        "except OSError: pass\n"
    )
    program = f"{SAYS}\nimport subprocess\nsay.sendto(b'READY=1', to)\n"
    program += f"subprocess.Popen([sys.executable, '-S', '-c', {pinger!r}])\ntime.sleep(60)"
    at_point(scenario, watched("a", program))


def test_a_child_that_is_not_watched_does_not_write_to_our_own_supervisor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    monkeypatch.setenv("WATCHDOG_USEC", "1000000")
    program = (
        "import os, sys, time\n"
        "if not {'NOTIFY_SOCKET', 'WATCHDOG_USEC'} & os.environ.keys(): open(sys.argv[1], 'w').close()\n"
        "time.sleep(60)"
    )

    async def scenario(_point: Point) -> None:
        await until((tmp_path / "clean").exists)

    at_point(scenario, child("a", program, str(tmp_path / "clean")))


@pytest.mark.allow_warnings
def test_a_child_that_keeps_dying_is_given_up_for_now_and_that_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_BUDGET", 1)
    monkeypatch.setattr(module, "_PAUSES_S", (0.0, 0.001, 0.002, 0.003))
    monkeypatch.setattr(module, "_GIVEN_UP_S", 0.002)

    async def scenario(point: Point) -> None:
        await until(lambda: len(point.starts) == 8)

    at_point(scenario, child("a", "raise SystemExit(7)"))
    assert caplog.text.count("a keeps ending (7): given up for now") == 1


def test_the_pauses_grow_up_to_a_minute() -> None:
    assert [module._pause_s(deaths) for deaths in (0, 1, 5, 6, 7, 10, 11, 99)] == [0, 0, 0, 0.5, 1, 15, 60, 60]


def test_a_child_that_keeps_dying_gets_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    deaths = counted_deaths(monkeypatch)

    async def scenario(point: Point) -> None:
        await until(lambda: len(deaths) == 4)

    at_point(scenario, child("a", "raise SystemExit(1)"))
    assert deaths[:4] == [1, 2, 3, 4]


def test_deaths_long_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    deaths = counted_deaths(monkeypatch)
    monkeypatch.setattr(module, "_WELL_S", 0.0)

    async def scenario(point: Point) -> None:
        await until(lambda: len(deaths) == 3)

    at_point(scenario, child("a", "raise SystemExit(1)"))
    assert deaths[:3] == [1, 1, 1]


@pytest.mark.allow_warnings
def test_the_pause_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_pause_s", lambda deaths: 60.0 if deaths == 2 else 0.0)

    async def scenario(point: Point) -> None:
        await until(lambda: len(point.started("a")) == 2)
        await until(lambda: gone(point.supervisor.pids["a"]))
        await asyncio.sleep(0.1)
        assert len(point.started("a")) == 2

    at_point(scenario, child("a", "raise SystemExit(1)"))


def test_a_held_child_stays_away_until_it_is_released() -> None:
    async def scenario(point: Point) -> None:
        await until(lambda: point.started("a"))
        await point.supervisor.hold("a")
        assert gone(point.started("a")[0])
        await asyncio.sleep(0.05)
        assert len(point.started("a")) == 1
        point.supervisor.release("a")
        await until(lambda: len(point.started("a")) == 2)

    at_point(scenario, child("a", WAITS))


def test_a_child_that_is_held_before_the_start_does_not_start() -> None:
    async def main() -> None:
        point = Point()
        await point.supervisor.hold("a")
        running = asyncio.get_running_loop().create_task(point.supervisor.run([child("a", WAITS), child("b", WAITS)]))
        await until(lambda: point.started("b"))
        await asyncio.sleep(0.05)
        assert not point.started("a")
        point.supervisor.release("a")
        await until(lambda: point.started("a"))
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(main())


def test_a_child_that_was_given_bad_input_ends_everything() -> None:
    point = Point()

    async def main() -> None:
        async with asyncio.timeout(10.0):
            await point.supervisor.run([child("a", WAITS), child("b", f"raise SystemExit({BAD_INPUT})")])

    with pytest.raises(ExceptionGroup) as raised:
        asyncio.run(main())
    assert raised.group_contains(BadInputError, match="^b$")
    assert all(gone(pid) for _, pid in point.starts)
    assert len(point.started("b")) == 1


def test_a_window_that_is_closed_ends_everything_and_one_that_crashes_does_not(tmp_path: Path) -> None:
    once = "import os, sys; p = sys.argv[1]; first = not os.path.exists(p); open(p, 'w').close(); sys.exit(int(first))"
    point = Point()

    async def main() -> None:
        async with asyncio.timeout(10.0):
            window = child("window", once, str(tmp_path / "ran"), ends_all=True)
            await point.supervisor.run([child("a", WAITS), window])

    asyncio.run(main())
    assert len(point.started("window")) == 2
    assert all(gone(pid) for _, pid in point.starts)


def test_children_are_stopped_in_reverse_order(tmp_path: Path) -> None:
    program = (
        "import signal, sys, time\n"
        "def end(*_):\n"
        "    with open(sys.argv[1], 'a') as log: log.write(sys.argv[2])\n"
        "    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "open(sys.argv[1] + sys.argv[2], 'w').close()\n"
        "time.sleep(60)\n"
    )
    log = tmp_path / "log"

    async def scenario(_point: Point) -> None:
        await until(lambda: all((tmp_path / f"log{name}").exists() for name in "abc"))

    at_point(scenario, *[child(name, program, str(log), name) for name in "abc"])
    assert log.read_text() == "cba"


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "_STOP_LIMIT_S", 0.05)
    program = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "open(sys.argv[1], 'w').close(); time.sleep(60)"
    )

    async def scenario(_point: Point) -> None:
        await until((tmp_path / "deaf").exists)

    point = at_point(scenario, child("a", program, str(tmp_path / "deaf")))
    assert gone(point.started("a")[0])


def test_a_child_has_its_own_environment_beside_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENLUKE_OURS", "1")
    program = (
        "import os, sys, time; f = open(sys.argv[1] + '.tmp', 'w');"
        "f.write(os.environ['OPENLUKE_OURS'] + os.environ['OPENLUKE_ITS']); f.close();"
        "os.rename(sys.argv[1] + '.tmp', sys.argv[1]); time.sleep(60)"
    )

    async def scenario(_point: Point) -> None:
        await until((tmp_path / "env").exists)

    at_point(scenario, child("a", program, str(tmp_path / "env"), OPENLUKE_ITS="2"))
    assert (tmp_path / "env").read_text() == "12"
