"""Says again in the language of the page what was stored as it was said: the notes of an import, the name of an actor.

What the house says once and keeps is kept in Vietnamese. The catalogue knows every such text, its holes too, so a kept
text is found again, what fills its holes is taken out, and the translation is filled with it.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation.trans_real import translation

_HOLE = re.compile(r"%\((\w+)\)s")
_QUOTES = ("«", "“")
_SENTENCE = re.compile(r"(?<=[.?!]) (?=\S)")
_WITHIN = r"(?:(?![.?!] ).)+?"  # what fills a hole that is not in quotes never goes on into the next sentence
_LISTS = ("; ", ", ")


@dataclass(frozen=True)
class _Mould:
    """A text with holes: how to know it again, and how it reads in the other language."""

    form: re.Pattern[str]
    landmark: str  # its longest bare part: what lacks it is another text
    said: str
    quoted: frozenset[str]  # holes that hold somebody's own words


def retold(text: str) -> str:
    """Return a kept Vietnamese text in the language of the page; as it is when the house never said it."""
    language = get_language() or settings.LANGUAGE_CODE
    return text if not text or language == settings.LANGUAGE_CODE else _retold(text, language)


@lru_cache(maxsize=4096)
def _retold(text: str, language: str) -> str:
    plain, moulds = _book(language)
    if text in plain:
        return plain[text]
    for mould in moulds:
        if mould.landmark in text and (found := mould.form.fullmatch(text)):
            holes = found.groupdict()
            return mould.said % {k: v if k in mould.quoted else _retold(v, language) for k, v in holes.items()}
    sentences = _SENTENCE.split(text)
    if len(sentences) > 1:
        return " ".join(_retold(sentence, language) for sentence in sentences)
    for mark in _LISTS:
        parts = text.split(mark)
        if len(parts) > 1 and all(part in plain for part in parts):
            return mark.join(plain[part] for part in parts)
    return text


@cache
def _book(language: str) -> tuple[dict[str, str], list[_Mould]]:
    """Return the texts without holes, and those with holes, the wordiest first."""
    plain: dict[str, str] = {}
    moulds: list[_Mould] = []
    catalogue: Any = translation(language)
    for key, said in catalogue._catalog.items():  # noqa: SLF001 - gettext has no way to list what it knows
        text, number = key if isinstance(key, tuple) else (key, 1)
        if number != 1 or not text or not said or text == said or "\x04" in text:
            continue
        if _HOLE.search(text):
            moulds.append(_mould(text, said))
        elif "%" not in text:
            plain[text] = said
    moulds.sort(key=lambda mould: (-len(_HOLE.sub("", mould.said)), mould.said))
    return plain, moulds


def _mould(text: str, said: str) -> _Mould:
    bare = [part.replace("%%", "%") for part in _HOLE.split(text)[::2]]
    names, seen, form = _HOLE.findall(text), set[str](), re.escape(bare[0])
    quoted = frozenset(name for name, part in zip(names, bare, strict=False) if part.endswith(_QUOTES))
    for name, part in zip(names, bare[1:], strict=True):
        filled = ".+?" if name in quoted else _WITHIN
        form += (f"(?P={name})" if name in seen else f"(?P<{name}>{filled})") + re.escape(part)
        seen.add(name)
    return _Mould(re.compile(form, re.DOTALL), max(bare, key=len), said, quoted)
