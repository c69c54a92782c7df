"""The thread that keeps one scanner open and what it reads in a bounded queue."""

import logging
import math
import threading
import time
from collections import deque
from typing import Final

from hardware.scanner.debounce import REPEAT_S, Debounce
from hardware.scanner.source import Device, Scan, ScannerBlockedError, ScannerError, ScannerState

log = logging.getLogger(__name__)

TURN_S: Final = 0.5
RETRY_MIN_S: Final = 1.0
RETRY_MAX_S: Final = 10.0
QUEUE_SIZE: Final = 16


class ScanFeed:
    """A `CodeSource` of one device, opened again for ever, 1 s to 10 s apart; one line in the log per loss and return.

    Of codes that nobody takes the newest 16 are kept: somebody stands there with the last one. `news` is set whenever
    there is something to tell: a code or another state.
    """

    def __init__(
        self,
        device: Device,
        name: str,
        *,
        repeat_s: float = REPEAT_S,
        retry_s: tuple[float, float] = (RETRY_MIN_S, RETRY_MAX_S),
        news: threading.Event | None = None,
    ) -> None:
        self.name = name
        self._device = device
        self._debounce = Debounce(repeat_s)
        self._retry_min_s, self._retry_max_s = retry_s
        self._retry_s = self._retry_min_s
        self._news = news or threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._scans: deque[Scan] = deque(maxlen=QUEUE_SIZE)
        self._turned_s = math.inf
        self._known: tuple[ScannerState, str] | None = None
        self._thread = threading.Thread(target=self._run, name="scan", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 1.0) -> bool:
        """See CodeSource."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def take(self) -> list[Scan]:
        """See CodeSource."""
        with self._lock:
            scans = list(self._scans)
            self._scans.clear()
        return scans

    def state(self) -> tuple[ScannerState, str] | None:
        """See CodeSource."""
        with self._lock:
            return self._known

    def silent_s(self) -> float:
        """See CodeSource."""
        died = self._thread.ident is not None and not self._thread.is_alive() and not self._stopping.is_set()
        return math.inf if died else max(0.0, time.monotonic() - self._turned_s)

    def forget(self) -> None:
        """See CodeSource."""
        with self._lock:
            self._debounce.forget()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._turned_s = time.monotonic()
            try:
                self._device.open()
                self._note(ScannerState.OK, "")
                self._retry_s = self._retry_min_s
                self._deliver()
            except ScannerBlockedError as error:
                self._note(ScannerState.BLOCKED, str(error))
            except ScannerError as error:
                self._note(ScannerState.MISSING, str(error))
            finally:
                self._device.close()
            self._stopping.wait(self._retry_s)
            self._retry_s = min(2 * self._retry_s, self._retry_max_s)

    def _deliver(self) -> None:
        while not self._stopping.is_set():
            for read in self._device.read(TURN_S):
                now_s = time.monotonic()
                with self._lock:
                    if self._debounce.is_new(read.payload, now_s):
                        self._scans.append(Scan(read.payload, read.symbology, self.name, now_s, read.aim))
                        self._news.set()
            self._turned_s = time.monotonic()

    def _note(self, state: ScannerState, detail: str) -> None:
        before = self._known[0] if self._known else None
        if state is not ScannerState.OK and before in {None, ScannerState.OK}:
            log.warning("scanner %s %s: %s", self.name, state, detail)
        elif state is ScannerState.OK and before not in {None, ScannerState.OK}:
            log.info("scanner %s is back", self.name)
        with self._lock:
            self._known = (state, detail)
        self._news.set()
