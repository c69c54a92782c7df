from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.conformance.cli import KEY_VARIABLE

NOBODY = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], f"--key or {KEY_VARIABLE}: holds no bearer key"),
        (["--key", "/no/such"], "--key: /no/such: cannot be read"),
        (["--key", "KEY", "--scenario", "magic"], "--scenario: there is no 'magic'; --list names all"),
        (["--key", "KEY", "--parallel", "1"], "--url, --parallel: an http or https URL, and 2 to 1000 clients"),
        (["--key", "KEY", "--fixtures", "/no/such"], "--fixtures: /no/such: No such file or directory"),
        (["--key", "KEY"], "--url: GET /v1/site: no answer: ConnectError"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    more: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    key = tmp_path / "key.txt"
    key.write_text("a-key\n")
    arguments = [str(key) if word == "KEY" else word for word in more]
    assert main(["conformance", "--url", NOBODY, *arguments]) == 2
    assert capsys.readouterr().err.strip() == said


def test_list_names_the_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--url", NOBODY, "--list"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert {"site", "handover-parallel", "garbage"} <= set(names)
    assert len(set(names)) == len(names)
