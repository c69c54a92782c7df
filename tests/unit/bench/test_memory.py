import os

import pytest

from tests.bench.memory import memory_of, parse

ROLLUP = """\
55bfda865000-7fffe93a4000 ---p 00000000 00:00 0                          [rollup]
Rss:                2000 kB
Pss:                1000 kB
Pss_Anon:            500 kB
"""


def test_kib_of_the_kernel_become_mb() -> None:
    memory = parse(ROLLUP)
    assert memory.rss_mb == pytest.approx(2.048)
    assert memory.pss_mb == pytest.approx(1.024)
    assert memory.own_mb == pytest.approx(0.512)


def test_a_process_knows_its_own_memory() -> None:
    memory = memory_of(os.getpid())
    assert 1 < memory.own_mb < memory.pss_mb <= memory.rss_mb
