"""What the routes of the contract share: who may ask, tags of versions, keys of repetitions, what can go wrong."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Path

from kiosk.backend.problems import ProblemError, described

ALWAYS: Final = (401, 422, 429, 503)
WITH_BODY: Final = (400, 411, 413)

IdempotencyKey = Annotated[
    str,
    Header(
        pattern=r"^[A-Za-z0-9._:-]{8,64}$",
        description="Made by the client, one for each thing that happened. Kept for 30 days or more",
    ),
]
IfMatch = Annotated[str, Header(max_length=80, description="The ETag of the version that is to be changed")]
IfNoneMatch = Annotated[str, Header(max_length=80)]
PathId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._:~-]{1,64}$")]


def router(tag: str) -> APIRouter:
    """Routes below /v1 under one heading of the document."""
    return APIRouter(prefix="/v1", tags=[tag], responses=described(*ALWAYS))


class NotModifiedError(Exception):
    """Answered with 304 and the tag: the framework checks return values against the model, and 304 has no body."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def etag(version: int) -> str:
    """The strong tag of one version of one thing."""
    return f'"{version}"'


def must_match(if_match: str, version: int) -> None:
    """412 when somebody else has changed it since; 428 without a tag. `*` stands for whatever it is now (RFC 9110)."""
    if not if_match:
        raise ProblemError(428, "version-required", "name the version to be changed in If-Match")
    tags = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if "*" not in tags and etag(version) not in tags:
        raise ProblemError(412, "version-changed", "somebody else has changed it meanwhile; read it again")
