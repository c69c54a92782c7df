"""The staff page as an application of its own below /staff, with its own errors: people read pages, not problems."""

import logging
from collections.abc import Callable
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from kiosk.backend.context import Backend
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import goods_back, lists, manage, orders, pickup, purchases, sign_in, sites
from kiosk.backend.staff.doors import ManagersOnlyError, SignInNeededError
from kiosk.backend.staff.forms import ForeignFormError
from kiosk.backend.staff.pages import HEADERS, STYLE, page, to

_log: Final = logging.getLogger(__name__)


def create_staff(backend: Callable[[], Backend]) -> FastAPI:
    """To be mounted at `pages.ROOT`. `backend` is asked with each request."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.backend = backend
    for part in (sign_in, orders, purchases, pickup, goods_back, lists, manage, sites):
        app.include_router(part.routes)
    app.add_api_route("/staff.css", _style, include_in_schema=False)
    _install(app)
    return app


def _style() -> Response:
    return Response(STYLE, media_type="text/css", headers=dict(HEADERS) | {"Cache-Control": "max-age=3600"})


def _install(app: FastAPI) -> None:
    @app.exception_handler(SignInNeededError)
    async def sign_in_first(_: Request, __: Exception) -> Response:
        return to("/sign-in")

    @app.exception_handler(ManagersOnlyError)
    async def managers_only(request: Request, _: Exception) -> HTMLResponse:
        return page(request, "error", status=403, said="error.403")

    @app.exception_handler(ForeignFormError)
    async def foreign(request: Request, _: Exception) -> HTMLResponse:
        return page(request, "error", status=403, said="error.form")

    @app.exception_handler(ProblemError)
    async def problem(request: Request, error: ProblemError) -> HTMLResponse:
        return page(request, "error", status=error.status, said=_said(error.status))

    @app.exception_handler(HTTPException)
    async def framework(request: Request, error: HTTPException) -> HTMLResponse:
        return page(request, "error", status=error.status_code, said=_said(error.status_code))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, _: Exception) -> HTMLResponse:
        return page(request, "error", status=404, said="error.404")

    @app.exception_handler(SQLAlchemyError)
    async def storage(request: Request, error: SQLAlchemyError) -> HTMLResponse:
        _log.error("database: %s", error)
        return page(request, "error", status=503, said="error.storage")

    @app.exception_handler(Exception)
    async def bug(request: Request, _: Exception) -> HTMLResponse:
        return page(request, "error", status=500, said="error.bug")


def _said(status: int) -> str:
    return "error.404" if status in {404, 405} else "error.bug"
