"""A real OpenID provider (oidc-provider from npm), and somebody who signs in there with a phone."""

import re
from collections.abc import Callable, Mapping
from html import unescape

import httpx2

CLIENT, SECRET = "openluke", "top-secret"
MAX_PAGES = 8
Choose = Callable[[Mapping[str, str]], Mapping[str, str]]


def signs_in(name: str) -> Choose:
    """Fills in the page that asks who they are, and says yes to the rest."""
    return lambda fields: fields if "login" not in fields else {**fields, "login": name, "password": "anything"}


def says_no(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Never wanted that."""
    return {**fields, "abort": "yes"} if "confirm" in fields else fields


def visit(url: str, choose: Choose) -> str:
    """From page to page, each one's form sent, until there is no form, or one for another code: the page's text."""
    with httpx2.Client(follow_redirects=True, timeout=20) as browser:
        page = browser.get(url)
        for _ in range(MAX_PAGES):
            form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
            fields = _fields(page.text)
            if form is None or fields.get("user_code") == "":
                return page.text
            page = browser.post(unescape(form[1]), data=dict(choose(fields)))
    raise AssertionError(f"no end after {MAX_PAGES} pages")


def _fields(text: str) -> dict[str, str]:
    inputs = re.findall(r"<input[^>]*>", text)
    named = ((re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each)) for each in inputs)
    return {name[1]: unescape(value[1]) if value else "" for name, value in named if name}
