"""Keeps the English catalogue complete: Vietnamese is the source language, so English is what can be left out.

``tools/translations.py`` tells what is missing and fails; ``--update`` writes the new texts into the catalogue, empty,
and drops those that no code has any more; ``--missing`` prints the untranslated ones as JSON; ``--take FILE`` reads such
a JSON back, with its translations.
"""

import argparse
import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "danvan"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
HEADER = {
    "Project-Id-Version": "danvan", "Language": "en", "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữự]")
GETTEXT = {*KEYWORDS, "npgettext"}
# Vietnamese that is no text of the program for people, and why
STAYS = {
    "settings.py": "the name of a language, in that language",
    "*/apps.py": "names of applications, which no page shows",
    "core/formats/vi/*.py": "how dates are written in Vietnamese",
    "core/text.py": "letters and marks to recognise",
    "core/legacy_text.py": "letters and marks to recognise",
    "units/place_*.py": "words of addresses to recognise",
    "units/seats.py": "words of addresses to recognise",
    "units/loading.py": "names kept as data",
    "units/outlines_net.py": "kinds of units kept as data",
    "bodies/lines.py": "words of names to recognise",
    "initiatives/fields.py": "words of registers to recognise",
    "imports/addresses.py": "words of registers to recognise",
    "imports/boxes.py": "words of registers to recognise",
    "imports/facts.py": "words of registers to recognise",
    "imports/forms.py": "words of registers to recognise",
    "imports/headers.py": "words of registers to recognise",
    "imports/issuers.py": "words of registers to recognise",
    "imports/owners.py": "words of registers to recognise",
    "imports/quantities.py": "words of registers to recognise",
    "imports/roles.py": "words of registers to recognise",
    "imports/sections.py": "words of registers to recognise",
    "imports/targets.py": "words of registers to recognise",
    "imports/words.py": "words of registers to recognise",
    "reporting/facts.py": "what stands in the report, an official paper",
    "sample/*.py": "illustration data",
}
MARK = "stays Vietnamese"  # the comment on a line whose Vietnamese is data
Key = tuple[str, str, str]  # context, text, plural


def texts() -> dict[Key, str]:
    """Return every text that the code shows, with the first file that shows it."""
    found: dict[Key, str] = {}
    files = sorted([*PACKAGE.rglob("*.py"), *PACKAGE.glob("**/templates/**/*")])
    for path in files:
        if path.is_file() and "migrations" not in path.parts:
            for key in _texts_of(path):
                found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def _texts_of(path: Path) -> Iterator[Key]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into something with calls of gettext; lines stand at the margin for the tokenizer.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        text, plural = message if isinstance(message, tuple) else (message, "")
        if text:
            yield context or "", text, plural


def catalogue() -> polib.POFile:
    """Return the English catalogue as it is."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=0)
    book = polib.POFile(wrapwidth=0)
    book.metadata = HEADER
    return book


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def _said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def problems() -> list[str]:
    """Return what is missing, what is superfluous, and translations that lost a placeholder or stayed Vietnamese."""
    wanted, book = texts(), catalogue()
    known = {_key(entry): entry for entry in book}
    found = [
        f"{where}: {key[1]!r} is not in the English catalogue" for key, where in wanted.items() if key not in known
    ]
    found += [f"{key[1]!r} is in the English catalogue but nowhere in the code" for key in known if key not in wanted]
    for key, entry in known.items():
        said = _said(entry)
        if not all(said) or (entry.msgid_plural and len(said) != 2) or entry.fuzzy:
            found.append(f"{key[1]!r} has no English")
        elif any(_holes(text) != _holes(key[1]) for text in said[-1:]):
            found.append(f"{key[1]!r}: its English has other placeholders")
    return found


def _holes(text: str) -> list[str]:
    return sorted(hole.group() for hole in PLACEHOLDER.finditer(text.replace("%%", "")))


def untranslatable() -> list[str]:
    """Return Vietnamese text in templates that stands outside every translation tag."""
    found = []
    for path in sorted(PACKAGE.glob("**/templates/**/*.html")):
        source = path.read_text(encoding="utf-8")
        bare = re.sub(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", "", source, flags=re.DOTALL)
        bare = re.sub(
            r"<(\w+)[^>]* lang=\"[a-z]+\"[^>]*>.*?</\1>", "", bare, flags=re.DOTALL
        )  # in its own language on purpose
        bare = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%.*?%}|{{.*?}}", "", bare, flags=re.DOTALL)
        found += [
            f"{path.relative_to(ROOT)}: {line.strip()[:80]!r} cannot be translated"
            for line in bare.splitlines()
            if VIETNAMESE.search(line)
        ]
    return found


def bare() -> list[str]:
    """Return Vietnamese texts in Python that stand outside every call of gettext and are not on the list ``STAYS``."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE)
        if "migrations" in path.parts or any(name.match(pattern) for pattern in STAYS):
            continue
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        found += [
            f"{path.relative_to(ROOT)}:{text.lineno}: {str(text.value)[:80]!r} cannot be translated"
            for text in _bare_of(ast.parse(source))
            if not any(MARK in line for line in lines[text.lineno - 1 : text.end_lineno])
        ]
    return found


def _bare_of(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the Vietnamese literals of a tree that are neither looked up, nor examples of data, nor docstrings."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in GETTEXT:
                continue
            case ast.keyword(arg="examples") | ast.Expr(value=ast.Constant()):
                continue
            case ast.Constant(value=str(text)) if VIETNAMESE.search(text):
                yield node
            case _:
                yield from _bare_of(node)


def update() -> None:
    """Bring the catalogue in step with the code; what is there keeps its English."""
    wanted, book = texts(), catalogue()
    known = {_key(entry): entry for entry in book}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = HEADER
    for key, where in sorted(wanted.items(), key=lambda item: (item[1], item[0])):
        entry = known.get(key) or polib.POEntry(msgctxt=key[0] or None, msgid=key[1], msgid_plural=key[2] or None)
        if key[2] and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        entry.occurrences, entry.comment, entry.tcomment = [(where, "")], "", entry.tcomment
        fresh.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))


def missing() -> list[dict[str, object]]:
    """Return the entries without English."""
    return [
        {"where": e.occurrences[0][0] if e.occurrences else "", "context": e.msgctxt or "", "vi": e.msgid,
         "plural": e.msgid_plural or "", "en": "" if not e.msgid_plural else ["", ""]}
        for e in catalogue() if not all(_said(e))
    ]  # fmt: skip


def take(path: Path) -> int:
    """Write translations from a JSON list into the catalogue; return how many."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    said = {(r.get("context", ""), r["vi"], r.get("plural", "")): r["en"] for r in rows if r["en"]}
    book, taken = catalogue(), 0
    for entry in book:
        text = said.get(_key(entry))
        if text:
            taken += 1
            if isinstance(text, list):
                entry.msgstr_plural = dict(enumerate(text))
            else:
                entry.msgstr = text
    book.save(str(CATALOGUE))
    return taken


def main() -> int:
    """Do what the arguments ask for; without any, check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--missing", action="store_true")
    parser.add_argument("--take", type=Path)
    options = parser.parse_args()
    settings.configure(USE_I18N=True)
    if options.update:
        update()
    elif options.missing:
        sys.stdout.write(json.dumps(missing(), ensure_ascii=False, indent=1) + "\n")
    elif options.take:
        sys.stdout.write(f"{take(options.take)}\n")
    else:
        found = problems() + untranslatable() + bare()
        sys.stderr.writelines(f"{line}\n" for line in found)
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
