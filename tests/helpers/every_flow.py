"""A session on every flow there is, in every state that shows something else; for tests that must hold on all."""

from dataclasses import replace
from typing import get_args

from kiosk.domain.account import ReferenceRule
from kiosk.domain.custody import Holding, HoldingState
from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.pricing import Wanted
from kiosk.domain.record import DoorIntent
from kiosk.domain.trade import Bought, Buy, Credit, Deliverable, NotBought, Visitor
from kiosk.flows import approvals, basket, by_hand, checkout, collect, papers, service, tradesperson, typed_code
from kiosk.flows.events import SignedIn
from kiosk.flows.goods import Line, named, wanted
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.session import Checking, Flow, Help, Idle, Refused, Session
from kiosk.flows.timing import MAX_PULSES, MAX_REOPENS
from kiosk.flows.visiting import Visiting
from tests.helpers.fake_trade import PAGE, document, order
from tests.helpers.flow_script import account, employee, pickup
from tests.helpers.shopping import BITS, DRILL, quote

CLAIMS = tuple(collect.Claim("C1", "PICKUP01", f"parcel-{door}", door, "token") for door in (7, 9))
FIRST = collect.Round(CLAIMS)
LAST = collect.Round(CLAIMS, index=1, collected=(7,), lines_to_come=2)
OVER = collect.Round(CLAIMS, index=1, collected=(7, 9))
HELD_BACK = DoorIntent("S1-9-1", "S1", "C1", "PICKUP01", "parcel-9", 9, "", "token", 1)
MINE = pickup(7, id="MINE0001", buyer_employee="E-1", buyer="Kari", project="Fjellveien 3", lines_total=3)
THEIRS = pickup(3, id="THEIRS01", buyer_employee="E-2", buyer="Ola")
PERSON = SignedIn("badge", employee(), account(ReferenceRule.REQUIRED), (MINE, THEIRS))
HOME = tradesperson.Home(PERSON, ("MINE0001",))
BUYER = Visiting(Visitor(frozenset({"collect", "buy"})), (order(),), "told")
PAPERS = papers.Papers(
    HOME,
    ("invoices", "delivery_notes"),
    "invoices",
    tuple(document(str(30415 - number)) for number in range(5)),
    "told",
    Credit("NOK", 10_000, 90_000, stopped=False),
)
WAITS = Bought("PUR-1", "awaiting_approval", "E-2", "", 1_249_900, "NOK")
TECHNICIAN = employee(id="E-9", account="", name="Tor", pin_digest="d" * 64)
DOORS = service.Doors(TECHNICIAN)
DOUBT = Holding(3, "PICKUP01", "parcel-3", HoldingState.OCCUPIED, "unknown")

GOODS = (Line(Wanted("SKU-1", 2, DRILL), "Article 1"), Line(Wanted("", 1, BITS)))
BASKET = basket.Basket(HOME)
PRICED = basket.Basket(HOME, named(GOODS, quote(wanted(GOODS))), quote(wanted(GOODS)))
READY = checkout.Checkout(PRICED, way=Deliverable(here=True, home=True))
BUY = Buy("S1-BUY1", wanted(PRICED.lines), 7)

FLOWS: dict[str, Flow] = {
    "checking": Checking("typed"),
    "refused": Refused(Refusal(Reason.EXPIRED, at_utc=4000.0)),
    "wrong_site": Refused(Refusal(Reason.WRONG_SITE, site=5)),
    "waiting": Refused(Refusal(Reason.TOO_MANY_ATTEMPTS, wait_s=30)),
    "typing": typed_code.Typing("7KQF"),
    "typing_error": typed_code.Typing("7K", "too_short"),
    "phone": typed_code.Phone("123456", "77"),
    "home": tradesperson.Home(PERSON, ("MINE0001",)),
    "home_nothing_chosen": tradesperson.Home(PERSON, ()),
    "reference": tradesperson.Reference(PERSON, ("MINE0001",), "PO-47", "pattern"),
    "basket_empty": BASKET,
    "basket_asked": basket.Basket(HOME, GOODS, prices=basket.Prices.ASKED),
    "basket_away": basket.Basket(HOME, GOODS, prices=basket.Prices.AWAY, notice=basket.Notice.NO_LABEL),
    "basket_priced": PRICED,
    "article": by_hand.ArticleNumber(PRICED, "DRILL", "missing"),
    "quantity": by_hand.Quantity(PRICED, DRILL, "120", "pattern"),
    "checkout_asked": checkout.Checkout(PRICED),
    "checkout_away": checkout.Checkout(PRICED, away=True),
    "checkout": READY,
    "purchase_reference": checkout.Asking(READY, "project", required=True, entered="P", error="pattern"),
    "buying": checkout.Buying(READY, BUY),
    "buying_doubtful": checkout.Buying(READY, BUY, waiting=False, doubtful=True),
    "buying_over": checkout.Buying(READY, BUY, waiting=False, badge_again=True),
    "bought": checkout.Receipt(HOME, Bought(BUY.id, "awaiting_approval", "E-1", "", 12_500, "NOK")),
    "not_bought": checkout.Receipt(HOME, NotBought("credit-exceeded")),
    "home_nothing_here": tradesperson.Home(replace(PERSON, pickups=()), ()),
    "phone_sign_in": PhoneSignIn(),
    "phone_sign_in_shown": PhoneSignIn(PAGE),
    "papers": papers.Papers(HOME, ("invoices", "delivery_notes"), "invoices"),
    "papers_told": PAPERS,
    "papers_away": papers.Papers(HOME, ("delivery_notes",), "delivery_notes", news="away"),
    "paper": replace(PAPERS, shown="DOC-30415"),
    "approval": approvals.Approvals(HOME, (WAITS, replace(WAITS, id="PUR-2"), WAITS), ("approved", "open", "open"), 1),
    "approval_decided": approvals.Approvals(HOME, (WAITS,), ("already_decided",)),
    "opening": collect.Opening(FIRST, 1, "S1-7-1"),
    "door_open": collect.DoorOpen(FIRST, 1, "S1-7-1", 4990.0),
    "door_held": collect.DoorOpen(LAST, 2, "S1-9-2", 4990.0, held=True, alarmed=True, report="empty"),
    "door_open_for_the_last_time": collect.DoorOpen(LAST, MAX_REOPENS, "S1-9-6", 4990.0),
    "door_unseen": collect.DoorOpen(FIRST, 1, "S1-7-1", 4990.0, unseen_utc=4995.0),
    "fault": collect.DoorFault(FIRST, 1, "S1-7-1", "jammed"),
    "fault_at_the_last_parcel": collect.DoorFault(LAST, 2, "S1-9-2", "unknown"),
    "fault_without_tries": collect.DoorFault(FIRST, MAX_PULSES, "S1-7-3", "jammed"),
    "next_door": collect.NextDoor(LAST),
    "held_back": collect.Waiting(LAST, HELD_BACK, 20.0),
    "held_back_before_a_restart": collect.Waiting(LAST, HELD_BACK, 0.0),
    "done": collect.Done(OVER, CLAIMS[1], 1),
    "done_no_reopen": collect.Done(OVER, CLAIMS[1], MAX_REOPENS),
    "done_empty": collect.Done(collect.Round(CLAIMS, index=1, missed=(7, 9)), None),
    "done_unseen": collect.Done(collect.Round(CLAIMS, index=1, collected=(7,), unseen=(9,)), None),
    "pin": service.Pin(TECHNICIAN, "1234", "wrong_pin", tries_left=2),
    "doors": DOORS,
    "door_selected": service.Doors(TECHNICIAN, selected=3, last_outcome="opened"),
    "door_pulsing": service.Doors(TECHNICIAN, selected=3, pulses=1, pulsing=3),
    "asking_why_open": service.Doors(TECHNICIAN, selected=3, asking="open_reason"),
    "asking_why_block": service.Doors(TECHNICIAN, selected=3, asking="block_reason"),
    "asking_what_became_of_it": service.Doors(TECHNICIAN, selected=3, asking="resolve_reason", doubt=DOUBT),
    "camera_page": service.CameraPage(service.Doors(TECHNICIAN, selected=3)),
    "commission": service.Commission(DOORS),
    "bus_page": service.BusPage(service.Doors(TECHNICIAN, selected=3), "main"),
}

SESSIONS: dict[str, Session] = {
    "idle": Session("", "nb", Idle()),
    "idle_in_english": Session("S1", "en", Idle()),
    "help": Session("S1", "nb", FLOWS["door_open"], Help()),
    "help_reported": Session("S1", "nb", FLOWS["refused"], Help("empty")),
    "help_warned": Session("S1", "nb", FLOWS["typing"], Help(), warned=True),
    "home_of_a_buyer": Session("S1", "nb", HOME, visiting=BUYER),
    "home_of_an_approver": Session("S1", "nb", HOME, visiting=replace(BUYER, to_approve=(WAITS,))),
    "warned": Session("S1", "nb", FLOWS["home"], warned=True),
    **{name: Session("S1", "nb", flow) for name, flow in FLOWS.items()},
    "basket_of_a_buyer": Session("S1", "nb", PRICED, visiting=BUYER),
}

MISSING = set(get_args(Flow)) - {type(session.flow) for session in SESSIONS.values()}
assert not MISSING, f"a flow without an example: {MISSING}"
