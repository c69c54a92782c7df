"""Prices and purchases on account."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kiosk.conformance.client import Answer, Client
from kiosk.conformance.paging import next_of
from kiosk.conformance.scenario import Scenario, World, expect, new_key
from kiosk.conformance.verdicts import SkippedError

UNKNOWN_GTIN = "00000000000000"
"""GS1 gives it to nobody."""


def _quote(client: Client, sku: str, quantity: int = 1) -> Answer:
    return client.call("POST", "/v1/quotes:price", {"lines": [{"sku": sku, "quantity": quantity}]})


def _buy(client: Client, body: dict[str, Any], key: str = "") -> Answer:
    return client.call("POST", "/v1/purchases", body, headers={"Idempotency-Key": key or new_key()})


def _body(world: World, client: Client, quantity: int = 1) -> dict[str, Any]:
    quote = _quote(client, world.trade.sku, quantity).must_be(200)
    lines = [{"sku": world.trade.sku, "quantity": quantity}]
    return {"lines": lines, "price_list_version": quote.body["price_list_version"], **world.trade.references}


def _quotes(world: World) -> None:
    sku = world.trade.sku
    with world.sign_in(world.person("buyer", "approver", "admin")) as client:
        for asked, account in ((world.client, False), (client, True)):
            answer = _quote(asked, sku, 3).must_be(200)
            quote = answer.body
            expect(bool(quote["account"]) == account, answer, "body.account", "goes with a session, and only with one")
            line = quote["lines"][0]
            expect(line["net_minor"] == 3 * line["unit_net_minor"], answer, "body.lines.net_minor", "is not 3 units")
            expect(
                sum(row["net_minor"] for row in quote["lines"]) == quote["net_minor"], answer, "body.net_minor", "sum"
            )
            vat = sum(row["vat_minor"] for row in quote["rates"])
            expect(vat == quote["vat_minor"], answer, "body.vat_minor", "is not the sum of its rates")
            total = quote["net_minor"] + quote["vat_minor"]
            expect(quote["gross_minor"] == total, answer, "body.gross_minor", "is not net and VAT")
    answer = _quote(world.client, "conformance-nothing").must_be_problem(422, "article-unknown")
    fields = [row["field"] for row in answer.body.get("errors") or ()]
    expect(any("lines.0" in field for field in fields), answer, "body.errors.field", "does not name the line")
    for quantity in (0, -1, 1.5, "1"):
        body = {"lines": [{"sku": sku, "quantity": quantity}]}
        world.client.call("POST", "/v1/quotes:price", body).must_be_problem(422)


def _labels(world: World) -> None:
    query = {"limit": 1000}
    articles = world.client.call("GET", "/v1/prices", query=query).must_be(200).body["articles"]
    numbers = {row["gtin"]: row["sku"] for row in articles if row.get("gtin") and row["sku"] == world.trade.sku}
    if not numbers:
        raise SkippedError("the article of the fixtures has no number on its label")
    for number, sku in numbers.items():
        body = {"lines": [{"gtin": number, "quantity": 1}]}
        answer = world.client.call("POST", "/v1/quotes:price", body).must_be(200)
        line = answer.body["lines"][0]
        expect(line["sku"] == sku, answer, "body.lines.sku", f"is {line['sku']!r}: the label is that of {sku!r}")
        expect(line.get("gtin") == number, answer, "body.lines.gtin", "is not the number asked by")
    body = {"lines": [{"gtin": UNKNOWN_GTIN, "quantity": 1}]}
    answer = world.client.call("POST", "/v1/quotes:price", body).must_be_problem(422, "article-unknown")
    fields = [row["field"] for row in answer.body.get("errors") or ()]
    expect(any("lines.0" in field for field in fields), answer, "body.errors.field", "does not name the line")


def _price_list(world: World) -> None:
    first = world.client.call("GET", "/v1/prices", query={"limit": 1000}).must_be(200)
    tag = first.headers.get("etag", "")
    expect(tag, first, "ETag", "is missing")
    expect(first.body["full"] is True, first, "body.full", "must be true for a kiosk that has none")
    world.client.call("GET", "/v1/prices", headers={"If-None-Match": tag}).must_be(304)
    if not next_of(first):
        _by_ones(world, [row["sku"] for row in first.body["articles"]])
    quote = _quote(world.client, world.trade.sku).must_be(200)
    told = (quote.body["price_list_version"], first.body["version"])
    expect(told[0] >= told[1], quote, "body.price_list_version", f"is {told[0]}, the list is at {told[1]}")
    query = {"changed_after": first.body["version"]}
    again = world.client.call("GET", "/v1/prices", query=query).must_be(200)
    same = again.body["version"] != first.body["version"] or not again.body.get("articles")
    expect(same, again, "body.articles", "tell again what did not change")


def _by_ones(world: World, skus: list[str]) -> None:
    found: list[str] = []
    after = ""
    while len(found) <= len(skus):
        query: dict[str, str | int] = {"limit": 1} | ({"after": after} if after else {})
        answer = world.client.call("GET", "/v1/prices", query=query).must_be(200)
        found += [row["sku"] for row in answer.body["articles"]]
        after = str(answer.body.get("next", ""))
        expect(bool(after) == bool(next_of(answer)), answer, "Link", "rel=next goes with body.next")
        if not after:
            break
    expect(found == skus, answer, "body.articles", "pages of one article are not the whole list")


def _places(world: World) -> None:
    person = world.person("buyer", "approver", "admin")
    with world.sign_in(person) as client:
        body, key = _body(world, client), new_key()
        first = _buy(client, body, key).must_be(201)
        expect(first.body["account"] == person.account, first, "body.account", "is another company")
        expect(first.body["employee"] == person.employee, first, "body.employee", "is somebody else")
        state = first.body["state"]
        expect(state in {"placed", "awaiting_approval"}, first, "body.state", f"is {state!r} at the beginning")
        again = _buy(client, body, key).must_be(201)
        expect(again.body == first.body, again, "body", "the same key again must get the first answer")
        other = body | {"lines": [{"sku": world.trade.sku, "quantity": 2}]}
        _buy(client, other, key).must_be_problem(422, "idempotency-key-reused")
        at = {"purchase": str(first.body["id"])}
        read = client.call("GET", "/v1/purchases/{purchase}", at=at).must_be(200)
        expect(read.body == first.body, read, "body", "is not what was placed")
        without = client.call("POST", "/v1/purchases", body).must_be_problem(422)
        fields = [str(row["field"]).lower() for row in without.body.get("errors") or ()]
        named = any("idempotency" in field for field in fields)
        expect(named, without, "body.errors.field", "does not name Idempotency-Key")
    _buy(world.client, body).must_be_problem(401, "session-over")


def _at_once(world: World) -> None:
    person = world.person("buyer", "approver", "admin")
    with world.sign_in(person) as client:
        body, key = _body(world, client), new_key()
        before = _used(client, person.account)
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _: _buy(client, body, key), range(10)))
        for answer in answers:
            expect(answer.must_be(201).body == answers[0].body, answer, "body", "one key got two purchases")
        after = _used(client, person.account)
        gross = answers[0].body["gross_minor"]
        expect(after - before in {0, gross}, answers[0], "credit", f"{after - before} reserved for one of {gross}")


def _used(client: Client, account: str) -> int:
    return int(
        client.call("GET", "/v1/accounts/{account}/credit", at={"account": account}).must_be(200).body["used_minor"]
    )


def _credit(world: World) -> None:
    person, quantity = world.person("buyer", "approver", "admin"), world.trade.over_credit
    if not quantity:
        raise SkippedError("the fixtures name no quantity that is beyond the credit")
    with world.sign_in(person) as client:
        before = _used(client, person.account)
        _buy(client, _body(world, client, quantity)).must_be_problem(403, "credit-exceeded")
        after = _used(client, person.account)
        answer = client.call("GET", "/v1/accounts/{account}/credit", at={"account": person.account})
        expect(after == before, answer, "body.used_minor", "a refused purchase has reserved something")


def _references(world: World) -> None:
    if not world.trade.references:
        raise SkippedError("the fixtures name no references that the company demands")
    with world.sign_in(world.person("buyer", "approver", "admin")) as client:
        body = _body(world, client)
        for name in world.trade.references:
            answer = _buy(client, body | {name: ""}).must_be_problem(422)
            kind = str(answer.body["type"])
            expect("reference-required" in kind, answer, "body.type", f"is {kind!r}: {name} is demanded")


def _stale_version(world: World) -> None:
    with world.sign_in(world.person("buyer", "approver", "admin")) as client:
        body = _body(world, client) | {"price_list_version": 2**52}
        _buy(client, body).must_be_problem(422, "price-version-unknown")


_BUY = (("POST", "/v1/purchases"), ("POST", "/v1/quotes:price"))
_PRICES = (("POST", "/v1/quotes:price"), ("GET", "/v1/prices"))
SCENARIOS = (
    Scenario("price-quote", "quotes in minor units that add up", _quotes, "prices", _PRICES),
    Scenario("price-label", "a price by the number on a label", _labels, "prices", _PRICES),
    Scenario("price-list", "the price list by version, page by page", _price_list, "prices", _PRICES),
    Scenario("purchase", "a purchase, its repetition, and the same key with another body", _places, "purchases", _BUY),
    Scenario("purchase-parallel", "one key from several clients at once: one purchase", _at_once, "purchases", _BUY),
    Scenario(
        "purchase-credit", "what is beyond the credit is refused and reserves nothing", _credit, "purchases", _BUY
    ),
    Scenario("purchase-references", "references that a company demands", _references, "purchases", _BUY),
    Scenario("purchase-version", "a price list that nobody published", _stale_version, "purchases", _BUY),
)
