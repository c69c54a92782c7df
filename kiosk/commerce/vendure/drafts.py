"""Draft orders of Vendure: what an order would be, before anybody has placed it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import msgspec

from kiosk.commerce.vendure import queries
from kiosk.commerce.vendure.parcels import mutate
from kiosk.commerce.vendure.session import VendureSession
from kiosk.errors import BackendAwayError, BackendRefusedError


@asynccontextmanager
async def draft_order(session: VendureSession, customer: str) -> AsyncIterator[str]:
    """A draft of this customer's that is thrown away at the end."""
    draft = await new_draft(session)
    try:
        await step(session, queries.DRAFT_CUSTOMER, {"id": draft, "customer": customer})
        yield draft
    finally:
        await thrown_away(session, draft)


async def new_draft(session: VendureSession) -> str:
    return (await mutate(session, queries.CREATE_DRAFT, {})).id


async def thrown_away(session: VendureSession, draft: str) -> None:
    """A draft that stays behind is untidy and nothing else."""
    with suppress(BackendAwayError, BackendRefusedError):
        await session.ask(msgspec.Raw, queries.DELETE_DRAFT, {"id": draft})


async def add_item(session: VendureSession, draft: str, variant: str, quantity: int) -> str:
    """Vendure's code of the error, "" for none."""
    variables = {"id": draft, "variant": variant, "quantity": quantity}
    return (await mutate(session, queries.DRAFT_ITEM, variables)).error_code


async def step(session: VendureSession, query: str, variables: Mapping[str, object]) -> None:
    """One change that has to succeed. BackendRefusedError with Vendure's code."""
    answer = await mutate(session, query, variables)
    if answer.error_code:
        raise BackendRefusedError(200, answer.error_code)
