"""Writers that look first and write then take turns, one workspace at a time."""

from tandem_desk.workspace.models import Workspace

__all__ = ["hold_workspace"]


def hold_workspace(workspace_id: int) -> None:
    """Wait for whoever holds the workspace and hold it to the end of this transaction.

    On SQLite writing transactions take turns anyway. Those that neither hold it nor meet its rows are not kept waiting.
    """
    rows = Workspace.objects.select_for_update(no_key=True).filter(pk=workspace_id)
    list(rows.values_list("pk", flat=True))
