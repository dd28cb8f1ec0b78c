"""Measurable targets and resources in what officers write: ``Hiến 500 m² đất``, ``100% hộ dân``, ``vận động 50 triệu đồng``.

The text itself always stays where it is. A clause becomes a row of its own only where it holds one quantity, says of what,
and nothing that makes it uncertain: no range, no *about*, no *at most*, nothing of the present or of another year.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from danvan.core.text import clean, fold
from danvan.imports.quantities import COUNT, LABOUR, LAND, MONEY, Quantity, number_of, quantities, unit_of
from danvan.initiatives.drafts import ResourceDraft, TargetDraft
from danvan.initiatives.models import FIRST_YEAR, Resource

MOST, LONGEST, LONGEST_CLAUSE = 20, 300, 260
_DIGIT = re.compile(r"\d")
_KINDS = {MONEY: Resource.ResourceKind.MONEY, LABOUR: Resource.ResourceKind.LABOUR, LAND: Resource.ResourceKind.LAND}
_LINES = re.compile(r"\n|;|(?<=[^\d\s.])\.\s+(?=[^\W\d_a-zà-ỹđ]|[-+•*])|(?:^|(?<=\s))[-–+•*]\s+")
_COMMAS = re.compile(r",\s+|\s+(?:và|cùng)\s+(?=\D{0,40}\d)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\d[^()]*\)")
_LABEL = re.compile(
    r"^(?:sản phẩm|kết quả|mục tiêu|chỉ tiêu|tiêu chí|về|cụ thể|trong đó|dự kiến)[^:\d]{0,60}:\s*", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\s*(?:[(\[]?\d{1,2}(?:\.\d{1,2})*[.)\]]|[a-đ][.)]|[-–+•*])\s+", re.IGNORECASE)
# Looked for before the pattern is: nearly every clause has none of them.
_UNSURE_WORDS = (
    "khoảng", "gần", "ước", "chừng", "trên dưới", "không", "dưới", "tối đa", "trở xuống", "hoặc", "hay", "có thể", "chưa", "hiện", "đã", "so với",
    "trước", "mỗi", "từng", "lần lượt", "tương đương", "chiếm",
)  # fmt: skip
_UNSURE = re.compile(
    r"\b(?:khoảng|gần|ước|chừng|trên dưới|không quá|dưới|tối đa|trở xuống|hoặc|hay|có thể|không để|không có|không còn|không xảy ra|không phát sinh"
    r"|chưa|hiện nay|hiện có|hiện tại|hiện trạng|đã|so với|năm trước|trước đây|mỗi|từng|lần lượt|tương đương|chiếm)\b|^\W*hiện\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:phấn đấu|đạt|có|được|sẽ|cố gắng|ít nhất|tối thiểu|trên|hơn|từ|từ trên|thực hiện được|đảm bảo|bảo đảm|dự kiến|chỉ tiêu|mục tiêu|là|khi|để|tỷ lệ đạt"
    r"|trong đó|cụ thể|và|gồm)\b[\s:,]*)+",
    re.IGNORECASE,
)
_BEFORE = ("xuống còn", "tối thiểu", "ít nhất", "lên đến", "xuống", "trên", "hơn", "lên", "còn", "đạt", "từ", "là")
_AFTER = ("trở lên", "số")
_GIVEN = {"hiến", "góp", "đóng góp", "ủng hộ", "hỗ trợ", "tặng", "ngày công", "công"}
_MONTH = r"(?:tháng\s*)?(?P<month>\d{1,2})\s*(?:/|-|năm)\s*(?P<year>20\d\d)"
_UNTIL = r"(?:(?:đến|trước|hết|trong|cuối|từ nay đến|xong trước|hoàn thành trước|chậm nhất|kể từ nay đến|vào)\s+)*"
_DUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("day", re.compile(rf"{_UNTIL}(?:ngày\s*)?(?P<day>\d{{1,2}})[/.-](?P<month>\d{{1,2}})(?:[/.-](?P<year>20\d\d))?(?![\d/%])", re.IGNORECASE)),
    ("month", re.compile(rf"{_UNTIL}(?:tháng\s*\d{{1,2}}\s*)?{_UNTIL}{_MONTH}(?![\d/])", re.IGNORECASE)),
    ("month", re.compile(rf"(?:từ\s+tháng\s*\d{{1,2}}\s+)?{_UNTIL}tháng\s*(?P<month>\d{{1,2}})(?P<year>)(?![\d/])", re.IGNORECASE)),
    ("quarter", re.compile(rf"{_UNTIL}quý\s*(?P<quarter>IV|I{{1,3}}|[1-4])\b(?:\s*(?:/|năm)\s*(?P<year>20\d\d))?", re.IGNORECASE)),
    ("half", re.compile(rf"{_UNTIL}(?:6|sáu) tháng đầu năm(?:\s*(?P<year>20\d\d))?", re.IGNORECASE)),
    ("year", re.compile(rf"{_UNTIL}năm\s*(?P<year>20\d\d)(?!\s*[-–/])", re.IGNORECASE)),
    ("year", re.compile(r"\b(?:đến|trước|hết|trong|cuối|đến cuối|đến hết)\s+năm\b(?!\s*\d)(?P<year>)", re.IGNORECASE)),
)  # fmt: skip
_DUE_WORDS = ("năm", "tháng", "quý", "/", "-", ".")
_TOTAL = re.compile(r"\btổng\b", re.IGNORECASE)
_PARTS = re.compile(r"\b(?:trong đó|bao gồm|gồm)\b[\s:]*", re.IGNORECASE)
_MONEY_WORDS = re.compile(
    r"\b(?:tổng|kinh phí|nguồn lực|số tiền|nguồn vốn|nguồn|thực hiện|dự kiến|tiền mặt|tiền|là|từ|do|với|trị giá|mức|đất|trong đó|bao gồm|gồm|huy động|khác|cần|tổng số|số)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def targets_in(text: str, year: int) -> tuple[TargetDraft, ...]:
    """Return the measurable targets that a text states; ``year``: of the registration."""
    found: dict[tuple[str, str], TargetDraft] = {}
    for clause, quantity in _clauses(text):
        one = _target(clause, quantity, year)
        if one and len(found) < MOST:
            key = (fold(one.indicator), one.measure)
            if key in found and found[key] != one:
                return ()  # two numbers for one thing: a person has to say which
            found[key] = one
    return tuple(found.values())


@lru_cache(maxsize=4096)
def resources_in(text: str, header: str = "") -> tuple[ResourceDraft, ...]:
    """Return the money, workdays and land that a text states; ``header`` may name the unit of a bare number."""
    if not _DIGIT.search(text):
        return ()
    bare = number_of(text)
    if bare is not None:
        asides = [unit for aside in re.findall(r"[(\[]([^()\[\]]+)[)\]]", header) if (unit := unit_of(aside))]
        kind = asides[0][1] if len(asides) == 1 else ""
        return (ResourceDraft(_KINDS[kind], bare * asides[0][2]),) if kind in _KINDS and bare else ()
    parts: list[tuple[bool, ResourceDraft]] = []
    for clause, quantity in _clauses(_PARTS.sub("; ", text)):
        found = [one for one in quantity if one.kind in _KINDS]
        if len(found) != 1 or found[0].rate or _unsure(clause) or _digits_left(clause, found[0]):
            if found:
                return ()  # half of a sum would be a wrong sum
            continue
        parts.append(
            (
                bool(_TOTAL.search(clause)),
                ResourceDraft(_KINDS[found[0].kind], found[0].amount, _origin(clause, found[0])),
            )
        )
    return _without_totals(parts)


def _without_totals(parts: list[tuple[bool, ResourceDraft]]) -> tuple[ResourceDraft, ...]:
    """Leave out a total beside its parts; a total that is not their sum leaves everything open."""
    totals, rest = [one for total, one in parts if total], [one for total, one in parts if not total]
    if not totals or not rest:
        return tuple(one for _total, one in parts[:MOST])
    for one in totals:
        same = [part.amount for part in rest if part.kind == one.kind and part.amount is not None]
        if same and sum(same) != one.amount:
            return ()
        if not same:
            rest.append(one)
    return tuple(rest[:MOST])


def _origin(clause: str, one: Quantity) -> str:
    words = _tidied(_MONEY_WORDS.sub(" ", f"{clause[: one.start]} {clause[one.end :]}"))
    if sum(c.isalpha() for c in words) < 3 or words.lower() in _GIVEN:  # noqa: PLR2004 - letters of a word
        return ""
    return words[:1].upper() + words[1:LONGEST]


# --- clauses


def _clauses(text: str) -> Iterator[tuple[str, list[Quantity]]]:
    """Yield the clauses of a text with their quantities: lines and sentences, cut at commas where each piece has its own."""
    for raw in _LINES.split(text):
        if not raw or not _DIGIT.search(raw):
            continue
        line = clean(_ASIDE.sub(" ", _NUMBERED.sub("", raw)) if "(" in raw else _NUMBERED.sub("", raw))
        line = (_LABEL.sub("", line) if ":" in line else line).strip(" .,:")
        found = quantities(line)
        if len(found) < 2:  # noqa: PLR2004 - one clause
            yield line, found
        else:
            for piece in _pieces(line):
                yield piece, quantities(piece)


def _pieces(line: str) -> list[str]:
    """Cut a line at its commas; "Trồng 500 cây xanh, 200 cây hoa" plants both."""
    found: list[str] = []
    verb = ""
    for piece in _COMMAS.split(line):
        here = quantities(piece)
        if found and not here:
            found[-1] += f", {piece}"  # goes on with what was before
            continue
        if found and here[0].kind == COUNT and not piece[: here[0].start].strip():
            piece = f"{verb} {piece}"  # noqa: PLW2901 - the same piece, told whole
        elif here:
            verb = _LEAD.sub("", piece[: here[0].start]).strip()
        found.append(piece)
    return found


def _target(clause: str, found: list[Quantity], year: int) -> TargetDraft | None:
    if not found or len(clause) > LONGEST_CLAUSE or _unsure(clause):
        return None
    due, rest = _due(clause, year)
    if due:
        found = quantities(rest)
    if len(found) != 1 or (due and due.year < year):
        return None
    one = found[0]
    indicator = _indicator(rest, one)
    if not indicator or _DIGIT.search(indicator) or not one.number:
        return None
    return TargetDraft(indicator, f"{one.unit}{one.rate}", one.number, one.before, due)


def _indicator(clause: str, one: Quantity) -> str:
    """Return what a quantity is of: the clause without the number; a thing that is counted stays."""
    before, after = _bare(clause[: one.start], clause[one.end :])
    if one.kind == COUNT:
        after = f"{one.unit} {after}"
    label = re.fullmatch(r"(?P<label>[^:]{3,120}):\s*", before)
    if label and one.kind != COUNT and not after.strip(" .,"):
        before = label["label"]
    words = _tidied(_LEAD.sub("", f"{before} {after}".strip()))
    letters = [word for word in words.split() if len(word) > 1 and word[0].isalpha()]
    # "10 hội viên": what is to become of them, nobody knows.
    enough = len(letters) > 1 and not (one.kind == COUNT and fold(words) == fold(one.unit))
    return words[:1].upper() + words[1:] if enough and len(words) <= LONGEST else ""


def _bare(before: str, after: str) -> tuple[str, str]:
    """Return what stands around a quantity without *at least*, *up to*, *or more*."""
    before, after = before.rstrip(), after.lstrip()
    for words in _BEFORE:
        if before.lower().endswith(words) and not before[: -len(words)][-1:].isalnum():
            before = before[: -len(words)].rstrip()
            break
    for words in _AFTER:
        if after.lower().startswith(words) and not after[len(words) : len(words) + 1].isalnum():
            after = after[len(words) :].lstrip()
            break
    return before, after


def _unsure(clause: str) -> bool:
    """Tell whether a clause leaves its number open, or speaks of how things are."""
    said = clause.lower()
    return any(words in said for words in _UNSURE_WORDS) and bool(_UNSURE.search(said))


def _tidied(text: str) -> str:
    return re.sub(r"\s+([,.:;)])", r"\1", " ".join(text.split())).strip(" .,:;–-+")


def _digits_left(clause: str, one: Quantity) -> bool:
    """Tell whether a clause holds other numbers than the quantity and dates."""
    rest = clean(f"{clause[: one.start]} {clause[one.end :]}")
    return bool(_DIGIT.search(rest) and _DIGIT.search(_due(rest, FIRST_YEAR)[1]))


def _due(clause: str, year: int) -> tuple[dt.date | None, str]:
    """Return the day by which, and the clause without the words for it."""
    said = clause.lower()
    for kind, pattern in _DUES if any(words in said for words in _DUE_WORDS) else ():
        match = pattern.search(clause)
        if match:
            day = _day(kind, match, year)
            if day:
                return day, clean(f"{clause[: match.start()]} {clause[match.end() :]}")
    return None, clause


def _day(kind: str, match: re.Match[str], year: int) -> dt.date | None:
    of = int(match["year"] or year)
    if kind == "year":
        return dt.date(of, 12, 31)
    if kind == "half":
        return dt.date(of, 6, 30)
    if kind == "quarter":
        number = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(match["quarter"].upper()) or int(match["quarter"])
        return dt.date(of, number * 3, calendar.monthrange(of, number * 3)[1])
    month = int(match["month"])
    if not 1 <= month <= 12:  # noqa: PLR2004 - months
        return None
    last = calendar.monthrange(of, month)[1]
    day = last if kind == "month" else int(match["day"])
    return dt.date(of, month, day) if 1 <= day <= last else None
