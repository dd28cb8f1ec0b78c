"""The nation's size: a generated country, its figures, its dashboard, its lists at depth, its exports.

The size is BENCH_NATION (``make bench ARGS="nation --nation 1500000"``). The pace of the generator is the whole command,
from its start to the last account, against the floor of 5,000 registrations a second that issue 3 asks for.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.db import connection

from bench import pages
from bench.clock import Result, compared, once, take_turns
from bench.rollup import fetched, key, marks, read
from danvan.core.dates import year_end
from danvan.initiatives.models import Registration
from danvan.reports.models import Margin
from danvan.reports.picture import draw
from danvan.reports.stats import CHILD, basis_for, children_of, roll_up
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code

SIZE = int(os.environ.get("BENCH_NATION", "0")) or 20_000
ROOT = Path(__file__).resolve().parent.parent
DANVAN = Path(sys.executable).parent / "danvan"
YEAR, CODE = 2024, "01"
DEEP, EXPORTED = 50_000, 150_000
FLOOR, CSV_FLOOR = 5000.0, 15_000.0
Work = Callable[[], object]


def measure(rounds: int) -> Iterator[Result]:
    """Generate, then measure on what was generated."""
    yield from generated()
    yield from rolled_up(rounds)
    yield from served(rounds)
    yield from at_depth(rounds)
    yield from exported()


def generated() -> Iterator[Result]:
    if Registration.objects.exists():  # a nation made beforehand is measured as it stands
        return
    command = [DANVAN, "generate", "--registrations", str(SIZE), "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    yield Result(
        "nation", "generate", told["registrations"] / told["seconds"], FLOOR, unit="registrations/s", target="≥ 1",
        note=f"{SIZE:,} registrations in {told['seconds']:.0f} s",
    )  # fmt: skip


def rolled_up(rounds: int) -> Iterator[Result]:
    country, province = unit_by_code("VN", year_end(YEAR)), unit_by_code(CODE, year_end(YEAR))
    assert country
    assert province
    for label, unit in (("nation", country), ("province", province)):
        times = 3 if unit is country else 5
        basis = basis_for(unit, YEAR)
        children = children_of(unit, basis.on)
        units = [*children, unit.pk] if unit is country else [unit.pk]
        cells, margins = read(units, [YEAR]), read_margins(units, ("field",))
        picture = read([unit.pk, *children], [YEAR - 1, YEAR])
        cases: list[tuple[str, Work, Work, str]] = [
            ("by field", lambda u=unit, b=basis: roll_up(u, b, ("field",)), cells, "≤ 3"),  # type: ignore[misc]
            (
                "by field, the driver's bare read of the margins",
                lambda u=unit, b=basis: roll_up(u, b, ("field",)),
                margins,
                "",
            ),  # type: ignore[misc]
            ("by field, status", lambda u=unit, b=basis: roll_up(u, b, ("field", "status")), cells, "≤ 3"),  # type: ignore[misc]
            (
                "by child, field",
                lambda u=unit, b=basis: roll_up(u, b, (CHILD, "field")),
                read([unit.pk, *children], [YEAR]),
                "≤ 3",
            ),  # type: ignore[misc]
            ("the whole picture", lambda u=unit, b=basis: draw(u, b), picture, "≤ 3"),  # type: ignore[misc]
        ]
        for case, ours, base, target in cases:
            taken = take_turns({"ours": ours, "base": base}, rounds=rounds, times=times)
            note = f"{len(base()):,} cells"  # type: ignore[arg-type]
            yield compared("nation", f"{label} {case}", taken["ours"], taken["base"], target=target, note=note)
        yield from against_recursion(label, unit, rounds)


def against_recursion(label: str, unit: Unit, rounds: int) -> Iterator[Result]:
    """Compare with walking down the parents and counting the records: in one year, and as perf.md asked, in all years."""
    target = "≤ 0.01" if label == "nation" or connection.vendor == "postgresql" else "≤ 0.125"
    basis, years = basis_for(unit, YEAR), sorted(set(Margin.objects.values_list("year", flat=True)))

    def of_all_years() -> list[object]:
        return [roll_up(unit, basis_for(unit, year), (CHILD, "field", "status")) for year in years]

    cases: list[tuple[str, Work, Work, str]] = [
        ("by field, status, year and child", of_all_years, recursive(unit, ("field", "status", "year"), child=True), target),
        ("by field, status in a year", lambda: roll_up(unit, basis, ("field", "status")), recursive(unit, ("field", "status"), YEAR), ""),
        ("by field in a year", lambda: roll_up(unit, basis, ("field",)), recursive(unit, ("field",), YEAR), ""),
    ]  # fmt: skip
    assert {r.values["field"]: r.count for r in roll_up(unit, basis, ("field",))} == dict(cases[-1][2]())  # type: ignore[call-overload]
    for case, ours, base, wanted in cases:
        found = [once(ours) for _ in range(rounds)]
        yield Result(
            "nation", f"{label} {case}, against recursion over the records", statistics.median(found) * 1000,
            statistics.median(once(base) for _ in range(min(rounds, 3))) * 1000, target=wanted,
        )  # fmt: skip


def read_margins(units: list[Any], dimensions: tuple[str, ...]) -> Callable[[], list[Any]]:
    """Return a read of the margins of some units in the year, as the driver gives them."""
    sql = (
        f"SELECT unit_id, dimension, value, total FROM {Margin._meta.db_table} WHERE unit_id IN ({marks(units)}) "  # noqa: S608
        f"AND line = '' AND year = %s AND dimension IN ({marks(list(dimensions))})"
    )
    return fetched(sql, [key(unit) for unit in units] + [YEAR, *dimensions])


def recursive(
    unit: Unit, by: tuple[str, ...], year: int | None = None, *, child: bool = False
) -> Callable[[], list[Any]]:
    """Return the count over the records, by walking down the parents on the last day of YEAR; of all years by default."""
    names = ", ".join((*by, *(("child",) if child else ())))
    sql = f"""
        WITH RECURSIVE below(unit_id, child) AS (
            SELECT id, NULL FROM units_unit WHERE id = %s
            UNION ALL
            SELECT p.unit_id, coalesce(b.child, {"p.unit_id" if not connection.features.has_native_uuid_field else "p.unit_id::text"})
            FROM units_unitperiod p JOIN below b ON p.parent_id = b.unit_id
            WHERE (p.valid_from IS NULL OR p.valid_from <= %s) AND (p.valid_to IS NULL OR p.valid_to > %s)
        )
        SELECT {names}, count(*) FROM initiatives_registration r JOIN below b ON b.unit_id = r.accounting_unit_id
        {"" if year is None else "WHERE year = %s"} GROUP BY {names}
    """  # noqa: S608 - names are ours
    day = year_end(YEAR)
    return fetched(sql, [key(unit.pk), day, day, *([] if year is None else [year])])


def served(rounds: int) -> Iterator[Result]:
    """The nation's dashboard, a list and a record, against the bare list and record of a province."""
    person, cookie = pages.signed_in("trung-uong")
    row = Registration.objects.filter(year=YEAR).exclude(level="").order_by("pk")[0]
    query = f"?don-vi={CODE}&nam={YEAR}"
    bare = f"/bare/list/{query}"
    record = f"{row.province_id}/{row.pk}/"
    cases = {
        "dashboard of the nation": (f"/tong-quan/?don-vi=VN&nam={YEAR}", bare, "≥ 0.333"),
        "list of a province": (f"/mo-hinh/{query}", bare, "≥ 0.5"),
        "list of the nation": (f"/mo-hinh/?don-vi=VN&nam={YEAR}", bare, ""),
        "a record": (f"/mo-hinh/{record}", f"/bare/detail/{record}", "≥ 0.5"),
    }
    with ExitStack() as stack:
        ours = stack.enter_context(
            pages.serving([sys.executable, "-m", "danvan.cli.main", "serve", "--port"], os.environ)
        )
        shown = pages.fetch(ours.host, cases["list of a province"][0], cookie)
        base = stack.enter_context(
            pages.serving([sys.executable, "-m", "bench.bare"], os.environ | pages.surroundings(person, shown))
        )
        for case, (path, bare_path, target) in cases.items():
            size = len(pages.fetch(ours.host, path, cookie).encode()) // 1024
            pages.load(ours, path, cookie, 1), pages.load(base, bare_path, "", 1)
            rates: dict[str, list[float]] = {"ours": [], "base": []}
            for _ in range(rounds):
                rates["ours"].append(pages.load(ours, path, cookie)[0])
                rates["base"].append(pages.load(base, bare_path, "")[0])
            ratios = sorted(a / b for a, b in zip(rates["ours"], rates["base"], strict=True))
            yield Result(
                "nation", case, statistics.median(rates["ours"]), statistics.median(rates["base"]), unit="requests/s",
                target=target, note=f"{size} kB", spread=[ratios[0], ratios[-1]],
            )  # fmt: skip


def at_depth(rounds: int) -> Iterator[Result]:
    """A page of the nation's list far down, against its first page."""
    from django.conf import settings
    from django.test import Client

    from danvan.accounts.models import User

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    client.force_login(User.objects.get(username="trung-uong"), settings.AUTHENTICATION_BACKENDS[-1])
    rows = Registration.objects.filter(year=YEAR).order_by("-id").values_list("pk", flat=True)
    depth = min(DEEP, rows.count() - 60)
    for order, keys in (("moi", rows), ("cu", rows.reverse())):
        path = f"/mo-hinh/?don-vi=VN&nam={YEAR}&sap-xep={order}"
        deep = f"{path}&sau={keys[depth]}"
        for address in (path, deep):
            assert client.get(address).status_code == 200
        taken = take_turns(
            {"ours": lambda a=deep: client.get(a), "base": lambda a=path: client.get(a)}, rounds=rounds, times=3  # type: ignore[misc]
        )  # fmt: skip
        yield compared(
            "nation", f"list at depth {depth:,} ({order}), against its top", taken["ours"], taken["base"], target="≤ 2"
        )


def exported() -> Iterator[Result]:
    number = min(EXPORTED, Registration.objects.count())
    found = {what: export(what, number) for what in ("csv", "xlsx", "alone")}
    small = {what: export(what, number // 10) for what in ("csv", "xlsx")}
    rate = found["csv"]["rows"] / found["csv"]["seconds"]
    yield Result(
        "nation", f"export of {number:,} rows, csv", rate, CSV_FLOOR, unit="rows/s", target="≥ 1", note=held("csv", found, small)
    )  # fmt: skip
    yield Result(
        "nation", f"export of {number:,} rows, xlsx, against XlsxWriter alone", found["xlsx"]["seconds"] * 1000,
        found["alone"]["seconds"] * 1000, target="≤ 1.5", note=held("xlsx", found, small),
    )  # fmt: skip


def held(what: str, found: dict[str, Any], small: dict[str, Any]) -> str:
    """Tell the memory of the export and of a tenth of it."""
    return f"{found[what]['memory']:.0f} MB at the most; {small[what]['memory']:.0f} MB for a tenth"


def export(what: str, number: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.exporting", what, str(number)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told
