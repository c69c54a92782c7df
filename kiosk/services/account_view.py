"""What an account shows: what waits here and elsewhere, and copies of its papers. Pure."""

from collections.abc import Iterable
from typing import Final, Literal, assert_never, cast

from kiosk.domain.trade import Credit, Document, OrderUnderWay
from kiosk.flows.papers import Papers
from kiosk.flows.tradesperson import MAX_REFERENCE, Home, Reference
from kiosk.flows.visiting import Visiting
from kiosk.messages import (
    AccountPickup,
    AccountScreen,
    CreditLine,
    ElsewhereLine,
    PaperLine,
    PapersScreen,
    ReferenceScreen,
    Screen,
)

_READY: Final = frozenset({"ready", "partially_collected"})
_COMING: Final = frozenset({"awaiting", "placed", "approved", "awaiting_approval"})
_NUMBERS: Final = 3
_PDF: Final = "application/pdf"


def company_screen(flow: Home | Reference | Papers, visiting: Visiting) -> Screen:
    """Any screen of somebody from a company before a door."""
    match flow:
        case Home():
            return _home(flow, visiting)
        case Papers():
            return _papers(flow)
        case Reference(signed_in, _, entered, error):
            account = signed_in.account
            return ReferenceScreen(
                kind=account.reference_kind.value,
                required=account.reference_rule.value == "required",
                entered=entered,
                max_length=MAX_REFERENCE,
                error=cast('Literal["", "pattern", "missing"]', error),
            )
        case _:
            assert_never(flow)


def _home(flow: Home, visiting: Visiting) -> AccountScreen:
    """What waits here is the list's, the rest what the backend has told."""
    signed_in = flow.signed_in
    rows = tuple(
        AccountPickup(
            pickup=pickup.id,
            project=pickup.project,
            buyer=pickup.buyer,
            mine=pickup.buyer_employee == signed_in.employee.id,
            compartments=tuple(parcel.compartment for parcel in pickup.parcels),
            lines_ready=pickup.lines_ready,
            lines_total=pickup.lines_total,
            selected=pickup.id in flow.chosen,
        )
        for pickup in signed_in.pickups
    )
    coming = [order for order in visiting.under_way if order.state in _COMING]
    return AccountScreen(
        company=signed_in.account.name,
        person=signed_in.employee.name,
        pickups=rows,
        news=visiting.news,
        elsewhere=_elsewhere(visiting.under_way),
        coming=len(coming),
        coming_numbers=tuple(order.order_number for order in coming if order.order_number)[:_NUMBERS],
        in_basket=len(flow.goods),
        unapproved=sum(order.state == "awaiting_approval" for order in coming),
    )


def _elsewhere(orders: Iterable[OrderUnderWay]) -> tuple[ElsewhereLine, ...]:
    """One line a site, the first deadline first."""
    sites: dict[str, list[OrderUnderWay]] = {}
    for order in orders:
        if not order.here and order.state in _READY and order.parcels:
            sites.setdefault(order.site_name, []).append(order)
    lines = [
        ElsewhereLine(name, sum(order.parcels for order in waiting), _first_deadline(waiting))
        for name, waiting in sites.items()
    ]
    return tuple(sorted(lines, key=lambda line: (line.until_utc is None, line.until_utc or 0.0, line.site_name)))


def _first_deadline(orders: Iterable[OrderUnderWay]) -> float | None:
    return min((order.not_after_utc for order in orders if order.not_after_utc is not None), default=None)


def _papers(flow: Papers) -> PapersScreen:
    """A page of the list, or one document alone."""
    shown = flow.document
    return PapersScreen(
        kinds=flow.kinds,
        kind=flow.kind,
        news=flow.news,
        rows=() if shown else tuple(map(_paper, flow.rows)),
        page=flow.page + 1,
        pages=flow.pages,
        credit=_credit(flow.credit) if flow.credit else None,
        shown=_paper(shown) if shown else None,
    )


def _paper(document: Document) -> PaperLine:
    return PaperLine(
        id=document.id,
        kind=cast('Literal["invoice", "credit_note", "delivery_note"]', document.kind),
        number=document.number,
        issued_utc=document.issued_utc,
        amount_minor=document.amount_minor,
        currency=document.currency,
        settled=document.settled,
        link=_link(document),
    )


def _link(document: Document) -> str:
    """The copy that a phone shows."""
    links = dict(document.links)
    return links.get(_PDF) or next(iter(links.values()), "")


def _credit(credit: Credit) -> CreditLine:
    return CreditLine(credit.currency, credit.available_minor, credit.stopped)
