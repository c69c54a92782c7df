"""One pickup: what is known of it, and all that staff can do to it."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError
from sqlalchemy import Connection

from kiosk.backend import answers, details, models
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import codes, deeds, queries
from kiosk.backend.staff.codes import Sheet, Shown
from kiosk.backend.staff.deeds import Deed
from kiosk.backend.staff.doors import Desk, DeskOf, FormOf
from kiosk.backend.staff.forms import Form
from kiosk.backend.staff.pages import LOCAL, Problem, to
from kiosk.backend.staff.problem_words import by_field

routes = APIRouter(prefix="/pickups/{pickup}")
PickupId = Annotated[str, Path(max_length=64)]
MAX_EXTENSION: Final = timedelta(days=366)

_STAGING: Final = {
    "body.compartment": "compartment",
    "body.sscc": "sscc",
    "body.weight_g": "weight_g",
    "body.lines.": "lines",
}


@routes.get("")
def show(desk: DeskOf, pickup: PickupId) -> Response:
    return _page(desk, pickup, Form({}), {})


@routes.post("/{command}")
def change(desk: DeskOf, form: FormOf, pickup: PickupId, command: str) -> Response:
    """One action; then the pickup's page again, or the page as it was with what was wrong."""
    work = _COMMANDS.get(command)
    if work is None:
        raise ProblemError(404, "not-found")
    deed = Deed(desk.visit.name, pickup, form.whole("version", 2**53), desk.backend.now_s())
    try:
        done = work(deed, form)
        problems: dict[str, Problem] = dict(form.problems)
        if not problems:
            desk.backend.write(done)
            return to(f"/pickups/{pickup}", command.replace("-", "_"))
    except ProblemError as error:
        if error.code == "not-found":
            raise
        problems = by_field(error, _STAGING)
    return _page(desk, pickup, form, problems)


@routes.post("/codes/new")
def new_code(desk: DeskOf, form: FormOf, pickup: PickupId) -> Response:
    """The sheet with the code is the answer: it is shown this once. The same form sent again shows none."""
    now_s = desk.backend.now_s()
    phone = form.text("phone_last4", 4)
    if phone and not (len(phone) == 4 and phone.isascii() and phone.isdigit()):
        form.problems["phone_last4"] = "problem.phone_last4"
    if form.problems:
        return _page(desk, pickup, form, dict(form.problems))
    asked = answers.Request(f"staff {desk.visit.name} code", form.text("once", 64), [pickup, phone])
    made: list[Sheet] = []

    def make(connection: Connection) -> Shown:
        deed = Deed(desk.visit.name, pickup, 0, now_s)
        made[:] = [codes.make(connection, desk.backend, deed, models.CodeRequest(phone_last4=phone))]
        return Shown(token_id=made[0].codes.token_id)

    def work(connection: Connection) -> Shown:
        made.clear()
        return answers.once(connection, asked, now_s, Shown, lambda: make(connection))

    try:
        desk.backend.write(work)
    except ProblemError as error:
        if error.code == "not-found":
            raise
        return _page(desk, pickup, form, by_field(error, {}))
    return desk.page("code", sheet=made[0] if made else None, pickup=pickup)


def _page(desk: Desk, pickup: str, form: Form, problems: dict[str, Problem]) -> Response:
    now_s = desk.backend.now_s()
    about = desk.backend.read(lambda connection: _about(connection, pickup))
    today = datetime.fromtimestamp(now_s, LOCAL).date()
    shown: dict[str, Any] = {
        "form": form.values,
        "now_s": now_s,
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "last_day": (today + MAX_EXTENSION - timedelta(days=1)).isoformat(),
        "once": secrets.token_hex(16),
    }
    return desk.page("pickup", problems=problems, **about, **shown)


def _about(connection: Connection, pickup: str) -> dict[str, Any]:
    found = details.read(connection, pickup)
    return {
        "pickup": found,
        "codes": queries.codes(connection, pickup),
        "tokens": queries.unlisted_tokens(connection, pickup),
        "delegations": queries.delegations(connection, pickup),
        "history": queries.history(connection, pickup),
        "free": queries.free_compartments(connection, found.site),
        "left": queries.left_to_stage(found),
    }


Work = Callable[[Connection], None]


def _cancel(deed: Deed, form: Form) -> Work:
    if not form.ticked("confirm"):
        form.problems["confirm"] = "problem.confirm"
    return lambda connection: deeds.cancel(connection, deed)


def _extend(deed: Deed, form: Form) -> Work:
    """To the end of a day at the site: the day's own midnight, whatever summer time does to its length."""
    today = datetime.fromtimestamp(deed.now_s, LOCAL).date()
    try:
        day = date.fromisoformat(form.needed("until"))
    except ValueError:
        day = date.min
    if not today <= day < today + MAX_EXTENSION:
        form.problems.setdefault("until", "problem.date")
        day = today
    until = datetime.combine(day + timedelta(days=1), time(), LOCAL)
    return lambda connection: deeds.extend(connection, deed, until)


def _stage(deed: Deed, form: Form) -> Work:
    values = {
        "compartment": form.whole("compartment", 9999) or None,
        "size": form.text("size", 8),
        "weight_g": form.whole("weight_g", 1_000_000),
        "sscc": form.text("sscc", 40).replace(" ", ""),
        "reach": form.ticked("reach"),
        "partial": form.ticked("partial"),
        "lines": form.numbers("lines"),
    }
    try:
        asked = models.Staging.model_validate(values)
    except ValidationError as error:
        named = {str(found["loc"][0]) for found in error.errors()}
        form.problems.update({name: f"problem.{'sscc' if name == 'sscc' else 'number'}" for name in named})
        asked = models.Staging()
    parcel = f"{deed.pickup}-{secrets.token_hex(3)}"
    return lambda connection: deeds.stage(connection, deed, parcel, asked)


_COMMANDS: Final[dict[str, Callable[[Deed, Form], Work]]] = {
    "ready": lambda deed, _form: lambda connection: deeds.ready(connection, deed),
    "paid": lambda deed, _form: lambda connection: deeds.paid(connection, deed),
    "cancel": _cancel,
    "extend": _extend,
    "stage": _stage,
    "take-out": lambda deed, form: lambda connection: deeds.take_out(connection, deed, form.text("parcel", 64)),
    "revoke": lambda deed, form: lambda connection: deeds.revoke(connection, deed, form.text("credential", 64)),
}
