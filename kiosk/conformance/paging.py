"""Lists page by page, as RFC 8288 has them."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from kiosk.conformance.client import Answer, Client
from kiosk.conformance.scenario import expect

_LINK: Final = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)
_PAGES: Final = 200


def next_of(answer: Answer) -> str:
    """Where the next page is; empty on the last one."""
    found = _LINK.search(answer.headers.get("link", ""))
    return found[1] if found else ""


def walk(client: Client, path: str, rows: str, at: Mapping[str, str], limit: int) -> tuple[list[Any], int]:
    """All rows of a list, by its links alone, and how many pages they were."""
    found: list[Any] = []
    query: dict[str, str | int] = {"limit": limit}
    for count in range(1, _PAGES):
        answer = client.call("GET", path, at=at, query=query).must_be(200)
        page = answer.body[rows]
        expect(len(page) <= limit, answer, f"body.{rows}", f"are {len(page)}, at most {limit} were asked for")
        found += page
        following = next_of(answer)
        if not following:
            return found, count
        target = urlsplit(following)
        expect(target.path == answer.asked.split(" ")[1], answer, "Link", "leads to another list")
        told = {name: values[-1] for name, values in parse_qs(target.query).items()}
        expect(told != query, answer, "Link", "leads to the same page")
        query = dict(told)
    return found, _PAGES


def pages_agree(client: Client, path: str, rows: str, at: Mapping[str, str], key: str = "id") -> int:
    """Small pages hold what one large page does, each row once, in its order; how many rows there are."""
    whole, _ = walk(client, path, rows, at, 200)
    single, pages = walk(client, path, rows, at, 1)
    answer = client.call("GET", path, at=at, query={"limit": 1}).must_be(200)
    told, wanted = [row[key] for row in single], [row[key] for row in whole]
    expect(len(set(wanted)) == len(wanted), answer, f"body.{rows}", "one row is told twice")
    expect(told == wanted, answer, "Link", f"pages of one row lead to {len(told)} rows, one page has {len(wanted)}")
    expect(pages >= len(wanted), answer, "limit", "1 was asked for, and pages hold more")
    client.call("GET", path, at=at, query={"limit": 0}).must_be_problem(422)
    return len(whole)
