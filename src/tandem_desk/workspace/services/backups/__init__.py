"""Backups: everything in one file, made while the site runs, checked by reading it back; and the way back."""

from tandem_desk.workspace.services.backups.archive import Manifest, check_backup, make_backup
from tandem_desk.workspace.services.backups.restoring import restore_backup

__all__ = ["Manifest", "check_backup", "make_backup", "restore_backup"]
