"""What a code is worth: signature, local list, backend, in this order; the decision itself is pure (`domain.decision`).

The local list decides without waiting for anything. The backend is asked only about what the list doesn't know or
would refuse, so that a code which was issued or extended a minute ago opens too, and so that unknown and expired codes
take the same way and the same time. A kiosk that never had a list cannot call anything unknown.
"""

import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kiosk.domain import digest
from kiosk.domain.attempts import BUDGETS, wait_s
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.decision import Grant, Reason, Refusal, decide_listed, decide_pickup, decide_token
from kiosk.domain.pickup import Pickup
from kiosk.domain.pickup_clock import credential_extended
from kiosk.domain.record import CompartmentFlags
from kiosk.domain.token import PREFIX, SignedToken, parse
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows.effects import Check, CheckPin
from kiosk.flows.events import Answer, PinChecked, SignedIn, TechnicianKnown
from kiosk.ports import Clock, CommerceBackend, Journal, SignatureCheck
from kiosk.services.pickup_clock import by_rule

_ASK_AGAIN: Final = frozenset({Reason.UNKNOWN, Reason.CANNOT_CHECK, Reason.EXPIRED, Reason.NOT_READY})
"""Refusals that the backend may know better than the list."""


@dataclass(frozen=True)
class Checker:
    """Answers credentials for one site. `site_key` is the key of the list's digests.

    `unarmed` tells the doors whose wiring nobody has proved: they count as blocked.
    """

    site: int
    site_key: bytes
    journal: Journal
    backend: CommerceBackend
    signatures: SignatureCheck
    clock: Clock
    unarmed: Callable[[], Collection[int]] = tuple

    async def check(self, effect: Check) -> Answer:
        """Never raises for what the code holds or for a backend that is away."""
        text = _text(effect.code)
        if text is None:
            return Refusal(Reason.UNREADABLE)
        if effect.entry == "scanned" and text.startswith(PREFIX):
            return await self._token(effect.code, text)
        wait = await self._wait_s(effect.entry)
        if wait:
            return Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=wait)
        return await self._opaque(effect, text)

    async def check_pin(self, effect: CheckPin) -> PinChecked:
        """Right, wrong, or not now."""
        wait = await self._wait_s("pin")
        if wait:
            return PinChecked(right=False, wait_s=wait)
        employee = await self.journal.employee(effect.employee)
        offered = digest.digest(self.site_key, digest.technician_pin(effect.employee, effect.digits))
        known = employee is not None and employee.active and bool(employee.pin_digest)
        return PinChecked(right=known and employee is not None and hmac.compare_digest(employee.pin_digest, offered))

    async def _wait_s(self, entry: str) -> int:
        budget, now = BUDGETS[entry], self.clock.utc_s()
        return wait_s(await self.journal.failed_attempts(entry, now - budget.window_s), now, budget)

    async def _flags(self) -> Mapping[int, CompartmentFlags]:
        unproved = {number: CompartmentFlags(number, "wiring") for number in self.unarmed()}
        return {**unproved, **await self.journal.compartments()}

    async def _token(self, code: bytes, text: str) -> Answer:
        signed = parse(code)
        if signed is None or not self.signatures.verify(signed):
            return Refusal(Reason.UNKNOWN)
        answer = await self._decide_token(signed)
        if isinstance(answer, Grant) or answer.reason not in _ASK_AGAIN:
            return answer
        if not await self._ask_backend(text, "scanned"):
            return answer
        return await self._decide_token(signed)

    async def _decide_token(self, signed: SignedToken) -> Grant | Refusal:
        token, now_utc = signed.token, self.clock.utc_s()
        pickup = await self.journal.pickup(token.pickup)
        if pickup is not None:
            pickup = await by_rule(self.journal, pickup, pickup.not_after_utc, now_utc)
        return decide_token(
            token,
            site=self.site,
            now_utc=now_utc,
            pickup=pickup,
            listed=await self.journal.credential_by_id(token.credential),
            flags=await self._flags(),
        )

    async def _opaque(self, effect: Check, text: str) -> Answer:
        answer = await self._listed(effect, text)
        if not isinstance(answer, Refusal) or answer.reason is not Reason.UNKNOWN:
            return answer
        if not await self._ask_backend(text + effect.phone_last4, effect.entry):
            return answer if await self.journal.cursor() else Refusal(Reason.CANNOT_CHECK)
        return await self._listed(effect, text)

    async def _listed(self, effect: Check, text: str) -> Answer:
        """Decide from the list alone; UNKNOWN for everything that opens nothing."""
        credential = None
        for canonical in _canonical_forms(effect, text):
            credential = credential or await self.journal.credential_by_digest(digest.digest(self.site_key, canonical))
        if credential is None:
            return Refusal(Reason.UNKNOWN)
        if credential.kind is not CredentialKind.PICKUP:
            return await self._person(credential)
        now_utc = self.clock.utc_s()
        listed = pickup = await self.journal.pickup(credential.subject)
        if listed is not None:
            pickup = await by_rule(self.journal, listed, credential.not_after_utc, now_utc)
            credential = credential_extended(credential, listed, pickup)
        return decide_listed(
            credential,
            site=self.site,
            now_utc=now_utc,
            pickup=pickup,
            flags=await self._flags(),
        )

    async def _person(self, badge: Credential) -> Answer:
        now = self.clock.utc_s()
        employee = await self.journal.employee(badge.subject)
        valid = not badge.revoked and badge.not_before_utc <= now <= badge.not_after_utc
        if employee is None or not employee.active or not valid:
            return Refusal(Reason.UNKNOWN)
        if badge.kind is CredentialKind.TECHNICIAN:
            return TechnicianKnown(employee)
        account = await self.journal.account(employee.account)
        if account is None:
            return Refusal(Reason.UNKNOWN)
        flags = await self._flags()
        ready: list[Pickup] = []
        for listed in await self.journal.pickups_of(account.id):
            pickup = await by_rule(self.journal, listed, listed.not_after_utc, now)
            mine = pickup.buyer_employee == employee.id
            answer = decide_pickup(badge.id, pickup, "account", site=self.site, now_utc=now, flags=flags)
            if isinstance(answer, Grant) and (mine or employee.may_collect_for_company):
                ready.append(replace(pickup, parcels=answer.parcels))
        if not ready:
            return Refusal(Reason.NO_PICKUPS)
        return SignedIn(badge.id, employee, account, tuple(ready))

    async def _ask_backend(self, code: str, entry: str) -> bool:
        """Put what the backend knows of the code into the local list. False when there is nothing new."""
        try:
            resolved = await self.backend.resolve(code, entry)
        except (BackendAwayError, BackendRefusedError):
            return False
        if resolved is None:
            return False
        await self.journal.remember(resolved)
        return True


def _text(code: bytes) -> str | None:
    try:
        return code.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _canonical_forms(effect: Check, text: str) -> tuple[str, ...]:
    if effect.entry == "scanned":
        return digest.scanned(text), digest.badge(text)
    if effect.phone_last4:
        return (digest.six_digits(text, effect.phone_last4),)
    return (digest.typed(text),)
