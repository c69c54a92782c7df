import asyncio
from itertools import pairwise
from statistics import mean

import pytest

from tests.bench.open_loop import Load, moments, run

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
STALL_S = 0.4


def load(port: int, rate: float, count: int) -> Load:
    return Load("127.0.0.1", port, rate, ["GET / HTTP/1.1\r\nHost: x\r\n\r\n"] * count)


def test_moments_are_the_same_each_time_and_come_at_the_rate() -> None:
    found = moments(load(1, 50.0, 5000))
    assert found == moments(load(1, 50.0, 5000))
    gaps = [later - sooner for sooner, later in pairwise(found)]
    assert mean(gaps) == pytest.approx(1 / 50, rel=0.05)
    assert moments(load(1, 0, 3)) == [0.0, 0.0, 0.0]


def test_what_waits_behind_a_slow_answer_counts_its_waiting() -> None:
    """A server that stalls once, and answers one after the other."""

    async def measured() -> list[float]:
        turn = asyncio.Lock()
        stalls = iter([STALL_S])

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            async with turn:
                await asyncio.sleep(next(stalls, 0.0))
            writer.write(ANSWER)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            taken = await run(load(server.sockets[0].getsockname()[1], 100.0, 20))
        assert taken.statuses == {200: 20}
        assert taken.bytes_read == 20 * len(ANSWER)
        return taken.latencies_ms

    waited = [latency for latency in asyncio.run(measured()) if latency > STALL_S * 1000 / 4]
    assert len(waited) > 5, "only the slow answer itself was counted"
