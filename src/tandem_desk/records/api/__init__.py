"""Resources of records, imports and exports."""

from tandem_desk.records.api.exports import router as exports_router
from tandem_desk.records.api.imports import router as imports_router
from tandem_desk.records.api.records import record_routers

__all__ = ["exports_router", "imports_router", "record_routers"]
