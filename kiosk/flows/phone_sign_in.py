"""Somebody from a company signs in with their phone, for want of a badge: a code to scan, then their account. Pure.

Who they are is the company's own sign-in to say (docs/pickup-api/journeys/sign-in.md). Nothing of it is stored.
"""

from dataclasses import dataclass

from kiosk.domain.trade import SignInPage


@dataclass(frozen=True, slots=True)
class PhoneSignIn:
    """`page` None: the company has been asked for it."""

    page: SignInPage | None = None
