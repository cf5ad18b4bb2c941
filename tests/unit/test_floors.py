"""The house keeps its floors: a module imports only from floors below it, neighbours only inside one room."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "scrutiny_lib"
FLOORS = {
    "errors": 0,
    "terms": 0,
    "plural": 0,
    "table_columns": 0,
    "tables": 0.5,
    "stats": 1,
    "intake": 2,
    "audit": 3,
    "lenses": 4,
    "findings": 5,
    "loop": 5,
    "release": 6,
    "show": 7,
    "batch": 8,
    "cli": 9,
    "__main__": 10,
}


def room_of(module: str) -> str:
    """The room of a dotted module name such as ``scrutiny_lib.stats.draw``."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports_of(source: str, module: str) -> set[str]:
    """Every module of this library that the source imports, as dotted names; relative imports are resolved."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], base]).rstrip(".")
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in node.names if base == "scrutiny_lib")
    return {name for name in found if name.split(".")[0] == "scrutiny_lib" and room_of(name) in FLOORS}


def broken(source: str, module: str) -> list[str]:
    """Imports of one module that do not go down."""
    own = room_of(module)
    return [
        f"{module} (floor {FLOORS[own]}) imports {name} (floor {FLOORS[room_of(name)]})"
        for name in sorted(imports_of(source, module))
        if room_of(name) != own and FLOORS[room_of(name)] >= FLOORS[own]
    ]


def modules() -> list[tuple[str, Path]]:
    found = []
    for path in sorted(LIBRARY.rglob("*.py")):
        dotted = ".".join(["scrutiny_lib", *path.relative_to(LIBRARY).with_suffix("").parts])
        if dotted != "scrutiny_lib.__init__":
            found.append((dotted, path))
    return found


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_a_module_imports_only_from_floors_below(module: str, path: Path) -> None:
    assert room_of(module) in FLOORS, f"{module} stands on no floor: add its room to FLOORS"
    assert broken(path.read_text(encoding="utf-8"), module) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("scrutiny_lib.stats.draw", "from scrutiny_lib.intake import frame"),
        ("scrutiny_lib.findings", "from scrutiny_lib.loop import last_time"),
        ("scrutiny_lib.lenses.voice", "from ..release.gate import release_tables"),
        ("scrutiny_lib.show.page", "import scrutiny_lib.batch.run"),
        ("scrutiny_lib.audit.packs", "def f():\n    from scrutiny_lib import show"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_found(module: str, source: str) -> None:
    assert broken(source, module) != []


def test_siblings_in_one_room_may_import_each_other() -> None:
    assert broken("from .intervals import wilson", "scrutiny_lib.stats.change") == []


def test_no_module_is_longer_than_a_person_reads_at_one_sitting() -> None:
    long = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules()}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}
