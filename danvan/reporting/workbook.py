"""The summary tables as a workbook: every check is a formula with its value, so that Excel counts it again.

Texts stay texts, whatever they begin with. Sheets print on A4 landscape with their heads repeated.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter.utility import xl_rowcol_to_cell

from danvan.documents.wording import draft_line
from danvan.initiatives.models import Field
from danvan.reporting.content import Content
from danvan.reporting.papers import Head, drafted
from danvan.reporting.tables import Side, Summary

FONT = "Times New Roman"
NUMBER = '[$-42A]#,##0;-#,##0;"-"'
SIGNED = "[$-42A]+#,##0;-#,##0;0"
TOP = 6  # rows above the data: four of titles, two of heads
REFERENCE = re.compile(r"\{([^|}]+)\|(sum|total)\|([^|}]+)\}")
LINE = 15.5  # points of a line at 11 points
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook's dates have no zone


@dataclass
class _Placed:
    """Where a table stands in the workbook."""

    sheet: str
    table: Summary
    first: int
    last: int

    def range(self, where: str, key: str) -> str:
        """Return the reference of a column's rows (as a sum) or of its total."""
        column = 2 + [head.key for head in self.table.heads].index(key)
        total = xl_rowcol_to_cell(self.last + 1, column)
        if where == "total":
            return f"'{self.sheet}'!{total}"
        rows = f"{xl_rowcol_to_cell(self.first, column)}:{xl_rowcol_to_cell(self.last, column)}"
        return f"SUM('{self.sheet}'!{rows})"


class _Book:
    """A workbook with the looks of the house."""

    def __init__(self, stream: IO[bytes], content: Content, head: Head) -> None:
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(stream, options)
        self.content, self.head = content, head
        title = _("Biểu tổng hợp phong trào thi đua “Dân vận khéo” %(period)s") % {"period": content.period.label}
        self.book.set_properties({
            "title": title, "author": head.issuer_name or head.issuer, "company": "Danvan",
            "created": dt.datetime.combine(head.date, dt.time()) if head.date else CREATED,
        })  # fmt: skip
        cell: dict[str, Any] = {"border": 1, "valign": "vcenter", "font_size": 11}
        self.looks: dict[str, dict[str, Any]] = {
            "issuer": {"bold": True}, "draft": {"bold": True, "align": "right"}, "title": {"bold": True, "font_size": 14, "align": "center"},
            "under": {"italic": True, "align": "center"}, "mark": {"bold": True, "align": "center", "font_color": "#9C1C1C"},
            "head": {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2E8E6"},
            "index": {**cell, "align": "center"}, "name": {**cell, "text_wrap": True, "indent": 1},
            "text": {**cell, "text_wrap": True, "indent": 1},
            "middle": {**cell, "align": "center"},
            "number": {**cell, "num_format": NUMBER, "align": "right", "indent": 1},
            "signed": {**cell, "num_format": SIGNED, "align": "center"},
            "total": {**cell, "bold": True, "num_format": NUMBER, "align": "right", "indent": 1, "bg_color": "#F7F3EC"},
            "total_name": {**cell, "bold": True, "indent": 1, "bg_color": "#F7F3EC"},
            "check": {**cell, "italic": True, "align": "center", "font_size": 9},
            "check_name": {**cell, "italic": True, "text_wrap": True, "indent": 1}, "bad": {"bold": True, "font_color": "#9C1C1C"},
        }  # fmt: skip
        self.formats: dict[str, Any] = {}
        self.placed: dict[str, _Placed] = {}

    def look(self, name: str) -> Any:
        """Return a format, made when first asked for."""
        if name not in self.formats:
            self.formats[name] = self.book.add_format({"font_name": FONT, "font_size": 12, **self.looks[name]})
        return self.formats[name]

    def sheet(self, name: str, title: str, widths: Sequence[float]) -> Any:
        """Add a sheet with its titles and its print set-up."""
        sheet = self.book.add_worksheet(name[:31])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        last = len(widths) - 1
        sheet.write_string(0, 0, (self.head.issuer_name or self.head.issuer).upper(), self.look("issuer"))
        draft = draft_line(drafted(self.content, self.head))
        if draft:
            sheet.write_string(0, last, draft, self.look("draft"))
        sheet.merge_range(1, 0, 1, last, "", self.look("title"))
        sheet.write_string(1, 0, title.upper(), self.look("title"))
        sheet.merge_range(2, 0, 2, last, "", self.look("under"))
        words = {
            "unit": self.content.unit_label,
            "period": self.content.period.label,
            "day": f"{self.content.on:%d/%m/%Y}",
        }
        under = _("%(unit)s, %(period)s; số liệu đến hết ngày %(day)s") % words
        sheet.write_string(2, 0, under[:1].upper() + under[1:], self.look("under"))
        if self.content.notice:
            sheet.merge_range(3, 0, 3, last, "", self.look("mark"))
            sheet.write_string(3, 0, self.content.notice, self.look("mark"))
            sheet.set_header(f'&C&"{FONT},Bold"&10{self.content.notice.replace("&", "&&")}', {"margin": 0.2})
        sheet.set_row(1, 21)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.4, top=0.7, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_footer(f'&L&"{FONT},Bold"&10{draft}&R&"{FONT},Regular"&10' + _("Trang &P/&N"))
        sheet.hide_gridlines(2)
        return sheet

    # --- tables of counts

    def table(self, table: Summary, number: int) -> None:
        """Write a table of counts with its total and its check row."""
        name = _("Biểu %(number)s") % {"number": number}
        sheet = self.sheet(name, f"{name}. {table.title}", [5, 27, *([7.6] * len(table.heads))])
        self._heads(sheet, table)
        for i, row in enumerate(table.rows):
            at = TOP + i
            sheet.set_row(at, LINE * max(1, ceil(len(row.name) / 28)) + 3)
            sheet.write_number(at, 0, i + 1, self.look("index"))
            sheet.write_string(at, 1, row.name, self.look("name"))
            for j, value in enumerate(row.values):
                sheet.write_number(at, 2 + j, value, self.look("number"))
        placed = _Placed(name, table, TOP, TOP + len(table.rows) - 1)
        self.placed[table.key] = placed
        self._total(sheet, placed)
        sheet.freeze_panes(TOP, 2)
        sheet.repeat_rows(4, 5)
        sheet.print_area(0, 0, placed.last + 2, 1 + len(table.heads))

    def _heads(self, sheet: Any, table: Summary) -> None:
        look = self.look("head")
        sheet.set_row(4, 18)
        sheet.set_row(5, 48)
        for column, label in ((0, _("TT")), (1, table.first)):
            sheet.merge_range(4, column, 5, column, label, look)
        start = 0
        while start < len(table.heads):
            head = table.heads[start]
            end = start
            while head.group and end + 1 < len(table.heads) and table.heads[end + 1].group == head.group:
                end += 1
            if not head.group:
                sheet.merge_range(4, 2 + start, 5, 2 + start, head.label, look)
            else:
                sheet.merge_range(4, 2 + start, 4, 2 + end, head.group, look)
                for column in range(start, end + 1):
                    sheet.write_string(5, 2 + column, table.heads[column].label, look)
            start = end + 1

    def _total(self, sheet: Any, placed: _Placed) -> None:
        at, table = placed.last + 1, placed.table
        sheet.write_string(at, 0, "", self.look("total_name"))
        sheet.write_string(at, 1, _("Tổng số"), self.look("total_name"))
        sheet.write_string(at + 1, 0, "", self.look("check_name"))
        sheet.write_string(at + 1, 1, _("Kiểm tra: cộng các dòng = tổng số"), self.look("check_name"))
        sheet.set_row(at + 1, LINE * 2)
        sums = table.sums()
        for j, value in enumerate(table.total):
            sheet.write_number(at, 2 + j, value, self.look("total"))
            rows = f"{xl_rowcol_to_cell(placed.first, 2 + j)}:{xl_rowcol_to_cell(placed.last, 2 + j)}"
            formula = f'=IF(SUM({rows})={xl_rowcol_to_cell(at, 2 + j)},"{_("ĐẠT")}","{_("LỆCH")}")'
            sheet.write_formula(at + 1, 2 + j, formula, self.look("check"), _verdict(sums[j] - value))

    # --- lists

    def notable(self) -> None:
        """Write the models that the report names."""
        columns = [(_("TT"), 5), (_("Mã số"), 16), (_("Tên mô hình, điển hình"), 36), (_("Đơn vị/cá nhân"), 28),
                   (_("Địa bàn"), 28), (_("Lĩnh vực"), 16), (_("Kết quả"), 44), (_("Minh hoạ"), 9)]  # fmt: skip
        sheet = self.sheet(_("Mô hình nổi bật"), _("Mô hình, điển hình nổi bật"), [width for _label, width in columns])
        self._list_head(sheet, [label for label, _width in columns])
        for i, one in enumerate(self.content.notable):
            at = TOP - 1 + i
            mark = _("minh hoạ") if one.illustration else ""
            texts = [one.code, one.name, one.owner, one.places, str(Field(one.field).label), one.achieved, mark]
            lines = max(ceil(0.95 * len(text) / width) for text, (_l, width) in zip(texts, columns[1:], strict=True))
            sheet.set_row(at, min(409, LINE * max(1, lines) + 3))
            sheet.write_number(at, 0, i + 1, self.look("middle"))
            for j, text in enumerate(texts):
                sheet.write_string(at, 1 + j, text, self.look("text"))

    def _list_head(self, sheet: Any, labels: list[str]) -> None:
        sheet.set_row(4, 33)
        for column, label in enumerate(labels):
            sheet.write_string(4, column, label, self.look("head"))
        sheet.freeze_panes(5, 0)
        sheet.repeat_rows(4)

    def checks(self) -> None:
        """Write every cross-foot check with both sides, their difference and the verdict."""
        labels = [_("TT"), _("Nội dung kiểm tra"), _("Vế trái"), _("Vế phải"), _("Chênh lệch"), _("Kết quả")]
        sheet = self.sheet(_("Kiểm tra"), _("Kiểm tra chéo số liệu"), [5, 88, 13, 13, 13, 13])
        self._list_head(sheet, labels)
        for i, check in enumerate(self.content.checks):
            at = TOP - 1 + i
            sheet.write_number(at, 0, i + 1, self.look("index"))
            sheet.write_string(at, 1, check.label, self.look("name"))
            for column, side in ((2, check.left), (3, check.right)):
                sheet.write_formula(at, column, self._formula(side), self.look("number"), side.value)
            left, right, difference = (xl_rowcol_to_cell(at, column) for column in (2, 3, 4))
            sheet.write_formula(at, 4, f"={left}-{right}", self.look("signed"), check.difference)
            verdict = f'=IF({difference}=0,"{_("ĐẠT")}","{_("LỆCH")}")'
            sheet.write_formula(at, 5, verdict, self.look("index"), _verdict(check.difference))
        last = TOP - 2 + len(self.content.checks)
        rule = {"type": "cell", "criteria": "==", "value": f'"{_("LỆCH")}"', "format": self.look("bad")}
        sheet.conditional_format(TOP - 1, 5, max(last, TOP - 1), 5, rule)

    def _formula(self, side: Side) -> str:
        return "=" + REFERENCE.sub(lambda m: self.placed[m[1]].range(m[2], m[3]), side.formula)

    def comparisons(self) -> None:
        """Write printed totals beside ours, with the discrepancy; they are part of no sum."""
        labels = [_("TT"), _("Đơn vị"), _("Số liệu"), _("Nguồn ghi"), _("Số công bố"), _("Trong sổ"), _("Chênh lệch"),
                  _("Đối chiếu"), _("Nguồn, ghi chú")]  # fmt: skip
        widths = [5, 22, 24, 14, 11, 11, 11, 24, 50]
        sheet = self.sheet(_("Số công bố"), _("Đối chiếu với số liệu đã công bố"), widths)
        self._list_head(sheet, labels)
        for i, one in enumerate(self.content.comparisons):
            at = TOP - 1 + i
            source = "\n".join(filter(None, (one.source, one.note)))
            sheet.set_row(
                at, LINE * max(1, *(ceil(1.15 * len(line) / 50) for line in (source,)), source.count("\n") + 2)
            )
            sheet.write_number(at, 0, i + 1, self.look("middle"))
            for column, text in ((1, one.unit), (2, one.label), (3, one.printed), (7, one.verdict), (8, source)):
                sheet.write_string(at, column, text, self.look("text"))
            sheet.write_number(at, 4, one.value, self.look("number"))
            sheet.write_number(at, 5, one.ours, self.look("number"))
            formula = f"={xl_rowcol_to_cell(at, 5)}-{xl_rowcol_to_cell(at, 4)}"
            sheet.write_formula(at, 6, formula, self.look("signed"), one.difference)


def _verdict(difference: int) -> str:
    return _("ĐẠT") if difference == 0 else _("LỆCH")


def write_workbook(content: Content, head: Head, stream: IO[bytes]) -> None:
    """Write the workbook of a report; one without records says so on its only sheet."""
    with override("vi"):
        book = _Book(stream, content, head)
        for number, table in enumerate(content.tables, 1):
            book.table(table, number)
        if content.notable:
            book.notable()
        if content.checks:
            book.checks()
        if content.comparisons:
            book.comparisons()
        if not content.tables:
            sheet = book.sheet(_("Biểu 1"), _("Biểu tổng hợp"), [60, 30])
            sheet.write_string(4, 0, _("Trong kỳ, sổ đăng ký không có mô hình, điển hình nào."), book.look("name"))
        book.book.close()


__all__ = ["write_workbook"]
