"""Every error as a problem document (RFC 9457). None tells a stack, a statement or the value that was sent."""

import logging
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

TYPE_PREFIX: Final = "urn:openluke:problem:"
MEDIA_TYPE: Final = "application/problem+json"

_log: Final = logging.getLogger(__name__)
IN_THE_WAY: Final = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization_failure and deadlock_detected. The transaction did not happen."""
_CODES: Final = {404: "not-found", 405: "method-not-allowed"}


class ProblemError(Exception):
    """Raised by the API's own rules; `code` is stable. `field`: what is wrong in the request, as "body.lines"."""

    def __init__(
        self, status: int, code: str, detail: str = "", headers: dict[str, str] | None = None, *, field: str = ""
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
        self.field = field


def problem(
    status: int,
    code: str,
    detail: str = "",
    *,
    headers: dict[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> JSONResponse:
    """The response for one problem."""
    body: dict[str, Any] = {"type": TYPE_PREFIX + code, "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route, for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def install(app: FastAPI) -> None:
    """Answers everything that can go wrong in `app`."""

    @app.exception_handler(ProblemError)
    async def own(_: Request, error: ProblemError) -> JSONResponse:
        errors = [{"field": error.field, "problem": error.detail or error.code}] if error.field else None
        return problem(error.status, error.code, error.detail, headers=error.headers, errors=errors)

    @app.exception_handler(HTTPException)
    async def framework(_: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers) if error.headers else None
        return problem(error.status_code, _CODES.get(error.status_code, "invalid-request"), headers=headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        fields = [
            {"field": ".".join(str(part) for part in found["loc"]), "problem": found["msg"]}
            for found in error.errors()[:20]
        ]
        return problem(422, "invalid-request", errors=fields)

    @app.exception_handler(SQLAlchemyError)
    async def storage(_: Request, error: SQLAlchemyError) -> JSONResponse:
        if getattr(getattr(error, "orig", None), "sqlstate", None) in IN_THE_WAY:
            return problem(503, "busy", "another change was in the way", headers={"Retry-After": "1"})
        _log.error("database: %s", error)
        return problem(503, "storage-failed", headers={"Retry-After": "5"})

    @app.exception_handler(Exception)
    async def bug(_: Request, __: Exception) -> JSONResponse:
        return problem(500, "internal-error")
