"""The Pickup API as the core's `CommerceBackend`: any backend that keeps the contract of docs/pickup-api.

Nothing is believed because it was asked for: site, id and code are checked on every object that comes back, and
what is not exactly one is unknown. A platform that ignores a filter would else open a stranger's door.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

from kiosk.commerce import wire
from kiosk.commerce.link import HttpLink
from kiosk.domain import digest
from kiosk.domain.credential import CredentialKind
from kiosk.domain.issuer_keys import issuer_keys
from kiosk.domain.record import JsonValue, OutboxRow
from kiosk.domain.site_list import SiteListPage
from kiosk.domain.token import parse
from kiosk.errors import PAYMENT_DUE, BackendAwayError, BackendRefusedError
from kiosk.ports import Handover, Resolved, SiteFacts, Stored

EVENT_TYPE_PREFIX: Final = "no.openluke."
_log: Final = logging.getLogger(__name__)


class HttpBackend:
    """`site_key` checks that the credential which comes back belongs to the code that was sent."""

    def __init__(self, url: str, *, bearer_key: str, site: int, kiosk: str, site_key: bytes) -> None:
        self._link = HttpLink(url, {"Authorization": f"Bearer {bearer_key}"})
        self._site = site
        self._source = f"/sites/{site}/kiosks/{kiosk}"
        self._site_key = site_key

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._link.__aexit__(kind, error, trace)

    async def site(self) -> SiteFacts:
        """The site this kiosk's key belongs to. BackendRefusedError `wrong-site` when that is another one."""
        found = await self._link.call(wire.WireSite, "GET", "/v1/site")
        if found.number != self._site:
            raise BackendRefusedError(200, "wrong-site", f"the key belongs to site {found.number}")
        others = {other.number: other.name for other in found.other_sites}
        keys = None if found.keys is None else issuer_keys(found.keys)
        server_utc = found.server_time.timestamp()
        return SiteFacts(found.name, found.help_phone, server_utc, others, keys, found.capabilities)

    async def site_list(self, cursor: str) -> SiteListPage:
        """The whole list for cursor "", else what changed since. BackendRefusedError for a page with a foreign row."""
        params = {"site": str(self._site)} | ({"changed_after": cursor} if cursor else {})
        page = await self._link.call(wire.WireList, "GET", "/v1/pickups", params=params)
        if not cursor and not page.full:
            raise BackendAwayError("a difference was sent where the whole list was asked for")
        if any(row.site != self._site for row in page.pickups):
            raise BackendRefusedError(200, "foreign-row", "the list holds pickups of another site")
        return page.page()

    async def resolve(self, code: str, entry: str) -> Resolved | None:
        """`entry` is "scanned" or "typed"; six typed digits are followed by the last four of the phone number.

        None also for what can be no code there (422 that names it): too long, or of symbols that it has none of.
        """
        try:
            found = await self._link.call(
                wire.WireResolved,
                "POST",
                "/v1/pickups:resolve",
                body={"code": code, "entry": entry},
                conflicts=(PAYMENT_DUE,),
            )
        except BackendRefusedError as error:
            if _says_no_such_code(error):
                return None
            raise
        resolved = Resolved(found.credential.credential(), found.pickup.pickup())
        if not self._answers(resolved, code, entry):
            _log.warning("resolve: the answer does not belong to the code; treated as unknown")
            return None
        return resolved

    async def hand_over(self, handover: Handover) -> str:
        """Idempotent by `handover.id`, which is the Idempotency-Key. The reason of a conflict, else empty."""
        body = {
            "parcel": handover.parcel,
            "compartment": handover.compartment,
            "opened_at": _rfc3339(handover.opened_utc),
            "closed_at": _rfc3339(handover.closed_utc),
            "credential": handover.credential,
            "actor": handover.actor,
            "reference": handover.reference,
            "offline": handover.offline,
            "event_seq": handover.event_seq,
            "chain_hash": handover.chain_hash,
            "outbox_number": handover.outbox_number,
        }
        answer = await self._link.call(
            wire.WireHandover,
            "POST",
            f"/v1/pickups/{quote(handover.pickup, safe='')}/handovers",
            body=body,
            headers={"Idempotency-Key": handover.id},
        )
        if (answer.handover, answer.pickup) != (handover.id, handover.pickup):
            raise BackendAwayError("the acknowledgement is for another hand-over")
        return (answer.reason or "unnamed") if answer.conflict else ""

    async def upload(self, rows: Sequence[OutboxRow]) -> Stored:
        """What the answer does not name is not stored; idempotent by (source, seq, hash)."""
        if not rows:
            return Stored(frozenset())
        answer = await self._link.call(
            wire.WireEvents,
            "POST",
            "/v1/events",
            body=[self._cloud_event(row) for row in rows],
            headers={"Content-Type": "application/cloudevents-batch+json"},
        )
        sent = {str(row.event.seq): row.event.seq for row in rows}
        return Stored(
            frozenset(sent[id_] for id_ in answer.ids if id_ in sent),
            frozenset(sent[id_] for id_ in answer.conflicts if id_ in sent),
        )

    async def commands(self, boot: str, nonce: str, wait_s: float) -> Sequence[bytes]:
        """BackendRefusedError 404 from a backend that has none."""
        params = {"boot": boot, "nonce": nonce, "wait_s": f"{wait_s:g}"}
        answer = await self._link.call(wire.WireCommands, "GET", "/v1/commands", params=params, wait_s=wait_s)
        return [text.encode() for text in answer.commands]

    def _answers(self, resolved: Resolved, code: str, entry: str) -> bool:
        credential, pickup = resolved.credential, resolved.pickup
        if pickup.site != self._site or credential.kind is not CredentialKind.PICKUP or credential.subject != pickup.id:
            return False
        signed = parse(code.encode()) if entry == "scanned" else None
        if signed is not None:
            return (signed.token.pickup, signed.token.credential) == (pickup.id, credential.id)
        return credential.digest == digest.digest(self._site_key, digest.unsigned(code, entry))

    def _cloud_event(self, row: OutboxRow) -> dict[str, JsonValue]:
        """CloudEvents 1.0; boot, session, chain hash and outbox number travel as extension attributes."""
        event = row.event
        return {
            "specversion": "1.0",
            "id": str(event.seq),
            "source": self._source,
            "type": EVENT_TYPE_PREFIX + event.kind,
            "time": _rfc3339(event.utc),
            "datacontenttype": "application/json",
            "boot": event.boot,
            "session": event.session,
            "chainhash": event.hash,
            "outboxnumber": row.number,
            "data": dict(event.body),
        }


def _says_no_such_code(error: BackendRefusedError) -> bool:
    """404 without a problem document is a wrong address, or a proxy."""
    if error.status == 422:
        return error.field.rpartition(".")[2] == "code"
    return error.status in {404, 410} and error.in_its_own_words


def _rfc3339(utc_s: float) -> str:
    return datetime.fromtimestamp(utc_s, UTC).isoformat().replace("+00:00", "Z")
