"""Removal of our own bytes from what a half-duplex transceiver returns."""


class EchoStrip:
    """Swallows one exact echo of `sent` at the start of what is received.

    In family `8a` an echo can be byte-identical to an answer, so it must be taken off before parsing. What is not
    an exact echo is passed on whole: a damaged echo is evidence of a collision and belongs in the garbage count.
    """

    def __init__(self, sent: bytes) -> None:
        self._sent = sent
        self._held = b""
        self._taken = False

    def feed(self, data: bytes) -> bytes:
        """The bytes that are not echo."""
        if not self._sent:
            return data
        self._held += data
        if self._held.startswith(self._sent):
            rest = self._held[len(self._sent) :]
            self._taken = True
        elif self._sent.startswith(self._held):
            return b""
        else:
            rest = self._held
        self._sent = b""
        self._held = b""
        return rest

    def taken(self) -> bool:
        """Whether an echo was taken off since this was last asked."""
        taken, self._taken = self._taken, False
        return taken

    def end(self) -> bytes:
        """A begun echo that never became whole, when the transaction is over."""
        held, self._held, self._sent = self._held, b"", b""
        return held
