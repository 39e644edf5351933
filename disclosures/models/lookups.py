"""`field__in=[…]` as PostgreSQL likes it: one parameter that is an array, whatever the number of values.

Django writes a parameter for each value: lists of other lengths are other queries, and planning looks up every value in
the statistics, so that the plan of a page of fifty rows is not kept (config/environment.py). SQLite keeps Django's way.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Field, ForeignObject
from django.db.models.expressions import ColPairs
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In

FEWEST, MOST = 20, 200
"""Values. Of an array PostgreSQL supposes ten: plans for fewer are thought dear and made anew; of many more, where no index
tells, each is compared."""


class _AsArray(In):
    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.rhs_is_direct_value() or isinstance(self.lhs, ColPairs):
            return self.as_sql(compiler, connection)
        if not FEWEST <= len(self.rhs) <= MOST:
            return self.as_sql(compiler, connection)
        placeholders, values = self.process_rhs(compiler, connection)
        if set(placeholders) - set("(%s, )"):
            return self.as_sql(compiler, connection)  # an expression among the values
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, list(values))


@Field.register_lookup
class InArray(_AsArray):
    """Among values."""


@ForeignObject.register_lookup
class RelatedInArray(_AsArray, RelatedIn):
    """Among rows of another table, or their keys."""
