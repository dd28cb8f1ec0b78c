"""The boxes of the registration form that hold several things at once, taken apart: places and people, forces, means and
time; and those that the register has no column for, kept under their names.

The form is that of ``domain.md`` §5.1 B; a table may have the same boxes as columns.
"""

import re

from danvan.core.text import clean, fold
from danvan.imports.addresses import parted
from danvan.imports.records import RowDraft
from danvan.imports.roles import PLACES, Role
from danvan.imports.sections import split_enumerator
from danvan.initiatives.models import Participation

Part = Participation.Part
KEPT = {Role.OUTPUTS: "goal", Role.SUSTAIN: "note", Role.PEOPLE: "note"}
_PEOPLE = re.compile(
    r"(?:^|[\n;.,]\s*|\s[-–]\s*)(?:về\s+)?đối tượng[^:;\n,]{0,40}:\s*|\n\s*đối tượng\s+", re.IGNORECASE
)
# Groups of people, folded. Units with names like them: Hộ Đáp, Hộ Độ, Hộ Hải, Hộ Phòng – so a bare "hộ" is a group only
# after a number or the like, and not in these – and, once the marks are off, Hồ …, Hố …, Hơ Moong and Gia Định.
_COUNTED = r"(?:\d+|tren|hon|khoang|gan|toan the|toan bo|tat ca|tung|moi|cac|nhung|so|da so|cho|gom|bao gom|doi voi|cung|la)\s+"
_GROUP = re.compile(
    rf"(?:{_COUNTED})*(?:ho dan|ho gia dinh|ho ngheo|ho can ngheo|ho thoat ngheo|ho kinh doanh|ho san xuat|ho chan nuoi|chu ho"
    r"|can ngheo|gia dinh|nhan dan|dan cu|nguoi dan|ba con|dong bao|quan chung|cong dan|nguoi cao tuoi|nguoi lao dong|nguoi ngheo"
    r"|nguoi khuyet tat|nguoi co uy tin|nguoi tieu dung|hoi vien|doan vien|dang vien|to vien|thanh vien|xa vien"
    r"|thanh nien|thanh thieu nien|thieu nien|thieu nhi|nhi dong|tre em|hoc sinh|sinh vien|phu huynh|cha me hoc sinh|giao vien"
    r"|phu nu|nong dan|cong nhan|cuu chien binh|tin do|giao dan|phat tu|tieu thuong|can bo|cong chuc|vien chuc|chien si"
    rf"|doi tuong)\b|(?:{_COUNTED})+ho\b(?! (?:dap|do|hai|phong)\b)"
)
_OF_PLACES = {"hồ", "hố", "hơ", "định"}
_PIECE = re.compile(r"([;\n,(]|\s[-–+]\s|\s(?:và|cùng)\s)", re.IGNORECASE)
_UNIT = r"(?:thôn|bản|làng|xóm|ấp|buôn|tổ dân phố|TDP|khu phố|khu dân cư|xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\b"
_UNIT_FIRST = re.compile(
    rf"\s*(?:(?:các|toàn|cả|địa bàn|trên địa bàn)\s+)*{_UNIT}|\s*(?:toàn|địa bàn|trên địa bàn)\b", re.IGNORECASE
)
_NAMED_UNIT = re.compile(rf"\b{_UNIT}\s+(?:số\s+)?(?P<name>\w)", re.IGNORECASE)
_PLACE_WORD = re.compile(r"^\s*[-–+•]?\s*(?:địa bàn(?: thực hiện)?|nơi thực hiện|phạm vi)\s*:\s*", re.IGNORECASE)
_FORCE = re.compile(
    r"(?:^|[\n;.]|\s[-–+]|,)\s*[-–+•*]?\s*(?P<what>(?:đơn vị|cơ quan|lực lượng|tổ chức|thành phần)?\s*"
    r"(?:chủ trì|phối hợp|tham gia|hỗ trợ|thực hiện chính))(?:\s+(?:thực hiện|chính))?\s*:\s*",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^(?P<name>.+?)\s*[(–-]\s*(?P<what>chủ trì|phối hợp|tham gia|hỗ trợ)\b.*$", re.IGNORECASE)
_LEADING = re.compile(r"^[-–+•*]?\s*(?P<name>.+?)\s+(?P<what>chủ trì)\b", re.IGNORECASE)
_PARTS = {"phoi hop": Part.COORDINATES, "tham gia": Part.JOINS, "ho tro": Part.SUPPORTS}
_LISTED = re.compile(r"[;\n]|,(?=\s*(?:[A-ZĐÀ-Ỵ]|các\b))")
_TIME = re.compile(
    r"(?:thời gian|thời hạn|từ (?:tháng|ngày|năm|quý|đầu)|trong (?:năm|tháng|quý)|cả năm|hằng năm|hàng năm|\d{1,2}/20\d\d"
    r"|tháng \d{1,2}|quý [IVX\d]|năm 20\d\d|giai đoạn)",
    re.IGNORECASE,
)
_TIME_WORD = re.compile(r"^\s*[-–+•]?\s*(?:về\s+)?thời gian[^:]{0,30}:\s*", re.IGNORECASE)
_MEANS_WORD = re.compile(r"^\s*[-–+•]?\s*(?:về\s+)?nguồn lực\s*:\s*", re.IGNORECASE)
_CUT = re.compile(
    r"\n|;|(?<=[^\d\s])\.\s+(?=[A-ZĐÀ-Ỵ])|,\s*(?=(?:thời gian|thời hạn|thực hiện|từ|trong) )", re.IGNORECASE
)
MOST_TIME = 300


def unfold(draft: RowDraft) -> list[tuple[str, str]]:
    """Spread the boxes of a row over the columns of the register; return the bodies that take part, with their parts."""
    values = draft.values
    if Role.PLACE in values and not values.keys() & set(PLACES):
        _address(draft)
    if Role.PLACE_PEOPLE in values:
        _place_and_people(draft, values.pop(Role.PLACE_PEOPLE))
    forces = _forces(draft, values.pop(Role.FORCES)) if Role.FORCES in values else []
    if Role.MEANS_TIME in values:
        _means_and_time(draft, values.pop(Role.MEANS_TIME))
    for role, column in KEPT.items():
        if role in values:
            keep(draft, column, role, values.pop(role))
    return forces


def _address(draft: RowDraft) -> None:
    """Take an address apart whose ranks stand in the header."""
    column = draft.table.by_role.get(Role.PLACE)
    parts = parted(column.header, draft.values[Role.PLACE]) if column and not draft.table.is_form else {}
    if len(parts) > 1:
        del draft.values[Role.PLACE.value]
        draft.values |= parts


def keep(draft: RowDraft, column: str, role: str, text: str) -> None:
    """Keep what has no place of its own in a column that has one, under the words that stand above it in the register."""
    found = draft.table.by_role.get(Role(role))
    header = split_enumerator(found.header)[1] if found and not draft.table.is_form else ""
    header = header or str(Role(role).label)
    line, before = f"{header}: {text}", draft.values.get(column, "")
    if line not in before:
        draft.values[column] = f"{before}\n{line}" if before else line


def _place_and_people(draft: RowDraft, text: str) -> None:
    match = _PEOPLE.search(text)
    place = text[: match.start()] if match else text
    people = text[match.end() :] if match else ""
    place, groups = _without_people(_PLACE_WORD.sub("", place))
    place = place.strip(" ;.,\n-–+")
    if place:
        draft.values.setdefault("place", place)
    people = "; ".join(filter(None, (groups, people.strip())))
    if people:
        keep(draft, "note", Role.PEOPLE, people)


def _without_people(text: str) -> tuple[str, str]:
    """Return the parts of a text that are places, and those that are groups of people: ``Xã Đồng Hưu; các hộ dân``.

    A group may name its place: of ``120 hộ dân thôn Bùi, xã Đồng Kỳ`` the place is ``thôn Bùi, xã Đồng Kỳ``.
    """
    pieces = _PIECE.split(text)
    place, groups, after_group = "", [], False
    for mark, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        after_group = bool(piece.strip() and (_is_group(piece) or (after_group and _goes_on(piece))))
        if after_group:
            groups.append(piece.strip(" .):"))
            named = next((m for m in _NAMED_UNIT.finditer(piece) if not m["name"].islower()), None)
            said = piece[named.start() :].rstrip(" .)") if named else ""
            if said and fold(said) not in fold(place):
                place += f"; {said}" if place else said
        elif piece.strip():
            place += f"{mark}{piece}" if place else piece
    return (place, ", ".join(groups)) if groups else (text, "")


def _is_group(piece: str) -> bool:
    match = _GROUP.match(fold(piece))
    if not match:
        return False
    count = len(match[0].split())
    return not _OF_PLACES.intersection(re.findall(r"[^\W_]+", clean(piece).casefold())[count - 1 : count])


def _goes_on(piece: str) -> bool:
    """Tell whether a list of people goes on: no name, and no kind of unit."""
    return piece.strip()[0].islower() and not _UNIT_FIRST.match(piece)


def _forces(draft: RowDraft, text: str) -> list[tuple[str, str]]:
    """Read who leads, who coordinates, who joins; a text without these words names who leads, if it names one."""
    found: list[tuple[str, str]] = []
    leads: list[str] = []
    for what, names in _said(text):
        part = next((part for word, part in _PARTS.items() if word in what), None)
        if part is None:
            leads += names
        else:
            found += [(name, part) for name in names]
    if leads and not draft.values.get("owner"):
        draft.values["owner"] = leads.pop(0)
    elif leads and fold(draft.values.get("owner", "")) == fold(leads[0]):
        leads.pop(0)
    return found + [(name, Part.COORDINATES) for name in leads]


def _said(text: str) -> list[tuple[str, list[str]]]:
    marks = list(_FORCE.finditer(text))
    if marks:
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        return [(fold(mark["what"]), _names(text[mark.end() : end])) for mark, end in zip(marks, ends, strict=True)]
    said: list[tuple[str, list[str]]] = []
    for line in _names(text):
        match = _BRACKETED.match(line) or _LEADING.match(line)
        said.append((fold(match["what"]), [match["name"].strip()]) if match else ("phoi hop" if said else "", [line]))
    return said


def _names(text: str) -> list[str]:
    names = [name.strip(" -–+•*.,;:\n") for name in _LISTED.split(text)]
    return [name[:300] for name in names if name]


def _means_and_time(draft: RowDraft, text: str) -> None:
    """Take the words about time for the duration; what is put in stays as a whole under its name."""
    pieces = [piece.strip() for piece in _CUT.split(text) if piece.strip()]
    times = [piece for piece in pieces if _TIME.search(piece)]
    means = [piece for piece in pieces if piece not in times]
    draft.facts["means"] = "\n".join(_MEANS_WORD.sub("", piece) for piece in means)
    said = "; ".join(_TIME_WORD.sub("", piece) for piece in times).strip(" .;")
    if said and len(said) <= MOST_TIME and not draft.values.get("duration"):
        draft.values["duration"] = said
        rest = "; ".join(_MEANS_WORD.sub("", piece) for piece in means)
        if rest:
            keep(draft, "note", Role.RESOURCES, rest)
    else:
        keep(draft, "note", Role.MEANS_TIME, text)
