"""New prices and articles: each publication is a version, and those before it stay for purchases made offline."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field, ValidationError, field_validator, model_validator
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from kiosk.backend import models, prices, schema
from kiosk.backend.feed import Happened, publish
from kiosk.backend.models.base import Currency, Gtin, MaybeIdentifier, Sku
from kiosk.backend.models.prices import Source
from kiosk.backend.problems import ProblemError

MAX_PRICE_MINOR: Final = 10**9
"""Ten million of a currency with two decimals: sums of the largest purchase stay exact in JSON (2^53)."""
MAX_YEAR: Final = 2500
_NEEDED: Final = ("sku", "net_minor", "currency")
_OPTIONAL: Final = ("account", "min_quantity", "source")


class ArticleToPublish(models.In):
    """An article as it is sold and packed; millimetres and grams, 0 where nobody measured."""

    sku: Sku
    name: Annotated[str, Field(min_length=1, max_length=200)]
    gtin: Gtin = ""
    unit: Annotated[str, Field(max_length=16)] = ""
    vat_permille: Annotated[int, Field(ge=0, le=1000)]
    length_mm: Annotated[int, Field(ge=0, le=100_000)] = 0
    width_mm: Annotated[int, Field(ge=0, le=100_000)] = 0
    height_mm: Annotated[int, Field(ge=0, le=100_000)] = 0
    weight_g: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    temperature: Annotated[str, Field(pattern=r"^(chilled|frozen)?$")] = ""
    hazard: Annotated[str, Field(max_length=16)] = ""
    min_age: Annotated[int, Field(ge=0, le=120)] = 0
    active: bool = True


class PriceKey(models.In):
    """Which price."""

    sku: Sku
    account: MaybeIdentifier = ""
    min_quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    source: Source = "list"

    @model_validator(mode="after")
    def _contract_is_with_somebody(self) -> "PriceKey":
        if self.source == "contract" and not self.account:
            raise ValueError("a contract price needs an account")
        return self


class PriceToPublish(PriceKey):
    """The net price of one unit from `min_quantity` on."""

    net_minor: Annotated[int, Field(ge=0, le=MAX_PRICE_MINOR)]
    currency: Currency


class Publication(models.In):
    """What changes. `whole`: prices that are not among these end; else only those of `ended` do."""

    valid_until: models.Time
    articles: Annotated[list[ArticleToPublish], Field(max_length=10_000, default_factory=list)]
    prices: Annotated[list[PriceToPublish], Field(max_length=50_000, default_factory=list)]
    ended: Annotated[list[PriceKey], Field(max_length=50_000, default_factory=list)]
    whole: bool = False

    @field_validator("valid_until")
    @classmethod
    def _in_this_age(cls, value: datetime) -> datetime:
        if value.year > MAX_YEAR:
            raise ValueError(f"must be before {MAX_YEAR + 1}")
        return value


class Published(models.Out):
    """The new version, and how many prices began and ended with it."""

    version: int
    began: int
    ended: int


class _Key(NamedTuple):
    sku: str
    account: str
    min_quantity: int
    source: str


def put(connection: Connection, body: Publication, now_s: float) -> Published:
    """All of it or nothing; 422 names what is unknown or said twice.

    A version's number is the moment of its publication (Unix seconds) where that is later than the last one's, so that
    a database that was built anew never tells a number that kiosks know with other prices.
    """
    connection.execute(select(schema.counter.c.id).with_for_update())  # one publication after the other
    version = max(prices.newest(connection).number + 1, int(now_s))
    _put_articles(connection, body.articles, version)
    wanted = _checked(connection, body.prices)
    held = {_key(row): row for row in _held_now(connection)}
    begin = [key for key, price in wanted.items() if key not in held or not _same(held[key], price)]
    end = [key for key in begin if key in held] + _to_end(body, wanted, held)
    _end(connection, end, version)
    _begin(connection, {key: wanted[key] for key in begin}, version)
    valid_until_s = body.valid_until.timestamp()
    connection.execute(
        insert(schema.price_versions).values(version=version, published_at=now_s, valid_until=valid_until_s)
    )
    publish(connection, Happened("prices.changed", str(version), data={"version": version}), now_s)
    return Published(version=version, began=len(begin), ended=len(end))


def of_csv(text: str) -> list[PriceToPublish]:
    """Prices from a table (RFC 4180, with a header; a semicolon is taken for a comma, as spreadsheets write it).

    422 names the line and the column.
    """
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        _check_header(reader.fieldnames or ())
        return [_of_row(row) for row in reader]
    except csv.Error as error:
        raise ProblemError(422, "invalid-request", str(error), field=f"line {max(reader.line_num, 1)}") from None
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0]) if first["loc"] else "source"
        field = f"line {reader.line_num}, {column}"
        raise ProblemError(422, "invalid-request", first["msg"], field=field) from None


def _check_header(columns: Sequence[str]) -> None:
    if not set(_NEEDED) <= set(columns) <= {*_NEEDED, *_OPTIONAL}:
        raise csv.Error(f"names the columns: {', '.join(_NEEDED)}; there may be {', '.join(_OPTIONAL)}")


def _of_row(row: dict[str | Any, Any]) -> PriceToPublish:
    if None in row:
        raise csv.Error("has more columns than the first line")
    return PriceToPublish.model_validate({name: value for name, value in row.items() if value}, strict=False)


def _put_articles(connection: Connection, articles: Sequence[ArticleToPublish], version: int) -> None:
    table = schema.products
    known = set(connection.execute(select(table.c.sku)).scalars())
    rows: dict[str, dict[str, Any]] = {}
    for place, article in enumerate(articles):
        if article.sku in rows:
            raise ProblemError(422, "invalid-request", "is named twice", field=f"body.articles.{place}.sku")
        rows[article.sku] = article.model_dump() | {"active": int(article.active), "version": version}
    for sku in rows.keys() & known:
        connection.execute(update(table).where(table.c.sku == sku).values(rows[sku]))
    new = [row for sku, row in rows.items() if sku not in known]
    if new:
        connection.execute(insert(table), new)


def _checked(connection: Connection, given: Sequence[PriceToPublish]) -> dict[_Key, PriceToPublish]:
    skus = set(connection.execute(select(schema.products.c.sku)).scalars())
    names = {"", *connection.execute(select(schema.accounts.c.id)).scalars()}
    found: dict[_Key, PriceToPublish] = {}
    for place, price in enumerate(given):
        key = _Key(price.sku, price.account, price.min_quantity, price.source)
        if price.sku not in skus:
            raise ProblemError(422, "article-unknown", field=f"body.prices.{place}.sku")
        if price.account not in names:
            raise ProblemError(422, "account-unknown", field=f"body.prices.{place}.account")
        if key in found:
            raise ProblemError(422, "invalid-request", "is named twice", field=f"body.prices.{place}")
        found[key] = price
    return found


def _to_end(body: Publication, wanted: dict[_Key, PriceToPublish], held: dict[_Key, Row[Any]]) -> list[_Key]:
    named = {_Key(key.sku, key.account, key.min_quantity, key.source) for key in body.ended}
    return [key for key in held if key not in wanted and (body.whole or key in named)]


def _held_now(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(select(schema.prices).where(schema.prices.c.until.is_(None))).all()


def _end(connection: Connection, keys: Sequence[_Key], version: int) -> None:
    table = schema.prices
    same = [table.c[name] == bindparam(f"of_{name}") for name in _Key._fields]
    statement = update(table).where(*same, table.c.until.is_(None)).values(until=version)
    if keys:
        connection.execute(statement, [{f"of_{name}": value for name, value in key._asdict().items()} for key in keys])


def _begin(connection: Connection, wanted: dict[_Key, PriceToPublish], version: int) -> None:
    rows = [
        {**key._asdict(), "net_minor": price.net_minor, "currency": price.currency, "since": version}
        for key, price in wanted.items()
    ]
    if rows:
        connection.execute(insert(schema.prices), rows)


def _key(row: Row[Any]) -> _Key:
    return _Key(row.sku, row.account, row.min_quantity, row.source)


def _same(row: Row[Any], price: PriceToPublish) -> bool:
    return bool((row.net_minor, row.currency) == (price.net_minor, price.currency))
