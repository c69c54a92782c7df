"""What the command line prints: short lines for people, or one JSON object a line."""

import json
import sys
from collections.abc import Mapping
from typing import TextIO


class Output:
    """Writes to standard output unless told otherwise."""

    def __init__(self, *, as_json: bool, stream: TextIO | None = None) -> None:
        self.as_json = as_json
        self._stream = stream or sys.stdout

    def tell(self, line: str, record: Mapping[str, object]) -> None:
        """The same fact twice: `line` for people, `record` for programs."""
        print(json.dumps(record, ensure_ascii=False) if self.as_json else line, file=self._stream, flush=True)

    def remark(self, line: str) -> None:
        """For people only."""
        if not self.as_json:
            print(line, file=self._stream, flush=True)
