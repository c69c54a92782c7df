"""Tells a new presentation of a code from the old one told again.

A reader that was killed has forgotten what it reported. When it comes back it reports the code that still lies in view,
and the session that this code has started must not answer it once more.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Presentations:
    """`session` is always the id of the session that is served when the call is made, "" for nobody."""

    _last: bytes = b""
    _returned_in: str = ""

    def reader_came(self, session: str) -> None:
        """A reader connected; the first code it reports may be an old one."""
        self._returned_in = session

    def is_new(self, payload: bytes, session: str) -> bool:
        """Whether somebody shows this code now. Call it once for each report."""
        told_again = bool(session) and session == self._returned_in and payload == self._last
        self._last, self._returned_in = payload, ""
        return not told_again
