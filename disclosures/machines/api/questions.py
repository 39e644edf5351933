"""What may be asked of a resource, as models that check it and describe it (pydantic, for django-ninja)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, cast

from django.db.models import BigIntegerField
from django.http import HttpRequest
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import ConfigDict, Field, create_model

from disclosures.machines.problems import Problem, ProblemError

from .resources import PAIR, URL, Resource

MOST_ROWS, ROWS = 10_000, 100
"""The most are a code over all bodies and years of a large site."""
LONGEST = 200
VISIBLE = r"^[^\x00-\x1f\x7f]*$"
"""A text without signs that nobody can see: a database takes no NUL. The empty one is the code of a total."""


class FigureOfSentence(Schema):
    """An amount that a sentence states of a known thing."""

    item: str = Field(description="项目")
    is_change: bool = Field(description="增减额")
    amount_yuan: float = Field(description="元")
    printed: str = Field(description="印刷文字")
    url: str = Field(description="那个数的网页")


PYTHON: dict[str, Any] = {
    "integer": int,
    "string": str,
    "boolean": bool,
    "datetime": str,
    "list": list[str],
    "yuan": float,
    "number": float,
    "figures": list[FigureOfSentence],
}
"""The type of a field by the type that the package names. It describes: amounts are written exactly, from decimals."""


class Question(Schema):
    """What may be asked of every resource; a resource adds its filters."""

    model_config = ConfigDict(protected_namespaces=())

    limit: int = Field(ROWS, ge=1, le=MOST_ROWS, description=f"一次几行，最多 {MOST_ROWS}")
    format: Literal["json", "jsonl"] = Field(
        "json", description="json，或 jsonl（一行一条；下一页的地址在 Link 里）；也可以写在 Accept 里"
    )


@cache
def question_of(resource: Resource) -> type[Question]:
    names = "|".join(resource.names)
    key = (str, {"pattern": PAIR}) if resource.way else _checked(resource, resource.key.name)
    fields: dict[str, Any] = {
        "fields": (
            str,
            Field(
                None,
                pattern=f"^({names})(,({names}))*$",
                max_length=1000,
                description="只要这几个字段，逗号隔开",
            ),
        ),
        "after": (key[0], Field(None, **key[1], description="从哪一行之后接着取；next 里已经写好")),
    }
    if resource.place:
        words = "行政区划代码，连它下面的地方"
        fields["region"] = (str, Field(None, pattern="^[0-9]{6}$", description=words))
    for name in resource.filters:
        kind, bounds = _checked(resource, name)
        fields[name] = (kind, Field(None, **bounds, description=resource.columns[name].words))
    return create_model(f"{_title(resource)}Question", __base__=Question, **fields)


def _checked(resource: Resource, name: str) -> tuple[Any, dict[str, Any]]:
    """The type of a filter and its bounds: one of the terms where the field has terms."""
    column = resource.columns[name]
    field = resource.table.field_of(column)
    if field.choices:
        terms = tuple(str(value) for value, _ in cast(Iterable[tuple[str, str]], field.choices))
        return Literal[terms], {}
    if (kind := PYTHON[resource.table.type_of(column)]) is int:
        return int, {"ge": 0, "le": BigIntegerField.MAX_BIGINT}
    return kind, {} if kind is bool else {"pattern": VISIBLE, "max_length": LONGEST}


def answer_of(resource: Resource) -> type[Schema]:
    """What is answered: `rows`, and where the next ones are."""
    columns = {
        name: (PYTHON[resource.table.type_of(column)] | None, Field(None, description=column.words))
        for name, column in resource.columns.items()
    }
    if resource.address:
        columns[URL] = (str | None, Field(None, description="它在本站的网页；金额是那个数的出处"))
    row = create_model(_title(resource), __base__=Schema, **cast(Any, columns))
    following = (str | None, Field(None, description="下一页的地址；没有了为 null"))
    fields: Any = {"rows": (list[row], ...), "next": following}  # type: ignore[valid-type]
    return create_model(f"{_title(resource)}Answer", __base__=Schema, **fields)


def _title(resource: Resource) -> str:
    return resource.table.name.title().replace("_", "")


def refuse_unknown(request: HttpRequest, known: Iterable[str]) -> None:
    """A parameter that is misspelt would otherwise be silently without effect; one that is there twice half so."""
    names = tuple(known)
    for name, values in request.GET.lists():
        if name not in names:
            raise ProblemError(
                Problem("unknown_parameter", f"没有参数“{name[:LONGEST]}”。", name[:LONGEST], names)
            )
        if len(values) > 1:
            raise ProblemError(Problem("repeated_parameter", f"参数“{name}”只能写一次。", name))


WRONG: dict[str, str] = {
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "int_parsing_size": "太大",
    "bool_parsing": "应是 true 或 false",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_long": "不能长于 {max_length} 个字",
}


def refusal(error: ValidationError, resource: Resource) -> Problem:
    """What is wrong with the first parameter that is, in words."""
    first = error.errors[0]
    name = str(first["loc"][-1])
    if name == "fields":
        return Problem("invalid_parameter", "字段名不对，或没有用逗号隔开。", name, resource.names)
    words = WRONG.get(first["type"], "写法不对").format(**first.get("ctx", {}))
    return Problem("invalid_parameter", f"参数“{name}”{words}。", name)
