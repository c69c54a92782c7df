"""How a code becomes the keyed digest that the site list holds in its place.

Each kind of code has its own prefix, so that a digest of one kind never answers for another.
"""

import hashlib
import hmac

from kiosk.domain.typed_code import normalise, split_pin


def scanned(text: str) -> str:
    """An opaque code that the shop printed."""
    return f"code:{text}"


def typed(code: str) -> str:
    """A valid nine-symbol code, normalised."""
    return f"typed:{code}"


def six_digits(digits: str, phone_last4: str) -> str:
    """Six digits are too few alone: 50 live codes and 480 tries a day would be hit within weeks."""
    return f"pin6:{digits}:{phone_last4}"


def phone(last4: str) -> str:
    """The last four digits alone: whose pickups somebody is trying six digits on. It opens nothing."""
    return f"phone:{last4}"


def badge(text: str) -> str:
    """An employee's or technician's badge."""
    return f"badge:{text}"


def card(number: str) -> str:
    """The number of a card, in upper-case hex. No form of a code: a picture of the number opens nothing."""
    return f"card:{number}"


def technician_pin(employee_id: str, digits: str) -> str:
    """A PIN belongs to one employee; the same digits of another give another digest."""
    return f"pin:{employee_id}:{digits}"


def unsigned(code: str, entry: str) -> str:
    """A customer's code as it came: `entry` "scanned", or "typed" (nine symbols, or six digits and the phone)."""
    if entry == "scanned":
        return scanned(code)
    symbols = normalise(code)
    pin = split_pin(symbols)
    return six_digits(*pin) if pin else typed(symbols)


def digest(site_key: bytes, canonical: str) -> str:
    """HMAC-SHA256 in hex of one of the canonical forms above."""
    return hmac.new(site_key, canonical.encode(), hashlib.sha256).hexdigest()
