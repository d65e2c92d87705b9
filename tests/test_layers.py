"""Imports go only downwards, and nowhere in a circle: read from the syntax tree, nothing is run."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LEVELS = (
    ("errors", "fishapi", "memory", "packed", "web_page"),
    ("settings", "manuscript", "audio", "cache"),
    ("script", "engine"),
    ("queue", "book", "engines", "witness"),
    ("delivery", "chat"),
    ("options",),
    ("writing",),
    ("preparing", "saying"),
    ("mastering",),
    ("pipeline",),
    ("proof",),
    ("batch", "server"),
    ("cli",),
    ("__init__", "__main__"),
)
"""From the lowest up, as docs and design have it."""

NEIGHBOURS = {("script", "engine"): "casting chooses among an engine's voices"}
"""Imports within one level, each with its reason."""


def list_imports():
    """Give (part, imported part, where) for every import of ours by ours."""
    for path in sorted((ROOT / "narrator").rglob("*.py")):
        part = path.relative_to(ROOT / "narrator").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in imported_names(node):
                if name.split(".")[0] == "narrator" and "." in name:
                    yield part, name.split(".")[1], f"{path.relative_to(ROOT)}:{node.lineno}"


def imported_names(node):
    """Give the dotted names that a node of the tree imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [name_imported(node.module, alias.name) for alias in node.names]
    return []


def name_imported(module, name):
    """Give the module that ``from module import name`` loads: the name's own, where it is one."""
    place = ROOT.joinpath(*module.split("."), name)
    is_module = place.is_dir() or place.with_suffix(".py").is_file()
    return f"{module}.{name}" if is_module else module


def level_of(part):
    """Tell how high a part of the package stands."""
    levels = [number for number, parts in enumerate(LEVELS) if part in parts]
    assert levels, f"{part} has no level: give it one here and in the design"
    return levels[0]


def test_imports_go_down():
    """No part imports one that stands as high as itself or higher, but for what is listed."""
    wrong = [
        where
        for part, other, where in list_imports()
        if part != other and (part, other) not in NEIGHBOURS and level_of(other) >= level_of(part)
    ]
    assert wrong == []


def test_the_client_is_a_package_of_its_own():
    """``narrator.fishapi`` imports nothing of ours."""
    assert [where for part, other, where in list_imports() if part == "fishapi" != other] == []


@pytest.mark.parametrize(("part", "other"), NEIGHBOURS)
def test_a_neighbour_is_listed_because_it_is_used(part, other):
    """An exception that nothing needs any more is taken out of the list."""
    assert any((part, other) == (one, two) for one, two, _ in list_imports())


def test_there_are_no_circles():
    """No module imports, through whatever others, itself."""
    graph = {name: imports_of(path) for name, path in list_modules()}
    TopologicalSorter(graph).prepare()


def list_modules():
    """Give every module of ours by its dotted name, with its file."""
    for path in sorted((ROOT / "narrator").rglob("*.py")):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        yield dotted.removesuffix(".__init__"), path


def imports_of(path):
    """Give the modules that a file imports; those below ``TYPE_CHECKING`` are never loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if not isinstance(node, ast.If)]
    return {name for node in ast.walk(tree) for name in imported_names(node)}


def test_late_imports():
    """What only some builds need is not loaded by every one: a warm build starts at once."""
    late = "asyncio av httpx2 msgspec onnxruntime pydub ray scipy soundfile spacy ssl websockets"
    look = (
        "import sys, narrator.cli.build, narrator.pipeline;"
        f"print(*set({late!r}.split()) & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
