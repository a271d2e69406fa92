"""The import ladder: a module imports only from the rungs below its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from tests.architecture.sdk_names import entangled_classes, private_uses
from tests.architecture.source import ROOT, imports, module_of, modules, tree

# A rung holds modules and packages (`server` stands for all in it). Within a package
# anything but a cycle goes; all else imports from lower rungs only.
LADDER = (
    ("problems",),
    ("changes",),
    ("_values",),
    ("_generated",),
    ("messages",),
    ("_check",),
    ("_compat",),
    ("_builders",),
    ("_batch",),
    ("arrow", "batch", "errors", "requests"),
    ("tokens",),
    ("_openai",),
    ("_agents",),
    ("guard",),
    ("runs", "streaming", "tools", "types"),
    ("resources",),
    ("client",),
    ("__init__",),
    ("server", "lint", "frameworks", "observability"),
    ("gateway", "pytest_plugin", "recordings"),
    ("cli",),
    ("__main__",),
)
RUNGS = {name: rung for rung, names in enumerate(LADDER) for name in names}
PURE = (
    "changes",
    "problems",
    "_values.error_bodies",
    "_values.hints",
    "_values.http_libraries",
    "_values.json_values",
    "_values.notes",
    "_values.operations",
    "_values.other_options",
    "_values.replay",
    "_values.rows",
    "_values.streamed_errors",
    "_check.adapting",
    "_check.conversions",
    "_check.diagnosis",
    "_check.draft",
    "_check.dumped_answers",
    "_check.explanations",
    "_check.not_offered",
    "_check.operations",
    "_check.preflight",
    "_check.schemas",
    "_check.unknown_paths",
    "_check.violations",
    "_compat.answers",
    "_compat.exchange",
    "_compat.policy",
    "_compat.reshaped_streams",
    "_compat.responses_content",
    "_compat.responses_input",
    "_compat.responses_output",
)
# What generated modules may use of the hand-written ones.
BELOW_GENERATED = {
    "mistyped._values.call_options",
    "mistyped._values.contents",
    "mistyped._values.hints",
    "mistyped._values.json_values",
    "mistyped._values.notes",
    "mistyped._values.operations",
    "mistyped._values.uploads",
    "mistyped._values.rows",
}
FOREIGN = {"openai", "pydantic", "typing_extensions"}
# What the SDK gives each resource to send with: there is no other way to write one, and
# the generated methods use it as the SDK's own do.
OF_A_RESOURCE = {
    "_client",
    "_delete",
    "_get",
    "_get_api_list",
    "_patch",
    "_post",
    "_put",
}


def part(module: str) -> str:
    """Return the first part below the package, by which the ladder knows a module."""
    return module.split(".")[1] if "." in module else "__init__"


def edges() -> list[tuple[str, str]]:
    """Return who imports whom within the package, at module level."""
    return [
        (module, module_of(name))
        for module, path in modules().items()
        for name in imports(path)
        if name.split(".")[0] == "mistyped"
    ]


def test_every_module_has_its_rung() -> None:
    """The ladder names each module once, and none that is not there."""
    names = [name for rung in LADDER for name in rung]
    assert sorted(names) == sorted({part(module) for module in modules()})


def test_imports_go_down() -> None:
    """A module imports from lower rungs, or from its own package."""
    up = [
        f"{module} imports {used}"
        for module, used in edges()
        if part(module) != part(used) and RUNGS[part(used)] >= RUNGS[part(module)]
    ]
    assert up == []


def test_there_is_no_cycle() -> None:
    """No module imports itself through others, also within one package."""
    graph: dict[str, set[str]] = {}
    for module, used in edges():
        if module != used:
            graph.setdefault(module, set()).add(used)
    TopologicalSorter(graph).prepare()  # raises CycleError with the cycle


def test_generated_modules_use_little() -> None:
    """Generated modules import each other, a few others and three packages."""
    allowed = BELOW_GENERATED | FOREIGN | sys.stdlib_module_names
    odd = {
        f"{module} imports {name}"
        for module, path in modules().items()
        if part(module) == "_generated"
        for name in imports(path, everywhere=True)
        if {name.split(".")[0], module_of(name)}.isdisjoint(allowed)
        and part(name) != "_generated"
    }
    assert odd == set()


def test_private_names_of_the_sdk_stay_in_one_place() -> None:
    """`_openai` alone uses what is private in the OpenAI SDK; resources send with it.

    Modules, methods, attributes, parameters: imported, read, set or overridden.
    """
    by_part: dict[str, set[str]] = {}
    for module, path in modules().items():
        names = private_uses(tree(path), entangled_classes().get(module, ()))
        by_part[part(module)] = by_part.get(part(module), set()) | names
    assert by_part.pop("_openai")
    users = {name: names for name, names in by_part.items() if names}
    assert users == {"resources": OF_A_RESOURCE}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("from openai._models import FinalRequestOptions", "_models"),
        ("from openai import _qs", "_qs"),
        ("import openai._base_client", "_base_client"),
        ("openai._base_client.BaseClient", "_base_client"),
        ("client._base_url", "_base_url"),
        ("client._custom_headers = {}", "_custom_headers"),
        ("getattr(client, '_custom_headers')", "_custom_headers"),
        ("client.copy(_extra_kwargs={})", "_extra_kwargs"),
        ("class Mixin:\n def _prepare_url(self): ...", "_prepare_url"),
        ("class Mixin:\n async def _process_response(self): ...", "_process_response"),
        ("class Mixin:\n _default_stream_cls = None", "_default_stream_cls"),
        ("class Mixin:\n _cast_to: type", "_cast_to"),
        ("class Mixin:\n def f(self): self._decoder = None", "_decoder"),
        ("class Mixin:\n def construct(cls, _fields_set): ...", "_fields_set"),
        ("class Own:\n _cast_to: type\nclient._base_url", "_base_url"),
    ],
)
def test_a_private_name_would_be_noticed(code: str, name: str) -> None:
    """The test above finds each way to use one."""
    assert private_uses(ast.parse(code), {"Mixin"}) == {name}


@pytest.mark.parametrize(
    "code",
    [
        "class Own:\n def f(self): self._client = 1\nprint(Own()._client)",
        "class Own:\n def _parse(self): ...\n def f(self): self._parse()",
        "class Mixin:\n def _of_ours(self): ...",
        "client.base_url, client.__dict__, '_'",
        "from mistyped._openai import transport",
        "def _serialize(): ...",
    ],
)
def test_private_names_of_ours_are_left_alone(code: str) -> None:
    """A class with nothing of the SDK's may call its members as it likes."""
    assert private_uses(ast.parse(code), {"Mixin"}) == set()


def test_mixins_are_known() -> None:
    """A mixin counts beside a class of the SDK's, also one without a base."""
    entangled = entangled_classes()
    assert "Transport" in entangled["mistyped._openai.transport"]
    assert "NotStored" in entangled["mistyped._generated.not_offered"]
    assert "mistyped.problems" not in entangled


@pytest.mark.parametrize("start", PURE)
def test_pure_modules_never_reach_the_sdk(start: str) -> None:
    """What checks a request imports no OpenAI SDK, directly or through others."""
    queue, seen = [f"mistyped.{start}"], set[str]()
    while queue:
        module = queue.pop()
        if module not in seen:
            seen.add(module)
            names = list(imports(modules()[module], everywhere=True))
            assert [name for name in names if name.split(".")[0] == "openai"] == []
            queue += [module_of(n) for n in names if n.startswith("mistyped.")]


def test_check_runs_without_the_sdk() -> None:
    """`mistyped.check` works where the OpenAI SDK cannot be imported."""
    script = (
        "import sys; sys.modules['openai'] = None\n"
        "import mistyped, mistyped.messages\n"
        "body = {'model': 'm', 'messages': [mistyped.messages.user('x')], 'seed': 1}\n"
        "print(mistyped.check('/chat/completions', body).problems[0].rule)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("chat.seed\n", "")


def test_generator_and_package_are_strangers() -> None:
    """`codegen` imports nothing of `mistyped`, and the other way round."""
    for path in (ROOT / "codegen").rglob("*.py"):
        used = {name.split(".")[0] for name in imports(path, everywhere=True)}
        assert "mistyped" not in used, path
    for path in modules().values():
        used = {name.split(".")[0] for name in imports(path, everywhere=True)}
        assert used.isdisjoint({"codegen", "tests"}), path


def test_the_package_is_tested_without_the_generator() -> None:
    """`unit` and `integration` run against a wheel as well, where no generator is."""
    for folder in ("unit", "integration"):
        for path in (ROOT / "tests" / folder).rglob("*.py"):
            used = tuple(imports(path, everywhere=True))
            made = [n for n in used if n.startswith(("codegen.", "tests.codegen."))]
            assert made == [], path


def test_root_is_lazy() -> None:
    """The package's root imports nothing of the package until it is asked for."""
    assert [n for n in imports(modules()["mistyped"]) if n.startswith("mistyped")] == []
    assert any(
        "__getattr__" in getattr(n, "name", "")
        for n in ast.walk(tree(modules()["mistyped"]))
    )
