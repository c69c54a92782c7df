"""The list of orders, and the field that a scanner types into."""

from typing import Annotated, Any, Final, get_args

from fastapi import APIRouter, Query, Response
from pydantic import ValidationError
from sqlalchemy import Connection

from kiosk.backend import labels, models
from kiosk.backend.askers import Asker
from kiosk.backend.models.pickups import PickupState
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import queries
from kiosk.backend.staff.doors import DeskOf, FormOf
from kiosk.backend.staff.pages import Problem, to
from kiosk.backend.staff.problem_words import words_for

routes = APIRouter()
STATES: Final[tuple[PickupState, ...]] = get_args(PickupState)
_AIM_LENGTH: Final = 3
_SSCC_LENGTH: Final = 18


@routes.get("/")
def begin() -> Response:
    return to("/orders")


@routes.get("/orders")
def orders(
    desk: DeskOf,
    q: Annotated[str, Query(max_length=80)] = "",
    state: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    chosen = next((one for one in STATES if one == state), None)
    found = desk.backend.read(lambda connection: queries.orders(connection, q.strip(), chosen, after))
    return desk.page("orders", found=found, q=q, state=chosen or "", states=STATES, scanned="")


@routes.post("/scan")
def scan(desk: DeskOf, form: FormOf) -> Response:
    """What a scanner that types like a keyboard has read: a label, or a number that somebody wrote."""
    scanned = form.needed("scan", 512)
    problems: dict[str, Problem] = dict(form.problems)
    if not problems:
        try:
            return to(desk.backend.read(lambda connection: _place_of(connection, desk.visit.name, scanned)))
        except ProblemError as error:
            problems["scan"] = words_for(error)
    found = desk.backend.read(lambda connection: queries.orders(connection, "", None, ""))
    about: dict[str, Any] = {"found": found, "q": "", "state": "", "states": STATES, "scanned": scanned}
    return desk.page("orders", problems=problems, **about)


def _place_of(connection: Connection, name: str, scanned: str) -> str:
    pickup = queries.by_id(connection, scanned)
    if pickup is not None:
        return f"/pickups/{pickup}"
    aim = scanned[:_AIM_LENGTH] if scanned.startswith("]") else ""
    label = _sscc_in_brackets(scanned.removeprefix(aim)) if not aim else scanned.removeprefix(aim)
    try:
        asked = models.LabelRequest(label=label, symbology=aim)
    except ValidationError:
        raise ProblemError(404, "label-unknown") from None
    answer = labels.identify(connection, Asker(name, None), asked)
    return f"/pickups/{answer.pickup}" + (f"#parcel-{answer.parcel}" if answer.parcel else "")


def _sscc_in_brackets(text: str) -> str:
    """Most scanners tell no symbology. 18 digits, or 20 that begin with 00, are meant as an SSCC here: it has to be a
    parcel's that is waiting, check digit and all."""
    digits = text if len(text) == _SSCC_LENGTH else text.removeprefix("00")
    return f"(00){digits}" if digits.isascii() and digits.isdigit() and len(digits) == _SSCC_LENGTH else text
