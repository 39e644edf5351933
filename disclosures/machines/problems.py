"""What a program is told that asked for something it cannot have: one shape, a sentence in Chinese and a code in English."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

API, MCP = "/api/", "/mcp"
"""Where the addresses of programs begin."""


class Problem(msgspec.Struct, omit_defaults=True):
    """`parameter` is the one that is wrong, `known` what it could have been."""

    code: Literal[
        "unknown_parameter",
        "repeated_parameter",
        "invalid_parameter",
        "not_found",
        "method_not_allowed",
        "too_many_requests",
        "unavailable",
    ]
    message: str
    parameter: str = ""
    known: tuple[str, ...] = ()


class ProblemError(Exception):
    """The question cannot be answered as it was asked (422)."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def is_of_programs(request: HttpRequest) -> bool:
    """Whether a program asked: it is told in JSON what a reader is told on a page."""
    return request.path_info.startswith(API) or request.path_info == MCP


def told(problem: Problem, status: int) -> HttpResponse:
    answer = HttpResponse(
        msgspec.json.encode({"error": problem}), content_type="application/json", status=status
    )
    add_never_cache_headers(answer)
    return answer


def schema() -> dict[str, Any]:
    """What `told` writes, as JSON Schema."""
    (problem,), parts = msgspec.json.schema_components([Problem])
    own = parts[problem["$ref"].rsplit("/", 1)[1]]
    return {"title": "Problem", "type": "object", "required": ["error"], "properties": {"error": own}}
