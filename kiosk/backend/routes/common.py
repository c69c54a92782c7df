"""What the routes of the contract share: who may ask, tags of versions, keys of repetitions, what can go wrong."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Path

from kiosk.backend.etags import etag, must_match
from kiosk.backend.problems import described

__all__ = ["ALWAYS", "WITH_BODY", "IdempotencyKey", "IfMatch", "IfNoneMatch", "PathId", "etag", "must_match", "router"]

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
