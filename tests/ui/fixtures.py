"""Views of every screen and variant, at the site of the demo profile."""

import tomllib
from pathlib import Path
from typing import get_args

import msgspec

from kiosk import messages as m

LAYOUT = Path(__file__).parents[2] / "config" / "layouts" / "demo-24.toml"
AT = 1795424520.0  # Monday 23 November 2026, 09:02 UTC


def wall() -> m.WallDrawing:
    """The demo bank as the core would draw it."""
    layout = tomllib.loads(LAYOUT.read_text())
    cells = []
    for column in layout["columns"]:
        top = layout["height_mm"]
        for door in column["doors"]:
            top -= door["height_mm"]
            x_mm, width_mm = column["x_mm"], column["width_mm"]
            cells.append(m.WallCell(door["number"], door["size"], x_mm, top, width_mm, door["height_mm"]))
    box = layout["screen"]
    screen = m.WallCell(0, "", box["x_mm"], box["y_mm"], box["width_mm"], box["height_mm"])
    return m.WallDrawing(layout["width_mm"], layout["height_mm"], screen, tuple(cells))


def site(*, preview: str = "", size_mm: tuple[float, float] = (268, 476)) -> m.Site:
    return m.Site(
        name="Henteskap Sentrum",
        kiosk="Sentrum 4",
        help_phone="22 00 11 22",
        languages=("nb", "en"),
        wall=wall(),
        screen_width_mm=size_mm[0],
        screen_height_mm=size_mm[1],
        preview_path=preview,
    )


PLACE = m.PlaceInWords(column=2, columns=4, row=2, rows=6, band="hip", side="left")
FAR = m.PlaceInWords(column=4, columns=4, row=1, rows=5, band="knee", side="right")

_ACCOUNT = m.AccountScreen(
    company="Fjellheim Bygg AS",
    person="Ingrid Solbakken",
    pickups=(
        m.AccountPickup("PK7A2M4Q", "Skolegata 14, bad 2. etasje", "Ingrid Solbakken", True, (3, 7), 12, 12, True),
        m.AccountPickup("PK7A2M5R", "Havneterrassen", "Tor Anders Myhre", False, (18,), 4, 9, False),
        m.AccountPickup("PK7A2M6S", "", "Ingrid Solbakken", True, (21,), 1, 1, True),
    ),
)
_ELSEWHERE = (m.ElsewhereLine("Henteskap Åsane", 2, AT + 10 * 86_400), m.ElsewhereLine("Henteskap Brygga", 1))
_PAPERS = (
    m.PaperLine("INV-30418", "invoice", "30418", AT - 6 * 86_400, 1_249_900, "NOK", False, "https://shop.example/d/1"),
    m.PaperLine("CRN-20171", "credit_note", "20171", AT - 9 * 86_400, -42_900, "NOK", True, "https://shop.example/d/2"),
    m.PaperLine("INV-30402", "invoice", "30402", AT - 40 * 86_400, 389_550, "NOK", True, "https://shop.example/d/3"),
    m.PaperLine("INV-30377", "invoice", "30377", AT - 71 * 86_400, 12_900, "EUR", True),
)
_NOTES = tuple(
    m.PaperLine(
        f"DLN-3042{day}", "delivery_note", f"3042{day}", AT - day * 86_400, 0, "NOK", False, "https://shop.example/n"
    )
    for day in range(3)
)
_KINDS: tuple[m.PaperKind, ...] = ("invoices", "delivery_notes")
_CREDIT = m.CreditLine("NOK", 3_750_100, stopped=False)
_LONG = "https://dokumenter.byggmesteren.example/kunder/A-FJELLHEIM/faktura/30418.pdf?exp=1795510920&sig=6b1d0c7e9f2a4b58c3d1"


def _approval(state: str, count: int = 3) -> m.ApprovalScreen:
    about = ("NO-21001", "E-JONAS", "Brygga B, 3. etasje", 1_249_900, "NOK")
    return m.ApprovalScreen(1, count, *about, state)  # type: ignore[arg-type]


_PAPERS_WAYS = ("back", "home", "help", "language")
_PICKUP_ACTIONS = ("toggle_pickup", "collect", "home", "help", "language")
_TYPE = ("key", "erase", "submit", "home", "help", "language")
_DOOR = ("help", "language")
_REFERENCE = (*_TYPE, "back")
_REFUSED = ("type_code", "home", "help", "language")
_PAGES = ("select_door", "bus_page", "camera_page", "log_out", "help", "language")
_SERVICE = ("open_door", "block_door", "unblock_door", *_PAGES)
_STATES = {4: ("closed", "blocked"), 9: ("open", "free"), 13: ("closed", "suspect"), 19: ("unknown", "free")}
_STATES |= {15: ("closed", "reserved"), 22: ("closed", "recall")}


def _service_doors(unarmed: int = 0) -> tuple[m.ServiceDoor, ...]:
    doors = []
    for number in range(1, 25):
        usual = ("closed", "occupied" if number in {3, 7, 12, 18, 21} else "free")
        leaf, state = ("closed", "unarmed") if number > 24 - unarmed else _STATES.get(number, usual)
        doors.append(
            m.ServiceDoor(
                number=number,
                bus="main",
                board=1,
                channel=number,
                door=leaf,  # type: ignore[arg-type]
                state=state,  # type: ignore[arg-type]
                reason="dirty" if state == "blocked" else "",
                last_opened_s=340 if number == 12 else None,
                failures=2 if state == "suspect" else 0,
                holds_parcel=state in {"occupied", "suspect", "recall"},
                pickup=f"7A2M4Q{number:02}" if state in {"occupied", "suspect", "recall", "reserved"} else "",
                recall="expired" if state == "recall" else "",
            )
        )
    return tuple(doors)


_BUS = m.BusLine("main", "/dev/ttyUSB0", "connected", 18204, 18201, 3, 1, 12, 0, 0, 0.87)
_ANNEX = m.BusLine("annex", "socket://10.0.0.7:4001", "unreachable", 912, 880, 32, 0, 0, 2, 0, 0.61)
_ALARMS = (
    m.AlarmLine("brown_out", 95, "annex", 2),
    m.AlarmLine("held_open", 1260, door=9),
    m.AlarmLine("opened_without_command", 7300, door=13),
)
_FRAMES = tuple(
    f"{600 + number * 0.25:.3f} {'<' if number % 2 else '>'} 80 01 00 33 {'ff ff ff ' if number % 2 else ''}b2"
    for number in range(20)
)


def _service(
    selected: int | None, asking: str = "", outcome: str = "", unarmed: int = 0, **more: object
) -> m.ServiceScreen:
    return m.ServiceScreen(
        doors=_service_doors(unarmed),
        buses=(_BUS,) if selected else (_BUS, _ANNEX),
        alarms=_ALARMS,
        selected=selected,
        asking=asking,  # type: ignore[arg-type]
        last_outcome=outcome,
        technician="Amund Tekniker",
        outbox=2,
        version="0.1.0",
        **{"free_mb": 5210, "sync_age_s": 45, **more},  # type: ignore[arg-type]
    )


_FINDINGS = (
    m.FindingLine("polarity", None, {"bus": "annex", "polarity": "open_when_shorted"}),
    m.FindingLine("other_opened", 5, {"seen": 6, "bus": "main", "board": 1, "channel": 5}),
    m.FindingLine("no_feedback", 8, {"reads": "closed"}),
)
_WALK = ("doors_page", "log_out", "help", "language")


def _commission(asked: str, doing: str = "", **more: object) -> m.ServiceCommissionScreen:
    fields: dict[str, object] = {
        "asked_door": 12 if asked in {"close", "still_open"} else None,
        "door": 12,
        "left": tuple(range(13, 25)),
        "proven": tuple(door for door in range(1, 12) if door not in {5, 8, 9}),
        "skipped": (9,),
        "open": (12,),
        "bank_file": "../banks/demo-24.toml",
        "technician": "Amund Tekniker",
    }
    return m.ServiceCommissionScreen(asked=asked, doing=doing, **{**fields, **more})  # type: ignore[arg-type]


def _refused(reason: str, **more: object) -> m.RefusedScreen:
    return m.RefusedScreen(reason, **more)  # type: ignore[arg-type]


_RESCUE_DOORS = tuple(m.RescueDoor(number, FAR, number not in {7, 19}) for number in (7, 13, 19, 24))

_ROOMY = (5, 6, 7, 10, 11, 12, 13, 14, 15, 18, 19, 22, 23, 24)
_RESCUE_MANY = tuple(m.RescueDoor(number, FAR, number not in {7, 12, 18}) for number in _ROOMY)


def _rescue(state: str, asked: int | None = 13, doors: tuple[m.RescueDoor, ...] = _RESCUE_DOORS) -> m.RescueScreen:
    return m.RescueScreen(state, doors, asked, "4F7KM2Q8XA")  # type: ignore[arg-type]


_TOPICS: tuple[m.HelpTopic, ...] = ("empty", "damaged", "not_mine", "wont_close", "other")

_DRILL = m.BasketLine("1", "Drill 18 V", "DRILL-18V", 1, 164_900, 164_900, "contract")
_BASKET = (
    _DRILL,
    m.BasketLine("2", "Jordfeilautomat 16 A", "BREAKER-16A", 10, 37_900, 379_000, "quantity"),
    m.BasketLine("3", "Bitssett, 32 deler", "BITS-32", 2, 19_900, 39_800, "campaign"),
    m.BasketLine("4", "Vindsperretape 60 mm × 25 m", "TAPE-60", 4, 21_500, 86_000, "list"),
)
_SCREWS = m.BasketLine("6", "Treskrue 5 × 90, 200 stk", "SCREW-5X90", 10_000, 24_900, 249_000_000, "quantity")
_GAS = m.BasketLine("5", "Gasspatron 300 ml", "GAS-300", 1, 8_900, 8_900, "list", "hazard")
_UNPRICED = tuple(m.BasketLine(line.key, line.name, line.number, line.quantity) for line in _BASKET)
_SUM = m.Amount("NOK", 669_700, 167_425, 837_125)
_SHOP = ("type_article", "more", "fewer", "quantity", "back", "home", "help", "language")
_FJELLHEIM = "Fjellheim Bygg AS"


def _basket(lines: tuple[m.BasketLine, ...], prices: m.BasketPrices = "told", **more: object) -> m.BasketScreen:
    fields = {"amount": _SUM if lines and prices == "told" else None, "may_buy": True, **more}
    return m.BasketScreen(_FJELLHEIM, lines, prices=prices, **fields)  # type: ignore[arg-type]


def _checkout(state: str = "told", **more: object) -> m.CheckoutScreen:
    fields: dict[str, object] = {"can_here": True, "can_home": True, "chosen": "here"}
    fields |= {"references": (m.ReferenceGiven("purchase_order", "PO-4711"),), **more}
    return m.CheckoutScreen(_FJELLHEIM, 17, _SUM, state, **fields)  # type: ignore[arg-type]


_LEAVE = ("back", "home", "help", "language")
_STAY = ("back", "help", "language")
_TO_BUY = ("deliver", "change_reference", "buy", *_STAY)
_BUYING: dict[str, tuple[m.Screen, tuple[str, ...]]] = {
    "basket_empty": (_basket(()), ("type_article", *_LEAVE)),
    "basket_empty_no_camera": (_basket((), camera_ok=False), ("type_article", *_LEAVE)),
    "basket_one": (
        _basket((_DRILL,), amount=m.Amount("NOK", 164_900, 41_225, 206_125)),
        ("checkout", *_SHOP),
    ),
    "basket": (_basket(_BASKET), ("checkout", *_SHOP)),
    "basket_many": (_basket((_DRILL, _SCREWS), amount=m.Amount("NOK", 249_164_900, 62_291_225, 311_456_125)), _SHOP),
    "basket_asked": (_basket(_UNPRICED, "asked"), _SHOP),
    "basket_away": (_basket(_UNPRICED, "away"), ("ask_again", *_SHOP)),
    "basket_badge_again": (_basket(_UNPRICED, "badge_again"), _SHOP),
    "basket_unattended": (_basket((*_BASKET, _GAS)), _SHOP),
    "basket_unknown": (_basket(_BASKET, notice="unknown", named="04006381333931"), ("checkout", *_SHOP)),
    "basket_changed": (_basket(_BASKET, notice="prices_changed"), ("checkout", *_SHOP)),
    "basket_prices_only": (_basket(_BASKET, may_buy=False), _SHOP),
    "checkout": (_checkout(), _TO_BUY),
    "checkout_asked": (_checkout("asked", can_here=False, can_home=False), ("change_reference", *_STAY)),
    "checkout_away": (_checkout("away", can_here=False, can_home=False), ("ask_again", "change_reference", *_STAY)),
    "checkout_home": (
        _checkout(
            can_here=False,
            chosen="home",
            reasons=("too_large",),
            references=(m.ReferenceGiven("purchase_order", ""), m.ReferenceGiven("job", "Skolegata 14")),
        ),
        ("change_reference", "buy", *_STAY),
    ),
    "checkout_nowhere": (
        _checkout(can_here=False, can_home=False, reasons=("temperature",)),
        ("change_reference", *_STAY),
    ),
    "purchase_sent": (m.PurchaseScreen("sent", "4F7KM2Q8XA-7R2KQ9M4TD"), ("help", "language")),
    "purchase_doubtful": (
        m.PurchaseScreen("doubtful", "4F7KM2Q8XA-7R2KQ9M4TD"),
        ("ask_again", "home", "help", "language"),
    ),
    "purchase_not_sent": (m.PurchaseScreen("not_sent", badge_again=True), _LEAVE),
    "purchase_placed": (m.PurchaseScreen("placed", "NO-21006", 837_125, "NOK"), _LEAVE),
    "purchase_unnumbered": (m.PurchaseScreen("placed", "4F7KM2Q8XA-7R2KQ9M4TD", 837_125, "NOK", True), _LEAVE),
    "purchase_awaiting": (m.PurchaseScreen("awaiting_approval", "NO-21006", 837_125, "NOK"), _LEAVE),
    "purchase_credit": (m.PurchaseScreen("refused", code="credit-exceeded"), _LEAVE),
    "purchase_refused": (m.PurchaseScreen("refused", code="something-new"), _LEAVE),
}

SCREENS: dict[str, tuple[m.Screen, tuple[str, ...]]] = {
    "idle": (m.IdleScreen(camera_ok=True, can_type=True), ("type_code", "help", "language")),
    "idle_business": (m.IdleScreen(camera_ok=True, can_type=True), ("type_code", "phone_sign_in", "help", "language")),
    "phone_sign_in": (m.PhoneSignInScreen(), ("back", "home", "help", "language")),
    "phone_sign_in_shown": (
        m.PhoneSignInScreen("https://login.example.com/realms/company/device?user_code=WDJB-MJHT", "WDJB-MJHT"),
        ("back", "home", "help", "language"),
    ),
    "idle_no_camera": (m.IdleScreen(camera_ok=False, can_type=True), ("type_code", "help", "language")),
    "checking": (m.CheckingScreen(), ()),
    "door_opening": (m.DoorScreen(12, PLACE, "opening", 1, 1, None, False), ("help",)),
    "door_open": (m.DoorScreen(12, PLACE, "open", 1, 1, None, False), _DOOR),
    "door_open_next": (
        m.DoorScreen(12, PLACE, "open", 2, 3, 24, True, collected=(5,), waiting=(24,)),
        ("reopen", *_DOOR),
    ),
    "door_next": (m.DoorScreen(24, FAR, "next", 2, 2, None, False, (12,)), ("open_next", "home", "help")),
    "door_wait": (m.DoorScreen(24, FAR, "wait", 5, 6, None, False, (12,), wait_s=18), ("home", "help")),
    "door_held_open": (m.DoorScreen(24, FAR, "held_open", 1, 1, None, True), ("reopen", *_DOOR)),
    "door_taken_over": (
        m.DoorScreen(12, PLACE, "held_open", 1, 2, 24, True, waiting=(24,)),
        ("type_code", "reopen", *_DOOR),
    ),
    "door_unseen": (m.DoorScreen(12, PLACE, "unseen", 1, 1, None, False), ("skip", *_DOOR)),
    "door_unseen_next": (
        m.DoorScreen(12, PLACE, "unseen", 2, 3, 24, False, collected=(5,), waiting=(24,)),
        ("skip", *_DOOR),
    ),
    "door_fault_jammed": (m.DoorFaultScreen(12, PLACE, "jammed", 2, False), ("retry", "help", "home")),
    "door_fault_unknown": (m.DoorFaultScreen(12, PLACE, "unknown", 1, True), ("retry", "skip", "help")),
    "door_fault_told": (m.DoorFaultScreen(12, PLACE, "jammed", 0, True), ("skip", "help")),
    "done": (m.DoneScreen((12,), (), 12, 0, "4F7KM2Q8XA"), ("reopen", "home", "help")),
    "done_partly": (m.DoneScreen((5, 12), (24,), None, 3, "4F7KM2Q8XA"), ("home", "help")),
    "done_unseen": (m.DoneScreen((5,), (), None, 0, "4F7KM2Q8XA", (12,)), ("home", "help")),
    "refused_unknown": (_refused("unknown"), _REFUSED),
    "refused_already_collected": (_refused("already_collected", at_utc=AT), _REFUSED),
    "refused_expired": (_refused("expired", at_utc=AT), _REFUSED),
    "refused_cancelled": (_refused("cancelled"), _REFUSED),
    "refused_not_yet": (_refused("not_yet", at_utc=AT), _REFUSED),
    "refused_wrong_site": (_refused("wrong_site", site_name="Henteskap Storsletta"), _REFUSED),
    "refused_not_ready": (_refused("not_ready"), _REFUSED),
    "refused_payment_due": (_refused("payment_due"), _REFUSED),
    "refused_revoked": (_refused("revoked"), _REFUSED),
    "refused_blocked_door": (_refused("blocked_door"), _REFUSED),
    "refused_too_many_attempts": (_refused("too_many_attempts", wait_s=840, can_type=False), ("home", "help")),
    "refused_cannot_check": (_refused("cannot_check"), _REFUSED),
    "refused_no_pickups": (_refused("no_pickups"), ("home", "help", "language")),
    "refused_wrong_pin": (_refused("wrong_pin"), ("home", "help")),
    "refused_unreadable": (_refused("unreadable"), _REFUSED),
    "refused_bank_down": (_refused("bank_down"), ("home", "help")),
    "refused_limit_reached": (_refused("limit_reached"), ("home", "help", "language")),
    "refused_sign_in": (_refused("sign_in_refused"), ("type_code", "phone_sign_in", "home", "help", "language")),
    "keypad": (m.KeypadScreen("typed_code", "crockford", "7A2M4", 9), _TYPE),
    "keypad_bad_check": (m.KeypadScreen("typed_code", "crockford", "7A2M4QXWZ", 9, "bad_check"), _TYPE),
    "keypad_digits": (m.KeypadScreen("typed_code", "digits", "481", 6), _TYPE),
    "keypad_phone": (
        m.KeypadScreen("phone_last4", "digits", "09", 4, "unknown"),
        ("key", "erase", "back", "home", "help", "language"),
    ),
    "account": (_ACCOUNT, _PICKUP_ACTIONS),
    "account_everything": (
        msgspec.structs.replace(
            _ACCOUNT,
            news="told",
            elsewhere=_ELSEWHERE,
            coming=4,
            coming_numbers=("10301", "10307", "10311"),
            unapproved=1,
            in_basket=3,
            to_approve=2,
        ),
        ("shop", "papers", "approvals", *_PICKUP_ACTIONS),
    ),
    "account_nothing_here": (
        msgspec.structs.replace(
            _ACCOUNT, pickups=(), news="told", elsewhere=_ELSEWHERE[:1], coming=1, coming_numbers=("10301",)
        ),
        ("shop", "papers", "home", "help", "language"),
    ),
    "account_shop_away": (msgspec.structs.replace(_ACCOUNT, news="away"), _PICKUP_ACTIONS),
    "account_badge_again": (
        msgspec.structs.replace(_ACCOUNT, pickups=(), news="unknown"),
        ("home", "help", "language"),
    ),
    "approval": (_approval("open"), ("approve", "reject", "older", *_PAPERS_WAYS)),
    "approval_deciding": (_approval("deciding"), ("older", *_PAPERS_WAYS)),
    "approval_approved": (_approval("approved"), ("older", *_PAPERS_WAYS)),
    "approval_rejected": (_approval("rejected", count=1), _PAPERS_WAYS),
    "approval_already_decided": (_approval("already_decided", count=1), _PAPERS_WAYS),
    "approval_refused": (_approval("refused"), ("older", *_PAPERS_WAYS)),
    "approval_unknown": (_approval("unknown"), ("approve", "reject", "older", *_PAPERS_WAYS)),
    "papers": (
        m.PapersScreen(_KINDS, "invoices", "told", _PAPERS, 2, 7, _CREDIT),
        ("paper", "paper_kind", "newer", "older", *_PAPERS_WAYS),
    ),
    "papers_notes": (
        m.PapersScreen(_KINDS, "delivery_notes", "told", _NOTES, credit=m.CreditLine("NOK", 0, stopped=True)),
        ("paper", "paper_kind", *_PAPERS_WAYS),
    ),
    "papers_asked": (m.PapersScreen(_KINDS, "invoices", "asked"), ("paper_kind", *_PAPERS_WAYS)),
    "papers_none": (m.PapersScreen(_KINDS[1:], "delivery_notes", "told"), _PAPERS_WAYS),
    "papers_away": (m.PapersScreen(_KINDS, "invoices", "away"), ("paper_kind", "ask_again", *_PAPERS_WAYS)),
    "papers_badge_again": (m.PapersScreen(_KINDS, "invoices", "badge_again"), ("paper_kind", *_PAPERS_WAYS)),
    "paper": (
        m.PapersScreen(_KINDS, "invoices", "told", shown=msgspec.structs.replace(_PAPERS[0], link=_LONG)),
        _PAPERS_WAYS,
    ),
    "reference": (m.ReferenceScreen("purchase_order", True, "4500-SKOLE", 20), _REFERENCE),
    "reference_optional": (m.ReferenceScreen("job", False, "", 20), (*_REFERENCE, "skip")),
    "reference_wrong": (m.ReferenceScreen("cost_centre", True, "12", 20, "pattern"), _REFERENCE),
    "reference_buying": (m.ReferenceScreen("buyer_reference", True, "", 20, purpose="buy"), _REFERENCE),
    "article": (m.ReferenceScreen("article", True, "CABLE-3G2.5", 40, purpose="buy"), _REFERENCE),
    "quantity": (m.ReferenceScreen("quantity", True, "120", 5, purpose="buy", about="Drill 18 V"), _REFERENCE),
    "quantity_wrong": (
        m.ReferenceScreen("quantity", True, "20000", 5, "pattern", purpose="buy", about="Drill 18 V"),
        _REFERENCE,
    ),
    "article_missing": (m.ReferenceScreen("article", True, "", 40, "missing", purpose="buy"), _REFERENCE),
    **_BUYING,
    "pin": (m.PinScreen(3, 6), ("key", "erase", "submit", "home")),
    "pin_wrong": (m.PinScreen(0, 6, "wrong_pin", 2), ("key", "erase", "submit", "home")),
    "service": (_service(None), ("select_door", "bus_page", "camera_page", "commission", "log_out")),
    "service_unarmed": (
        _service(None, unarmed=24),
        ("select_door", "bus_page", "camera_page", "commission", "log_out"),
    ),
    "service_unarmed_door": (
        _service(20, unarmed=8),
        ("select_door", "block_door", "unblock_door", "camera_page", "log_out"),
    ),
    "service_door": (_service(12, outcome="opened"), _SERVICE),
    "service_blocked": (_service(4), _SERVICE),
    "service_block_reason": (_service(13, "block_reason"), ("select_door", "reason", "back", "log_out")),
    "service_suspect": (_service(13), ("resolve_door", *_SERVICE)),
    "service_resolve_reason": (_service(13, "resolve_reason"), ("select_door", "reason", "back", "log_out")),
    "service_unwell": (
        _service(None, clock="untrusted", list_tier="old", sync_age_s=190_000, set_aside=3, free_mb=48),
        ("select_door", "bus_page", "camera_page", "log_out"),
    ),
    "service_open_reason": (_service(9, "open_reason"), ("select_door", "reason", "back", "log_out")),
    "service_load_reason": (_service(15, "open_reason", can_load=True), ("select_door", "reason", "back", "log_out")),
    "service_reserved": (_service(15), _SERVICE),
    "service_recall": (_service(22), _SERVICE),
    "service_camera": (
        m.ServiceCameraScreen("v4l2:/dev/video0", "ok", 1280, 720, 14.9, 8.4, 132, "QR-Code", 144),
        ("doors_page", "log_out"),
    ),
    "service_camera_complaints": (
        m.ServiceCameraScreen(
            "rtsp://camera.example/live",
            "black",
            1280,
            720,
            15.0,
            2.0,
            132,
            view="dirty",
            unconfined=("files", "network"),
        ),
        ("doors_page", "log_out"),
    ),
    "service_camera_frozen": (
        m.ServiceCameraScreen("v4l2:/dev/video0", "frozen", 1280, 720, 0.0, 0.0, 132),
        ("doors_page", "log_out"),
    ),
    "service_camera_scanners": (
        m.ServiceCameraScreen(
            *("v4l2:/dev/video0", "ok", 1280, 720, 14.9, 8.4, 132, "code128", 44, "sscc"),
            scanners=(
                m.ScannerLine("serial:/dev/serial/by-id/usb-Honeywell_Imager_7580g_18123B0A5C-if00", "ok", 1204),
                m.ScannerLine("hid:0c2e:0b61?suffix=tab", "blocked", 0, "/dev/input/event7: another program has it"),
                m.ScannerLine("pcsc:ACS ACR122U", "missing", 3, "no card reader named 'ACS ACR122U'"),
            ),
        ),
        ("doors_page", "log_out"),
    ),
    "service_bus": (m.ServiceBusScreen((_BUS, _ANNEX), "main", _FRAMES, alarms=_ALARMS), ("doors_page", "bus_page")),
    "service_bus_fault": (
        m.ServiceBusScreen(
            (m.BusLine("main", "/dev/serial/by-id/usb-FTDI_USB-RS485_A10KZ", "connected", 900, 700, 200, 4, 90),),
            "main",
            _FRAMES,
            silent_doors=(14, 15, 16),
        ),
        ("doors_page", "log_out"),
    ),
    "service_bus_away": (m.ServiceBusScreen((_BUS, _ANNEX), "annex", ()), ("doors_page", "bus_page", "log_out")),
    "service_commission": (_commission("close_all", door=None, proven=(), skipped=()), ("walk_confirm", *_WALK)),
    "service_commission_before": (_commission("", "before"), _WALK),
    "service_commission_which": (
        _commission("which_opened", findings=_FINDINGS[1:]),
        ("select_door", "walk_none", "walk_several", "walk_skip", *_WALK),
    ),
    "service_commission_close": (_commission("close"), ("walk_confirm", "walk_skip", *_WALK)),
    "service_commission_open": (_commission("still_open"), ("walk_confirm", "walk_skip", *_WALK)),
    "service_commission_read": (_commission("", "after_closing", findings=_FINDINGS), _WALK),
    "service_commission_ended": (
        _commission("", door=None, left=(), ended=True, findings=_FINDINGS, open=()),
        ("commission", *_WALK),
    ),
    "service_commission_done": (
        _commission("", door=None, left=(), proven=tuple(range(1, 25)), skipped=(), open=(), ended=True),
        ("commission", *_WALK),
    ),
    "help": (m.HelpScreen("4F7KM2Q8XA", _TOPICS), ("report", "back", "language")),
    "help_reported": (m.HelpScreen("4F7KM2Q8XA", _TOPICS, "damaged"), ("back", "language")),
    "help_idle": (m.HelpScreen("4F7KM2Q8XA", ()), ("back",)),
    "rescue_suspected": (_rescue("suspected"), ("rescue_door", "back", "language")),
    "rescue_suspected_clear": (_rescue("suspected"), ("rescue_door", "rescue_clear", "language")),
    "rescue_choose": (_rescue("choose", None), ("rescue_door", "back", "language")),
    "rescue_choose_many": (_rescue("choose", None, _RESCUE_MANY), ("rescue_door", "back", "language")),
    "rescue_occupied": (_rescue("choose", 19), ("back", "language")),
    "rescue_opening": (_rescue("opening"), ()),
    "rescue_open": (_rescue("open"), ("rescue_clear", "rescue_door", "back", "language")),
    "rescue_failed": (_rescue("failed"), ("rescue_door", "back", "language")),
    "rescue_no_door": (_rescue("choose", None, ()), ("back", "language")),
    "out_of_service_starting": (m.OutOfServiceScreen("starting"), ()),
    "out_of_service_bank_down": (m.OutOfServiceScreen("bank_down"), ("help", "language")),
    "out_of_service_journal": (m.OutOfServiceScreen("journal_failed"), ()),
    "out_of_service_commission": (m.OutOfServiceScreen("not_commissioned"), ("help", "language")),
    "out_of_service_disk_full": (m.OutOfServiceScreen("disk_full", "OL-301"), ()),
    "out_of_service_disk_read_only": (m.OutOfServiceScreen("disk_read_only", "OL-302"), ()),
    "out_of_service_damaged": (m.OutOfServiceScreen("journal_damaged", "OL-303"), ()),
    "out_of_service_no_core": (m.OutOfServiceScreen("no_core"), ()),
}


NOTICES = get_args(m.Notice)
_NOTICES: dict[str, tuple[m.Notice, ...]] = {
    "idle_no_camera": ("camera_down",),
    "service_unwell": ("storage_low", "clock_untrusted", "list_refusing"),
}


_NO_RESCUE = frozenset(
    {"out_of_service_no_core", "rescue_choose", "rescue_choose_many", "rescue_suspected_clear", "rescue_no_door"}
)
"""There is no core, or it is a page to which "rescue" has led."""


def _actions(base: str, actions: tuple[str, ...], *, ending: bool) -> tuple[str, ...]:
    rescue = () if base in _NO_RESCUE else ("rescue",)
    return (*rescue, *actions, *(("more_time", "home") if ending else ()))


def view(name: str, language: str = "nb", seq: int = 1, *, night: bool = False) -> m.View:
    """`name` is a key of SCREENS; `NAME+ending` adds the warning, `NAME+NOTICE` a notice, `NAME+left_open` two doors.

    `NAME+advice` and `NAME+aim` add nothing.
    """
    base, _, extra = name.partition("+")
    screen, actions = SCREENS[base]
    return m.View(
        seq=seq,
        session="" if base == "idle" else "s-1",
        language=language,
        screen=screen,
        actions=_actions(base, actions, ending=extra == "ending"),
        notices=(extra,) if extra in NOTICES else _NOTICES.get(base, ()),  # type: ignore[arg-type]
        ends_in_s=24 if extra == "ending" else None,
        left_open=(7, 19) if extra == "left_open" else (),
        night=night,
    )


ADVICE = "out_of_service_no_core+advice"
"""Nobody is there to open a door, and somebody has said that they are trapped."""
LEFT_OPEN = tuple(f"{base}+left_open" for base in ("idle", "done", "refused_expired", "refused_cannot_check"))
AIM = "+aim"
"""Somebody holds up a code that cannot be read yet."""
_AIMED = tuple(base + AIM for base in ("idle", "refused_unknown", "refused_unreadable", "service_camera"))
NAMES = (
    *SCREENS,
    ADVICE,
    *_AIMED,
    "keypad+ending",
    "account+ending",
    *(f"idle+{notice}" for notice in NOTICES),
    *LEFT_OPEN,
)
