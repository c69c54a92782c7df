"""New seeds are told at the end of a run, also of one that passed: whoever reads a log can play them again."""

from collections.abc import Callable

import pytest

_SEEDS: pytest.StashKey[list[str]] = pytest.StashKey()
_PROPERTY = "replay"


@pytest.fixture
def record_seed(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes the command that plays a seed again. It travels with the report, so that it comes back from a worker."""

    def record(replay: str) -> None:
        request.node.user_properties.append((_PROPERTY, replay))

    return record


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SEEDS] = []
    config.pluginmanager.register(_Told(config.stash[_SEEDS]))


class _Told:
    def __init__(self, seeds: list[str]) -> None:
        self._seeds = seeds

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self._seeds += [str(value) for name, value in report.user_properties if name == _PROPERTY]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._seeds:
            terminalreporter.section("simulated with new seeds")
            for replay in self._seeds:
                terminalreporter.line(replay)
