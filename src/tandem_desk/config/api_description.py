"""What every operation of the interface shares, added to its description: problems, headers, keys, repeats."""

from typing import Any, TypeVar

from tandem_desk.workspace.api.problems import PROBLEM_SCHEMA

__all__ = ["complete"]

_PROBLEMS = {
    400: "The request cannot be read.",
    401: "There is no valid key.",
    403: "The key or its member may not do this.",
    404: "There is no such thing, or it is not yours to see.",
    409: "Something else stands there now.",
    412: "It has changed since you read it.",
    413: "The body is too large.",
    422: "The input cannot be used; every fault is named.",
    429: "Too many requests; wait as long as `Retry-After` says.",
    500: "Our fault; it has been logged.",
}
_REPEAT_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "Send the same key with the same request to get the same answer; nothing happens twice.",
}
_HEADERS = {
    name: {"schema": {"type": "integer"}, "description": words, "required": False}
    for name, words in (
        ("RateLimit-Limit", "Requests a full allowance holds."),
        ("RateLimit-Remaining", "Requests left at once."),
        ("RateLimit-Reset", "Seconds until the allowance is full again."),
    )
}
S = TypeVar("S", bound=dict[str, Any])


def complete(schema: S, *, scopes: dict[str, str]) -> S:
    """Return the description with what is true of every operation."""
    schema["servers"] = [{"url": "/api/v1"}]
    components = schema["components"]
    components.setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = {"Key": {"type": "http", "scheme": "bearer"}}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    components["responses"] = {
        f"Problem{status}": {"description": words, "content": content, "headers": _headers(status)}
        for status, words in _PROBLEMS.items()
    }
    schema["paths"] = {
        address: {method: _complete(method, one, scopes[one["operationId"]]) for method, one in methods.items()}
        for address, methods in schema["paths"].items()
    }
    return schema


def _complete(method: str, operation: dict[str, Any], scope: str) -> dict[str, Any]:
    operation = operation | {"security": [{"Key": [scope]}], "x-scope": scope}
    responses = {str(status): one for status, one in operation["responses"].items()}
    for one in responses.values():
        one.setdefault("headers", {}).update(_HEADERS)
    responses |= {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in _PROBLEMS}
    operation["responses"] = responses
    if method != "get":
        operation["parameters"] = [*operation.get("parameters", []), _REPEAT_KEY]
    return operation


def _headers(status: int) -> dict[str, Any]:
    extra = {"Retry-After": {"schema": {"type": "integer"}, "required": False}} if status == 429 else {}
    return _HEADERS | extra
