"""The floors of docs/map.md as far as import-linter cannot see them: foreign keys, sources of rules, forbidden names."""

import ast
import configparser
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "janya"
FORBIDDEN = {
    "mark_safe": "build HTML with a template or format_html",
    "csrf_exempt": "every form carries its token",
    "SafeString": "build HTML with a template or format_html",
}


def floors() -> dict[str, int]:
    """Room → floor, 0 at the bottom, from the very contract that import-linter reads."""
    contracts = configparser.ConfigParser(interpolation=None)
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    lines = contracts["importlinter:contract:floors"]["layers"].split("\n")
    named = [[room.strip() for room in line.replace(":", "|").split("|")] for line in lines if line.strip()]
    return {room: height for height, rooms in enumerate(reversed(named)) for room in rooms}


def foreign_keys() -> Iterator[tuple[str, str, str]]:
    """(room, field, room it leads to) of every relation that a room's table declares."""
    for model in apps.get_models(include_auto_created=True):
        room = room_of(model)
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if room and field.is_relation and (there := room_of(field.related_model)):
                yield room, str(field), there


def room_of(model: object) -> str:
    name = getattr(model, "__module__", "")
    return name.split(".")[1] if name.startswith("janya.") else ""


def test_every_room_that_is_installed_stands_on_a_floor() -> None:
    rooms = {
        config.name.split(".")[1] for config in apps.get_app_configs() if config.name.startswith("janya.")
    }

    assert rooms <= floors().keys()


def test_foreign_keys_lead_downward_only() -> None:
    height = floors()

    upward = [
        f"{field} leads from {room} up to {there}"
        for room, field, there in foreign_keys()
        if there != room and height[there] >= height[room]
    ]

    assert upward == []


def test_the_journal_has_no_foreign_keys() -> None:
    assert [field for room, field, _there in foreign_keys() if room == "journal"] == []


def rules() -> list[Path]:
    return sorted([*PACKAGE.glob("**/rules.py"), *PACKAGE.glob("**/rules/[!_]*.py")])


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """What a module of rules offers; of a package, what its front names."""
    front = path.parent / "__init__.py" if path.parent.name == "rules" else None
    offered = front.read_text(encoding="utf-8") if front else None
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.FunctionDef)
            and not node.name.startswith("_")
            and (offered is None or f'"{node.name}"' in offered)
        ):
            yield node


def test_every_public_rule_names_its_source_and_works_an_example() -> None:
    wanting = [
        f"{path.relative_to(ROOT)}:{rule.lineno} {rule.name}: no {sign.strip()}"
        for path in rules()
        for rule in public_functions(path)
        for sign in ("Source:", ">>> ")
        if sign not in (ast.get_docstring(rule) or "")
    ]

    assert wanting == [], "\n" + "\n".join(wanting)


def code() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
        elif isinstance(node, ast.alias):
            yield node.name.rsplit(".", 1)[-1], node.lineno


def test_nothing_goes_round_escaping_or_the_form_token() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}: {FORBIDDEN[name]}"
        for path in code()
        for name, line in names(ast.parse(path.read_text(encoding="utf-8")))
        if name in FORBIDDEN
    ]

    assert found == [], "\n" + "\n".join(found)


def test_the_look_for_forbidden_names_finds_them() -> None:
    tree = ast.parse("from django.utils.safestring import mark_safe\nx = mark_safe('<b>')\n")

    assert {name for name, _line in names(tree)} & FORBIDDEN.keys() == {"mark_safe"}
