"""What managers see and do beside: the audit, webhooks, and who may collect for whom."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import ValidationError
from sqlalchemy import Connection

from kiosk.backend import audit
from kiosk.backend.audit import Done
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import mandates
from kiosk.backend.staff.doors import Desk, FormOf, ManagerDeskOf
from kiosk.backend.staff.pages import Problem, to
from kiosk.backend.staff.queries import PAGE, Page
from kiosk.backend.webhooks import subscriptions
from kiosk.backend.webhooks.subscriptions import Subscription, WebhookWithSecret

routes = APIRouter()
Id = Annotated[str, Path(max_length=64)]


@routes.get("/audit")
def show_audit(desk: ManagerDeskOf, before: Annotated[int, Query(ge=0, lt=2**53)] = 0) -> Response:
    rows = desk.backend.read(lambda connection: audit.before(connection, before, PAGE + 1))
    after = str(rows[PAGE - 1].position) if len(rows) > PAGE else ""
    return desk.page("audit", found=Page(rows[:PAGE], after))


@routes.get("/webhooks")
def webhooks(desk: ManagerDeskOf) -> Response:
    return _webhooks(desk)


@routes.post("/webhooks")
def add_webhook(desk: ManagerDeskOf, form: FormOf) -> Response:
    """The page with the new secret on it, this once."""
    values = {"url": form.needed("url", 500), "types": form.text("types", 2000).split()}
    now_s = desk.backend.now_s()

    def work(connection: Connection) -> WebhookWithSecret:
        added = subscriptions.add(connection, asked, private=desk.backend.private_webhooks)
        audit.note(connection, Done(desk.visit.name, "webhook.add", added.id), now_s)
        return added

    problems: dict[str, Problem] = dict(form.problems)
    try:
        asked = Subscription.model_validate(values)
        if not problems:
            return _webhooks(desk, new=desk.backend.write(work))
    except ValidationError as error:
        for found in error.errors():
            problems.setdefault(str(found["loc"][0]), f"problem.{found['loc'][0]}")
    except ProblemError as error:
        problems["url"] = "problem.not-public" if error.status == 422 else ("problem.other", {"code": error.code})
    return _webhooks(desk, problems=problems, form=form.values)


@routes.post("/webhooks/{webhook}/{command}")
def change_webhook(desk: ManagerDeskOf, _form: FormOf, webhook: Id, command: str) -> Response:
    now_s = desk.backend.now_s()

    def work(connection: Connection) -> WebhookWithSecret | None:
        audit.note(connection, Done(desk.visit.name, f"webhook.{command}", webhook), now_s)
        match command:
            case "rotate":
                return subscriptions.rotate(connection, webhook, now_s)
            case "resume":
                subscriptions.resume(connection, webhook)
            case "switch_off":
                subscriptions.switch_off(connection, webhook)
            case "remove":
                subscriptions.remove(connection, webhook)
            case _:
                raise ProblemError(404, "not-found")
        return None

    new = desk.backend.write(work)
    return _webhooks(desk, new=new) if new else to("/webhooks", command)


@routes.get("/companies")
def companies(desk: ManagerDeskOf) -> Response:
    return desk.page("companies", rows=desk.backend.read(mandates.companies))


@routes.get("/companies/{account}")
def company(desk: ManagerDeskOf, account: Id) -> Response:
    about = desk.backend.read(lambda connection: mandates.company(connection, account))
    return desk.page("company", **about, form={}, asked="")


@routes.post("/companies/{account}/people/{person}")
def change_mandate(desk: ManagerDeskOf, form: FormOf, account: Id, person: Id) -> Response:
    """Who may collect for whom: for the whole company, or for some of its people."""
    wanted = mandates.Mandate(
        account, person, form.ticked("all"), tuple(form.text("collects_for", 1000).replace(",", " ").split())
    )
    now_s = desk.backend.now_s()
    problems: dict[str, Problem] = {f"{name}-{person}": problem for name, problem in form.problems.items()}

    def work(connection: Connection) -> None:
        mandates.give(connection, wanted, desk.visit.name, now_s)

    if not problems:
        try:
            desk.backend.write(work)
            return to(f"/companies/{account}", "mandate")
        except mandates.UnknownPeopleError:
            problems[f"collects_for-{person}"] = "problem.people"
    about = desk.backend.read(lambda connection: mandates.company(connection, account))
    return desk.page("company", problems=problems, **about, form=form.values, asked=person)


def _webhooks(
    desk: Desk,
    *,
    new: WebhookWithSecret | None = None,
    problems: dict[str, Problem] | None = None,
    form: dict[str, str] | None = None,
) -> Response:
    about: dict[str, Any] = {"rows": desk.backend.read(subscriptions.listed), "new": new, "form": form or {}}
    return desk.page("webhooks", problems=problems, **about)
