"""What a code is worth: signature, local list, backend, in this order; the decision itself is pure (`domain.decision`).

The local list decides without waiting for anything. The backend is asked only about what the list doesn't know or
would refuse, so that a code which was issued, paid or extended a minute ago opens too, and so that unknown and expired
codes take the same way and the same time. A kiosk that never had a list cannot call anything unknown.
"""

import hmac
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kiosk.domain import digest
from kiosk.domain.attempts import six_digits_locked, wait_s
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.decision import Grant, Ledger, Moment, Reason, Refusal, decide_listed, decide_pickup, decide_token
from kiosk.domain.pickup import Pickup
from kiosk.domain.pickup_clock import credential_extended
from kiosk.domain.record import CompartmentFlags
from kiosk.domain.token import PREFIX, SignedToken, parse
from kiosk.flows.effects import Check, CheckPin
from kiosk.flows.events import Answer, PinChecked, SignedIn, TechnicianKnown
from kiosk.ports import AskedCode, Clock, CodeFacts, CommerceBackend, Journal, SignatureCheck
from kiosk.services.asking import Heard, ask
from kiosk.services.pickup_clock import by_rule

_ASK_AGAIN: Final = frozenset(
    {Reason.UNKNOWN, Reason.CANNOT_CHECK, Reason.EXPIRED, Reason.NOT_READY, Reason.PAYMENT_DUE}
)
"""Refusals that the backend may know better than the list."""


@dataclass(frozen=True)
class Checker:
    """Answers credentials for one site. `site_key` is the key of the list's digests.

    `unarmed` tells the doors whose wiring nobody has proved: they count as blocked. `refuses` is asked before the list
    alone decides for a holder: True where it is too old for this kind of credential; `refuses_tokens` the same for what
    is signed. `time_trusted` False: what has no
    other right than its dates (a badge) opens nothing. `card_numbers`: what the number of a card may be good for.
    """

    site: int
    site_key: bytes
    journal: Journal
    backend: CommerceBackend
    signatures: SignatureCheck
    clock: Clock
    unarmed: Callable[[], Collection[int]] = tuple
    refuses: Callable[[CredentialKind], bool] = lambda _: False
    refuses_tokens: Callable[[], bool] = lambda: False
    time_trusted: Callable[[], bool] = lambda: True
    card_numbers: Collection[CredentialKind] = ()

    async def check(self, effect: Check) -> Answer:
        """Never raises for what the code holds or for a backend that is away."""
        text = _text(effect.code)
        if text is None:
            return Refusal(Reason.UNREADABLE)
        if effect.entry == "scanned" and text.startswith(PREFIX):
            return await self._token(effect.code, text)
        return await self._opaque(effect, text)

    async def check_pin(self, effect: CheckPin) -> PinChecked:
        """Right, wrong, or not now."""
        now_utc = self.clock.utc_s()
        wait = wait_s(await self.journal.failures(now_utc), "pin", now_utc)
        if wait:
            return PinChecked(right=False, wait_s=wait)
        employee = await self.journal.employee(effect.employee)
        offered = digest.digest(self.site_key, digest.technician_pin(effect.employee, effect.digits))
        known = employee is not None and employee.active and bool(employee.pin_digest)
        return PinChecked(right=known and employee is not None and hmac.compare_digest(employee.pin_digest, offered))

    # --- signed tokens ---

    async def _token(self, code: bytes, text: str) -> Answer:
        signed = parse(code)
        if signed is None or not self.signatures.verify(signed):
            return Refusal(Reason.UNKNOWN)
        answer = await self._decide_token(signed, confirmed=False)
        if isinstance(answer, Grant) or answer.reason not in _ASK_AGAIN:
            return answer
        heard = await ask(self.backend, self.journal, text, "scanned")
        if heard is Heard.NEWS:
            return await self._decide_token(signed, confirmed=True)
        if heard is Heard.PAYMENT_DUE:
            return Refusal(Reason.PAYMENT_DUE)
        if heard is Heard.NO_SUCH_CODE and answer.reason is Reason.CANNOT_CHECK:
            return Refusal(Reason.UNKNOWN)
        return answer

    async def _decide_token(self, signed: SignedToken, *, confirmed: bool) -> Grant | Refusal:
        token = signed.token
        moment = Moment(self.site, self.clock.utc_s())
        facts = await self.journal.facts_for(AskedCode(moment.now_utc, token.credential, token.pickup))
        pickup = facts.pickup
        if pickup is not None:
            pickup = await by_rule(self.journal, pickup, pickup.not_after_utc, moment.now_utc)
        answer = decide_token(token, moment, pickup=pickup, listed=facts.credential, ledger=self._ledger(facts.ledger))
        if isinstance(answer, Grant) and (facts.rolled_back or (not confirmed and self.refuses_tokens())):
            return Refusal(Reason.CANNOT_CHECK)
        return answer

    # --- codes of the list ---

    async def _opaque(self, effect: Check, text: str) -> Answer:
        facts = await self._facts(effect, text)
        wait = wait_s(facts.failures, effect.entry, self.clock.utc_s())
        if wait:
            return Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=wait)
        answer = await self._listed(effect, facts, confirmed=False)
        if not isinstance(answer, Refusal) or answer.reason not in {Reason.UNKNOWN, Reason.CANNOT_CHECK}:
            return answer
        if effect.entry != "tapped":
            heard = await ask(self.backend, self.journal, text + effect.phone_last4, effect.entry)
            if heard is Heard.NEWS:
                return await self._listed(effect, await self._facts(effect, text), confirmed=True)
            if heard is not Heard.NOBODY and _is_of_a_pickup(facts):
                return Refusal(Reason.UNKNOWN, against=facts.of_phone)
        return answer if facts.has_list else Refusal(Reason.CANNOT_CHECK)

    async def _facts(self, effect: Check, text: str) -> CodeFacts:
        digests = tuple(digest.digest(self.site_key, form) for form in _canonical_forms(effect, text))
        phone = digest.digest(self.site_key, digest.phone(effect.phone_last4)) if effect.phone_last4 else ""
        return await self.journal.facts_for(AskedCode(self.clock.utc_s(), digests=digests, phone_digest=phone))

    async def _listed(self, effect: Check, facts: CodeFacts, *, confirmed: bool) -> Answer:
        """Decide from the list alone; UNKNOWN for everything that opens nothing."""
        credential = facts.credential
        unknown = Refusal(Reason.UNKNOWN, against=facts.of_phone)
        if credential is None or (effect.entry == "tapped" and credential.kind not in self.card_numbers):
            return unknown
        if credential.kind is not CredentialKind.PICKUP:
            return await self._person(credential, facts)
        if effect.phone_last4 and six_digits_locked(facts.pickup_failures):
            return unknown
        moment = Moment(self.site, self.clock.utc_s())
        listed = pickup = facts.pickup
        if listed is not None:
            pickup = await by_rule(self.journal, listed, credential.not_after_utc, moment.now_utc)
            credential = credential_extended(credential, listed, pickup)
        answer = decide_listed(credential, moment, pickup=pickup, ledger=self._ledger(facts.ledger))
        if isinstance(answer, Refusal) and answer.reason is Reason.UNKNOWN:
            return unknown
        return self._from_list(answer, facts, CredentialKind.PICKUP, confirmed=confirmed)

    def _from_list(
        self, answer: Grant | Refusal, facts: CodeFacts, kind: CredentialKind, *, confirmed: bool
    ) -> Grant | Refusal:
        """A grant that rests on a list nobody may rely on is none. `confirmed`: the backend has just said the same."""
        if isinstance(answer, Grant) and self._unreliable(facts, kind, confirmed=confirmed):
            return Refusal(Reason.CANNOT_CHECK)
        return answer

    def _unreliable(self, facts: CodeFacts, kind: CredentialKind, *, confirmed: bool) -> bool:
        return facts.rolled_back or (not confirmed and self.refuses(kind))

    # --- badges ---

    async def _person(self, badge: Credential, facts: CodeFacts) -> Answer:
        """`SignedIn` without pickups where none waits here: `Visits` knows whether there is something else to show."""
        moment = Moment(self.site, self.clock.utc_s())
        known = await self.journal.person_facts(badge.subject)
        employee, account = known.employee, known.account
        valid = not badge.revoked and badge.not_before_utc <= moment.now_utc <= badge.not_after_utc
        if employee is None or not employee.active or not valid:
            return Refusal(Reason.UNKNOWN)
        if badge.kind is CredentialKind.TECHNICIAN:
            # The PIN is a right of its own, and somebody has to be able to set the clock.
            return TechnicianKnown(employee)
        if account is None:
            return Refusal(Reason.UNKNOWN)
        if not self.time_trusted() or self._unreliable(facts, badge.kind, confirmed=False):
            return Refusal(Reason.CANNOT_CHECK)
        ledger = self._ledger(facts.ledger)
        ready: list[Pickup] = []
        for listed, doubts in known.pickups:
            pickup = await by_rule(self.journal, listed, listed.not_after_utc, moment.now_utc)
            answer = decide_pickup(badge.id, pickup, "account", moment, ledger=replace(ledger, doubts=doubts))
            if isinstance(answer, Grant) and employee.may_collect(pickup.account, pickup.buyer_employee):
                ready.append(replace(pickup, parcels=answer.parcels))
        return SignedIn(badge.id, employee, account, tuple(ready))

    async def vouched_for(self, employee: str, account: str, credential: str) -> SignedIn | Refusal:
        """Somebody whom the backend has let sign in without a badge. Doors open under `credential`, where it is theirs
        and good; without it they see their account, and no door.
        """
        known = await self.journal.person_facts(employee)
        person, company = known.employee, known.account
        if person is None or company is None or company.id != account or not person.active:
            return Refusal(Reason.SIGN_IN_REFUSED)
        badge = await self.journal.credential_by_id(credential) if credential else None
        if badge is not None and badge.kind is CredentialKind.BADGE and badge.subject == employee:
            facts = await self.journal.facts_for(AskedCode(self.clock.utc_s(), credential))
            answer = await self._person(badge, facts)
            if isinstance(answer, SignedIn) or (isinstance(answer, Refusal) and answer.reason is not Reason.UNKNOWN):
                return answer
        return SignedIn("", person, company, ())

    # --- what both need ---

    def _ledger(self, known: Ledger) -> Ledger:
        unproved: Mapping[int, CompartmentFlags] = {n: CompartmentFlags(n, "wiring") for n in self.unarmed()}
        return replace(known, flags={**unproved, **known.flags})


def _text(code: bytes) -> str | None:
    try:
        return code.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_of_a_pickup(facts: CodeFacts) -> bool:
    """Of anything else (a badge) the backend is not asked, whatever it answers."""
    return facts.credential is not None and facts.credential.kind is CredentialKind.PICKUP


def _canonical_forms(effect: Check, text: str) -> tuple[str, ...]:
    if effect.entry == "scanned":
        return digest.scanned(text), digest.badge(text)
    if effect.entry == "tapped":
        return (digest.card(text),)
    if effect.phone_last4:
        return (digest.six_digits(text, effect.phone_last4),)
    return (digest.typed(text),)
