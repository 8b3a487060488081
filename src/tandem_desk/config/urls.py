"""Which address leads to which app."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("tandem_desk.config.api")),
    path("", include("tandem_desk.workspace.urls")),
    path("", include("tandem_desk.records.urls")),
    path("", include("tandem_desk.stages.urls")),
]
