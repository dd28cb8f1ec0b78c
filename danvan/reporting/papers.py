"""From what a report says to the official paper that it is printed as."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import override

from danvan.bodies.models import Body
from danvan.documents.letterheads import letterhead_of, signature_of
from danvan.documents.papers import Annex, Block, Column, Heading, Paper, Run, Signature, Table
from danvan.reporting.content import Content
from danvan.reporting.tables import Summary, printed

TYPE_NAME = "BÁO CÁO"


@dataclass(frozen=True)
class Head:
    """Who issues the paper, with which number, and who signs it; frozen with the content."""

    system: str
    issuer: str
    issuer_name: str = ""
    superior: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    date: dt.date | None = None
    authority: str = ""
    title: str = ""
    name: str = ""
    recipients: tuple[str, ...] = field(default_factory=tuple)


def head_of(body: Body, on: dt.date, *, post: str = "", name: str = "", symbol: str = "", place: str = "") -> Head:
    """Return the head of a report that a body issues, not numbered and not dated yet; ``on`` is a day on which it stood."""
    known = letterhead_of(body, on, symbol=symbol)
    signature = signature_of(body, post, name) if post else Signature()
    with override("vi"):
        above = (_("%(body)s (để báo cáo)") % {"body": body.superior.name},) if body.superior else ()
        recipients = (*above, _("Lưu."))
    return Head(
        known.system, known.issuer, known.issuer_name, known.superior, "", known.symbol, place or known.place, None,
        signature.authority, signature.title, signature.name, recipients,
    )  # fmt: skip


def paper_of(content: Content, head: Head) -> Paper:
    """Return the whole paper: letterhead, text, signature, and the tables as annexes."""
    blocks: list[Block] = []
    for section in content.sections:
        blocks.append(Heading(section.heading, section.level))
        blocks += content.paragraphs(section)
    with override("vi"):
        annexes = tuple(Annex(table.title, compact(table)) for table in content.tables)
        notice = content.notice
    return Paper(
        head.system, head.issuer, TYPE_NAME, content.abstract, blocks, head.superior, head.issuer_name, head.number,
        head.symbol, head.place, head.date, drafted(content, head), signature=Signature(head.title, head.authority, head.name),
        recipients=head.recipients, notice=notice, annexes=annexes,
    )  # fmt: skip


def drafted(content: Content, head: Head) -> dt.date | None:
    """Return the day of a draft; of a signed paper, which has a date, none."""
    return content.day if head.date is None else None


def compact(table: Summary) -> Table:
    """Return a table of counts as it is printed behind the text, with its total and the check of the rows against it."""
    columns = (
        Column(_("TT"), 0.5, "center"), Column(table.first, 4.2),
        *(Column(head.label, 1, "right", head.group) for head in table.heads),
    )  # fmt: skip
    rows = [
        (Run(str(i)), Run(row.name), *(Run(printed(value)) for value in row.values))
        for i, row in enumerate(table.rows, 1)
    ]
    sums = table.sums()
    holds = sums == table.total
    rows.append((Run(""), Run(_("Tổng số")), *(Run(printed(value)) for value in table.total)))
    note = (
        _("Kiểm tra: cộng các dòng bằng dòng tổng ở mọi cột (ĐẠT).") if holds
        else _("Kiểm tra: cộng các dòng lệch với dòng tổng (LỆCH); xem biểu Excel kèm theo.")
    )  # fmt: skip
    return Table(columns, tuple(rows), strong=frozenset({len(rows) - 1}), note=note)
