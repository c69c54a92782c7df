"""The API's problems in the words of the page."""

from kiosk.backend.problems import ProblemError
from kiosk.backend.staff.pages import Problem
from kiosk.backend.staff.words import is_known


def words_for(error: ProblemError) -> Problem:
    """Those for its code, where somebody wrote some."""
    key = f"problem.{error.code}"
    return key if is_known(key) else ("problem.other", {"code": error.code})


def by_field(error: ProblemError, fields: dict[str, str]) -> dict[str, Problem]:
    """At the field of the form that `fields` names for the API's; else at the top of the page."""
    for api, name in fields.items():
        if error.field == api:
            return {name: words_for(error)}
        if api.endswith(".") and error.field.startswith(api):
            return {f"{name}.{error.field.removeprefix(api)}": words_for(error)}
    return {"": words_for(error)}
