"""Whether somebody may buy on account."""

from typing import Any

import pytest

from kiosk.domain.account import ReferenceKind, ReferenceRule
from kiosk.domain.purchasing import (
    Finding,
    References,
    Terms,
    Why,
    credit_findings,
    needs_approval,
    reference_findings,
)

REQUIRED, ASKED, NONE = ReferenceRule.REQUIRED, ReferenceRule.ASKED, ReferenceRule.NONE
PO = Terms(reference_rule=REQUIRED, reference_pattern="PO-[0-9]{4}")


def _found(terms: Terms, **given: str) -> list[Finding]:
    return list(reference_findings(terms, References(**given)))


@pytest.mark.parametrize(
    ("terms", "given", "expected"),
    [
        (Terms(), {}, []),
        (PO, {}, [Finding(Why.REFERENCE_REQUIRED, "purchase_order")]),
        (PO, {"purchase_order": "PO-4711"}, []),
        (PO, {"purchase_order": "PO-47112"}, [Finding(Why.REFERENCE_MALFORMED, "purchase_order")]),
        (Terms(reference_rule=ASKED, reference_pattern="X"), {}, []),
        (
            Terms(reference_rule=ASKED, reference_pattern="X"),
            {"purchase_order": "Y"},
            [Finding(Why.REFERENCE_MALFORMED, "purchase_order")],
        ),
        (
            Terms(reference_kind=ReferenceKind.JOB, reference_rule=REQUIRED, project_rule=ASKED),
            {},
            [Finding(Why.REFERENCE_REQUIRED, "project")],
        ),
        (
            Terms(project_rule=REQUIRED, cost_centre_rule=REQUIRED),
            {"project": "P"},
            [Finding(Why.REFERENCE_REQUIRED, "cost_centre")],
        ),
        (Terms(electronic_invoice=True), {}, [Finding(Why.PEPPOL_REFERENCE_REQUIRED, "buyer_reference")]),
        (Terms(electronic_invoice=True), {"purchase_order": "1"}, []),
        (Terms(electronic_invoice=True), {"buyer_reference": "1"}, []),
        (Terms(electronic_invoice=True, buyer_reference="of the company"), {}, []),
    ],
)
def test_references(terms: Terms, given: dict[str, Any], expected: list[Finding]) -> None:
    assert _found(terms, **given) == expected


@pytest.mark.parametrize(
    ("terms", "amount_minor", "expected"),
    [
        (Terms(), 10**12, []),
        (Terms(credit_limit_minor=100, credit_used_minor=40), 60, []),
        (Terms(credit_limit_minor=100, credit_used_minor=40), 61, [Why.CREDIT_EXCEEDED]),
        (Terms(credit_limit_minor=100, credit_stopped=True), 1, [Why.CREDIT_STOPPED]),
        (Terms(credit_stopped=True), 0, [Why.CREDIT_STOPPED]),
    ],
)
def test_credit(terms: Terms, amount_minor: int, expected: list[Why]) -> None:
    assert [finding.why for finding in credit_findings(terms, amount_minor)] == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (Terms(), None),
        (Terms(credit_limit_minor=100, credit_used_minor=40), 60),
        (Terms(credit_limit_minor=100, credit_used_minor=140), 0),
        (Terms(credit_limit_minor=100, credit_stopped=True), 0),
    ],
)
def test_what_is_left(terms: Terms, expected: int | None) -> None:
    assert terms.credit_available_minor == expected


@pytest.mark.parametrize(
    ("of_account", "of_buyer", "net_minor", "expected"),
    [
        (None, None, 10**12, False),
        (100, None, 100, False),
        (100, None, 101, True),
        (None, 50, 51, True),
        (100, 50, 60, True),
        (100, 0, 1, True),
    ],
)
def test_who_may_buy_without_asking(
    of_account: int | None, of_buyer: int | None, net_minor: int, expected: bool
) -> None:
    assert needs_approval(Terms(approval_above_minor=of_account), of_buyer, net_minor) is expected
