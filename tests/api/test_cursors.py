"""Lists page by page: all of them whole, nothing twice, also while rows come in; and cursors that none of them gave out."""

import uuid
from base64 import urlsafe_b64encode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.accounts.models import Assignment, Role, User
from danvan.bodies.models import Body
from danvan.imports.models import Import, ImportRow, SavedColumns
from danvan.initiatives.models import Registration
from danvan.reporting.models import Report
from tests.api.conftest import NOW
from tests.factories import body, draft, person, registered, unit

SIGNING = {"number": "1", "date": f"{NOW}-02-01", "post": "Trưởng ban"}


@pytest.fixture
def asked(office, program, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    settings.API_CALLS_A_MINUTE = 10_000
    monkeypatch.setattr("danvan.imports.actions.on_commit", lambda run: run())
    monkeypatch.setattr("danvan.reporting.behind.PAGE", 2)
    monkeypatch.setattr("danvan.initiatives.listing.PAGE", 2)
    return program(office.coordinator)


def brought(asked, n=1):
    lines = "\n".join(f"{i};Vườn mẫu {i};Chi hội {i};xã Đồng Kỳ;Kinh tế" for i in range(n))
    text = f"TT;Tên mô hình;Đơn vị thực hiện;Địa bàn;Lĩnh vực\n{lines}\n"
    file = SimpleUploadedFile("so.csv", text.encode())
    made = asked.send("/imports", {"file": file, "unit": "07282", "year": NOW})
    assert made.status_code == 201
    return made.json()


def rows_of(n):
    return registered(*(draft(f"Mô hình {i % 3} {i}", ("07282",), year=NOW) for i in range(n)))


def read(asked, address, between=lambda: None):
    """Return the keys that a list gives, page by page; something happens between the pages."""
    found, after = [], ""
    while True:
        page = asked.get(f"{address}{'&' if '?' in address else '?'}limit=2{after}").json()
        assert len(page["items"]) <= 2
        found += [one["id"] for one in page["items"]]
        if page["following"] is None:
            return found
        after = f"&after={page['following']}"
        between()


def whole(found, rows):
    assert sorted(found) == sorted(str(pk) for pk in rows)


@pytest.mark.parametrize("order", ["newest", "oldest", "name"])
def test_the_register_is_read_whole_while_others_register(asked, order):
    there = {row.pk for row in rows_of(7)}
    late = iter(range(100))
    between = lambda: registered(draft(f"Muộn {next(late)}", ("07282",), year=NOW))  # noqa: E731 - one expression, named for the reader
    found = read(asked, f"/registrations?year={NOW}&unit=24&order={order}", between)
    assert len(found) == len(set(found))
    assert {str(pk) for pk in there} <= set(found)
    whole(
        read(asked, f"/registrations?year={NOW}&unit=24&order={order}"),
        Registration.objects.values_list("pk", flat=True),
    )


def test_bodies_of_one_name_and_of_long_names_are_each_listed_once(asked):
    for code in ("07282", "07246", "24"):
        body("Ủy ban Mặt trận Tổ quốc Việt Nam " + "và các tổ chức chính trị - xã hội " * 5, unit(code, NOW), "front")
    late = iter(("A", "Z", "Ủy ban"))
    between = lambda: body(f"{next(late, 'Đ')} {uuid.uuid4()}", unit("24", NOW), "other")  # noqa: E731 - one expression, named for the reader
    there = set(Body.objects.values_list("pk", flat=True))
    found = read(asked, "/bodies", between)
    assert len(found) == len(set(found))
    assert {str(pk) for pk in there} <= set(found)
    whole(read(asked, "/bodies?ended=true"), Body.objects.values_list("pk", flat=True))


def test_people_are_each_listed_once(office, program, asked):
    at = office.clerk.assignments.get().body
    for name in ("a.b", "a-b", "a_b", "ab", "b" + "x" * 59):
        Assignment.objects.create(user=person(name, at), body=at, role=Role.VIEWER)
    whole(read(program(office.admin), "/people"), User.objects.values_list("pk", flat=True))


def test_imports_their_rows_saved_columns_and_reports_are_read_whole(asked):
    batch = brought(asked, 5)
    for _ in range(4):
        brought(asked)
    for n in range(5):
        SavedColumns.objects.create(
            unit=unit("07282", NOW), name="Mẫu", fingerprint=f"{n:040}", headers=["TT"], columns={"0": "no"}
        )
    for month in ("01", "02", "03"):
        assert asked.post("/reports", {"unit": "24", "period": f"{NOW}-{month}"}).status_code == 201
    whole(read(asked, "/imports"), Import.objects.values_list("pk", flat=True))
    whole(read(asked, "/imports?state=preview"), Import.objects.values_list("pk", flat=True))
    rows = ImportRow.objects.filter(batch=batch["id"]).values_list("pk", flat=True)
    whole(read(asked, f"/imports/{batch['province']}/{batch['id']}/rows"), rows)
    whole(read(asked, "/saved-columns"), SavedColumns.objects.values_list("pk", flat=True))
    whole(read(asked, "/reports"), Report.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("signed", [False, True])
def test_the_records_of_a_report_are_read_whole(asked, signed):
    there = [row.pk for row in rows_of(5)]
    made = asked.post("/reports", {"unit": "24", "period": f"{NOW}-01"}).json()
    address = f"/reports/{made['province']}/{made['id']}"
    if signed:
        assert asked.post(f"{address}/sign", SIGNING).status_code == 200
    found, after = [], ""
    while after is not None:
        page = asked.get(f"{address}/records?figure=tong-so&figure=tap-the{after}").json()
        assert page["total"] == 5
        found += [one["id"] for one in page["items"]]
        after = f"&after={page['following']}" if page["following"] else None
    whole(found, there)


# ── cursors that are none ────────────────────────────────────────────────────────────────────────────────────────────


def cursor(*parts):
    return urlsafe_b64encode("\x1f".join(parts).encode()).decode()


KEY = str(uuid.UUID(int=7))
LISTS = {
    f"/registrations?year={NOW}&unit=24": ("registrations newest", KEY),
    f"/registrations?year={NOW}&unit=24&order=name": ("registrations name", KEY),
    "/bodies?line=party": ("bodies", "a", KEY),
    "/imports?state=preview": ("imports", KEY),
    "/saved-columns?limit=5": ("saved-columns", KEY),
    "/reports?status=draft": ("reports", KEY),
}
ODD = {
    "short": "a", "no base64": "=", "not ours": "aGVsbG8=", "no letters": cursor("\x1f"), "bytes": "_____w==",
    "foreign": cursor("people", "a"), "other order": cursor("registrations oldest", KEY), "long": "A" * 5000,
    "marks": "%00", "of another list": cursor("rows", KEY), "secret": "../..",
}  # fmt: skip


@pytest.mark.parametrize("odd", list(ODD))
def test_a_cursor_that_the_list_did_not_give_out_is_refused(asked, office, program, odd):
    batch = brought(asked)
    lists = [*LISTS, f"/imports/{batch['province']}/{batch['id']}/rows?limit=9"]
    for address in lists:
        answer = asked.get(f"{address}&after={ODD[odd]}")
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json"), address
        assert set(answer.json()["errors"]) == {"after"}, address
    if odd != "foreign":
        assert program(office.admin).get(f"/people?limit=9&after={ODD[odd]}").status_code == 422


@pytest.mark.parametrize("spoiled", ["\x00", "khong-phai-khoa", "1" * 60])
def test_a_cursor_whose_inside_was_changed_is_refused(asked, spoiled):
    for address, (name, *parts) in LISTS.items():
        answer = asked.get(f"{address}&after={cursor(name, *parts[:-1], spoiled)}")
        assert (answer.status_code, answer.json()["errors"].keys()) == (422, {"after"}), address
    assert asked.get(f"/bodies?line=party&after={cursor('bodies', chr(0), KEY)}").status_code == 422


def test_a_cursor_of_the_rows_of_one_import_opens_no_other(asked):
    one, other = (brought(asked, 3) for _ in range(2))
    at = [f"/imports/{batch['province']}/{batch['id']}/rows?limit=1" for batch in (one, other)]
    following = asked.get(at[0]).json()["following"]
    assert asked.get(f"{at[0]}&after={following}").status_code == 200
    assert asked.get(f"{at[1]}&after={following}").json()["code"] == "bad_cursor"


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("inside", ["-1", "1_0", " 5", "²", "999999999999", "null", KEY + "x", "\x00"])
def test_an_odd_place_in_the_records_of_a_report_is_refused(asked, signed, inside):
    rows_of(2)
    made = asked.post("/reports", {"unit": "24", "period": f"{NOW}-01"}).json()
    address = f"/reports/{made['province']}/{made['id']}"
    if signed:
        asked.post(f"{address}/sign", SIGNING)
    spoiled = cursor(f"records {made['id']}", inside)
    answer = asked.get(f"{address}/figures/tong-so/records?after={spoiled}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_behind_the_last_row_there_is_an_empty_page(asked):
    rows_of(1)
    last = Registration.objects.get().pk
    page = asked.get(f"/registrations?year={NOW}&unit=24&after={cursor('registrations newest', str(last))}").json()
    assert (page["items"], page["following"]) == ([], None)
