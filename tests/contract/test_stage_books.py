"""The scripted day's look into the shop's books, at the embedded backend."""

import asyncio
from typing import Any

import pytest

from kiosk.backend import schema
from kiosk.stage.books import Books
from kiosk.stage.hands import StageError


def books(running: Any) -> Books:
    return Books(running.url, running.secrets.kiosk.bearer_key)


def test_the_administrator_reads_what_everybody_bought_newest_first(running: Any) -> None:
    found = asyncio.run(books(running).purchases(running.code("badge", "E-INGRID").text))
    assert [(bought.id, bought.employee, bought.state) for bought in found[:2]] == [
        ("PUR-DEMO-1001", "E-JONAS", "awaiting_approval"),
        ("PUR-DEMO-1002", "E-AMINA", "placed"),
    ]
    assert found[1].gross_minor == 10 * 37_900 * 125 // 100
    table = schema.sessions
    (visit,) = running.backend.read(lambda connection: connection.execute(table.select()).all())
    assert visit.ended, "nobody stays signed in behind the reader of the books"


def test_a_book_that_cannot_be_read_is_what_is_wrong(running: Any) -> None:
    with pytest.raises(StageError, match="the shop's books"):
        asyncio.run(books(running).purchases("no badge"))
    with pytest.raises(StageError, match="the shop's books"):
        asyncio.run(Books("http://127.0.0.1:9", "key").purchases("no badge"))
