"""Purchases on account: placed within the company's terms, or written down because the goods are gone already.

Credit is reserved in the transaction that writes the purchase, behind the lock on the company's row: of two that
together would exceed it one is refused. Locks are taken in one order: purchase, account, counter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from kiosk.backend import accounts, models, order_numbers, prices, purchase_rows, purchased, schema
from kiosk.backend.context import Kiosk
from kiosk.backend.feed import Happened, publish
from kiosk.backend.incidents import Incident, report
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import ROLES, Session
from kiosk.domain.pricing import Total, Wanted, total
from kiosk.domain.purchasing import References, Terms, Why, credit_findings, needs_approval, reference_findings

_FORBIDDEN: Final = frozenset(
    {Why.CREDIT_STOPPED, Why.CREDIT_EXCEEDED, "min-age", "not-allowed", "employee-inactive", "employee-unknown"}
)
"""What no other request would change: 403; the others are about a field: 422."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Who wants to buy what, at which kiosk, under which id. `session` None: an offline purchase is told later.

    `ordered`: a platform makes an order of it, gives that its number, and has it packed.
    """

    id: str
    kiosk: Kiosk
    session: Session | None
    body: models.PurchaseRequest
    ordered: bool = False

    @property
    def site(self) -> int:
        """Where it is prepared, and its events are told."""
        return site_of(self.kiosk, self.body)


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a purchase is judged by. `account` and `person` None: nobody knows who that was."""

    asked: Placing
    account: Row[Any] | None
    person: Row[Any] | None
    bill: prices.Bill
    amount: Total
    terms: Terms
    wrong: tuple[tuple[str, str], ...] = ()


def place(connection: Connection, asked: Placing, now_s: float) -> models.Purchase:
    """The purchase as it stands. Raises ProblemError for one that may not be, unless its goods were taken."""
    known = purchase_rows.row(connection, asked.id)
    if known is not None:
        return _again(connection, asked, known)
    case = _case(connection, asked, now_s)
    if case.wrong and not asked.body.offline:
        code, where = case.wrong[0]
        raise ProblemError(403 if code in _FORBIDDEN else 422, code, field=where)
    _write(connection, case, now_s)
    if case.account is not None:
        _reserve(connection, case.account.id, case.amount.gross_minor)
    for code, _ in case.wrong:
        report(connection, Incident("purchase_conflict", asked.kiosk.source, asked.id, code), now_s)
    written = purchase_rows.one(connection, asked.id)
    tell(connection, written, asked.site, "purchase.placed", now_s)
    if not asked.ordered:
        purchased.prepare(connection, asked.id, now_s)
    return written


def site_of(kiosk: Kiosk, body: models.PurchaseRequest) -> int:
    """Where it is to be collected, else where it was bought."""
    return body.site if body.site is not None else kiosk.site


def tell(connection: Connection, purchase: models.Purchase, site: int, kind: str, now_s: float) -> None:
    """In the feed, with what joins it to other channels."""
    data = purchase_rows.told(purchase)
    publish(connection, Happened(kind, purchase.id, site, purchase.account, data), now_s)


def _again(connection: Connection, asked: Placing, known: Row[Any]) -> models.Purchase:
    """Told again after the answer to the key was forgotten: the same purchase, or another one under its id."""
    purchase = purchase_rows.one(connection, known.id)
    lines = [(line.sku, line.quantity) for line in asked.body.lines]
    same = lines == [(line.sku, line.quantity) for line in purchase.lines]
    who = asked.session.employee if asked.session is not None else asked.body.employee
    if not same or (known.kiosk, known.employee) != (asked.kiosk.name, who):
        raise ProblemError(422, "idempotency-key-reused", "this key came before, with another request")
    return purchase


def _case(connection: Connection, asked: Placing, now_s: float) -> _Case:
    body = asked.body
    name = body.employee if body.offline or asked.session is None else asked.session.employee
    people = schema.employees
    query = select(people).where(people.c.id == name, people.c.account != "")
    person = connection.execute(query).one_or_none()
    account = accounts.row(connection, person.account, lock=True) if person is not None else None
    version = prices.known(connection, body.price_list_version)
    holds = version or (prices.at(connection, _when(body, now_s)) if body.offline else prices.newest(connection))
    bill = prices.bill(connection, holds, account, [Wanted(line.sku, line.quantity) for line in body.lines])
    terms = accounts.terms(account) if account is not None else Terms()
    case = _Case(asked, account, person, bill, total(bill.lines), terms)
    late = not body.offline and version is not None and _is_over(connection, version, now_s)
    unknown = [("price-version-unknown", "body.price_list_version")] if version is None or late else []
    found = (
        *_about_person(case),
        *_about_delivery(connection, asked),
        *unknown,
        *_about_goods(case),
        *_about_terms(case),
    )
    return replace(case, wrong=found)


def _is_over(connection: Connection, version: prices.Version, now_s: float) -> bool:
    """What was quoted holds as long as it was said to; the newest prices hold until there are others."""
    return version.valid_until_s < now_s and version.number != prices.newest(connection).number


def _about_person(case: _Case) -> Iterator[tuple[str, str]]:
    if case.person is None or case.account is None:
        yield "employee-unknown", "body.employee"
    elif not case.person.active:
        yield "employee-inactive", "body.employee"
    elif "buy" not in ROLES[case.person.role or "collector"]:
        yield "not-allowed", ""


def _about_delivery(connection: Connection, asked: Placing) -> Iterator[tuple[str, str]]:
    body, sites = asked.body, schema.sites.c.number
    if body.delivery == "home" and asked.ordered:  # the platform's order would be one to be collected
        yield "delivery-not-offered", "body.delivery"
    if body.site is not None and connection.execute(select(sites).where(sites == body.site)).first() is None:
        yield "site-unknown", "body.site"


def _about_goods(case: _Case) -> Iterator[tuple[str, str]]:
    for code, place in prices.problems(case.bill):
        yield code, f"body.lines.{place}.sku"
    for place, line in enumerate(case.bill.lines):
        article = case.bill.articles.get(line.sku)
        if article is not None and article.min_age > case.asked.body.proven_age:
            yield "min-age", f"body.lines.{place}.sku"


def _about_terms(case: _Case) -> Iterator[tuple[str, str]]:
    body = case.asked.body
    given = References(body.purchase_order, body.project, body.cost_centre, body.buyer_reference)
    for finding in reference_findings(case.terms, given):
        yield finding.why.value, f"body.{finding.field}"
    for finding in credit_findings(case.terms, case.amount.gross_minor):
        yield finding.why.value, ""


def _write(connection: Connection, case: _Case, now_s: float) -> None:
    body, asked, person = case.asked.body, case.asked, case.person
    limit = person.purchase_limit_minor if person is not None else None
    waits = person is not None and needs_approval(case.terms, limit, case.amount.net_minor)
    connection.execute(
        insert(schema.purchases).values(
            id=asked.id,
            account=case.account.id if case.account is not None else "",
            employee=person.id if person is not None else body.employee,
            site=asked.site,
            order_number="" if asked.ordered else order_numbers.order_number(connection, asked.id),
            kiosk=asked.kiosk.name,
            session=asked.session.id if asked.session is not None else "",
            state="awaiting_approval" if waits else "placed",
            delivery=body.delivery,
            purchase_order=body.purchase_order,
            project=body.project,
            cost_centre=body.cost_centre,
            buyer_reference=body.buyer_reference or case.terms.buyer_reference,
            price_version=case.bill.version.number,
            net_minor=case.amount.net_minor,
            vat_minor=case.amount.vat_minor,
            currency=case.bill.currency,
            offline=int(body.offline),
            conflict=" ".join(dict.fromkeys(code for code, _ in case.wrong)),
            placed_at=_when(body, now_s),
            version=1,
        )
    )
    connection.execute(insert(schema.purchase_lines), list(_lines(asked.id, case.bill)))


def _lines(purchase: str, bill: prices.Bill) -> Iterable[dict[str, object]]:
    for place, line in enumerate(bill.lines):
        article = bill.articles.get(line.sku)
        yield {
            "purchase": purchase,
            "place": place,
            "sku": line.sku,
            "name": article.name if article is not None else "",
            "quantity": line.quantity,
            "unit_net_minor": line.unit_net_minor,
            "vat_permille": line.vat_permille,
            "source": line.source.value if line.source is not None else "",
        }


def _reserve(connection: Connection, account: str, amount_minor: int) -> None:
    table = schema.accounts
    used = {"credit_used_minor": table.c.credit_used_minor + amount_minor}
    connection.execute(update(table).where(table.c.id == account).values(used))


def release(connection: Connection, account: str, amount_minor: int) -> None:
    """Gives back what was reserved."""
    _reserve(connection, account, -amount_minor)


def _when(body: models.PurchaseRequest, now_s: float) -> float:
    """A kiosk's clock may be wrong; nothing was bought later than now."""
    return min(max(body.at.timestamp(), 0.0), now_s) if body.offline and body.at is not None else now_s
