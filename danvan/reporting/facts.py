"""All that the text and the tables of a report are written from, counted once."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from danvan.bodies.models import Line
from danvan.core.numbers import count, rate
from danvan.reporting.comparing import (
    Comparison,
    GoalResult,
    goal_results,
    goals_of,
    label_of,
    totals_of,
)
from danvan.reporting.counting import Ref, Tally, records, tally
from danvan.reporting.figures import FIELD_WORDS, Figure, counted_figures
from danvan.reporting.frames import Frame, predecessors, successors
from danvan.reporting.models import LegacyTotal
from danvan.reporting.notable import Notable, notable
from danvan.reporting.silence import Silence, silence
from danvan.reporting.tables import Check, Summary, checks, summaries
from danvan.reports.indicators import Type

NAMED = 8  # names that a sentence lists before it says how many more there are


@dataclass
class Facts:
    """What was counted for one frame."""

    frame: Frame
    whole: Tally
    before: Tally | None
    figures: dict[str, Figure]
    notable: list[Notable]
    silence: Silence
    goals: list[GoalResult]
    comparisons: list[Comparison]
    own_totals: int  # so many of the comparisons are the unit's own
    tables: list[Summary]
    checks: list[Check]
    today: dt.date

    @property
    def compared(self) -> bool:
        """Tell whether there is a period before to compare with."""
        return self.before is not None

    def value(self, figure: str) -> int:
        """Return the value of a figure, 0 where there is none."""
        found = self.figures.get(figure)
        return found.value or 0 if found else 0


def gather(frame: Frame, today: dt.date) -> Facts:
    """Count a frame and what it is compared with."""
    whole = tally(frame, children=False)
    by_child = tally(frame)
    before = None if frame.before is None else tally(frame.before, children=False)
    if before is not None and not before.total and not before.flow:
        before = None  # nothing was recorded then: nothing to compare with
    last = whole.last
    quiet = silence(by_child, last)
    figures = {figure.id: figure for figure in counted_figures(whole, before)}
    by_indicator = {figure.indicator: figure for figure in figures.values() if figure.indicator}
    goals = goal_results(goals_of(frame), by_indicator)
    legacy = totals_of(frame)
    comparisons = [_compared(row, frame, by_child, by_indicator) for row in legacy]
    own = sum(row.unit_id == frame.unit.pk for row in legacy)
    named = notable(last) if whole.total else []
    tables = summaries(by_child, whole) if whole.total else []
    found = Facts(frame, whole, before, figures, named, quiet, goals, comparisons, own, tables, checks(tables), today)
    for more in (_phrases, _records_without, _silent, _least, _goals, _totals):
        figures |= {figure.id: figure for figure in more(found)}
    for one in named:
        figures |= record_figures(one)
    return found


def _compared(row: LegacyTotal, frame: Frame, by_child: Tally, mine: dict[str, Figure]) -> Comparison:
    figure = mine[row.indicator]
    ours = figure.value or 0
    if row.unit_id != frame.unit.pk:
        where = figure.ref.where if figure.ref else ()
        child = Tally(frame, [r for r in by_child.stock if r.child == row.unit_id])
        ours = child.count(where)
    return Comparison(
        label_of(row, frame), figure.label, row.indicator, row.printed, row.value, ours, row.source, row.note
    )


def phrase(key: str, label: str, text: str) -> Figure:
    """Return a phrase of the text that counts nothing."""
    return Figure(key, label, None, text, counts="")


def _phrases(facts: Facts) -> Iterator[Figure]:
    here, last = facts.frame, facts.whole.last
    yield phrase("don-vi", _("Đơn vị"), here.label)
    yield phrase("ky", _("Kỳ báo cáo"), here.period.label)
    yield phrase("tu-ngay", _("Ngày đầu kỳ"), f"{here.first:%d/%m/%Y}")
    yield phrase("den-ngay", _("Ngày cuối kỳ"), f"{here.on:%d/%m/%Y}")
    yield phrase("ngay-so", _("Ngày đọc số liệu"), f"{last.on:%d/%m/%Y}")
    yield phrase("nam", _("Năm"), str(last.year))
    yield phrase("nam-truoc", _("Năm trước"), str(last.year - 1))
    yield phrase("so-voi", _("Kỳ so sánh"), _before_label(here))
    yield phrase("ngay-lap", _("Ngày lập báo cáo"), f"{facts.today:%d/%m/%Y}")
    if here.lines is not None:
        yield phrase("he-thong", _("Hệ thống"), ", ".join(str(Line(line).label) for line in here.lines))
    if len(here.period.years) > 1:
        yield phrase("nam-cuoi", _("Năm cuối có dữ liệu"), str(last.year))
        yield phrase("cac-nam", _("Các năm có dữ liệu"), ", ".join(str(f.year) for f in facts.whole.frames))
        yield Figure(
            "khac-nhau", _("Mô hình, điển hình khác nhau của giai đoạn"), facts.whole.distinct,
            count(facts.whole.distinct), counts="initiatives", ref=Ref(facts.whole.frames),
        )  # fmt: skip
    yield from _times(here)


def _before_label(here: Frame) -> str:
    if here.ended and here.before and not here.period.within_year:
        return _("cùng kỳ năm %(year)s") % {"year": here.before.on.year}
    return here.period.before_label


def _times(here: Frame) -> Iterator[Figure]:
    if here.gone:
        next_day = here.gone + dt.timedelta(days=1)
        yield phrase("ngay-ket-thuc", _("Ngày kết thúc hoạt động"), f"{here.gone:%d/%m/%Y}")
        yield phrase("ngay-ke-tiep", _("Ngày tiếp theo"), f"{next_day:%d/%m/%Y}")
        names = [name for name, _day in successors(here.unit, next_day)]
        if names:
            yield phrase("don-vi-ke-tiep", _("Đơn vị kế tiếp"), listed(names))
    if here.begun:
        yield phrase("ngay-thanh-lap", _("Ngày thành lập"), f"{here.begun:%d/%m/%Y}")
        old = predecessors(here.unit, here.begun)
        if old:
            yield phrase("don-vi-cu", _("Đơn vị cũ"), listed(old, len(old)))


def _records_without(facts: Facts) -> Iterator[Figure]:
    last = facts.whole.last
    missing = Ref((last,), without="target")
    n = records(missing).count() if facts.whole.total else 0
    yield Figure("chua-co-chi-tieu", _("Không có chỉ tiêu đo được"), n, count(n), ref=missing)
    label = _("Tỷ lệ không có chỉ tiêu đo được")
    yield Figure(
        "ty-le-chua-co-chi-tieu", label, n, rate(n, facts.whole.total), Type.RATIO, ref=missing, of=facts.whole.total
    )
    if facts.frame.by_days:
        undated = facts.whole.undated
        ref = Ref((facts.frame,), without="day")
        yield Figure("khong-ro-ngay", _("Không ghi ngày đăng ký"), undated, count(undated), ref=ref)


def listed(names: list[str], most: int = NAMED) -> str:
    """Return names as a list of a sentence; beyond ``most`` it says how many more there are."""
    if len(names) <= most + 1:
        return ", ".join(names)
    return _("%(names)s và %(more)s nơi khác") % {"names": ", ".join(names[:most]), "more": count(len(names) - most)}


def listed_bodies(names: list[str], most: int = 5) -> str:
    """Return names of bodies as a list of a sentence."""
    if len(names) <= most + 1:
        return ", ".join(names)
    words = {"names": ", ".join(names[:most]), "more": count(len(names) - most)}
    return _("%(names)s và %(more)s cơ quan, tổ chức khác") % words


def _silent(facts: Facts) -> Iterator[Figure]:
    quiet = facts.silence
    label = _("Đơn vị cấp dưới chưa có đăng ký")
    yield Figure("don-vi-im-lang", label, len(quiet.units), count(len(quiet.units)), counts="units")
    yield phrase("ten-don-vi-im-lang", _("Tên các đơn vị chưa có đăng ký"), listed(quiet.units))
    yield Figure("so-don-vi", _("Đơn vị cấp dưới"), quiet.children, count(quiet.children), counts="units")
    label = _("Hệ thống chưa có đăng ký")
    yield Figure("he-thong-im-lang", label, len(quiet.lines), count(len(quiet.lines)), counts="lines")
    yield phrase("ten-he-thong-im-lang", _("Tên các hệ thống chưa có đăng ký"), listed(quiet.lines, len(quiet.lines)))
    label = _("Cơ quan, tổ chức không đăng ký tiếp")
    n = len(quiet.bodies)
    yield Figure("co-quan-im-lang", label, n, count(n), counts="bodies", ref=quiet.bodies_ref)
    yield phrase("ten-co-quan-im-lang", _("Tên cơ quan, tổ chức không đăng ký tiếp"), listed_bodies(quiet.bodies))


def _least(facts: Facts) -> Iterator[Figure]:
    if not facts.whole.total:
        return
    name, word = min(FIELD_WORDS.items(), key=lambda pair: facts.value(pair[1]))
    n = facts.value(word)
    yield phrase("linh-vuc-it-nhat", _("Lĩnh vực ít mô hình, điển hình nhất"), str(name.label).lower())
    ref, total = facts.figures[word].ref, facts.whole.total
    yield Figure("so-it-nhat", str(name.label), n, count(n), ref=ref)
    yield Figure("ty-le-it-nhat", _("Tỷ lệ của lĩnh vực ít nhất"), n, rate(n, total), Type.RATIO, ref=ref, of=total)


def _goals(facts: Facts) -> Iterator[Figure]:
    short = [goal for goal in facts.goals if goal.short]
    for goal in facts.goals:
        key = figure_of(facts, goal.indicator).id
        label = {"figure": goal.label}
        yield phrase(f"chi-tieu-{key}", _("Chỉ tiêu: %(figure)s") % label, f"{count(goal.at_least)}{goal.unit}")
        yield phrase(f"muc-dat-{key}", _("Mức đạt chỉ tiêu: %(figure)s") % label, goal.reached_text)
        yield phrase(f"con-thieu-{key}", _("Còn thiếu: %(figure)s") % label, f"{count(goal.short)}{goal.unit}")
        if goal.basis:
            yield phrase(f"can-cu-{key}", _("Căn cứ: %(figure)s") % label, goal.basis)
    yield Figure("so-chi-tieu-thieu", _("Chỉ tiêu chưa đạt"), len(short), count(len(short)), counts="goals")
    names = "; ".join(goal.label[:1].lower() + goal.label[1:] for goal in short)  # a name may hold a comma
    yield phrase("ten-chi-tieu-thieu", _("Tên các chỉ tiêu chưa đạt"), names)


def _totals(facts: Facts) -> Iterator[Figure]:
    own = facts.comparisons[: facts.own_totals]
    for i, one in enumerate(own, 1):
        label = {"figure": one.label, "n": i}
        yield phrase(f"cong-bo-{i}", _("Số công bố %(n)s: %(figure)s") % label, one.printed)
        yield phrase(f"doi-chieu-{i}", _("Đối chiếu số công bố %(n)s") % label, one.verdict)
        yield phrase(f"nguon-{i}", _("Nguồn của số công bố %(n)s") % label, one.source)
    if own:
        said = [f"{one.printed} {_COUNTED[one.indicator]}" for one in own]
        sources = ", ".join(dict.fromkeys(one.source for one in own))
        text = _("%(totals)s (nguồn: %(source)s)") % {"totals": ", ".join(said), "source": sources}
        yield phrase("danh-sach-cong-bo", _("Các số công bố"), text)


# How a printed total is continued in a sentence.
_COUNTED = {
    "registered": "mô hình, điển hình đăng ký", "new": "đăng ký mới", "maintained": "mô hình, điển hình duy trì",
    "collective": "mô hình, điển hình của tập thể", "individual": "mô hình, điển hình của cá nhân",
    "recognised": "mô hình, điển hình được công nhận", "outstanding": "mô hình, điển hình tiêu biểu",
}  # fmt: skip


def figure_of(facts: Facts, indicator: str) -> Figure:
    """Return the figure that an indicator is in the report."""
    return next(figure for figure in facts.figures.values() if figure.indicator == indicator)


def record_figures(one: Notable) -> dict[str, Figure]:
    """Return the tokens of a record: its title and what was achieved; both open the record."""
    ref = Ref((), ids=(one.id,))
    title, result = f"mo-hinh-{one.code}", f"ket-qua-{one.code}"
    return {
        title: Figure(title, one.name, 1, one.title, ref=ref),
        result: Figure(result, _("Kết quả: %(name)s") % {"name": one.name}, 1, one.achieved, ref=ref),
    }
