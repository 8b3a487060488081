"""Rows that are added and never changed: the ledger's promise."""

from typing import Any, NoReturn

from django.db import models

__all__ = ["AppendOnly", "LedgerRowChanged"]


class LedgerRowChanged(Exception):
    """Somebody tried to change or delete a row of an append-only table; add a further row instead."""


def _refuse(model: type[models.Model]) -> NoReturn:
    raise LedgerRowChanged(f"{model.__name__} rows are added, never changed or deleted; add a further row instead.")


class _AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **_values: Any) -> int:
        _refuse(self.model)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse(self.model)

    def bulk_update(self, *_args: Any, **_values: Any) -> int:
        _refuse(self.model)


class AppendOnly(models.Model):
    """Base of tables whose rows are only ever added; they go with their workspace alone."""

    objects = _AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; a row that exists is refused.

        Raises
        ------
        LedgerRowChanged
            The row exists.
        """
        if not self._state.adding:
            _refuse(type(self))
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_values: Any) -> tuple[int, dict[str, int]]:
        """Refuse.

        Raises
        ------
        LedgerRowChanged
            Always.
        """
        _refuse(type(self))
