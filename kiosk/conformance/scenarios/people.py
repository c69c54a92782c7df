"""Companies at the kiosk: sessions, accounts, colleagues, versions of what is changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from kiosk.conformance.client import Answer
from kiosk.conformance.paging import pages_agree
from kiosk.conformance.scenario import Scenario, World, expect
from kiosk.conformance.verdicts import SkippedError

_ROLES = ("collector", "buyer", "approver", "admin")
_RIGHTS = ("collect", "buy", "approve", "administer")


def _begins(world: World) -> None:
    tried = 0
    for person in world.fixtures.people:
        answer = world.client.call("POST", "/v1/sessions", {"code": person.badge, "pin": person.pin}).must_be(201)
        told = answer.body["person"]
        expect(told["id"] == person.employee, answer, "body.person.id", "is somebody else")
        expect(told["account"] == person.account, answer, "body.person.account", "is another company")
        level = _ROLES.index(person.role)
        for place, right in enumerate(_RIGHTS):
            has = right in told["rights"]
            expect(has == (place <= level), answer, "body.person.rights", f"{right!r} is wrong for a {person.role}")
        expect(len(str(answer.body["token"])) >= 20, answer, "body.token", "is short enough to be guessed")
        tried += 1
    if not tried:
        raise SkippedError("the fixtures have no people")


def _refused(world: World) -> None:
    """Whatever is wrong with a badge, the answer is the same."""
    unknown = _ask(world, "BADGE-conformance-nobody", "").must_be_problem(401, "session-refused")
    for person in world.fixtures.people:
        if person.pin:
            wrong = "".join(str((int(digit) + 1) % 10) for digit in person.pin)
            for pin in (wrong, ""):
                answer = _ask(world, person.badge, pin).must_be_problem(401, "session-refused")
                expect(answer.text == unknown.text, answer, "body", "tells a wrong PIN from an unknown badge")
    for pickup in world.fixtures.pickups[:1]:
        answer = _ask(world, pickup.code.code, "").must_be_problem(401, "session-refused")
        expect(answer.text == unknown.text, answer, "body", "tells a pickup's code from an unknown badge")


def _ask(world: World, badge: str, pin: str) -> Answer:
    return world.client.call("POST", "/v1/sessions", {"code": badge, "pin": pin})


def _ends(world: World) -> None:
    person = world.person(*_ROLES)
    with world.sign_in(person) as client:
        account = {"account": person.account}
        client.call("GET", "/v1/accounts/{account}", at=account).must_be(200)
        client.call("DELETE", "/v1/sessions/current").must_be(204)
        client.call("GET", "/v1/accounts/{account}", at=account).must_be_problem(401, "session-over")
        client.call("DELETE", "/v1/sessions/current").must_be_problem(401, "session-over")
    world.client.call("GET", "/v1/accounts/{account}", at=account).must_be(401)


def _other_company(world: World) -> None:
    """Another company's things are as if they were not there."""
    person = world.person(*_ROLES)
    others = {other.account for other in world.fixtures.people} - {person.account}
    with world.sign_in(person) as client:
        nobody = client.call("GET", "/v1/accounts/{account}", at={"account": "conformance-nobody"})
        nobody.must_be_problem(404, "not-found")
        for account in others:
            for path in ("/v1/accounts/{account}", "/v1/accounts/{account}/employees", "/v1/accounts/{account}/orders"):
                if client.document.has("GET", path):
                    answer = client.call("GET", path, at={"account": account}).must_be_problem(404, "not-found")
                    expect(answer.text == nobody.text, answer, "body", "tells another company from one that is not")
        if not others:
            raise SkippedError("the fixtures have people of one company only")


def _lists(world: World) -> None:
    person = world.person("admin", "approver", "buyer")
    at = {"account": person.account}
    with world.sign_in(person) as client:
        count = pages_agree(client, "/v1/accounts/{account}/employees", "employees", at)
        for path, rows in (
            ("/v1/accounts/{account}/invoices", "documents"),
            ("/v1/accounts/{account}/delivery-notes", "documents"),
            ("/v1/accounts/{account}/orders", "orders"),
            ("/v1/accounts/{account}/purchases", "purchases"),
        ):
            if client.document.has("GET", path):
                pages_agree(client, path, rows, at)
    if count < 2:
        raise SkippedError("the company has one employee only: no page has a next one")


def _rights(world: World) -> None:
    person = world.person("collector")
    at = {"account": person.account}
    with world.sign_in(person) as client:
        client.call("GET", "/v1/accounts/{account}", at=at).must_be(200)
        client.call("GET", "/v1/accounts/{account}/credit", at=at).must_be_problem(403, "not-allowed")


def _versions(world: World) -> None:
    admin = world.person("admin")
    at = {"account": admin.account, "employee": _colleague(world, admin.employee, admin.account)}
    one = "/v1/accounts/{account}/employees/{employee}"
    with world.sign_in(admin) as client:
        first = client.call("GET", one, at=at).must_be(200)
        tag, mandate = first.headers.get("etag", ""), first.body["mandate"]
        expect(tag, first, "ETag", "is missing")
        body = {"collects_for": mandate["collects_for"], "everybody": mandate["everybody"]}

        def put(change: dict[str, Any], headers: dict[str, str]) -> Answer:
            return client.call("PUT", one + "/mandate", change, at=at, headers=headers)

        put(body, {}).must_be_problem(428, "version-required")
        put(body, {"If-Match": '"nobody-s"'}).must_be_problem(412, "version-changed")
        unchanged = client.call("GET", one, at=at).must_be(200)
        expect(unchanged.headers.get("etag") == tag, unchanged, "ETag", "changed by a refused request")
        other = body | {"everybody": not body["everybody"]}
        changed = put(other, {"If-Match": tag}).must_be(200)
        expect(changed.headers.get("etag", "") not in {"", tag}, changed, "ETag", "is not that of a new version")
        put(other, {"If-Match": tag}).must_be_problem(412, "version-changed")
        _two_at_once(put, changed, body)


def _two_at_once(put: Callable[[dict[str, Any], dict[str, str]], Answer], at: Answer, body: dict[str, Any]) -> None:
    """Of two that change the same version one is told so."""
    tag = at.headers["etag"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: put(body, {"If-Match": tag}), range(8)))
    good = [answer for answer in answers if answer.must_be(200, 412).status == 200]
    expect(len(good) == 1, answers[0], "If-Match", f"let {len(good)} of 8 changes of one version through, must be 1")


def _colleague(world: World, employee: str, account: str) -> str:
    for person in world.fixtures.people:
        if person.account == account and person.employee != employee:
            return person.employee
    raise SkippedError("the fixtures have no colleague of the admin")


def _badge_is_no_code(world: World) -> None:
    badge = world.person(*_ROLES).badge
    world.resolve(badge, "scanned").must_be_problem(404, "code-unknown")


def _by_phone(world: World) -> None:
    """Nobody touches the phone: there is a page to go to, and no session."""
    begun = world.client.call("POST", "/v1/sign-ins").must_be(201)
    url, name = str(begun.body["url"]), begun.body["id"]
    local = urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}
    expect(url.startswith("https://") or local, begun, "body.url", "is not https")
    path = "/v1/sign-ins/{sign_in}:finish"
    pending = world.client.call("POST", path, at={"sign_in": name}).must_be(202)
    expect(pending.headers.get("retry-after", "").isdigit(), pending, "Retry-After", "does not say when to ask again")
    unknown = world.client.call("POST", path, at={"sign_in": "conformance-nobody"})
    unknown.must_be_problem(401, "session-refused")
    again = world.client.call("POST", "/v1/sign-ins").must_be(201)
    expect(again.body["id"] != name, again, "body.id", "is the one of the sign-in before")
    world.client.call("POST", path, at={"sign_in": name}).must_be_problem(401, "session-refused")


_ACCOUNT = (("GET", "/v1/accounts/{account}"),)
SCENARIOS = (
    Scenario("session-begin", "a badge becomes a session with the rights of the role", _begins, "sessions"),
    Scenario("session-refused", "one answer for whatever is wrong with a badge", _refused, "sessions"),
    Scenario("session-end", "an ended session opens nothing", _ends, "sessions", _ACCOUNT),
    Scenario("session-by-phone", "no session before somebody has signed in on the phone", _by_phone, "device_sign_in"),
    Scenario("session-badge-is-no-code", "a badge collects nothing by itself", _badge_is_no_code, "sessions"),
    Scenario("account-foreign", "another company is as if it were not there", _other_company, "accounts", _ACCOUNT),
    Scenario("account-rights", "what a role may not do is 403", _rights, "accounts", _ACCOUNT),
    Scenario("account-paging", "lists page by page hold every row once (RFC 8288)", _lists, "accounts", _ACCOUNT),
    Scenario("account-versions", "If-Match: 428 without, 412 for an older version", _versions, "accounts", _ACCOUNT),
)
