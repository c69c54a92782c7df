"""Subscriptions by the operator's side. Each change leaves a row in the audit."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path
from sqlalchemy import Connection

from kiosk.backend import audit
from kiosk.backend.admin import authorise
from kiosk.backend.audit import Done
from kiosk.backend.context import Backend, BackendOf
from kiosk.backend.faults import ADMIN_PREFIX
from kiosk.backend.webhooks import subscriptions
from kiosk.backend.webhooks.subscriptions import Subscription, Webhook, WebhookWithSecret

router = APIRouter(prefix=f"{ADMIN_PREFIX}/webhooks", dependencies=[Depends(authorise)], include_in_schema=False)
WebhookId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,64}$")]
Result = TypeVar("Result")


@router.get("")
def list_webhooks(backend: BackendOf) -> list[Webhook]:
    """All of them, without their secrets."""
    return backend.read(subscriptions.listed)


@router.post("", status_code=201)
def add_webhook(backend: BackendOf, body: Subscription) -> WebhookWithSecret:
    """The only answer but a rotation's that holds the secret."""

    def work(connection: Connection) -> WebhookWithSecret:
        added = subscriptions.add(connection, body, private=backend.private_webhooks)
        _note(connection, backend, "add", added.id)
        return added

    return backend.write(work)


@router.post("/{webhook}/rotate")
def rotate_secret(backend: BackendOf, webhook: WebhookId) -> WebhookWithSecret:
    """A new secret; for a day the old one signs as well."""
    now_s = backend.now_s()
    return _audited(backend, "rotate", webhook, lambda connection: subscriptions.rotate(connection, webhook, now_s))


@router.post("/{webhook}/resume")
def resume(backend: BackendOf, webhook: WebhookId) -> Webhook:
    """Goes on where it ended."""
    return _audited(backend, "resume", webhook, lambda connection: subscriptions.resume(connection, webhook))


@router.post("/{webhook}/switch-off")
def switch_off(backend: BackendOf, webhook: WebhookId) -> Webhook:
    """Until it is resumed."""
    return _audited(backend, "switch_off", webhook, lambda connection: subscriptions.switch_off(connection, webhook))


@router.delete("/{webhook}", status_code=204)
def remove(backend: BackendOf, webhook: WebhookId) -> None:
    """For good."""
    _audited(backend, "remove", webhook, lambda connection: subscriptions.remove(connection, webhook))


def _audited(backend: Backend, action: str, webhook: str, work: Callable[[Connection], Result]) -> Result:
    def audited(connection: Connection) -> Result:
        done = work(connection)
        _note(connection, backend, action, webhook)
        return done

    return backend.write(audited)


def _note(connection: Connection, backend: Backend, action: str, webhook: str) -> None:
    audit.note(connection, Done(audit.ADMIN_KEY, f"webhook.{action}", webhook), backend.now_s())
