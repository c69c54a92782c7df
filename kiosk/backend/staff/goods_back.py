"""What comes back, and what was wrong: returns are received line by line, deviations are settled."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import ValidationError
from sqlalchemy import Connection, select, update

from kiosk.backend import audit, models, receipts, schema
from kiosk.backend.askers import Asker
from kiosk.backend.audit import Done
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import queries
from kiosk.backend.staff.doors import Desk, DeskOf, FormOf
from kiosk.backend.staff.forms import Form
from kiosk.backend.staff.pages import Problem, to
from kiosk.backend.staff.problem_words import words_for

routes = APIRouter()
Id = Annotated[str, Path(max_length=64)]
MAX_PLACE: Final = 300
After = Annotated[str, Query(max_length=MAX_PLACE)]


@routes.get("/returns")
def returns(desk: DeskOf, after: After = "") -> Response:
    return _returns(desk, {}, "", Form({"after": after}))


@routes.post("/returns/{name}/receive")
def receive(desk: DeskOf, form: FormOf, name: Id) -> Response:
    """What staff found of each line, as they say."""
    now_s = desk.backend.now_s()
    found = _found(form)
    problems: dict[str, Problem] = {f"{field}-{name}": problem for field, problem in form.problems.items()}
    if found is None and not problems:
        problems[""] = "problem.nothing_received"

    def work(connection: Connection) -> None:
        assert found is not None
        receipts.write(connection, Asker(desk.visit.name, None), name, found, now_s)
        audit.note(connection, Done(desk.visit.name, "return.receive", name), now_s)

    if not problems:
        try:
            desk.backend.write(work)
            return to("/returns", "receive", after=form.text("after", MAX_PLACE))
        except ProblemError as error:
            if error.code == "not-found":
                raise
            problems[""] = words_for(error)
    return _returns(desk, problems, name, form)


@routes.get("/deviations")
def deviations(desk: DeskOf, after: After = "") -> Response:
    return _deviations(desk, {}, after)


@routes.post("/deviations/{name}/settle")
def settle(desk: DeskOf, form: FormOf, name: Id) -> Response:
    """Made good by whatever way the shop has."""
    after, now_s = form.text("after", MAX_PLACE), desk.backend.now_s()

    def work(connection: Connection) -> None:
        table = schema.deviations
        here = table.c.id == name
        if connection.execute(select(table.c.id).where(here)).first() is None:
            raise ProblemError(404, "not-found")
        if not connection.execute(update(table).where(here, table.c.state == "open").values(state="settled")).rowcount:
            raise ProblemError(409, "already-settled")
        audit.note(connection, Done(desk.visit.name, "deviation.settle", name), now_s)

    try:
        desk.backend.write(work)
    except ProblemError as error:
        if error.code == "not-found":
            raise
        return _deviations(desk, {"": words_for(error)}, after)
    return to("/deviations", "settle", after=after)


def _found(form: Form) -> models.ReceiptRequest | None:
    """None where no line has a quantity."""
    numbers = form.numbers("line")
    lines = [
        {"line": line, "quantity": quantity, "outcome": form.text(f"outcome.{line}") or "received"}
        for line, quantity in numbers.items()
    ]
    try:
        return models.ReceiptRequest.model_validate({"kind": "received", "lines": lines})
    except ValidationError:
        return None


def _returns(desk: Desk, problems: dict[str, Problem], asked: str, form: Form) -> Response:
    """The page that the form was sent from, `after`."""
    after = form.values.get("after", "")
    found = desk.backend.read(lambda connection: queries.open_returns(connection, after))
    about: dict[str, Any] = {"found": found, "after": after, "asked": asked, "form": form.values}
    return desk.page("returns", problems=problems, **about)


def _deviations(desk: Desk, problems: dict[str, Problem], after: str) -> Response:
    found = desk.backend.read(lambda connection: queries.deviations(connection, after))
    return desk.page("deviations", problems=problems, found=found, after=after)
