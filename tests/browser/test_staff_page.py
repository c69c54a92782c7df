"""The staff page as people meet it: in Chromium, by keyboard, on a phone, in both languages and both lights.

Every page is held against axe-core's rules for WCAG 2.2 AA, and against what they cannot see: 320 px, targets, scripts.
With OPENLUKE_SCREENSHOTS=FOLDER each page leaves a picture there.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import insert

from kiosk.backend import incidents, schema
from kiosk.backend.incidents import Incident
from kiosk.backend.webhooks import subscriptions
from tests.helpers.staff_page import PASSWORD, hire

pytestmark = pytest.mark.parametrize("planted", ["sqlite"], indirect=True)
SSCC = "370712345000000011"
PAGES = [
    "orders", "recall", "overview", "returns", "deviations", "incidents", "audit", "webhooks", "companies",
    "companies/A-FJELLHEIM", "sites", "purchases", "purchases/PUR-DEMO-1001", "purchases/PUR-DEMO-1004",
]  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Shop:
    """A shop with something on every page, and somebody in front of the browser."""

    def __init__(self, chromium: Chrome, running: Any) -> None:
        self.browser = chromium
        self.running = running
        self.pickup: str = running.pickup("one-parcel")
        hire(running, "mona", "manager")
        running.backend.write(self._fill)

    def _fill(self, connection: Any) -> None:
        now_s = self.running.clock[0]
        connection.execute(schema.parcels.delete().where(schema.parcels.c.pickup == self.pickup))
        connection.execute(schema.lines.delete().where(schema.lines.c.pickup == self.pickup))
        for place, (sku, name) in enumerate((("NEK-400", "Kabel PFXP 3G2,5, 50 m"), ("HOV-12", "Kabelstiger"))):
            row = {"pickup": self.pickup, "id": str(place), "place": place, "sku": sku, "name": name, "quantity": 2}
            connection.execute(insert(schema.lines).values(row))
        values = {
            "state": "awaiting",
            "lines_ready": 0,
            "lines_total": 2,
            "order_number": "S-10017",
            "payment": "on_account",
        }
        connection.execute(schema.pickups.update().where(schema.pickups.c.id == self.pickup).values(values))
        incident = Incident("handover_conflict", "/sites/4/kiosks/sentrum-1", "9f3c0b7a-handover", "already_collected")
        incidents.report(connection, incident, now_s)
        back = {
            "id": "R-77",
            "pickup": self.pickup,
            "site": 4,
            "state": "dropped",
            "reason": "damaged",
            "created_at": now_s,
            "lines": '[{"line": "0", "quantity": 1, "condition": "opened"}]',
        }
        connection.execute(insert(schema.returns).values(**back, version=1))
        seen = {"id": "Q-1", "return_id": "R-77", "received_at": now_s, "kind": "dropped", "compartment": 9}
        connection.execute(insert(schema.return_receipts).values(seen))
        wrong = {"id": "D-5", "pickup": self.pickup, "line": "1", "kind": "damaged", "quantity": 1, "created_at": now_s}
        connection.execute(insert(schema.deviations).values(**wrong, state="open"))
        taken = {"offline": 1, "conflict": "peppol-reference-required rejected-when-taken", "state": "rejected"}
        for purchase, values in (("PUR-DEMO-1002", {"delivery": "home"}), ("PUR-DEMO-1004", taken)):
            connection.execute(schema.purchases.update().where(schema.purchases.c.id == purchase).values(values))
        hook = subscriptions.Subscription(url="https://crm.shop.example/hooks/openluke", types=[])
        subscriptions.add(connection, hook, private=False)

    def speak(self, language: str) -> None:
        self.browser.execute_cdp_cmd("Network.enable", {})
        self.browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Accept-Language": language}})

    def be(self, width_px: int, *, dark: bool = False) -> None:
        metrics = {"width": width_px, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})

    def open(self, path: str) -> None:
        self.browser.get(f"{self.running.url}/staff/{path}")

    def sign_in(self) -> None:
        self.open("sign-in")
        self.type("name", "mona")
        self.enter("password", PASSWORD)
        assert self.heading() in {"Orders", "Bestillinger"}

    def type(self, field: str, text: str) -> None:
        self.browser.find_element(By.ID, f"f-{field}").send_keys(text)

    def enter(self, field: str, text: str) -> None:
        """As a scanner does: typed, and sent."""
        with self.leaving():
            self.type(field, text + Keys.ENTER)

    def press(self, label: str) -> None:
        self.click(By.XPATH, f"//button[normalize-space()={label!r}]")

    def follow(self, link: str) -> None:
        self.click(By.LINK_TEXT, link)

    def click(self, by: str, what: str) -> None:
        with self.leaving():
            self.browser.find_element(by, what).click()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Until the next page is there."""
        page = self.browser.find_element(By.TAG_NAME, "html")
        yield
        wait = WebDriverWait(self.browser, 20, 0.05)
        wait.until(lambda _: _is_gone(page))
        wait.until(lambda browser: browser.execute_script("return document.readyState") == "complete")

    def heading(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "h1").text

    def text(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "body").text

    def detail(self) -> dict[str, Any]:
        found: dict[str, Any] = self.running.kiosk.get(f"/v1/pickups/{self.pickup}").json()
        return found


@pytest.fixture
def shop(chromium: Chrome, running: Any) -> Iterator[Shop]:
    shop = Shop(chromium, running)
    shop.be(1280)
    shop.speak("en")
    yield shop
    chromium.delete_all_cookies()


def test_a_day_at_the_counter(shop: Shop) -> None:
    shop.open("orders")
    assert shop.heading() == "Sign in"
    shop.sign_in()
    assert shop.browser.switch_to.active_element.get_attribute("id") == "f-scan", "a scanner types here"
    shop.enter("scan", "S-10017")
    assert shop.heading() == "Order S-10017"

    shop.browser.find_element(By.CSS_SELECTOR, "#f-compartment option[value='1']").click()
    shop.type("sscc", SSCC)
    shop.press("Stage")
    assert "The parcel is staged." in shop.text()
    assert [(one["compartment"], one["sscc"]) for one in shop.detail()["parcels"]] == [(1, SSCC)]
    assert shop.detail()["state"] == "ready"

    shop.press("Make a new code")
    code = shop.browser.find_element(By.ID, "typed").text.split(":")[-1].strip()
    answer = shop.running.kiosk.post("/v1/pickups:resolve", json={"code": code, "entry": "typed"})
    assert answer.json()["pickup"]["id"] == shop.pickup
    assert shop.browser.find_element(By.CSS_SELECTOR, "svg.qr").size["width"] > 200

    shop.follow("Back to the pickup")
    day = "2026-12-01"
    shop.browser.execute_script("document.getElementById('f-until').value = arguments[0]", day)
    shop.press("Extend the deadline")
    assert "The deadline is extended." in shop.text()
    assert shop.detail()["not_after"].startswith("2026-12-01T23:00")

    shop.browser.find_element(By.ID, "f-confirm").click()
    shop.press("Cancel the pickup")
    assert "The pickup is cancelled." in shop.text()
    shop.follow("To be recalled")
    assert "S-10017" in shop.text()

    shop.follow("Incidents")
    shop.press("Resolve the incident")
    assert "Has to be filled in." in shop.text()
    shop.enter("reason-1", "Counted by hand")
    assert "The incident is resolved." in shop.text()
    shop.follow("Audit")
    assert all(what in shop.text() for what in ("Staged a parcel", "Made a code", "Extended", "Resolved an incident"))
    shop.press("Sign out")
    assert shop.heading() == "Sign in"


def test_what_is_to_be_sent_to_a_company_is_found_and_read(shop: Shop) -> None:
    shop.sign_in()
    shop.follow("Purchases")
    shop.browser.find_element(By.CSS_SELECTOR, "#f-only option[value='to_send']").click()
    shop.press("Show")
    numbers = [link.text for link in shop.browser.find_elements(By.CSS_SELECTOR, "tbody a")]
    assert numbers == ["NO-21002"]
    shop.follow("NO-21002")
    assert shop.heading() == "Purchase NO-21002"
    assert "To the company's address" in shop.text()
    current = shop.browser.find_element(By.CSS_SELECTOR, "nav [aria-current]")
    assert current.text == "Purchases"


def test_a_scanned_label_lands_on_its_parcel(shop: Shop) -> None:
    shop.sign_in()
    shop.open(f"pickups/{shop.pickup}")
    shop.type("sscc", SSCC)
    shop.press("Stage")
    shop.open("orders")
    shop.enter("scan", f"00{SSCC}")
    target = shop.browser.execute_script("return document.querySelector(':target').textContent")
    assert SSCC in target


def test_errors_are_led_to_by_keyboard(shop: Shop) -> None:
    shop.sign_in()
    shop.open(f"pickups/{shop.pickup}")
    shop.type("sscc", "123")
    shop.press("Stage")
    link = shop.browser.find_element(By.CSS_SELECTOR, ".problems a")
    assert shop.browser.title.startswith("This has to be put right")
    link.send_keys(Keys.ENTER)
    field = shop.browser.switch_to.active_element
    assert (field.get_attribute("id"), field.get_attribute("value")) == ("f-sscc", "123")
    assert field.get_attribute("aria-invalid") == "true"


def test_the_first_tab_skips_to_the_content_and_focus_is_seen(shop: Shop) -> None:
    shop.sign_in()
    shop.open("recall")
    shop.browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = shop.browser.switch_to.active_element
    assert skip.text == "Skip to the content"
    for _ in range(12):
        style = shop.browser.execute_script("return getComputedStyle(document.activeElement).outlineWidth")
        assert style == "3px"
        shop.browser.switch_to.active_element.send_keys(Keys.TAB)


def _pages(shop: Shop) -> Iterator[str]:
    """Every page, opened one after the other."""
    shop.open("sign-in")
    yield "sign-in"
    shop.sign_in()
    shop.open(f"pickups/{shop.pickup}")
    yield "pickup"
    shop.type("sscc", "123")
    shop.click(By.CSS_SELECTOR, "#stage-title ~ form button")
    yield "pickup-wrong"
    shop.open(f"pickups/{shop.running.pickup('three-parcels')}")
    yield "pickup-ready"
    shop.click(By.CSS_SELECTOR, "#code-title ~ form button")
    yield "code"
    for path in PAGES:
        shop.open(path)
        yield path
    shop.open("nowhere")
    yield "error"


@pytest.mark.parametrize(("language", "dark"), [("nb", False), ("en", True)], ids=["nb-light", "en-dark"])
def test_axe_finds_nothing(shop: Shop, axe: str, language: str, dark: bool) -> None:
    shop.speak(language)
    shop.be(1280, dark=dark)
    for name in _pages(shop):
        shop.browser.execute_script(axe)
        found = shop.browser.execute_async_script("axe.run(document, {runOnly: arguments[0]}).then(arguments[1])", WCAG)
        said = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]]
        assert not said, (name, said)
        assert shop.browser.execute_script("return document.documentElement.lang") == language


@pytest.mark.parametrize("width_px", [320, 360, 1280])
def test_nothing_is_cut_off_and_everything_can_be_hit(shop: Shop, width_px: int) -> None:
    """320 px is 1280 px at a zoom of 400 % (WCAG 1.4.10); targets have 24 px (2.5.8)."""
    shop.speak("nb")
    shop.be(width_px)
    for name in _pages(shop):
        _picture(shop, f"{name}-nb-{width_px}")
        wide = shop.browser.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width_px, (name, wide)
        small = shop.browser.execute_script(_SMALL_TARGETS)
        assert not small, (name, small)
    if width_px != 320 and "OPENLUKE_SCREENSHOTS" in os.environ:
        shop.speak("en")
        shop.browser.delete_all_cookies()
        for name in _pages(shop):
            _picture(shop, f"{name}-en-{width_px}")


_SMALL_TARGETS = """
return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea')]
  .filter(one => one.className !== 'skip' && !one.closest('p, dd'))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([html, box]) => [html, box.width, box.height]);
"""


def test_it_works_without_scripts_and_asks_nobody_else(shop: Shop) -> None:
    shop.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        shop.sign_in()
        shop.open(f"pickups/{shop.pickup}")
        shop.press("Stage")
        assert "The parcel is staged." in shop.text()
    finally:
        shop.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    shop.open("orders")
    loaded = shop.browser.execute_script("return performance.getEntriesByType('resource').map(one => one.name)")
    assert {re.sub(r"\?.*", "", one) for one in loaded} <= {f"{shop.running.url}/staff/staff.css"}


def test_only_the_sheet_is_printed(shop: Shop) -> None:
    shop.sign_in()
    shop.open(f"pickups/{shop.running.pickup('three-parcels')}")
    shop.press("Make a new code")
    shop.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        shown = shop.browser.find_element(By.TAG_NAME, "body").text
        assert "Hold the QR code" in shown
        assert "Sign out" not in shown
        assert "Back to the pickup" not in shown
        _picture(shop, "code-print")
    finally:
        shop.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def _picture(shop: Shop, name: str) -> None:
    folder = os.environ.get("OPENLUKE_SCREENSHOTS")
    if not folder:
        return
    height = shop.browser.execute_script("return document.documentElement.scrollHeight")
    width = shop.browser.execute_script("return innerWidth")
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    shop.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    (Path(folder) / f"{name.replace('/', '-')}.png").write_bytes(shop.browser.get_screenshot_as_png())
    shop.be(width)


def _is_gone(page: WebElement) -> bool:
    """Chromium has a word of its own for an element of a document that it is just leaving, beside "stale"."""
    try:
        page.is_enabled()
    except WebDriverException:
        return True
    return False
