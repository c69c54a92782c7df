"""Debian's Chromium, headless, driven over WebDriver; and the backend with its staff page to look at."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.contract.conftest import cluster, planted, running, secrets, served

__all__ = ["cluster", "planted", "running", "secrets", "served"]

AXE = Path(__file__).parent / "axe"
CACHE = Path(__file__).resolve().parents[2] / ".shops" / "axe"
START_S = 60


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser for all tests of a process."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("chromium or chromium-driver is not installed (config/deploy/apt-test.txt)")
    options = ChromeOptions()
    options.binary_location = browser
    arguments = [
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-proxy-server",
        "--force-color-profile=srgb",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # the browser refuses root otherwise; it only ever sees our own page
    arguments.append(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    for argument in arguments:
        options.add_argument(argument)
    started = Chrome(options=options, service=Service(driver))
    started.set_page_load_timeout(START_S)
    try:
        yield started
    finally:
        started.quit()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, as its lock names it."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed: it brings axe-core")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (AXE / "package-lock.json").read_text()
        kept = CACHE / "package-lock.json"
        if not kept.exists() or kept.read_text() != wanted or not _script().exists():
            _install()
    return _script().read_text("utf-8")


def _script() -> Path:
    return CACHE / "node_modules" / "axe-core" / "axe.min.js"


def _install() -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(AXE / name, CACHE / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        (CACHE / "package-lock.json").unlink()
        pytest.skip(f"npm could not install axe-core: {done.stderr.strip()[-300:]}")
