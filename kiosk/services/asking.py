"""What the backend says of one code, and what that is worth.

| answer | means |
|---|---|
| 200 for this code | news: it is in the list now |
| 404, 410, 422 that names the code, each as a problem document | there is no such code |
| 409 `payment-due` | it opens once it is paid |
| 401, 403: the kiosk's key is not good for it | nobody could say; the operator is told |
| anything else: 409 of another kind, 423, 429, 5xx, a proxy's own page, silence | nobody could say: later |
"""

import logging
from enum import Enum, auto

from kiosk.errors import PAYMENT_DUE, BackendAwayError, BackendRefusedError
from kiosk.ports import CommerceBackend, Journal

log = logging.getLogger(__name__)


class Heard(Enum):
    """What is to be made of the answer."""

    NEWS = auto()
    NO_SUCH_CODE = auto()
    PAYMENT_DUE = auto()
    NOBODY = auto()


async def ask(backend: CommerceBackend, journal: Journal, code: str, entry: str) -> Heard:
    """Asks, and puts what the backend knows into the local list. Never raises for what it answers."""
    try:
        resolved = await backend.resolve(code, entry)
    except BackendAwayError:
        return Heard.NOBODY
    except BackendRefusedError as error:
        if (error.status, error.code) == (409, PAYMENT_DUE):
            return Heard.PAYMENT_DUE
        log.warning("a code could not be asked about: %d %s", error.status, error.word)
        return Heard.NOBODY
    if resolved is None:
        return Heard.NO_SUCH_CODE
    await journal.remember(resolved)
    return Heard.NEWS
