"""`winnsen`: `90 LEN FN ST … 03` without any check, after the vendor's document V202104 and tests on real cabinets."""

from locker_driver.simulator.families.speaker import Ask, NeverReports, Order, View, mask


class SpeakerWinnsen(NeverReports):
    """05 open one, 02 poll those in a mask. Bit 1: open. Station 0 is every station, and each answers as itself."""

    deaf_while_pulsing = True
    needs_silence = False

    def __init__(self, ways: int) -> None:
        self._ways = ways

    def understand(self, heard: bytes) -> Order | None:
        for length, function in ((6, 0x05), (7, 0x02)):
            raw = heard[-length:]
            if len(raw) == length and raw[:3] == bytes((0x90, length, function)) and raw[-1] == 0x03:
                channels = (raw[4],) if function == 0x05 else ()
                return Order(Ask.UNLOCK if channels else Ask.READ, raw[3] or None, raw, channels)
        return None

    def answer(self, order: Order, view: View) -> bytes:
        if order.ask is Ask.UNLOCK:
            lock = order.channels[0]
            return bytes((0x90, 7, 0x85, view.address, lock, view.shorted(lock), 0x03))
        asked = int.from_bytes(order.raw[4:6], "little")
        bits = mask(self._ways, view.shorted) & asked
        return bytes((0x90, 7, 0x82, view.address, *bits.to_bytes(2, "little"), 0x03))
