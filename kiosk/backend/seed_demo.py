"""The demo's shop: one bank of 24 doors, fifteen pickups with a story each, three companies, a technician.

At a second site three more wait, which say what somebody has elsewhere; what is sold to whom is in `seed_demo_trade`.

Ids, typed codes and badges never change; times are relative to the start of the seeding day (UTC), and so are the
signed tokens, which hold times.
"""

from datetime import UTC, datetime
from typing import Final

from kiosk.backend.issuer import Issuer
from kiosk.backend.seed import Seed, SeedSite
from kiosk.backend.seed_demo_delegation import delegated
from kiosk.backend.seed_demo_goods import labels
from kiosk.backend.seed_demo_trade import demo_trade
from kiosk.backend.story import Person, Story, Teller, badge_code
from kiosk.domain.account import Account, ReferenceRule
from kiosk.domain.pickup import PickupState
from kiosk.errors import ConfigError
from kiosk.secrets import Secrets

SITE: Final = 4
KIOSK: Final = "sentrum-1"

_SIZES: Final = {
    "S": (1, 2, 3, 4, 8, 9, 16, 17, 20, 21),
    "M": (5, 6, 10, 11, 12, 14, 15, 18, 22),
    "L": (7, 13, 19, 23, 24),
}
_BRYGGA: Final = dict.fromkeys((1, 2, 3, 4), "S") | dict.fromkeys((5, 6, 7, 8, 11, 12), "M") | {9: "L", 10: "L"}
_NAMES: Final = {SITE: "Henteskap Sentrum", 5: "Henteskap Brygga"}

_ACCOUNTS: Final = (
    Account(
        "A-FJELLHEIM", "Fjellheim Elektro AS", reference_rule=ReferenceRule.REQUIRED, reference_pattern="PO-[0-9]{4,6}"
    ),
    Account("A-NORDVIK", "Nordvik Bygg AS", reference_rule=ReferenceRule.ASKED),
    Account("A-SUNDET", "Sundet Rør AS"),
)


_PEOPLE: Final = (
    Person(
        "E-INGRID",
        "A-FJELLHEIM",
        "Ingrid Dahl",
        "Bedriftskort: Ingrid, for alle (rekvisisjon PO-4711)",
        for_all=True,
    ),
    Person("E-JONAS", "A-FJELLHEIM", "Jonas Berg", "Bedriftskort: Jonas (rekvisisjon PO-4712)"),
    Person("E-AMINA", "A-FJELLHEIM", "Amina Yusuf", "Bedriftskort: Amina (rekvisisjon PO-4713)"),
    Person("E-TORE", "A-NORDVIK", "Tore Nordvik", "Bedriftskort: Tore, henter for hele Nordvik", for_all=True),
    Person("E-LIV", "A-NORDVIK", "Liv Aune", "Bedriftskort: Liv, henter sitt eget"),
    Person("E-RUNE", "A-SUNDET", "Rune Sundet", "Bedriftskort: Rune, kunde med kredittstopp"),
    Person("E-TEKNIKER", "", "Sigurd Lund", "Teknikerkort", pin="4207"),
)


_STORIES: Final = (
    Story("one-parcel", "Én pakke", (12,)),
    Story("three-parcels", "Tre pakker i tre luker", (5, 8, 23)),
    Story("partly-ready", "Delvis klar: to av tre varer", (10,), lines=(2, 3)),
    Story("expired", "Hentefristen er ute", (16,), PickupState.EXPIRED, "refused:expired", from_day=-9, to_day=-1.5),
    Story("cancelled", "Avbestilt", (17,), PickupState.CANCELLED, "refused:cancelled"),
    Story("wrong-site", "Ligger i Henteskap Brygga", (6,), expected="refused:wrong_site", site=5),
    Story("collected", "Allerede hentet", (2,), PickupState.COLLECTED, "refused:already_collected"),
    Story("not-yet", "Klar fra i morgen klokka 07", (14,), expected="refused:not_yet", seven_tomorrow=True),
    Story("six-digits", "Seks sifre og telefonnummer", (20,), phone_last4="4417"),
    Story("spare", "Reserve, til å prøve ei luke som sitter fast", (22,), opaque=True),
    Story("skolegata", "", (13, 4), buyer="E-INGRID", project="Skolegata 14"),
    Story("brygga-b", "", (7,), buyer="E-JONAS", project="Brygga B, 3. etasje"),
    Story("verkstedet", "", (15,), buyer="E-AMINA", project="Verkstedet"),
    Story("takstoler", "", (24, 21), buyer="E-TORE", project="Solsvingen 8"),
    Story("beslag", "", (18,), buyer="E-LIV", project="Låven på Aune"),
)

_ELSEWHERE: Final = (
    Story("brygga-cable", "", (1,), site=5, buyer="E-JONAS", project="Brygga B, 3. etasje"),
    Story("aune-screws", "", (), PickupState.AWAITING, site=5, lines=(0, 1), buyer="E-LIV", project="Låven på Aune"),
    Story("unpaid", "", (2,), site=5),
)
"""Without codes: nobody has come for them."""


def demo_seed(secrets: Secrets, day: datetime) -> Seed:
    """The same for every moment of one UTC day. Raises ConfigError without the issuer's key."""
    if secrets.issuer is None:
        raise ConfigError("secrets: issuer", "missing; the backend signs the codes of the seed")
    start = day.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    issuer = Issuer(secrets.issuer.key_id, secrets.issuer.private_seed)
    teller = Teller(secrets.site.key, issuer, start, people=_PEOPLE, site_names=_NAMES)
    stories = [(story, teller.pickup(story)) for story in _STORIES]
    private = [(story, pickup) for story, pickup in stories if not story.buyer]
    elsewhere = [(story, teller.pickup(story)) for story in _ELSEWHERE]
    by_story = {story.name: pickup for story, pickup in (*stories, *elsewhere)}
    delegate, delegates_code, delegation = delegated(secrets, by_story)
    listed = [(pickup.site, *pair) for story, pickup in private for pair in teller.listed(story, pickup)]
    return Seed(
        sites=(
            SeedSite(SITE, "sentrum", _NAMES[SITE], "22 00 11 22", _compartments()),
            SeedSite(5, "brygga", _NAMES[5], "22 00 11 22", _BRYGGA),
        ),
        kiosks=((KIOSK, SITE, secrets.kiosk.bearer_key),),
        accounts=_ACCOUNTS,
        employees=tuple(teller.employee(person) for person in _PEOPLE),
        pickups=tuple(pickup for _, pickup in (*stories, *elsewhere)),
        credentials=(
            *((site, credential) for site, credential, _ in listed),
            (SITE, delegate),
            *((None, teller.badge(person)) for person in _PEOPLE),
        ),
        codes=(
            *(teller.token(story, pickup) for story, pickup in private),
            *(code for _, _, code in listed),
            delegates_code,
            *(badge_code(person, _PEOPLE, _STORIES) for person in _PEOPLE),
        ),
        labels=labels(),
        trade=demo_trade(start.timestamp(), by_story, (delegation,)),
    )


def _compartments() -> dict[int, str]:
    return {number: size for size, numbers in _SIZES.items() for number in numbers}
