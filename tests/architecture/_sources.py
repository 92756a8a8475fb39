"""The package as syntax trees: what the architecture tests look at."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import attrs

PACKAGE = "relationship_health"
ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / PACKAGE

# A test that looks at no module passes whatever the modules say, so each one asks for this many.
FEWEST_MODULES = 30

Function = ast.FunctionDef | ast.AsyncFunctionDef


@attrs.frozen(kw_only=True)
class Module:
    """One file of the package."""

    name: str
    path: str
    is_package: bool
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.path


@attrs.frozen(kw_only=True)
class Import:
    """One imported name, made absolute, and the circumstances of its import."""

    target: str
    line: int
    in_function: bool
    for_types_only: bool
    binds_facade: bool

    @property
    def top(self) -> str:
        """The distribution-level package, ``numpy`` for ``numpy.typing``."""
        return self.target.partition(".")[0]


def module_from_text(
    text: str, *, name: str = f"{PACKAGE}.sample", is_package: bool = False
) -> Module:
    """Make a module of a few lines, for tests of the rules themselves."""
    return Module(name=name, path=name, is_package=is_package, text=text, tree=ast.parse(text))


@cache
def modules() -> tuple[Module, ...]:
    """Read every Python file of the package, in the order of their paths."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        relative = path.relative_to(SOURCE.parent)
        is_package = path.name == "__init__.py"
        parts = relative.parent.parts if is_package else relative.with_suffix("").parts
        text = path.read_text(encoding="utf-8")
        found.append(
            Module(
                name=".".join(parts),
                path=path.relative_to(ROOT).as_posix(),
                is_package=is_package,
                text=text,
                tree=ast.parse(text, filename=str(path)),
            )
        )
    return tuple(found)


@cache
def own_modules() -> frozenset[str]:
    """Name every module of the package."""
    return frozenset(module.name for module in modules())


def belongs_to(name: str, owners: tuple[str, ...]) -> bool:
    """Tell whether a module is one of the owners, or lies inside one of them."""
    return any(name == owner or name.startswith(f"{owner}.") for owner in owners)


def imports(module: Module) -> Iterator[Import]:
    """List the imports of a module, those inside functions and type blocks included."""
    yield from _imports(module, module.tree, in_function=False, for_types_only=False)


def _imports(
    module: Module, node: ast.AST, *, in_function: bool, for_types_only: bool
) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            for target, binds_facade in _targets(module, child):
                yield Import(
                    target=target,
                    line=child.lineno,
                    in_function=in_function,
                    for_types_only=for_types_only,
                    binds_facade=binds_facade,
                )
        else:
            yield from _imports(
                module,
                child,
                in_function=in_function or isinstance(child, Function | ast.Lambda),
                for_types_only=for_types_only or _is_type_block(child),
            )


def _targets(module: Module, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, bool]]:
    """Give each imported name, made absolute, and whether it makes the facade reachable."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            # `import package.part` binds the name of the package, unlike `... as part`.
            plain = alias.asname is None and alias.name.startswith(f"{PACKAGE}.")
            yield alias.name, plain or alias.name == PACKAGE
        return
    base = _absolute(module, node)
    for alias in node.names:
        target = f"{base}.{alias.name}"
        yield target, base == PACKAGE and target not in own_modules()


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    kept = len(parts) - node.level + module.is_package
    return ".".join([*parts[:kept], *([node.module] if node.module else [])])


def _is_type_block(node: ast.AST) -> bool:
    if not isinstance(node, ast.If) or node.orelse:
        return False
    test = node.test
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def functions(tree: ast.AST) -> Iterator[tuple[str, Function]]:
    """List every function and method with its dotted name inside the module."""
    yield from _functions(tree, "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield f"{prefix}{child.name}", child
        inner = f"{prefix}{child.name}." if isinstance(child, Function | ast.ClassDef) else prefix
        yield from _functions(child, inner)
