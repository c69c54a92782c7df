"""Every fault, in every family, at every moment: what must never happen does not, and it passes."""

import pytest

from locker_driver.families import FAMILIES, Family
from tests.unit.locker_driver.matrix.cell import FAULTS, Cell, Fault, Moment


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_claimed_that_is_not_so(family: Family, fault: Fault, moment: Moment) -> None:
    cell = Cell(family, fault, moment)
    assert cell.violations() == []
    assert cell.attempts
