from __future__ import annotations

from django.db import connection, models


class EditionManager(models.Manager["Edition"]):
    def number(self) -> int:
        """Which published data there is now. One query, in plain words: every request asks it."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT number FROM {self.model._meta.db_table} WHERE id = 1")  # nosec B608
            row = cursor.fetchone()
        return row[0] if row else 0

    def advance(self) -> None:
        """What the public sees has changed. Inside the transaction that changes it, as late as can be: whoever else
        changes something waits for its end, so that a number is never seen before the change that it stands for."""
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (id, number) VALUES (1, 1) "  # nosec B608
                f"ON CONFLICT (id) DO UPDATE SET number = {table}.number + 1"
            )


class Edition(models.Model):
    """One row: a number that grows with every change of what the public sees. It is the tag of every public page."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField("编号")

    objects = EditionManager()

    class Meta:
        verbose_name = verbose_name_plural = "数据版次"

    def __str__(self) -> str:
        return str(self.number)
