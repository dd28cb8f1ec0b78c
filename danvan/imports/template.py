"""The import's own template: a workbook with the columns that the import understands, lists to choose from, and a guide.

What is filled in by it needs no correction: the round trip is tested.
"""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.utility import xl_col_to_name

from danvan.core.dates import valid_on, year_end
from danvan.imports.roles import Role
from danvan.initiatives.accounting import province_of
from danvan.initiatives.models import Field, Kind, OwnerKind, Renewal, SubField
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit, UnitPeriod

ROWS = 1_000  # that are formatted and checked while typing; more may be added below
MOST_VILLAGES = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {
    Role.NO: 6,
    Role.NAME: 40,
    Role.OWNER: 30,
    Role.GOAL: 36,
    Role.METHOD: 40,
    Role.NOTE: 24,
    Role.PARTICIPANTS: 28,
}
USUAL_WIDTH = 18


@dataclass(frozen=True)
class Line:
    """One column of the template: what it holds, what to write, an example, the list to choose from."""

    role: Role
    advice: str
    example: str
    needed: bool = False
    choices: Sequence[str] = ()
    loose: bool = False  # other words than those of the list are taken too


@override(settings.LANGUAGE_CODE)  # whatever language the page is in: the import reads it back
def template(unit: Unit, year: int) -> bytes:
    """Return the template for a unit and a year as a workbook."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_urls": False})
    lines = _lines(unit, year)
    _data(book, lines, unit, year)
    _guide(book, lines)
    _lists(book, lines)
    book.close()
    return target.getvalue()


def _lines(unit: Unit, year: int) -> list[Line]:
    communes, villages = _places(unit, year)
    sub_fields = _sub_fields(unit, year)
    lines = [
        Line(Role.NO, _("Số thứ tự."), ""),
        Line(Role.NAME, _("Tên ngắn gọn của mô hình hoặc điển hình."), _("Tổ phụ nữ tự quản vệ sinh môi trường"), needed=True),
        Line(Role.KIND, _("Chọn trong danh sách."), str(Kind.MODEL.label), choices=_labels(Kind)),
        Line(Role.OWNER, _("Cơ quan, tổ chức, hoặc chức danh của cá nhân; không ghi họ tên."), _("Hội Liên hiệp Phụ nữ xã"), needed=True),
        Line(Role.OWNER_KIND, _("Chọn trong danh sách."), str(OwnerKind.COLLECTIVE.label), choices=_labels(OwnerKind)),
        Line(Role.FIELD, _("Chọn một trong bốn lĩnh vực."), str(Field.CULTURE_SOCIETY.label), needed=True, choices=_labels(Field)),
        Line(Role.SUB_FIELD, _("Chọn nếu địa phương có phân nhóm."), "", choices=sub_fields, loose=True),
        Line(Role.VILLAGE, _("Thôn, tổ dân phố; nhiều thôn thì cách nhau bằng dấu chấm phẩy."), "", choices=villages, loose=True),
    ]  # fmt: skip
    if unit.level not in (Level.COMMUNE, Level.VILLAGE):
        example = communes[0] if communes else _("xã …, huyện …")
        lines.append(
            Line(Role.COMMUNE, _("Xã, phường, thị trấn nơi thực hiện."), example, choices=communes, loose=True)
        )
    return [
        *lines,
        Line(Role.PROBLEM, _("Vì sao cần có mô hình."), ""),
        Line(Role.GOAL, _("Cần đạt gì; có con số thì ghi con số."), _("80 hộ phân loại rác tại nhà")),
        Line(Role.METHOD, _("Làm những việc gì, làm thế nào."), _("Vận động từng hộ, kiểm tra hằng tuần")),
        Line(Role.DURATION, _("Từ khi nào đến khi nào."), _("Từ tháng 3 đến tháng 12 năm %(year)s") % {"year": year}),
        Line(Role.RENEWAL, _("Chọn trong danh sách."), str(Renewal.NEW.label), choices=_labels(Renewal)),
        Line(Role.REGISTERED_ON, _("Ngày đăng ký, dạng ngày/tháng/năm."), f"15/02/{year}"),
        Line(Role.PARTICIPANTS, _("Đơn vị phối hợp; nhiều đơn vị thì cách nhau bằng dấu chấm phẩy."), _("Đoàn Thanh niên xã; Hội Nông dân xã")),
        Line(Role.CONTACT, _("Chức vụ người phụ trách; không ghi họ tên, số điện thoại."), _("Chủ tịch Hội Phụ nữ xã")),
        Line(Role.NOTE, _("Điều cần nói thêm."), ""),
    ]  # fmt: skip


def _labels(choices: Any) -> list[str]:
    return [str(label) for label in choices.labels]


def _places(unit: Unit, year: int) -> tuple[list[str], list[str]]:
    """Return the communes below a unit, with the district where a name is there twice, and their villages."""
    day, picture = year_end(year), atlas()
    if unit.level == Level.COUNTRY:
        return [], []
    spans = [span for span in picture.subtree(unit.pk, day) if span.level == Level.COMMUNE]
    twice = Counter(span.label for span in spans)
    communes = [
        picture.path(span.unit, day).rsplit(", ", 1)[0] if twice[span.label] > 1 else span.label for span in spans
    ]
    villages = UnitPeriod.objects.filter(
        valid_on(day), parent__in=[span.unit for span in spans], unit__level=Level.VILLAGE
    )
    names = [f"{kind} {name}".strip() for kind, name in villages.order_by("code").values_list("kind", "name")]
    return communes, list(dict.fromkeys(names))[:MOST_VILLAGES]


def _sub_fields(unit: Unit, year: int) -> list[str]:
    province = None if unit.level == Level.COUNTRY else province_of(unit.pk, year)
    rows = SubField.objects.on(year_end(year)).filter(province__isnull=True) | SubField.objects.on(
        year_end(year)
    ).filter(province=province)
    return list(rows.order_by("field", "name").values_list("name", flat=True))


def _data(book: Any, lines: Sequence[Line], unit: Unit, year: int) -> None:
    """Write the sheet to fill in: whose list it is, the header, one example that is marked as such, empty rows."""
    sheet = book.add_worksheet(_("Đăng ký"))
    title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    where = book.add_format({"italic": True})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#F2E8E6"}
    )
    needed = book.add_format(
        {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "bg_color": "#F2D5D0"}
    )
    example = book.add_format(
        {
            "italic": True,
            "font_color": "#6B6B6B",
            "text_wrap": True,
            "valign": "top",
            "border": 1,
            "bg_color": "#F5F5F5",
        }
    )
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    day = book.add_format({"valign": "top", "border": 1, "num_format": "dd/mm/yyyy"})  # fmt: skip
    last = len(lines) - 1
    sheet.merge_range(
        0, 0, 0, last, _("DANH SÁCH ĐĂNG KÝ MÔ HÌNH, ĐIỂN HÌNH DÂN VẬN KHÉO NĂM %(year)s") % {"year": year}, title
    )
    path = atlas().path(unit.pk, year_end(year))
    sheet.write_string(1, 0, _("Đơn vị: %(unit)s") % {"unit": path[:1].upper() + path[1:]} if path else "", where)
    for column, line in enumerate(lines):
        width = WIDTHS.get(line.role, USUAL_WIDTH)
        sheet.set_column(column, column, width, day if line.role == Role.REGISTERED_ON else body)
        sheet.write_string(2, column, _head(line), needed if line.needed else head)
        sheet.write_string(3, column, _("Ví dụ") if line.role == Role.NO else line.example, example)
        _choices(sheet, column, line)
        sheet.write_comment(2, column, line.advice)
    plain = book.add_format()
    sheet.set_row(0, 24, plain)
    sheet.set_row(1, 18, plain)
    sheet.set_row(2, 34)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _head(line: Line) -> str:
    return "TT" if line.role == Role.NO else str(line.role.label)


def _choices(sheet: Any, column: int, line: Line) -> None:
    """Have Excel offer the list of a column; a loose list takes other words too."""
    if line.role == Role.REGISTERED_ON:
        return
    if line.choices:
        name = xl_col_to_name(column)
        sheet.data_validation(4, column, 3 + ROWS, column, {
            "validate": "list", "source": f"='{_('Danh mục')}'!${name}$2:${name}${len(line.choices) + 1}",
            "show_error": not line.loose, "error_title": _("Chưa đúng danh sách"),
            "error_message": _("Hãy chọn một mục trong danh sách."),
        })  # fmt: skip


def _guide(book: Any, lines: Sequence[Line]) -> None:
    """Write the sheet that says what to write where."""
    sheet = book.add_worksheet(_("Hướng dẫn"))
    bold = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#F2E8E6"})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 70)
    sheet.write_string(0, 0, _("Hướng dẫn điền mẫu"), bold)
    advice = (
        _("Mỗi dòng là một mô hình hoặc điển hình. Điền ở trang «Đăng ký», từ dòng dưới dòng ví dụ."),
        _("Dòng có chữ «Ví dụ» ở cột TT không được nhập. Không đổi tên các cột; cột không dùng thì để trống."),
        _("Không ghi dữ liệu cá nhân: họ tên, số điện thoại, số căn cước. Người thì ghi chức vụ."),
        _("Nhập tệp ở mục «Nhập sổ»; có thể xem trước và sửa từng dòng trước khi ghi vào sổ."),
    )
    for row, text in enumerate(advice, 1):
        sheet.merge_range(row, 0, row, 2, text, wrap)
        sheet.set_row(row, 30)
    sheet.write_row(6, 0, (_("Cột"), _("Bắt buộc"), _("Ghi gì")), head)
    for row, line in enumerate(lines, 7):
        sheet.write_row(row, 0, (_head(line), _("Có") if line.needed else _("Không"), line.advice), body)


def _lists(book: Any, lines: Sequence[Line]) -> None:
    """Write the lists to choose from into a hidden sheet, each below the letter of its column."""
    sheet = book.add_worksheet(_("Danh mục"))
    for column, line in enumerate(lines):
        if line.choices:
            sheet.write_string(0, column, _head(line))
            sheet.write_column(1, column, line.choices)
    sheet.hide()
