"""The REST interface: every app's resources under /api/v1, their description, and a plain page to read it."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from tandem_desk.config.api_description import complete
from tandem_desk.records.api import exports_router, imports_router, record_routers
from tandem_desk.review.api import models_router, outcomes_router, suggestions_router
from tandem_desk.stages.api import router as functions_router
from tandem_desk.touchpoints.api import router as touchpoints_router
from tandem_desk.workspace.api.audit import audit_router
from tandem_desk.workspace.api.consent import router as consent_router
from tandem_desk.workspace.api.guard import guarded
from tandem_desk.workspace.api.jobs import jobs_router, members_router
from tandem_desk.workspace.api.problems import Problem, ProblemError, answer, problem_of

__all__ = ["api", "described", "urlpatterns"]

_ROUTERS = {
    **record_routers(),
    "/touchpoints": touchpoints_router,
    "/suggestions": suggestions_router,
    "/outcomes": outcomes_router,
    "/functions": functions_router,
    "/models": models_router,
    "/imports": imports_router,
    "/exports": exports_router,
    "/consent": consent_router,
    "/jobs": jobs_router,
    "/members": members_router,
    "/audit": audit_router,
}


class TandemAPI(NinjaAPI):
    """The interface, described completely: what every operation shares is added in one place."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the description of every operation."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return complete(schema, scopes=_scopes(self))


def _scopes(built: NinjaAPI) -> dict[str, str]:
    """Return the scope each operation needs, by its id."""
    return {
        str(operation.operation_id): operation.auth_callbacks[0].scope  # type: ignore[attr-defined]  # each is a Scope
        for _, router in built._routers  # noqa: SLF001  (the library offers no other way to its operations)
        for view in router.path_operations.values()
        for operation in view.operations
        if operation.auth_callbacks
    }


def _build() -> TandemAPI:
    built = TandemAPI(
        title="Tandem",
        version="1",
        description="Everything a program may do on behalf of a member, within its key's scopes.",
        docs_url=None,
        openapi_url=None,
        urls_namespace="api-v1",
    )
    for prefix, router in _ROUTERS.items():
        built.add_router(prefix, router)
    for kind in (Exception, ProblemError, HttpError, AuthenticationError, ValidationError):
        built.add_exception_handler(kind, _problem)
    return built


def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(request, problem_of(error))


@cache
def described() -> OpenAPISchema:
    """Return the whole description, with addresses as they stand below /api/v1."""
    return api.get_openapi_schema(path_prefix="")


def description(request: HttpRequest) -> HttpResponseBase:
    """The interface's description in OpenAPI 3.1; it holds nothing of anybody's, so it needs no key."""
    return api.create_response(request, described(), status=200)


def reference(request: HttpRequest) -> HttpResponseBase:
    """The same description as a page, drawn here: no script and nothing from elsewhere."""
    schema = described()
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            shown = {"method": method.upper(), "address": address, "scope": operation["x-scope"], **operation}
            groups.setdefault(operation["tags"][0], []).append(shown)
    return render(request, "tandem/api_reference.html", {"groups": groups, "info": schema["info"]})


def nothing_here(request: HttpRequest, **_: Any) -> HttpResponseBase:
    """Answer for every address below /api/v1 that leads nowhere."""
    return answer(request, Problem(404, "There is no such address; see /api/v1/openapi.json."))


def _guard(patterns: list[Any]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _guard(pattern.url_patterns)
        else:
            pattern.callback = guarded(pattern.callback)


api = _build()
_resources, _, _ = api.urls
_guard(_resources)
urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", guarded(description), name="api-description"),
    path("reference/", reference, name="api-reference"),
    *[pattern for pattern in _resources if getattr(pattern, "name", "") != "api-root"],
    path("", guarded(nothing_here)),
    path("<path:rest>", guarded(nothing_here)),
]
