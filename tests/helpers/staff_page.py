"""A browser without eyes: cookies, and forms as they stand on the page."""

import html
import re
from collections.abc import Iterator
from typing import Any, Self

import httpx2
import pytest
from argon2 import PasswordHasher

from kiosk.backend.staff import accounts

PASSWORD = "correct horse battery"


def hire(running: Any, name: str, role: str = "staff") -> None:
    running.backend.write(lambda connection: accounts.add(connection, name, role, PASSWORD))


def cheapen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what passwords cost is not what is tried."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", cheap)
    monkeypatch.setattr(accounts, "_nobodys", lambda: cheap.hash("nobody's password"))


def hired(running: Any, name: str, role: str = "staff", language: str = "en") -> "Iterator[StaffPage]":
    """Somebody who is signed in, for a fixture."""
    hire(running, name, role)
    with StaffPage(running.url, language) as browser:
        assert browser.sign_in(name).status_code == 303
        yield browser


class StaffPage:
    """Speaks `language` and follows no redirect unless it is told to."""

    def __init__(self, url: str, language: str = "en") -> None:
        headers = {"Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
        self.client = httpx2.Client(base_url=url, headers=headers, trust_env=False, timeout=10)
        self.form_key = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, path: str, status: int = 200, **params: Any) -> str:
        answer = self.client.get(f"/staff{path}", params=params or None)
        assert answer.status_code == status, (answer.status_code, answer.text[-2000:])
        self._remember(answer.text)
        return text_of(answer.text)

    def post(self, path: str, **fields: Any) -> Any:
        data = {"form_key": self.form_key} | {name.replace("__", "."): value for name, value in fields.items()}
        answer = self.client.post(f"/staff{path}", data=data)
        self._remember(answer.text)
        return answer

    def sign_in(self, name: str, password: str = PASSWORD) -> Any:
        answer = self.client.post("/staff/sign-in", data={"name": name, "password": password})
        if answer.status_code == 303:
            self.get("/orders")
        return answer

    def version(self, pickup: str) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.client.get(f"/staff/pickups/{pickup}").text)
        assert found
        return found[1]

    def act(self, pickup: str, command: str, **fields: Any) -> Any:
        """A command with the version that the page shows now."""
        return self.post(f"/pickups/{pickup}/{command}", version=self.version(pickup), **fields)

    def _remember(self, page: str) -> None:
        if found := re.search(r'name="form_key" value="([^"]+)"', page):
            self.form_key = found[1]


def text_of(page: str) -> str:
    """What a reader reads on a wide screen."""
    page = re.sub(r'<span class="name".*?</span>', "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
