"""The rules of the house that no other tool checks: docs/architecture.md says why each of them stands."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.template import engines
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "danvan"
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
VIETNAMESE = re.compile(r"[À-ỹĐđ]")


def modules() -> Iterator[Path]:
    return (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


@cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """Return (place, function name, call) for every call in the package."""
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", name, node))
    return found


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_module_is_at_most_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > 400} == {}


def test_no_package_host_and_no_path_of_a_machine_is_in_the_tree() -> None:
    # written so that this line does not find itself
    hosts = r"(?:[p]ypi|[p]ythonhosted|[n]pmjs|[d]ebian)\.org|[j]sdelivr\.net|[u]npkg\.com|fonts\.[g]oogleapis"
    places = r"(?<![\w.])/(?:[w]ork|[f]arm|[r]oot|[h]ome/\w+|[U]sers/\w+)/"
    pattern = re.compile(f"{hosts}|{places}")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file() or b"\0" in (content := path.read_bytes()):
            continue
        for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
            found += [f"{name}:{number}: {hit}" for hit in pattern.findall(line)]
    assert found == []


def test_changelog_and_package_name_the_same_version() -> None:
    changelog, project = ROOT / "CHANGELOG.md", (ROOT / "pyproject.toml").read_text()
    version = re.search(r'^version = "(.+)"', project, re.MULTILINE)
    assert version
    headings = re.findall(r"^## \[?v?(\d+\.\d+\.\d+)", changelog.read_text(), re.MULTILINE)
    assert headings[:1] in ([], [version[1]])


# ── tables: the rules of a schema that can be distributed ────────────────────────────────────────────────────────


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("danvan.")]


def sharding(model: type[models.Model]) -> str:
    """Return where a model's rows would live; tables of the framework live on one node."""
    default = "" if model in our_models() else "local"
    return getattr(model, "sharding", default)


def growing() -> list[type[models.Model]]:
    return [model for model in our_models() if sharding(model) == "province"]


def label(value: Any) -> str:
    return value._meta.label if isinstance(value, type) and issubclass(value, models.Model) else str(value)


def foreign_keys(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def breaches(found: Iterator[tuple[type[models.Model], str]]) -> list[str]:
    return [f"{model._meta.label}: {message}" for model, message in found]


def test_every_model_says_where_it_would_live() -> None:
    unknown = [model for model in our_models() if sharding(model) not in {"province", "reference", "local"}]
    assert list(map(label, unknown)) == []


def test_core_has_no_tables() -> None:
    assert [label(model) for model in our_models() if model.__module__.startswith("danvan.core")] == []


def test_growing_models_have_uuid_keys_and_a_province() -> None:
    def check() -> Iterator[tuple[type[models.Model], str]]:
        for model in growing():
            key = model._meta.pk
            if not isinstance(key, models.UUIDField) or not callable(key.default):
                yield model, "its key is no UUID made by the application"
            province = next((field for field in foreign_keys(model) if field.name == "province"), None)
            if province is None or province.null or province.editable:
                yield model, "province must be a foreign key, not null, not editable"
            elif label(province.related_model) != "units.Unit":
                yield model, "province must be a unit"

    assert breaches(check()) == []


def test_no_field_of_a_growing_model_is_unique_across_provinces() -> None:
    def check() -> Iterator[tuple[type[models.Model], str]]:
        for model in growing():
            for field in model._meta.local_fields:
                if isinstance(field, models.OneToOneField) or (field.unique and not field.primary_key):
                    yield model, f"{field.name}: use a UniqueConstraint with province"
            for field in model._meta.local_many_to_many:
                if field.remote_field.through._meta.auto_created:
                    yield model, f"{field.name} needs an explicit through model"

    assert breaches(check()) == []


def test_unique_constraints_of_growing_models_contain_the_province() -> None:
    def names(constraint: models.UniqueConstraint) -> set[str]:
        parts: list[Any] = []
        for expression in constraint.expressions:
            parts += [expression] if isinstance(expression, models.F) else expression.flatten()
        return {*constraint.fields, *(part.name for part in parts if isinstance(part, models.F))}

    def check() -> Iterator[tuple[type[models.Model], str]]:
        for model in growing():
            if model._meta.unique_together:
                yield model, "unique_together: use a UniqueConstraint with province"
            for constraint in model._meta.constraints:
                if isinstance(constraint, models.UniqueConstraint) and "province" not in names(constraint):
                    yield model, f"{constraint.name} lacks province"

    assert breaches(check()) == []


@pytest.mark.django_db
def test_unique_indexes_in_the_database_contain_the_province() -> None:
    found = []
    with connection.cursor() as cursor:
        for model in growing():
            table = model._meta.db_table
            for name, index in connection.introspection.get_constraints(cursor, table).items():
                if index["unique"] and not index["primary_key"] and "province_id" not in index["columns"]:
                    found.append(f"{table}.{name}: {index['columns']}")
    assert found == []


def test_references_keep_to_their_place() -> None:
    within = {models.CASCADE, models.PROTECT, models.RESTRICT}

    def check() -> Iterator[tuple[type[models.Model], str]]:
        for model in our_models():
            for field in foreign_keys(model):
                here, there = sharding(model), sharding(field.related_model)
                if here == there == "province" and field.remote_field.on_delete not in within:
                    yield model, f"{field.name}: only CASCADE, PROTECT or RESTRICT between growing models"
                if here == "province" and there == "local" and field.db_constraint:
                    yield model, f"{field.name}: db_constraint=False towards a local table"
                if here != "province" and there == "province":
                    yield model, f"{field.name} leads from a {here} table to a growing one"

    assert breaches(check()) == []


# ── the door ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_verb_of_the_code_has_a_rule() -> None:
    from danvan.accounts.scope import RULES

    takes_verb = {"action": 0, "has_perm": 0, "reach_of": 1, "permitted": 1}
    unknown = []
    for place, name, call in calls():
        position = takes_verb.get(name, len(call.args))
        verb = call.args[position] if position < len(call.args) else None
        if isinstance(verb, ast.Constant) and isinstance(verb.value, str) and verb.value not in RULES:
            unknown.append(f"{place}: {verb.value}")
    assert unknown == []


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_translated_texts_are_whole_and_their_placeholders_named() -> None:
    found = []
    for place, name, call in calls():
        if name not in GETTEXT:
            continue
        for text in call.args:
            if isinstance(text, ast.JoinedStr | ast.BinOp | ast.Call):
                found.append(f"{place}: the text is made up before it is looked up")
            elif len(re.findall(r"%[sd]|\{\}", str(getattr(text, "value", "")))) > 1:
                found.append(f"{place}: a translator cannot reorder nameless placeholders")
    assert found == []


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.glob("**/templates/**/*") if path.is_file())


def template_ids(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def template_name(path: Path) -> str:
    return str(path)[str(path).rindex("/templates/") + len("/templates/") :]


def test_every_template_compiles() -> None:
    assert engines.all()
    for path in templates():
        get_template(template_name(path))


def test_block_translations_are_trimmed() -> None:
    opening = re.compile(r"{%-?\s*blocktrans(?:late)?\b(.*?)%}", re.DOTALL)
    found = [
        f"{template_ids(path)}: {match[0]}"
        for path in templates()
        for match in opening.finditer(path.read_text())
        if "trimmed" not in match[1].split()
    ]
    assert found == []


def test_no_text_of_a_template_escapes_translation() -> None:
    translated = re.compile(r"{%\s*(blocktrans(?:late)?)\b.*?{%\s*end\1\s*%}", re.DOTALL)
    comments = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
    code = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
    own = re.compile(r'<(\w+)[^>]* lang="[a-z]+"[^>]*>.*?</\1>', re.DOTALL)  # the name of a language, in that language

    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    found = []
    for path in templates():
        text = path.read_text()
        for pattern in (comments, translated, own, code):
            text = pattern.sub(blank, text)
        for number, line in enumerate(text.splitlines(), start=1):
            if VIETNAMESE.search(line):
                found.append(f"{template_ids(path)}:{number}: {line.strip()[:60]}")
    assert found == []
