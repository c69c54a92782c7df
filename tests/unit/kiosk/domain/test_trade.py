from kiosk.domain.pricing import Priced, Source
from kiosk.domain.trade import Quote


def test_what_is_to_be_paid_is_net_and_vat() -> None:
    line = Priced("DRILL-18V", 1, 149_900, 250, Source.LIST)
    assert Quote(7, "NOK", 9000.0, (line,), ("Drill",), 149_900, 37_475).gross_minor == 187_375
