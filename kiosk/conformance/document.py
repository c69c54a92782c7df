"""The contract as a document: which operations there are, and whether an answer is one of those that it allows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import yaml

from kiosk.errors import ConfigError

CONTRACT: Final = Path(__file__).resolve().parents[2] / "docs" / "pickup-api" / "openapi.yaml"
_METHODS: Final = frozenset({"get", "put", "post", "delete", "patch"})
_PROBLEM: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the contract. `path` as it is written there, with its parameters in braces."""

    method: str
    path: str
    id: str
    takes_body: bool
    answers: Mapping[str, Mapping[str, Any]]


class Document:
    """Raises ConfigError for a file that is not an OpenAPI 3.1 document."""

    def __init__(self, path: Path = CONTRACT) -> None:
        try:
            self._document = yaml.safe_load(path.read_text("utf-8"))
            self._paths = dict(self._document["paths"])
            version = str(self._document["openapi"])
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            raise ConfigError(str(path), f"cannot be read: {str(error).partition(chr(10))[0]}") from None
        except (KeyError, TypeError, ValueError):
            raise ConfigError(str(path), "is not an OpenAPI document") from None
        if not version.startswith("3.1."):
            raise ConfigError(f"{path}: openapi", f"must be 3.1, is {version}")
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def operations(self) -> Iterator[Operation]:
        """All of them."""
        for path in self._paths:
            for method in _METHODS & self._paths[path].keys():
                yield self.operation(method.upper(), path)

    def operation(self, method: str, path: str) -> Operation:
        """Raises KeyError for what the contract does not have."""
        found = self._paths[path][method.lower()]
        return Operation(method, path, str(found["operationId"]), "requestBody" in found, found["responses"])

    def has(self, method: str, path: str) -> bool:
        """Whether the contract has this call."""
        return method.lower() in self._paths.get(path, {})

    def faults(self, operation: Operation, status: int, media_type: str, body: Any) -> Iterator[str]:
        """What the contract does not allow of an answer, each naming its place. `body` as parsed, None for none."""
        answer = operation.answers.get(str(status))
        if answer is None:
            yield f"status {status} is not in the contract"
            return
        content = answer.get("content", {})
        if not content:
            if body is not None:
                yield f"status {status} has no body in the contract"
            return
        if media_type not in content:
            yield f"Content-Type is {media_type!r}, not {' or '.join(content)}"
            return
        schema = content[media_type].get("schema", {})
        validator = self._validator(f"{operation.id} {status} {media_type}", schema)
        for error in validator.iter_errors(body):
            yield f"{_place(error.instance_path)}: {error.message[:200]}"
        if media_type == _PROBLEM and isinstance(body, dict) and body.get("status") != status:
            yield f"body.status: is {body.get('status')}, the answer's is {status}"

    def _validator(self, name: str, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
        if name not in self._validators:
            whole = {**schema, "components": self._document.get("components", {})}
            self._validators[name] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._validators[name]


def _place(path: list[str | int]) -> str:
    return ".".join(("body", *(str(part) for part in path)))
