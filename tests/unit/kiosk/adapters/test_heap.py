"""Threads of the reader take their memory from one heap."""

import subprocess
import sys

import pytest

_TELL = """
import ctypes, threading
from pathlib import Path
from kiosk.adapters.heap import use_one_heap
{first}
malloc = ctypes.CDLL(None).malloc
malloc.restype = ctypes.c_void_p
taken = []
thread = threading.Thread(target=lambda: taken.append(malloc(1000)))
thread.start()
thread.join()
(heap,) = (line for line in Path("/proc/self/maps").read_text().splitlines() if line.endswith("[heap]"))
begin, end = (int(number, 16) for number in heap.split()[0].split("-"))
print(begin <= taken[0] < end)
"""


@pytest.mark.parametrize(("first", "told"), [("use_one_heap()", "True"), ("", "False")])
def test_what_a_thread_takes_comes_from_the_heap_of_the_process(first: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TELL.format(first=first)], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == told
