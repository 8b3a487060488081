"""Addresses of Today, the lists, the records, the map and the evidence."""

from django.urls import path, register_converter

from tandem_desk.stages.views import (
    customers,
    deciding,
    evidence,
    facts_behind,
    fields,
    functions,
    lists,
    overriding,
    palette,
    record,
    sample,
    today,
)
from tandem_desk.stages.views.addresses import KINDS, FunctionConverter, KindConverter

register_converter(KindConverter, "kind")
register_converter(FunctionConverter, "function")

_RECORD = "<kind:kind>/<int:record_id>/"

urlpatterns = [
    path("", today.today, name="today"),
    path("suggestions/<int:suggestion_id>/decide/", deciding.decide_one, name="decide"),
    path("suggestions/<int:suggestion_id>/reject/", deciding.reject_form, name="reject-form"),
    path("suggestions/<int:suggestion_id>/amend/", deciding.amend_form, name="amend-form"),
    path("suggestions/<int:suggestion_id>/snooze/", deciding.snooze_one, name="snooze"),
    path("suggestions/<int:suggestion_id>/reasons/<int:place>/", facts_behind.reason_facts, name="reason-facts"),
    path("suggestions/undo/", deciding.undo, name="undo"),
    path("suggestions/bulk/preview/", deciding.bulk_preview, name="bulk-preview"),
    path("suggestions/bulk/", deciding.bulk, name="bulk"),
    path("customers/", customers.customers, name="customers"),
    path("customers/week/", customers.set_week, name="set-week"),
    path("find/", palette.palette, name="palette"),
    path("map/", functions.function_map, name="map"),
    path("functions/<function:name>/", functions.function_page, name="function"),
    path("functions/<function:name>/roll-back/", functions.roll_version_back, name="roll-back"),
    path("functions/<function:name>/versions/<int:number>/", functions.put_version, name="put-version"),
    path("settings/autonomy/", functions.autonomy, name="settings-autonomy"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("sample/", sample.load_sample, name="sample"),
    path("changes/take-back/", fields.take_back, name="take-back"),
    *(path(f"{word}/", lists.record_list, {"kind": kind}, name=word) for word, kind in KINDS.items()),
    path("<kind:kind>/", lists.record_list, name="list"),
    path("<kind:kind>/export/", lists.export_list, name="list-export"),
    path(_RECORD, record.record_page, name="record"),
    path(f"{_RECORD}timeline/", record.record_timeline, name="record-timeline"),
    path(f"{_RECORD}why/", facts_behind.why, name="why"),
    path(f"{_RECORD}field/", fields.field, name="field"),
    path(f"{_RECORD}people-only/", fields.people_only, name="people-only"),
    path(f"{_RECORD}override/", overriding.override_form, name="override"),
]
