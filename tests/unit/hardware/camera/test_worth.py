from hardware.camera.worth import Worth


def test_all_come_in_the_order_given_until_one_has_paid() -> None:
    worth = Worth(3)
    assert worth.order() == [0, 1, 2]
    worth.note(2, 0.01, hit=True)
    assert worth.order() == [2, 0, 1]


def test_a_dear_look_has_to_read_more_than_a_cheap_one() -> None:
    worth = Worth(2)
    for _ in range(20):
        worth.note(0, 0.050, hit=True)
        worth.note(1, 0.005, hit=True)
    assert worth.order() == [1, 0]
    assert worth.cost_s(0) > worth.cost_s(1)


def test_what_paid_long_ago_counts_less_than_what_pays_now() -> None:
    worth = Worth(2)
    for _ in range(30):
        worth.note(0, 0.01, hit=True)
    for _ in range(10):
        worth.note(1, 0.01, hit=True)
    assert worth.order() == [0, 1]
    for _ in range(15):
        worth.note(1, 0.01, hit=True)
    assert worth.order() == [1, 0]
