"""Prices by version: what they were, what something costs, and what changed between two of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, or_, select, union

from kiosk.backend import accounts, feasibility, models, pages, rules, schema
from kiosk.backend.problems import ProblemError
from kiosk.domain.feasibility import Policy
from kiosk.domain.pricing import Price, Priced, Source, Wanted, currency_of, priced, total
from kiosk.gs1 import gtin_spellings

PROMISE_S: Final = 15 * 60.0
"""A price that is told holds at least as long as a visit, whenever the next list comes."""


@dataclass(frozen=True, slots=True)
class Version:
    """One published state of all prices; number 0 before the first."""

    number: int = 0
    valid_until_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines with their prices in one version, and the articles by SKU."""

    version: Version
    currency: str
    lines: Sequence[Priced]
    articles: dict[str, Row[Any]]


def newest(connection: Connection) -> Version:
    """The version that holds now."""
    table = schema.price_versions
    return _version(connection.execute(select(table).order_by(table.c.version.desc()).limit(1)).one_or_none())


def known(connection: Connection, number: int) -> Version | None:
    """A version that was published once."""
    table = schema.price_versions
    row = connection.execute(select(table).where(table.c.version == number)).one_or_none()
    return _version(row) if row else None


def at(connection: Connection, moment_s: float) -> Version:
    """The version that held at a moment."""
    table = schema.price_versions
    query = select(table).where(table.c.published_at <= moment_s).order_by(table.c.version.desc()).limit(1)
    return _version(connection.execute(query).one_or_none())


def bill(connection: Connection, version: Version, account: Row[Any] | None, lines: Sequence[Wanted]) -> Bill:
    """What is unknown has no price, what has no price counts as nothing: see `refuse`."""
    skus = {line.sku for line in lines}
    name, own = (account.id, account.currency) if account is not None else ("", "")
    articles = {row.sku: row for row in connection.execute(select(schema.products).where(_any(skus)))}
    held = [_price(row) for row in _held(connection, version.number, skus) if row.account in {"", name}]
    currency = currency_of(held, own)
    vat = {sku: row.vat_permille for sku, row in articles.items()}
    return Bill(version, currency, priced(lines, held, vat, account=name, currency=currency), articles)


def problems(bill: Bill) -> Iterable[tuple[str, int]]:
    """Code and place of each line that cannot be sold."""
    for place, line in enumerate(bill.lines):
        article = bill.articles.get(line.sku)
        if article is None:
            yield "article-unknown", place
        elif not article.active:
            yield "article-inactive", place
        elif line.source is None:
            yield "no-price", place


def quote(
    connection: Connection, account_id: str, asked: models.QuoteRequest, now_s: float, *, site: int
) -> models.Quote:
    """422 naming the line for an article that is unknown, inactive or without a price. `site`: where somebody asks."""
    account = accounts.row(connection, account_id) if account_id else None
    found = bill(connection, newest(connection), account, _named(connection, asked.lines))
    for code, place in problems(found):
        raise ProblemError(422, code, field=_field(place, asked.lines[place]))
    amount, policy = total(found.lines), rules.of_site(connection, site).policy
    return models.Quote.model_validate(
        {
            "account": account_id,
            "currency": found.currency,
            "price_list_version": found.version.number,
            "valid_until": max(found.version.valid_until_s, now_s + PROMISE_S),
            "lines": [
                _quoted(line, found.articles[line.sku], given.gtin, policy)
                for line, given in zip(found.lines, asked.lines, strict=True)
            ],
            "rates": list(amount.rates),
            "net_minor": amount.net_minor,
            "vat_minor": amount.vat_minor,
            "gross_minor": amount.gross_minor,
        }
    )


def _named(connection: Connection, asked: Sequence[models.LineAsked]) -> list[Wanted]:
    """Articles by their SKU. Of several with one number the one that is sold counts; 422 where that is not one."""
    numbers = {line.gtin: gtin_spellings(line.gtin) for line in asked if line.gtin}
    table = schema.products
    query = select(table.c.sku, table.c.gtin, table.c.active)
    spelled = table.c.gtin.in_([spelling for spellings in numbers.values() for spelling in spellings])
    rows = connection.execute(query.where(spelled).order_by(table.c.sku)).all() if numbers else []
    named = []
    for place, line in enumerate(asked):
        known = [row for row in rows if line.gtin and row.gtin in numbers[line.gtin]]
        found = [row.sku for row in known if row.active] or [row.sku for row in known]
        if line.gtin and len(found) != 1:
            code = "article-ambiguous" if found else "article-unknown"
            raise ProblemError(422, code, field=_field(place, line))
        named.append(Wanted(line.sku or found[0], line.quantity))
    return named


def _field(place: int, line: models.LineAsked) -> str:
    return f"body.lines.{place}.{'gtin' if line.gtin else 'sku'}"


def _quoted(line: Priced, article: Row[Any], gtin: str, policy: Policy) -> models.QuotedLine:
    told = line_model(line, article.name).model_dump()
    kept = feasibility.unattended(article, policy)
    return models.QuotedLine.model_validate({**told, "gtin": gtin, "unattended": kept})


def line_model(line: Priced, name: str) -> models.PricedLine:
    """One line as it is told."""
    return models.PricedLine(
        sku=line.sku,
        name=name,
        quantity=line.quantity,
        unit_net_minor=line.unit_net_minor,
        unit_gross_minor=line.unit_gross_minor,
        net_minor=line.net_minor,
        vat_permille=line.vat_permille,
        source=(line.source or Source.LIST).value,
    )


def price_list(connection: Connection, changed_after: int, after: str, limit: int) -> models.PriceList:
    """Later pages are of the version of the first one, whatever is published meanwhile."""
    version, since, last = newest(connection), changed_after, ""
    place = pages.place(after, int, int, str)
    if place is not None:
        number, since, last = place
        version = known(connection, number) or version
    if since > version.number or (since and known(connection, since) is None):
        since = 0  # a version of another database: the kiosk begins anew
    rows, more = pages.cut(_articles(connection, version.number, since, last, limit + 1), limit)
    held = defaultdict(list)
    for price in _held(connection, version.number, [row.sku for row in rows]):
        held[price.sku].append(price)
    articles = [models.PricedArticle.model_validate({**row._asdict(), "prices": held[row.sku]}) for row in rows]
    following = pages.cursor(version.number, since, rows[-1].sku) if more else ""
    return models.PriceList.model_validate(
        {
            "version": version.number,
            "valid_until": version.valid_until_s,
            "full": since == 0,
            "articles": articles,
            "next": following,
        }
    )


def _articles(connection: Connection, version: int, since: int, last: str, limit: int) -> Sequence[Row[Any]]:
    table, prices = schema.products, schema.prices
    query = select(table).where(table.c.sku > last)
    if since:
        began = (prices.c.since > since) & (prices.c.since <= version)
        ended = (prices.c.until > since) & (prices.c.until <= version)
        changed = union(
            select(prices.c.sku).where(or_(began, ended)), select(table.c.sku).where(table.c.version > since)
        )
        query = query.where(table.c.sku.in_(changed))
    return connection.execute(query.order_by(table.c.sku).limit(limit)).all()


def _held(connection: Connection, version: int, skus: Collection[str]) -> Sequence[Row[Any]]:
    table = schema.prices
    holds = (table.c.since <= version) & or_(table.c.until.is_(None), table.c.until > version)
    query = select(table).where(table.c.sku.in_(list(skus)), holds)
    return connection.execute(query.order_by(table.c.sku, table.c.account, table.c.min_quantity, table.c.source)).all()


def _any(skus: Collection[str]) -> ColumnElement[bool]:
    return schema.products.c.sku.in_(list(skus))


def _price(row: Row[Any]) -> Price:
    return Price(row.sku, row.net_minor, row.currency, row.account, row.min_quantity, Source(row.source))


def _version(row: Row[Any] | None) -> Version:
    return Version(row.version, row.valid_until) if row is not None else Version()
