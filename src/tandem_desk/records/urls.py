"""Addresses of the Import pages, and of exports."""

from django.urls import path

from tandem_desk.records.views import exports, imports

urlpatterns = [
    path("import/", imports.imports, name="imports"),
    path("export/", exports.export, name="export"),
    path("import/upload/", imports.upload, name="import-upload"),
    path("import/<int:run_id>/", imports.import_page, name="import"),
    path("import/<int:run_id>/tables/<int:position>/", imports.correct, name="import-correct"),
    path("import/<int:run_id>/begin/", imports.begin, name="import-begin"),
    path("import/<int:run_id>/progress/", imports.progress, name="import-progress"),
    path("import/<int:run_id>/bad-rows/", imports.download_bad_rows, name="import-bad-rows"),
    path("import/<int:run_id>/undo/", imports.undo, name="import-undo"),
]
