"""Every fault, in every family, at every moment: what must never happen does not, and it passes."""

import pytest

from locker_driver.config import Echo
from locker_driver.dialects import Dialect, Dialect8a, DialectModbus
from locker_driver.families import FAMILIES, Family
from tests.unit.locker_driver.matrix.cell import FAULTS, Cell, Fault, Moment


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_claimed_that_is_not_so(family: Family, fault: Fault, moment: Moment) -> None:
    cell = Cell(family, fault, moment)
    assert cell.violations() == []
    assert cell.attempts


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    ("family", "dialect", "echo"),
    [
        pytest.param("8a", Dialect8a(unlock_parameter=0x33, reports="off"), "strip", id="cm06-echoing"),
        pytest.param("modbus-relay", DialectModbus(pulse="momentary"), "strip", id="eletechsup-echoing"),
        pytest.param("modbus-relay", DialectModbus(framing="tcp"), "off", id="modbus-tcp"),
    ],
)
def test_nor_in_another_dialect(family: Family, dialect: Dialect, echo: Echo, fault: Fault, moment: Moment) -> None:
    cell = Cell(family, fault, moment, dialect, echo)
    assert cell.violations() == []
    assert cell.attempts
