import pytest

from kiosk.domain.account import Employee

KARI = Employee("E-1", "A", "Kari")
FOR_OLA = Employee("E-1", "A", "Kari", collects_for=("E-2", ""))
FOR_ALL = Employee("E-1", "A", "Kari", may_collect_for_company=True)


@pytest.mark.parametrize(
    ("who", "account", "buyer", "may"),
    [
        (KARI, "A", "E-1", True),
        (KARI, "A", "E-2", False),
        (KARI, "A", "", False),
        (KARI, "B", "E-1", False),
        (FOR_OLA, "A", "E-2", True),
        (FOR_OLA, "A", "E-1", True),
        (FOR_OLA, "A", "E-3", False),
        (FOR_OLA, "A", "", False),
        (FOR_OLA, "B", "E-2", False),
        (FOR_ALL, "A", "E-3", True),
        (FOR_ALL, "A", "", True),
        (FOR_ALL, "B", "E-2", False),
        (Employee("E-1", "", "Kari", may_collect_for_company=True), "", "E-1", False),
    ],
)
def test_own_then_those_one_is_sent_for_then_all_of_the_company(
    who: Employee, account: str, buyer: str, *, may: bool
) -> None:
    assert who.may_collect(account, buyer) is may
