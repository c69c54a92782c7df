"""What a browser sends: fields of a form, and whether it is one of ours."""

import hmac
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request

MAX_FIELDS: Final = 200
KEY: Final = "form_key"


class ForeignFormError(Exception):
    """Sent by a page of somebody else, or by a form of a visit that is over."""


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name, without white space around them. `problems` are word keys, by field."""

    values: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, most: int = 200) -> str:
        """ "" for a field that is missing; a problem for one that is too long, or holds what no keyboard types."""
        value = self.values.get(name, "")
        if len(value) > most or not all(sign.isprintable() or sign in "\r\n" for sign in value):
            self.problems[name] = "problem.too_long"
            return ""
        return value

    def needed(self, name: str, most: int = 200) -> str:
        """A problem for an empty one too."""
        value = self.text(name, most)
        if not value and name not in self.problems:
            self.problems[name] = "problem.missing"
        return value

    def whole(self, name: str, most: int) -> int:
        """A number from 0; an empty field is 0."""
        value = self.text(name)
        if not value:
            return 0
        if not (value.isascii() and value.isdigit() and len(value) <= len(str(most)) and int(value) <= most):
            self.problems[name] = "problem.number"
            return 0
        return int(value)

    def ticked(self, name: str) -> bool:
        return bool(self.values.get(name))

    def numbers(self, prefix: str) -> dict[str, int]:
        """The fields `prefix.NAME` that hold more than 0, by NAME."""
        named = (name for name in list(self.values) if name.startswith(prefix + "."))
        found = {name.removeprefix(prefix + "."): self.whole(name, 1_000_000) for name in named}
        return {name: number for name, number in found.items() if number}


async def read(request: Request) -> Form:
    """Raises ForeignFormError for one that another site's page has sent, as browsers themselves tell."""
    if not _is_ours(request):
        raise ForeignFormError
    body = (await request.body()).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise ForeignFormError from None
    return Form({name: value.strip() for name, value in pairs})


def check_key(form: Form, key: str) -> None:
    """Raises ForeignFormError unless the form was made for this visit."""
    if not hmac.compare_digest(form.values.get(KEY, "").encode(), key.encode()):
        raise ForeignFormError


def _is_ours(request: Request) -> bool:
    """Fetch metadata where the browser sends it (https://www.w3.org/TR/fetch-metadata/), else the origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("Host")
