"""`make check`: what the house does not keep: dead code, modules too long to carry on, lines of templates too long to read.

A name is dead when nothing says it but its own definition: no code of the product reads it, no template names it, and no
string is it (settings, routes and `getattr` name things so). What only tests use is dead as well. Members of a class that
inherits from one of another module may be called from there and are not looked at.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = sorted(
    path
    for folder in ("config", "disclosures")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())

MOST_LINES = 400
"""Of a module."""
LONGER_TODAY = {
    "disclosures/pages/years/facts.py": 430,
    "disclosures/parsing/prose.py": 550,
}
"""Modules that are still longer, and how long each may be: the numbers only fall."""
MOST_CHARACTERS = 160
"""Of a line of a template."""

READ_BY_FRAMEWORKS = {"config/settings.py", "config/gunicorn.py"}
"""Modules whose names are settings."""
CALLED_BY_FRAMEWORKS = {
    "urlpatterns",
    "handler403",
    "process_view",
    "process_exception",
    "Command",
    "DisclosuresConfig",
}
COMPARED_ONLY = {"occurrence"}
"""Fields that only tell one value from another."""
PLAIN_BASES = {"Generic", "NamedTuple", "Protocol"}


def main() -> int:
    modules = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in CODE}
    templates = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in TEMPLATES}
    found = [*dead_names(modules, templates.values()), *long_modules(modules), *long_lines(templates)]
    print("\n".join(found) or "The house is in order.")
    return bool(found)


def long_modules(modules: dict[str, str]) -> Iterator[str]:
    for name, text in modules.items():
        length, most = text.count("\n"), LONGER_TODAY.get(name, MOST_LINES)
        if length > most:
            yield f"{name}: {length} lines, {most} at most"
        elif name in LONGER_TODAY and length <= MOST_LINES:
            yield f"{name}: no longer than others: take it out of LONGER_TODAY"
    yield from (
        f"{name}: is gone: take it out of LONGER_TODAY" for name in LONGER_TODAY.keys() - modules.keys()
    )


def long_lines(templates: dict[str, str]) -> Iterator[str]:
    for name, text in templates.items():
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > MOST_CHARACTERS:
                yield f"{name}:{number}: {len(line)} characters in a line, {MOST_CHARACTERS} at most"


def dead_names(modules: dict[str, str], templates: Iterable[str]) -> Iterator[str]:
    trees = {name: ast.parse(text) for name, text in modules.items()}
    used = CALLED_BY_FRAMEWORKS | COMPARED_ONLY
    used = used.union(*map(names_read, trees.values()), *map(names_in_template, templates))
    for name, tree in trees.items():
        if name not in READ_BY_FRAMEWORKS:
            own = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
            for defined, line in names_defined(tree.body, own):
                if defined not in used and not defined.startswith("__"):
                    yield f"{name}:{line}: {defined} is used nowhere"


def names_read(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
                found.add(name)
            case ast.Constant(value=str(text)) if re.fullmatch(r"-?[A-Za-z_][\w.]*", text):
                found.update(re.split(r"\.|__|-", text))
            case ast.MatchClass(kwd_attrs=names):
                found.update(names)
    return found


def names_in_template(text: str) -> set[str]:
    return {
        word
        for tag in re.findall(r"\{\{.*?\}\}|\{%.*?%\}", text)
        for word in re.findall(r"[A-Za-z_]\w*", tag)
    }


def of_a_framework(node: ast.ClassDef, own: Mapping[str, ast.ClassDef]) -> bool:
    """Whether it inherits from a class of another module: `own` are the classes of this one."""
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    names = [base.id if isinstance(base, ast.Name) else "" for base in bases]
    return any(of_a_framework(own[name], own) if name in own else name not in PLAIN_BASES for name in names)


def names_defined(body: Iterable[ast.stmt], own: Mapping[str, ast.ClassDef]) -> Iterator[tuple[str, int]]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if not is_registered(node):
                yield name, node.lineno
            case ast.ClassDef(name=name):
                if not is_registered(node):
                    yield name, node.lineno
                if not of_a_framework(node, own):
                    yield from names_defined(node.body, own)
            case ast.Assign(targets=targets):
                yield from ((name, node.lineno) for target in targets for name in names_bound(target))
            case ast.AnnAssign(target=target):
                yield from ((name, node.lineno) for name in names_bound(target))


def names_bound(target: ast.expr) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def is_registered(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Decorated by what hands it to a framework: `@admin.register(…)`, `@register.filter`."""
    called = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return any(isinstance(each, ast.Attribute) for each in called)


if __name__ == "__main__":
    sys.exit(main())
