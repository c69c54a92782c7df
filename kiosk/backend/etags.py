"""Tags of versions (RFC 9110): a command names the version that it was thought out for."""

from kiosk.backend.problems import ProblemError


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
