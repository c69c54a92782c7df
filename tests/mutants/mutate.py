"""Every small change of a module that its tests should notice, one at a time.

mutmut changes function bodies only; budgets, limits and dates of this project stand in module constants, which matter
as much. Hence these few operators on the syntax tree.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Pow: (ast.Mult,),
}
_NAMES = {"max": "min", "min": "max", "any": "all", "all": "any", "ceil": "int"}


@dataclass(frozen=True)
class Mutant:
    """The changed tree and what was changed, e.g. `41: a < b → a <= b`."""

    tree: ast.Module
    what: str


def mutants(source: str) -> Iterator[Mutant]:
    """All of them, in the order of the source. Docstrings, annotations and imports stay, and `slots=True`: it saves
    memory and means nothing.
    """
    tree = ast.parse(source)
    slots = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "slots"}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in slots:
            continue
        for variant in _variants(node):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[number]
            _replace(changed, target, variant)
            yield Mutant(ast.fix_missing_locations(changed), f"{_line(node)}: {_text(node)} → {_text(variant)}")


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    yield from _of_logic(node)
    yield from _of_values(node)
    yield from _of_flow(node)


def _of_logic(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, ops, comparators):
            for place, op in enumerate(ops):
                for other in _COMPARISONS[type(op)]:
                    yield ast.Compare(left, [*ops[:place], other(), *ops[place + 1 :]], comparators)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for place in range(len(values)):
                rest = [*values[:place], *values[place + 1 :]]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand


def _of_values(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, op, right):
            for operator in _OPERATORS.get(type(op), ()):
                yield ast.BinOp(left, operator(), right)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Attribute(ast.Name("Reason"), name):
            other = "EXPIRED" if name == "UNKNOWN" else "UNKNOWN"
            yield ast.Attribute(ast.Name("Reason", ast.Load()), other, ast.Load())


def _of_flow(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.IfExp(_, body, orelse):
            yield body
            yield orelse
        case ast.Call(ast.Name(name), args, keywords) if name in _NAMES:
            yield ast.Call(ast.Name(_NAMES[name], ast.Load()), args, keywords)
        case ast.Call(ast.Name("Refusal"), args, [_, *_]):
            yield ast.Call(ast.Name("Refusal", ast.Load()), args, [])
        case ast.If(_, body, orelse):
            yield ast.If(ast.Constant(value=False), body, orelse)
            yield ast.If(ast.Constant(value=True), body, orelse)
        case ast.comprehension(target, iterable, [_, *_], is_async):
            yield ast.comprehension(target, iterable, [], is_async)


def _replace(tree: ast.Module, target: ast.AST, variant: ast.AST) -> None:
    """Put the copy's node aside for its variant, wherever it hangs."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, variant)
                return
            if isinstance(value, list) and any(item is target for item in value):
                setattr(parent, name, [variant if item is target else item for item in value])
                return


def _line(node: ast.AST) -> int:
    found = next((child.lineno for child in ast.walk(node) if hasattr(child, "lineno")), 0)
    return int(getattr(node, "lineno", found))


def _text(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split("\n")[0].strip()
