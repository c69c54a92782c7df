"""The outcome for people (a table) and for programs (JSON)."""

import json
from collections import Counter
from collections.abc import Sequence

from kiosk.conformance.runner import Outcome

_WORDS = {"passed": "ok", "failed": "FAILED", "skipped": "skipped"}


def as_line(outcome: Outcome, width: int) -> str:
    """One scenario, and below it why."""
    line = f"{_WORDS[outcome.verdict]:<8}{outcome.scenario.name:<{width}}{outcome.took_s:>7.1f} s  "
    line += outcome.scenario.what
    return line if not outcome.reason else f"{line}\n{'':8}{outcome.reason}"


def as_sum(outcomes: Sequence[Outcome]) -> str:
    """The last line."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("passed", "failed", "skipped"))


def as_json(url: str, outcomes: Sequence[Outcome]) -> str:
    """Everything."""
    rows = [
        {
            "scenario": outcome.scenario.name,
            "what": outcome.scenario.what,
            "verdict": outcome.verdict,
            "reason": outcome.reason,
            "took_s": round(outcome.took_s, 3),
        }
        for outcome in outcomes
    ]
    return json.dumps({"url": url, "ok": ok(outcomes), "scenarios": rows}, indent=2, ensure_ascii=False)


def ok(outcomes: Sequence[Outcome]) -> bool:
    """Whether something was tried, and nothing failed."""
    verdicts = {outcome.verdict for outcome in outcomes}
    return "failed" not in verdicts and "passed" in verdicts
