"""Imports one file in a process of its own and prints seconds, counts and peak memory as JSON."""

import json
import os
import resource
import sys
import time
from pathlib import Path

__all__ = ["main"]


def main(path: str, workspace_id: str) -> int:
    """Import a file into a workspace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem_desk.config.settings")
    import django

    django.setup()
    from tandem_desk.records.services.importing import indexes, run_import, start_import
    from tandem_desk.workspace.models import Workspace

    restore, took = indexes.restore_indexes, [0.0]

    def timed(*models: type) -> list[str]:
        start = time.perf_counter()
        names = restore(*models)
        took[0] += time.perf_counter() - start
        return names

    indexes.restore_indexes = timed
    workspace = Workspace.objects.get(pk=int(workspace_id))
    started, cpu_started = time.perf_counter(), time.process_time()
    run = start_import(workspace=workspace, member=None, path=Path(path), name=Path(path).name, keep_copy=False)
    recognised = time.perf_counter() - started
    if os.environ.get("TANDEM_TEST_PROFILE"):
        import cProfile

        profile = cProfile.Profile()
        profile.runcall(run_import, run.pk)
        profile.dump_stats(os.environ["TANDEM_TEST_PROFILE"])
    else:
        run_import(run.pk)
    table = run.tables.get()
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - started,
                "cpu_seconds": time.process_time() - cpu_started + _of_the_reader("ru_utime", "ru_stime"),
                "recognised_seconds": recognised,
                "index_seconds": took[0],
                "peak_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + _of_the_reader("ru_maxrss")) / 1024,
                "created": table.n_created,
                "updated": table.n_updated,
                "unchanged": table.n_unchanged,
                "bad": table.bad_rows.count(),
            }
        )
    )
    return 0


def _of_the_reader(*names: str) -> float:
    """Return what the process took that read the file; it has ended by now."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(getattr(used, name) for name in names)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
