"""What WooCommerce can be told of goods that came back: a refund with its lines, or a note for staff."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import msgspec
from msgspec import Struct

from kiosk.commerce import rest
from kiosk.commerce.link import HttpLink
from kiosk.commerce.shop import Capability, GivenBack, Outcome, ShopDriftError
from kiosk.commerce.woocommerce.wire import WireLine, WireOrder, WireRefund

_CENT: Final = Decimal("0.01")


class _Note(Struct, frozen=True):
    note: str


@dataclass(frozen=True, slots=True)
class WooReturns:
    """`refund`: through the payment's gateway, at once. Each is looked for by the return's id before it is written."""

    refund: bool = False

    async def give_back(
        self, link: HttpLink, base: str, order: WireOrder, refunds: tuple[WireRefund, ...], goods: GivenBack
    ) -> Outcome:
        """CONFLICT for more than was handed over."""
        collected = order.book().units(collected=True)
        if not goods.lines or any(not 0 < many <= collected.get(line, 0) for line, many in goods.lines.items()):
            return Outcome.CONFLICT
        if self.refund:
            return await _refunded(link, base, order, refunds, goods)
        return await _noted(link, base, order, goods)


async def _noted(link: HttpLink, base: str, order: WireOrder, goods: GivenBack) -> Outcome:
    notes = await rest.ask(
        link, tuple[_Note, ...], "GET", f"{base}/orders/{order.id}/notes", capability=Capability.RETURNS
    )
    if any(each.note.startswith(_mark(goods)) for each in notes):
        return Outcome.ALREADY
    skus = {str(line.id): line.sku or str(line.id) for line in order.line_items}
    parts = [f"{many} x {skus.get(line, line)}" for line, many in goods.lines.items()]
    parts += [f"damaged: {many} x {skus.get(line, line)}" for line, many in goods.damaged.items()]
    body = {"note": f"{_mark(goods)}({goods.reason}): {', '.join(parts)}", "customer_note": False}
    await rest.ask(link, msgspec.Raw, "POST", f"{base}/orders/{order.id}/notes", body=body)
    return Outcome.DONE


async def _refunded(
    link: HttpLink, base: str, order: WireOrder, refunds: tuple[WireRefund, ...], goods: GivenBack
) -> Outcome:
    if any(each.reason.startswith(_mark(goods)) for each in refunds):
        return Outcome.ALREADY
    lines = [_refund_line(line, goods.lines[str(line.id)]) for line in order.line_items if str(line.id) in goods.lines]
    body = {
        "amount": str(sum((_part(line.total + line.total_tax, line, goods) for line in order.line_items), Decimal(0))),
        "reason": f"{_mark(goods)}({goods.reason})",
        "line_items": lines,
        "api_refund": True,
        "api_restock": not goods.damaged,
    }
    await rest.ask(link, msgspec.Raw, "POST", f"{base}/orders/{order.id}/refunds", body=body)
    return Outcome.DONE


def _part(amount: Decimal, line: WireLine, goods: GivenBack) -> Decimal:
    return _share(amount, goods.lines.get(str(line.id), 0), line.quantity)


def _share(amount: Decimal, many: int, of: int) -> Decimal:
    try:
        return (amount * many / max(of, 1)).quantize(_CENT, ROUND_HALF_UP)
    except ArithmeticError:
        raise ShopDriftError(Capability.RETURNS, "an amount of money") from None


def _refund_line(line: WireLine, many: int) -> dict[str, object]:
    taxes = [{"id": tax.id, "refund_total": str(_share(tax.amount, many, line.quantity))} for tax in line.taxes]
    return {
        "id": line.id,
        "quantity": many,
        "refund_total": str(_share(line.total, many, line.quantity)),
        "refund_tax": taxes,
    }


def _mark(goods: GivenBack) -> str:
    return f"OpenLuke return {goods.id} "
