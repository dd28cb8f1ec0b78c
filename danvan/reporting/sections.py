"""The sections of a report and their computed text: which sentences of ``data/wording.toml`` hold for the facts."""

from collections.abc import Callable, Iterator

from danvan.reporting.facts import Facts, figure_of
from danvan.reporting.figures import FIELD_WORDS
from danvan.reporting.wording import wording
from danvan.units.models import Level

Outlined = tuple[str, str, int, str]  # key, heading, level, text


def outline(facts: Facts) -> list[Outlined]:
    """Return the sections in their order, with headings and text; those that have nothing to say are left out."""
    writers: list[tuple[str, int, Callable[[Facts], Iterator[str]] | None]] = [
        ("tinh-hinh", 1, situation), ("ket-qua", 1, None), ("so-luong", 2, numbers), ("linh-vuc", 2, fields),
        ("cong-nhan", 2, recognition), ("chi-tieu", 2, goals), ("cong-bo", 2, printed), ("noi-bat", 1, None),
        *((f"noi-bat-{word}", 2, _named(name.value)) for name, word in FIELD_WORDS.items()),
        ("han-che", 1, None), ("chua-dat", 2, shortcomings), ("im-lang", 2, silent), ("nhiem-vu", 1, tasks),
    ]  # fmt: skip
    if not facts.whole.total and not facts.whole.flow:
        writers = [("tinh-hinh", 1, nothing), ("nhiem-vu", 1, nothing_to_do)]
    found = [(key, level, "\n".join(writer(facts)) if writer else "", writer is None) for key, level, writer in writers]
    kept = [
        (key, level, text) for i, (key, level, text, head) in enumerate(found)
        if text or (head and _has_text(found[i + 1 :]))
    ]  # fmt: skip
    return _numbered(kept)


def _has_text(following: list[tuple[str, int, str, bool]]) -> bool:
    """Tell whether a heading has a section with text under it."""
    for _key, level, text, _head in following:
        if level == 1:
            return False
        if text:
            return True
    return False


ROMAN = ("I", "II", "III", "IV", "V", "VI")


def _numbered(kept: list[tuple[str, int, str]]) -> list[Outlined]:
    """Number the headings of what is there, so that no number is missing."""
    found, first, second = [], 0, 0
    for key, level, text in kept:
        words = wording()["headings"][key].partition(" ")[2]
        if level == 1:
            first, second = first + 1, 0
            number = ROMAN[first - 1]
        else:
            second += 1
            number = str(second)
        found.append((key, f"{number}. {words}", level, text))
    return found


def _choose(section: str, pairs: list[tuple[str, bool]]) -> Iterator[str]:
    for key, holds in pairs:
        if holds:
            yield wording()[section][key]


def situation(facts: Facts) -> Iterator[str]:
    """The frame of the report: unit, days, and what the reader must know of the figures."""
    here = facts.frame
    generated, printed_too = facts.value("minh-hoa") > 0, facts.own_totals > 0
    yield from _choose("tinh-hinh", [
        ("mo-dau", True), ("he-thong", here.lines is not None),
        ("ket-thuc", here.gone is not None and "don-vi-ke-tiep" in facts.figures),
        ("ket-thuc-het", here.gone is not None and "don-vi-ke-tiep" not in facts.figures),
        ("thanh-lap", here.begun is not None and "don-vi-cu" in facts.figures),
        ("thanh-lap-moi", here.begun is not None and "don-vi-cu" not in facts.figures),
        ("chua-het", here.on > facts.today),
        ("giai-doan", len(here.period.years) > 1),
        ("theo-ngay", facts.whole.last.by_days), ("khong-ngay", facts.value("khong-ro-ngay") > 0),
        ("hien-tai", not facts.whole.last.by_days and here.on < facts.today),
        ("minh-hoa", generated and not printed_too), ("minh-hoa-cong-bo", generated and printed_too),
        ("minh-hoa-so-sanh", facts.before is not None and facts.before.count((("illustration", True),)) > 0),
    ])  # fmt: skip


def nothing(facts: Facts) -> Iterator[str]:
    """What is said of a period without records."""
    here = facts.frame
    yield from _choose("tinh-hinh", [
        ("he-thong", here.lines is not None),
        ("ket-thuc", here.gone is not None and "don-vi-ke-tiep" in facts.figures),
        ("ket-thuc-het", here.gone is not None and "don-vi-ke-tiep" not in facts.figures),
        ("trong-truoc", facts.compared), ("trong", not facts.compared),
    ])  # fmt: skip


def nothing_to_do(_facts: Facts) -> Iterator[str]:
    """What follows from a period without records."""
    yield wording()["nhiem-vu"]["trong"]


def numbers(facts: Facts) -> Iterator[str]:
    """How many there are: new, maintained, by owner, by state; with the change."""
    stage, compared = len(facts.frame.period.years) > 1, facts.compared
    days = facts.frame.by_days and not stage
    part = facts.frame.period.within_year and facts.frame.period.first.month > 1  # from January on all is of the period
    yield from _choose("so-luong", [
        ("giai-doan", stage),
        ("ngay", days and compared), ("ngay-dau", days and not compared),
        ("nam", not days and not stage and compared), ("nam-dau", not days and not stage and not compared),
        ("trong-ky-so", part and compared),
        ("trong-ky", part and not compared),
        ("moi-giai-doan-so", stage and compared), ("moi-giai-doan", stage and not compared),
        ("moi-so", compared), ("moi", not compared), ("chu-the", True), ("trang-thai", not days),
    ])  # fmt: skip


def fields(facts: Facts) -> Iterator[str]:
    """One item for each field."""
    template = wording()["linh-vuc"]["mot-so" if facts.compared else "mot"]
    for name, word in FIELD_WORDS.items():
        yield template.replace("{ten}", str(name.label)).replace("WORD", word)


def recognition(facts: Facts) -> Iterator[str]:
    """What was recognised, at which level."""
    some = facts.value("cong-nhan") > 0
    stage = len(facts.frame.period.years) > 1
    yield from _choose("cong-nhan", [
        ("khong", not some), ("co-so", some and facts.compared), ("co", some and not facts.compared),
        ("trong-ky", facts.frame.period.within_year), ("giai-doan", stage),
        ("cap", some), ("tieu-bieu", some),
    ])  # fmt: skip


def goals(facts: Facts) -> Iterator[str]:
    """The goals of the year and how far they were reached."""
    words = wording()["chi-tieu"]
    if len(facts.frame.period.years) > 1:
        yield words["giai-doan"]
    elif not facts.goals:
        yield words["khong"]
    elif facts.frame.period.within_year:
        yield words["tien-do"]
    for goal in facts.goals:
        key = figure_of(facts, goal.indicator).id
        basis = words["can-cu"] if goal.basis else ""
        sentence = words["thieu" if goal.short else "dat"].replace("{can-cu}", basis)
        yield sentence.replace("{ten}", goal.label).replace("ID", key)


def printed(facts: Facts) -> Iterator[str]:
    """Totals that a source has printed, beside ours."""
    words = wording()["cong-bo"]
    own = facts.comparisons[: facts.own_totals]
    for i, one in enumerate(own, 1):
        key = figure_of(facts, one.indicator).id
        yield words["mot"].replace("{ten}", one.label).replace("-N}", f"-{i}}}").replace("{ID}", f"{{{key}}}")
    if own:
        yield words["ghi-chu"]


def _named(field: str) -> Callable[[Facts], Iterator[str]]:
    def write(facts: Facts) -> Iterator[str]:
        words = wording()["noi-bat"]
        for one in facts.notable:
            if one.field == field:
                yield words["mot" if one.achieved else "mot-trong"].replace("CODE", one.code)

    return write


def shortcomings(facts: Facts) -> Iterator[str]:
    """What falls short, as far as the register says."""
    said = list(_choose("chua-dat", [
        ("muc-tieu", facts.value("so-chi-tieu-thieu") > 0 and not facts.frame.period.within_year), ("chua-dat", facts.value("chua-dat") > 0),
        ("tam-dung", facts.value("tam-dung") > 0), ("chi-tieu", facts.value("chua-co-chi-tieu") > 0),
    ]))  # fmt: skip
    yield from said or [wording()["chua-dat"]["khong"]]
    yield wording()["chua-dat"]["it-nhat"]


def silent(facts: Facts) -> Iterator[str]:
    """Who has nothing in the register."""
    quiet = facts.silence
    below = quiet.children > 0 and facts.frame.unit.level != Level.COMMUNE
    said = list(_choose("im-lang", [
        ("don-vi", bool(quiet.units)), ("don-vi-du", below and not quiet.units),
        ("he-thong", bool(quiet.lines)), ("co-quan", bool(quiet.bodies)),
    ]))  # fmt: skip
    yield from said or [wording()["im-lang"]["khong"]]


def tasks(facts: Facts) -> Iterator[str]:
    """What is to be done, each item from a fact above."""
    quiet = facts.silence
    yield from _choose("nhiem-vu", [
        ("muc-tieu", facts.value("so-chi-tieu-thieu") > 0 and not facts.frame.period.within_year),
        ("im-lang", bool(quiet.units)), ("he-thong", bool(quiet.lines)), ("co-quan", bool(quiet.bodies)),
        ("chi-tieu", facts.value("chua-co-chi-tieu") > 0), ("chua-dat", facts.value("chua-dat") > 0),
        ("tam-dung", facts.value("tam-dung") > 0), ("linh-vuc", True),
        ("theo-doi", facts.value("dang-thuc-hien") > 0),
    ])  # fmt: skip
