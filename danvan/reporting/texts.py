"""The text of a section: plain words and tokens ``{tong-so}`` in braces; a line is a paragraph, ``- `` begins an item.

A token stands for a figure or a phrase; its text is put in once and never read as a token again, so that a name may
hold braces, ``&``, ``<`` or anything else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from danvan.core.text import clean
from danvan.documents.papers import Paragraph, Run
from danvan.reporting.figures import Figure

TOKEN = re.compile(r"\{([^{}\n]*)\}")
LONGEST = 50_000
# Tokens of single records, which carry the code of the record: {mo-hinh-BG-2022-00017}.
OF_RECORD = re.compile(r"(?:mo-hinh|ket-qua)-([A-Z0-9]+-\d{4}-\d+)")


def tokens(text: str) -> list[str]:
    """Return the tokens of a text in their order, each once."""
    return list(dict.fromkeys(TOKEN.findall(text)))


def record_codes(text: str) -> set[str]:
    """Return the codes of the records that a text names by tokens."""
    return {match[1] for token in tokens(text) if (match := OF_RECORD.fullmatch(token))}


def checked_text(text: str, known: Mapping[str, Figure]) -> str:
    """Return an edited text cleaned. Raises ``ValidationError`` naming unknown tokens and the ones that there are."""
    text = clean(text, lines=True)
    if len(text) > LONGEST:
        raise ValidationError(
            _("Nội dung dài %(length)s ký tự, quá giới hạn %(limit)s ký tự của một mục. Hãy rút gọn hoặc chia bớt sang mục khác."),
            params={"length": len(text), "limit": LONGEST}, code="length",
        )  # fmt: skip
    unknown = [token for token in tokens(text) if token not in known]
    if unknown:
        raise ValidationError(
            _("Không có từ khóa %(unknown)s. Viết đúng một trong các từ khóa sau, hoặc bỏ dấu ngoặc nhọn: %(known)s."),
            params={
                "unknown": ", ".join(f"{{{token}}}" for token in unknown),
                "known": ", ".join(f"{{{token}}}" for token in nearest(unknown, known)),
            },
            code="token",
        )
    return text


def nearest(unknown: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return the known tokens, those like an unknown one first."""
    import difflib  # noqa: PLC0415 - only a mistake needs it

    names = list(known)
    like = [name for word in unknown for name in difflib.get_close_matches(word, names, 5, 0.5)]
    return list(dict.fromkeys([*like, *names]))


def lost_tokens(before: str, after: str) -> list[str]:
    """Return the tokens of figures that an edit took out."""
    kept = set(tokens(after))
    return [token for token in tokens(before) if token not in kept]


def paragraphs(text: str, figures: Mapping[str, Figure], key: str = "") -> list[Paragraph]:
    """Return a text as paragraphs, each token as a run that names its figure. What is no token stays as it is."""
    found = []
    for line in text.split("\n"):
        words = line.strip()
        if words:
            dash = words.startswith("- ")
            runs = _runs(words[2:] if dash else words, figures)
            first = next((run.ref for run in runs if run.ref and figures[run.ref].counts), "")
            found.append(Paragraph(tuple(runs), dash=dash, ref=first, key=key))
    return found


def _runs(line: str, figures: Mapping[str, Figure]) -> list[Run]:
    runs, start = [], 0
    for match in TOKEN.finditer(line):
        if match[1] in figures:
            runs += [Run(line[start : match.start()])] if match.start() > start else []
            runs.append(Run(figures[match[1]].text, ref=match[1]))
            start = match.end()
    return [*runs, Run(line[start:])] if line[start:] else runs
