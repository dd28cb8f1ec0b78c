"""From the words above a column to its role: by exact words, by words within, by a slip of the finger; then the best
fit of all columns together, each role once."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from danvan.core.text import canon, clean, fold
from danvan.imports import english
from danvan.imports.addresses import only_ranks
from danvan.imports.joining import JOINED
from danvan.imports.roles import FAMILIES, LEAVES, LEXICON, NAMED_BY_FIELD, NAMING, REPEATABLE, TICKS, Role
from danvan.initiatives.fields import field_of

Scored = tuple[float, Role]
ENOUGH = 0.62
SURE = 0.9
ALIKE = 0.88  # of a further column of texts that one role may have
_WEIGHTS = {"~": 0.78, "=": 0.95}
_SHORTEST_WITHIN = 6
_TYPO = 87
_PLAIN_NAME = 0.8
_NOTHING_BELOW = {Role.UNUSED, Role.PERSONAL}
_EXPANSIONS = {
    "mh": "mo hinh", "dh": "dien hinh", "dvk": "dan van kheo", "lv": "linh vuc", "kq": "ket qua", "qd": "quyet dinh",
    "nd": "noi dung", "tg": "thoi gian", "dv": "don vi", "dk": "dang ky", "dki": "dang ky", "ki": "ky", "th": "thuc hien",
    "tran": "tran", "ttr": "thi tran", "cq": "co quan", "mhdvk": "mo hinh dan van kheo", "dvi": "don vi",
}  # fmt: skip
_NUMBERING = re.compile(r"^\s*[(\[]?\s*(?:\d{1,2}|[IVX]{1,4})\s*[)\].:/-]+\s*|\s*[(\[]\s*\d{1,2}\s*[)\]]\s*$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Read before the marks go: C.nhận is not C.nhân.
_WHOLE = ["công nhận", "cá nhân", "tập thể", "đơn vị", "lĩnh vực", "hình thức", "nội dung", "thời gian", "kết quả", "ghi chú", "địa bàn", "địa phương", "mô hình", "điển hình", "quyết định", "mục tiêu", "chỉ tiêu", "duy trì", "thực hiện", "phối hợp", "địa chỉ", "kinh phí", "phụ trách", "chủ trì"]  # fmt: skip
_SHORT = {(first[0], second): whole for whole in _WHOLE for first, second in [whole.split()]}
_SHORTENED = re.compile(
    rf"\b([{''.join({first for first, _ in _SHORT})}])\s*[./]\s*({'|'.join({second for _, second in _SHORT})})\b"
)
# What goes with any header: các, … (nếu có), năm 2022.
_AROUND = re.compile(
    r"^(?:cac |nhung |thong tin (?:ve )?|danh sach |ghi ro )+|(?: neu co| ghi ro| cu the| nam 20\d\d| \d{1,2} thang)+$"
)
_FIELD_TICKS = {value: role for role, (kind, value, holds) in TICKS.items() if kind == "field" and holds != "name"}
_FIELD_NAMES = {_FIELD_TICKS[TICKS[role][1]]: role for role in NAMED_BY_FIELD}


def _phrases(table: dict[Role, str]) -> list[tuple[str, Role, float]]:
    found = []
    for role, words in table.items():
        for raw in re.split(r"[|\n]", words):
            phrase = raw.strip()
            if phrase:
                found.append((phrase.lstrip("~="), role, _WEIGHTS.get(phrase[0], 1.0)))
    return found


_PHRASES = _phrases(LEXICON) + _phrases(english.HEADERS)
_REAL_WORDS = {word for phrase, _, _ in _PHRASES for word in phrase.split()}
# Words that may stand above several kinds of columns: what is in brackets tells which.
_VAGUE = (Role.STATUS, Role.PEOPLE, Role.RENEWAL, Role.OWNER_KIND, Role.KIND)
_ASIDES = {phrase: role for phrase, role, _ in _PHRASES if role in {Role.RENEWAL, Role.OWNER_KIND}}
_LEAVES = {family: {phrase: role for phrase, role, _ in _phrases(table)} for family, table in LEAVES.items()}


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded forms of a header cell in which to look for words, the plainest first."""
    bare = canon(_NUMBERING.sub("", clean(text)).lower())
    bare = _SHORTENED.sub(lambda match: _SHORT.get((match[1], match[2]), match[0]), bare)
    forms = []
    for one in (_BRACKETS.sub(" ", bare), bare):
        folded = fold(one)
        expanded = " ".join(_EXPANSIONS.get(word, word) for word in folded.split())
        forms += [folded, expanded, _AROUND.sub("", expanded)]
    return tuple(dict.fromkeys(form for form in forms if form))


@lru_cache(maxsize=16384)
def roles_of(text: str) -> tuple[Scored, ...]:
    """Return the roles that a header's words suggest, best first."""
    best: dict[Role, float] = {}
    for place, form in enumerate(words_of(text)):
        for score, role in _suggested(form):
            best[role] = max(best.get(role, 0), score - 0.02 * place)
    if only_ranks(text):
        return ((1.0, Role.PLACE),)
    asides = (_ASIDES.get(fold(words)) for words in _BRACKETS.findall(text))
    aside: Role | None = next((role for role in asides if role), None)
    if aside and any(role in best for role in _VAGUE):  # "Tình trạng (mới/duy trì)", "Đối tượng (tập thể/cá nhân)"
        best = {role: score for role, score in best.items() if role not in _VAGUE} | {aside: 1.0}
    return tuple(sorted(((s, r) for r, s in best.items() if s >= ENOUGH), reverse=True))


@lru_cache(maxsize=16384)
def _suggested(form: str) -> tuple[Scored, ...]:
    squeezed, padded = form.replace(" ", ""), f" {form} "
    best: dict[Role, float] = {}
    for phrase, role, weight in _PHRASES:
        score = 0.0
        if form == phrase:
            score = 1.0
        elif squeezed == phrase.replace(" ", ""):
            score = 0.97
        elif len(phrase) >= _SHORTEST_WITHIN and f" {phrase} " in padded:
            score = 0.5 + 0.42 * len(phrase) / len(form) + (0.08 if form.startswith(phrase) else 0)
        elif len(phrase) >= _SHORTEST_WITHIN and abs(len(phrase) - len(form)) <= 2:  # noqa: PLR2004 - letters
            # a real word in the place of another is no slip: người for nơi, xã for địa
            slip = not (set(form.split()) - set(phrase.split())) & _REAL_WORDS
            likeness = fuzz.ratio(form, phrase) if slip else 0
            score = 0.93 * likeness / 100 if likeness >= _TYPO else 0.0
        if score:
            best[role] = max(best.get(role, 0), score * weight)
    return tuple((score, role) for role, score in best.items())


@lru_cache(maxsize=16384)
def is_naming(text: str) -> bool:
    """Tell whether a cell may stand above the column of names."""
    return any(role in NAMING for _, role in roles_of(text)[:2])


@lru_cache(maxsize=16384)
def roles_of_path(path: tuple[str, ...]) -> tuple[Scored, ...]:
    """Return the roles of a column below one or more header cells, the leaf last."""
    if not path:
        return ()
    leaf, parents = path[-1], path[:-1]
    if any(
        (scored := roles_of(parent)) and scored[0][1] in _NOTHING_BELOW and scored[0][0] > SURE for parent in parents
    ):
        return ((1.1, Role.UNUSED),)  # "Đề nghị công nhận", "Số lượng" above "Cấp xã", "Tập thể"
    best: dict[Role, float] = {}

    def consider(scored: Sequence[Scored], weight: float) -> None:
        for score, role in scored:
            best[role] = max(best.get(role, 0), score * weight)

    consider(roles_of(leaf), 1)
    for parent in reversed(parents):
        family = _family(parent)
        if family:
            found = next(
                (r for f in words_of(leaf) if (r := _LEAVES[family].get(f) or _LEAVES[family].get(f.replace(" ", "")))),
                None,
            )
            said = field_of(leaf) if family == "field" and not found else None
            found = _FIELD_TICKS[said] if said else found
            if found:
                best[found] = 1.1
        consider(roles_of(f"{parent} {leaf}"), 0.96)
        consider(roles_of(f"{leaf} {parent}"), 0.95)
        # Without words of its own, a leaf is what its parent says.
        consider(roles_of(parent), 0.62 if best else 0.9)
        if not roles_of(leaf):
            consider([one for one in roles_of(parent) if one[1] in JOINED], 0.9)
    return tuple(sorted(((s, r) for r, s in best.items() if s >= ENOUGH * 0.9), reverse=True))


@lru_cache(maxsize=4096)
def _family(parent: str) -> str:
    return next((FAMILIES[role] for _, role in roles_of(parent) if role in FAMILIES), "")


def assign(paths: Sequence[tuple[str, ...]]) -> list[Scored]:
    """Return the role of each column (``UNUSED`` where none fits) so that the best fits come first and none twice."""
    scored = [roles_of_path(path) for path in paths]
    ticked = {
        path[:-1] for path, found in zip(paths, scored, strict=True) if path[1:] and found and _ticks(found[0][1])
    }
    wanted = [
        (score, -column, role)
        for column, found in enumerate(scored) for score, role in found
        # beside columns that tick a field, a further one below the same header holds no words
        if not (role == Role.FIELD and paths[column][1:] and paths[column][:-1] in ticked)
    ]  # fmt: skip
    found = _fitted([*wanted, *_names_by_field(paths, scored)])
    if not {role for _, role in found.values()} & NAMING:
        # A register without a column of names is none: the likeliest column becomes it.
        likeliest = max((one for one in wanted if one[2] == Role.NAME), default=None)
        if likeliest:
            found = _fitted([(9.0, likeliest[1], Role.NAME), *wanted])
    return _mended([found.get(column, (0.0, Role.UNUSED)) for column in range(len(paths))])


def _names_by_field(
    paths: Sequence[tuple[str, ...]], scored: Sequence[Sequence[Scored]]
) -> list[tuple[float, int, Role]]:
    """Return the columns of names that stand below one header of names, one for each field: ``Tên mô hình > Kinh tế``."""
    found: dict[tuple[str, ...], list[tuple[float, int, Role]]] = {}
    for column, path in enumerate(paths):
        field = _tick_of(path[-1]) if path[1:] else None
        if field and any(role == Role.NAME for parent in path[:-1] for _, role in roles_of(parent)[:2]):
            found.setdefault(path[:-1], []).append((1.2, -column, _FIELD_NAMES[field]))
    return [one for group in found.values() if len(group) > 1 for one in group]


def _tick_of(leaf: str) -> Role | None:
    return next(
        (_LEAVES["field"][form] for form in words_of(leaf) if form in _LEAVES["field"]), None
    ) or _FIELD_TICKS.get(field_of(leaf) or "")


def _ticks(role: Role) -> bool:
    """Tell whether a column of a role ticks one field."""
    return role in _FIELD_TICKS.values()


def _fitted(wanted: list[tuple[float, int, Role]]) -> dict[int, Scored]:
    found: dict[int, Scored] = {}
    taken: set[Role] = set()
    for score, column, role in sorted(wanted, reverse=True):
        if -column in found or (role in taken and role not in REPEATABLE and not (role in JOINED and score >= ALIKE)):
            continue
        found[-column] = (min(score, 1.1), role)
        taken.add(role)
    return found


def _mended(found: list[Scored]) -> list[Scored]:
    """Put right what only the columns together show."""
    scores = {role: score for score, role in found}
    swaps: dict[Role, Role] = {}
    lone = Role.KIND_MODEL in scores and Role.KIND_EXEMPLAR not in scores
    if lone and Role.NAME in scores and scores[Role.KIND_MODEL] < _PLAIN_NAME:
        swaps[Role.KIND_MODEL] = Role.UNUSED
    if Role.KIND_EXEMPLAR in scores and Role.KIND_MODEL not in scores and scores.get(Role.NAME, 1) < _PLAIN_NAME:
        # "Mô hình" beside "Điển hình": the names stand in either.
        swaps[Role.NAME] = Role.KIND_MODEL
    return [(score, swaps.get(role, role)) for score, role in found]


def sub_headers(path: tuple[str, ...]) -> str:
    """Return a header as a person reads it: ``Chủ thể thực hiện > Tập thể``."""
    return " > ".join(clean(part) for part in path if part.strip())
