"""Bringing registers in as people and commands do, step by step."""

from pathlib import Path
from typing import Any

from danvan.audit.verify import broken_links
from danvan.imports import actions
from danvan.imports.comparing import Outcome
from danvan.imports.models import Import
from danvan.imports.running import import_file
from danvan.imports.understanding import understand
from danvan.imports.undoing import take_back
from danvan.imports.writing import commit, loaded
from danvan.reports.cells import differences
from tests.factories import coordinating, operator, person, unit
from tests.imports.books import workbook

HEAD = ["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực", "Địa bàn", "Năm", "Cấp công nhận", "Số, ngày quyết định", "Ghi chú"]
PLACE = "xã Đồng Kỳ, huyện Yên Thế"


def bring(path: Path, code: str = "24", year: int = 2022, **options: Any) -> Outcome:
    """Bring a file in by the command line's way."""
    who = operator(code, year)
    options = {"dry_run": False, "progress": lambda _done, _todo: None, **options}
    return import_file(path, unit=who.unit, year=year, actor=who, **options)


def counts(found: Outcome) -> tuple[int, int, int, int, int]:
    rows = {(one["sheet"], one["row"]) for one in found.rejected}
    return found.read, found.created, found.updated, found.unchanged, len(rows)


def register(path: Path, *rows: list[Any], head: list[str] = HEAD) -> Path:
    return workbook(path, DS=[head, *rows])


def undo(batch: Import, who: Any) -> int:
    """Ask for an import to be taken back, and do what the background does then."""
    return take_back(actions.undo(batch, actor=who), who)


def whole() -> None:
    """Everything that ``danvan verify`` asks."""
    assert differences() == []
    assert list(broken_links()) == []


def only() -> Import:
    return Import.objects.latest("started_at")


def handed_in(path: Path, code: str = "24") -> tuple[Import, Any]:
    at = coordinating("Ban Dân vận", unit(code))
    who = person("dieu-phoi", at)
    batch = actions.start([path.read_bytes()], name="../Sổ 2022.xlsx", unit=unit(code), year=2022, actor=who)
    understand(batch)
    batch.refresh_from_db()
    return batch, who


def confirmed(batch: Import, who: Any) -> Import:
    actions.commit(batch, actor=who)
    batch.refresh_from_db()
    commit(batch, loaded(batch), who, lambda _done, _todo: None, rows=False)
    batch.refresh_from_db()
    return batch
