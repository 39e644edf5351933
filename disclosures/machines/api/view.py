"""The addresses of the API, its description in OpenAPI 3.1 and the page that describes it to people."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from disclosures.machines.problems import Problem, ProblemError, schema, told

from .answers import JSON, JSON_LINES, answered
from .questions import MOST_ROWS, Question, answer_of, question_of, refusal, refuse_unknown
from .resources import RESOURCES, Resource

ROOT = "api/v1/"
METHODS = ["GET", "HEAD"]

DESCRIPTION = (
    "明账已发布的政府预决算公开，一行一条，每行有它在本站的网页（url）。金额以元计（…_yuan），两位小数，没有误差。"
    f"属于一份公开的，按公开、其中按编号给出，其余按编号；一次最多 {MOST_ROWS} 行，next 是下一页的地址。没有写明的参数一律拒绝。部门的数已经含下属单位，不能与之相加。"
)

api = NinjaAPI(
    title="明账",
    version="1",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    resources = RESOURCES.values()
    context = {
        "resources": resources,
        "lasting": [resource for resource in resources if resource.lasts],
        "passing": [resource for resource in resources if not resource.lasts],
        "most": MOST_ROWS,
        "section": "data",
    }
    return render(request, "disclosures/api.html", context)


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_described(), content_type=JSON)


@cache
def _described() -> bytes:
    """What django-ninja describes, without the methods that need no words and with the one shape of errors."""
    document = dict(api.get_openapi_schema(path_prefix=ROOT))
    problem = {"description": "拒绝，并说明为什么", "content": {JSON: {"schema": schema()}}}
    for operations in document["paths"].values():
        del operations["head"]
        lines = {"schema": {"type": "string"}}
        operations["get"]["responses"][200]["content"][JSON_LINES[0]] = lines
        operations["get"]["responses"] |= dict.fromkeys((405, 422, 429, 503), problem)
    return msgspec.json.encode(document | {"servers": [{"url": "/"}]})


@require_safe
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    return told(Problem("not_found", "没有这个地址。", known=tuple(RESOURCES)), 404)


def _register(resource: Resource) -> None:
    def rows(request: HttpRequest, question: Question) -> HttpResponse:
        return answered(request, resource, question)

    rows.__annotations__["question"] = Query[question_of(resource)]  # type: ignore[misc]
    api.default_router.add_api_operation(
        f"/{resource.name}",
        METHODS,
        rows,
        response=answer_of(resource),
        operation_id=resource.name,
        summary=resource.table.title,
        description=resource.table.words,
        url_name=resource.name,
    )


def _endpoint(resource: Resource, view: Callable[..., Any]) -> Callable[[HttpRequest], HttpResponse]:
    """The view that django-ninja made, with what it does not refuse by itself."""
    known = tuple(question_of(resource).model_fields)

    @csrf_exempt  # nothing can be sent here, and who tries is told so in the shape of all errors
    def endpoint(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            refused = told(Problem("method_not_allowed", "只能读（GET、HEAD）。", known=tuple(METHODS)), 405)
            refused["Allow"] = ", ".join(METHODS)
            return refused
        try:
            refuse_unknown(request, known)
        except ProblemError as error:
            return told(error.problem, 422)
        return view(request)

    return endpoint


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    resource = RESOURCES[request.path_info.rsplit("/", 1)[1]]
    return told(refusal(error, resource), 422)


for one in RESOURCES.values():
    _register(one)

_views = {made.name: made.callback for made in api.urls[0] if isinstance(made, URLPattern)}

urlpatterns: list[URLPattern] = [
    path(ROOT, index, name="api"),
    path(f"{ROOT}openapi.json", openapi, name="api-openapi"),
    *(
        path(f"{ROOT}{one.name}", _endpoint(one, _views[one.name]), name=f"api-{one.name}")
        for one in RESOURCES.values()
    ),
    path("api/<path:rest>", nothing, name="api-nothing"),
]
