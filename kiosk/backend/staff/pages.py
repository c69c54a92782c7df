"""Turns a template and what it is about into an answer that no other page can frame, cache or add to."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kiosk.backend.staff.money import money
from kiosk.backend.staff.visits import Visit
from kiosk.backend.staff.words import ENGLISH, is_known, language_of, say

ROOT: Final = "/staff"
LOCAL: Final = ZoneInfo("Europe/Oslo")
HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
}
DONE: Final = "done"
"""The query parameter that says which action has just succeeded."""

Problem = str | tuple[str, Mapping[str, object]]
"""The key of words, and what is filled into them."""

_HERE: Final = Path(__file__).parent
_environment: Final = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
STYLE: Final = (_HERE / "static" / "staff.css").read_bytes()


def page(
    request: Request,
    template: str,
    visit: Visit | None = None,
    *,
    status: int = 200,
    problems: Mapping[str, Problem] | None = None,
    **about: Any,
) -> HTMLResponse:
    """`about` is what the template shows; `problems` are by field, "" for the page as a whole."""
    language = language_of(request.headers.get("Accept-Language", ""))

    def words(key: str, **values: object) -> str:
        return say(language, key, **values)

    def named(prefix: str, code: str) -> str:
        """Codes of kiosks and platforms come that nobody here has words for."""
        key = f"{prefix}.{code}"
        return say(language, key) if is_known(key) else code

    shown = {
        "root": ROOT,
        "language": language,
        "t": words,
        "named": named,
        "moment": lambda at: moment(language, at),
        "money": lambda minor, currency: money(language, minor, currency),
        "visit": visit,
        "here": request.url.path.removeprefix(ROOT),
        "done": _done(request),
        "problems": {field: _problem(language, one) for field, one in (problems or {}).items()},
        **about,
    }
    return HTMLResponse(_environment.get_template(f"{template}.html").render(shown), status, dict(HEADERS))


def to(path: str, done: str = "", *, after: str = "") -> Response:
    """After an action: the page is fetched anew, and reloading it repeats nothing. `after`: which page of a list."""
    said = {name: value for name, value in ((DONE, done), ("after", after)) if value}
    return RedirectResponse(f"{ROOT}{path}{'?' if said else ''}{urlencode(said)}", 303, dict(HEADERS))


def moment(language: str, at: datetime | float | None) -> str:
    """Date and time of day at the site."""
    if at is None:
        return "–"
    when = at.astimezone(LOCAL) if isinstance(at, datetime) else datetime.fromtimestamp(at, LOCAL)
    if language == ENGLISH:
        return f"{when.day} {when:%b %Y, %H:%M}"
    return f"{when:%d.%m.%Y kl. %H:%M}"


def _problem(language: str, problem: Problem) -> str:
    return say(language, problem) if isinstance(problem, str) else say(language, problem[0], **problem[1])


def _done(request: Request) -> str:
    """Only what this page itself says is ever shown."""
    said = request.query_params.get(DONE, "")
    return said if is_known(f"done.{said}") else ""
