"""A load generator as a process of its own: every request has its moment, whether or not the ones before are answered.

What a slow answer does to those behind it counts: the time of each is taken from the moment at which it was due, not
from when it could be sent (coordinated omission). Each request has a connection of its own, as from a kiosk that asks
every half minute. Reads one `Load` as JSON from stdin and writes one `Taken` to stdout.
"""

import asyncio
import random
import sys
import time
from typing import Final

import msgspec

_LIMIT_S: Final = 60.0
_START_S: Final = 0.3


class Load(msgspec.Struct, frozen=True):
    """`requests`: whole HTTP/1.1 requests, taken in turn; they arrive at random, `rate` a second on average.

    `rate` 0: all at one moment.
    """

    host: str
    port: int
    rate: float
    requests: list[str]
    seed: int = 1


class Taken(msgspec.Struct, frozen=True):
    """`latencies_ms` of the answers with status 200; `late_ms`: by how much this process itself was late, at worst."""

    latencies_ms: list[float]
    statuses: dict[int, int]
    bytes_read: int
    late_ms: float
    cpu_s: float


def moments(load: Load) -> list[float]:
    """Seconds from the start: exponential gaps, the same for the same seed."""
    if not load.rate:
        return [0.0] * len(load.requests)
    source = random.Random(load.seed)
    at_s, found = 0.0, []
    for _ in load.requests:
        at_s += source.expovariate(load.rate)
        found.append(at_s)
    return found


async def run(load: Load) -> Taken:
    """Until the last is answered. Raises OSError or TimeoutError when one is not."""
    start_s = time.perf_counter() + _START_S
    tasks = []
    async with asyncio.TaskGroup() as group:
        for due_s, request in zip(moments(load), load.requests, strict=True):
            tasks.append(group.create_task(_one(load, start_s + due_s, request.encode())))
    answers = [task.result() for task in tasks]
    statuses = [status for status, _, _, _ in answers]
    return Taken(
        latencies_ms=[took_s * 1000 for status, took_s, _, _ in answers if status == 200],
        statuses={status: statuses.count(status) for status in set(statuses)},
        bytes_read=sum(size for _, _, size, _ in answers),
        late_ms=max(late_s for _, _, _, late_s in answers) * 1000,
        cpu_s=time.process_time(),
    )


async def _one(load: Load, due_s: float, request: bytes) -> tuple[int, float, int, float]:
    """Status, seconds since it was due, bytes, and how late it was begun."""
    await asyncio.sleep(due_s - time.perf_counter())
    late_s = time.perf_counter() - due_s
    async with asyncio.timeout(_LIMIT_S):
        reader, writer = await asyncio.open_connection(load.host, load.port)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        took_s = time.perf_counter() - due_s
        writer.close()
    return int(head.split(b" ", 2)[1]), took_s, len(head) + length, late_s


def main() -> None:
    """One load."""
    load = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(run(load))))


if __name__ == "__main__":
    main()
