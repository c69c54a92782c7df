"""What each site takes and for how long, as managers say."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from kiosk.backend import rules
from kiosk.backend.rules import Rules
from kiosk.backend.staff.doors import Desk, FormOf, ManagerDeskOf
from kiosk.backend.staff.forms import Form
from kiosk.backend.staff.pages import Problem, to

routes = APIRouter(prefix="/sites")
Site = Annotated[int, Path(ge=0, lt=2**32)]
TEMPERATURES: Final = ("chilled", "frozen")


@routes.get("")
def show(desk: ManagerDeskOf) -> Response:
    return _page(desk)


@routes.post("/{site}")
def change(desk: ManagerDeskOf, form: FormOf, site: Site) -> Response:
    """All rules of one site; an empty field is 0."""
    now_s = desk.backend.now_s()
    values = _values(form)
    problems: dict[str, Problem] = dict(form.problems)
    try:
        wanted = Rules.model_validate(values)
    except ValidationError as error:
        for found in error.errors():
            name = str(found["loc"][0])
            problems.setdefault(name, f"problem.{name}")
    if not problems:
        desk.backend.write(lambda connection: rules.write(connection, site, wanted, desk.visit.name, now_s))
        return to("/sites", "rules")
    shown = {f"{name}-{site}": problem for name, problem in problems.items()}
    return _page(desk, problems=shown, form=form.values, asked=site)


def _values(form: Form) -> dict[str, Any]:
    return {
        "hold_h": form.whole("hold_h", 999_999),
        "keep_free": form.whole("keep_free", 999_999),
        "max_weight_g": form.whole("max_weight_g", 9_999_999),
        "ages_checked_to": form.whole("ages_checked_to", 999),
        "hazards": form.text("hazards", 100).replace(",", " ").split(),
        "refused_temperatures": [name for name in TEMPERATURES if not form.ticked(name)],
    }


def _page(
    desk: Desk,
    *,
    problems: dict[str, Problem] | None = None,
    form: dict[str, str] | None = None,
    asked: int = -1,
) -> Response:
    about: dict[str, Any] = {"rows": desk.backend.read(rules.of_all), "form": form or {}, "asked": asked}
    return desk.page("sites", problems=problems, temperatures=TEMPERATURES, **about)
