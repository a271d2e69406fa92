"""What the official SDK calls, read out of its source: method, path and models.

Its methods are generated and all alike: each makes a request model, builds an HTTP
request with `method=` and `path=`, and parses what comes back into a model.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

_BUILD, _SERIALIZE, _PARSE = (
    "_build_request",
    "serialize_request_body",
    "unmarshal_json_response",
)


@dataclass(frozen=True, slots=True)
class Call:
    """One method of the official SDK.

    Attributes:
        name: Where it is: `chat.Chat.complete`.
        method: The HTTP method.
        path: The path; what follows a `#` tells apart calls of one operation.
        request: The model that holds body, query and path, or None.
        body: How it sends a body, `json` or `multipart`, or empty.
        answers: The models of whole answers.
        events: The models of the events of a stream.
    """

    name: str
    method: str
    path: str
    request: Any
    body: str
    answers: tuple[Any, ...]
    events: tuple[Any, ...]


def all_calls(package: ModuleType) -> list[Call]:
    """Return the calls of all modules of a package, each once."""
    found: list[Call] = []
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if not info.ispkg:
            module = import_module(info.name)
            found += read(inspect.getsource(module), module)
    return found


def read(source: str, module: ModuleType) -> Iterator[Call]:
    """Yield the calls of one module; the asynchronous twins say the same again."""
    for owner in ast.parse(source).body:
        if isinstance(owner, ast.ClassDef):
            for node in owner.body:
                if isinstance(node, ast.FunctionDef):
                    prefix = module.__name__.rsplit(".", 1)[-1]
                    name = f"{prefix}.{owner.name}.{node.name}"
                    yield from _of_method(node, name, module)


def _of_method(node: ast.FunctionDef, name: str, module: ModuleType) -> Iterator[Call]:
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    lambdas = [each for each in ast.walk(node) if isinstance(each, ast.Lambda)]
    in_stream = {part for each in lambdas for part in ast.walk(each)}
    for built in (each for each in calls if _called(each) == _BUILD):
        given = {each.arg: each.value for each in built.keywords}
        parsed = [
            (each, _evaluated(each.args[0], module))
            for each in calls
            if _called(each) == _PARSE and not _is_error(each.args[0])
        ]
        yield Call(
            name,
            ast.literal_eval(given["method"]),
            ast.literal_eval(given["path"]),
            _request(node, module),
            _body(calls),
            tuple(model for each, model in parsed if each not in in_stream),
            tuple(model for each, model in parsed if each in in_stream),
        )


def _body(calls: list[ast.Call]) -> str:
    """Return the fourth argument of the one call that serialises a body."""
    found = (each.args[3] for each in calls if _called(each) == _SERIALIZE)
    return "".join(ast.literal_eval(each) for each in found)


def _request(node: ast.FunctionDef, module: ModuleType) -> Any:
    """Return the model that a method makes its request of."""
    for each in ast.walk(node):
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "request":
            for part in ast.walk(each.value):
                if isinstance(part, ast.Attribute) and _is_model(part):
                    return _evaluated(part, module)
    return None


def _called(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    return getattr(call.func, "attr", "") or getattr(call.func, "id", "")


def _is_model(part: ast.Attribute) -> bool:
    return isinstance(part.value, ast.Name) and part.value.id == "models"


def _is_error(expression: ast.expr) -> bool:
    return ast.unparse(expression).startswith("errors.")


def _evaluated(expression: ast.expr, module: ModuleType) -> Any:
    code = compile(ast.Expression(expression), module.__name__, "eval")
    return eval(code, vars(module))  # noqa: S307 - names of installed models
