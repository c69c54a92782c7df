"""The application: routes, problems, limits and faults around one `Backend`."""

from typing import Any, Final

from fastapi import FastAPI, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk import __version__
from kiosk.backend import admin, admin_codes, admin_rules, admin_trade, problems
from kiosk.backend.context import Backend
from kiosk.backend.faults import FaultyLink
from kiosk.backend.models import Problem
from kiosk.backend.problems import problem
from kiosk.backend.routes import ROUTES
from kiosk.backend.routes.common import NotModifiedError
from kiosk.backend.webhooks import routes as webhook_routes

MAX_BODY_BYTES: Final = 1 << 20
STAFF_ROOT: Final = "/staff"


def create_app(backend: Backend, *, staff: bool = False) -> FastAPI:
    """The whole backend as an ASGI application. The admin routes exist only where an admin key does.

    `staff`: with the staff's web page below /staff.
    """
    app = PickupApi()
    app.state.backend = backend
    problems.install(app)
    app.add_exception_handler(NotModifiedError, _not_modified)
    for routes in ROUTES:
        app.include_router(routes)
    if backend.secrets.admin is not None:
        app.include_router(admin_codes.router)  # before the commands, which take any word
        app.include_router(admin.router)
        app.include_router(admin_trade.router)
        app.include_router(admin_rules.router)
        app.include_router(webhook_routes.router)
    if staff:
        # Costs the import of a template engine, which most backends do without.
        from kiosk.backend.staff.app import create_staff  # noqa: PLC0415

        app.mount(STAFF_ROOT, create_staff(lambda: app.state.backend))
    app.add_api_route("/health", _health, include_in_schema=False)
    app.add_middleware(_BodyLimit)
    app.add_middleware(FaultyLink, faults=backend.faults)
    return app


class PickupApi(FastAPI):
    """FastAPI with the problem document among the schemas of its OpenAPI 3.1 document."""

    def __init__(self) -> None:
        super().__init__(
            title="Pickup API",
            version=__version__,
            description="What a self-service kiosk asks of a commerce backend.",
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
            openapi_url="/v1/openapi.json",
            docs_url=None,
            redoc_url=None,
            separate_input_output_schemas=False,
            generate_unique_id_function=lambda route: route.name,
        )

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            schemas = document["components"]["schemas"]
            problem_schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(problem_schema.pop("$defs"))
            schemas["Problem"] = problem_schema
            document["components"]["schemas"] = dict(sorted(schemas.items()))
            _name_statuses(document)
        assert self.openapi_schema is not None
        return self.openapi_schema


def _name_statuses(document: dict[str, Any]) -> None:
    """The names of RFC 9110; which of the old and new ones Python knows depends on its version."""
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, name in (("413", "Content Too Large"), ("422", "Unprocessable Content")):
                if status in operation["responses"]:
                    operation["responses"][status]["description"] = name


class _BodyLimit:
    """Refuses bodies that are too long, or of a length nobody states, before they are read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = self._app
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            if b"transfer-encoding" in headers:
                answer = problem(411, "length-required")
            elif int(headers.get(b"content-length", b"0")) > MAX_BODY_BYTES:
                answer = problem(413, "too-large", f"at most {MAX_BODY_BYTES} bytes")
        await answer(scope, receive, send)


async def _not_modified(_: Request, error: Exception) -> Response:
    assert isinstance(error, NotModifiedError)
    return Response(status_code=304, headers={"ETag": error.etag})


async def _health() -> dict[str, str]:
    return {"status": "ok"}
