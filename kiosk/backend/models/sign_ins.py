"""Signing in with one's own phone."""

from typing import Annotated

from pydantic import Field

from kiosk.backend.models.base import Out


class SignIn(Out):
    """What the kiosk shows: `url` as a QR code, with `user_code` to compare or to type; and when to ask (RFC 8628).

    Durations, because nobody knows what the kiosk's clock says.
    """

    id: str
    url: str
    user_code: str
    expires_in_s: Annotated[float, Field(gt=0)]
    interval_s: Annotated[float, Field(gt=0)]
