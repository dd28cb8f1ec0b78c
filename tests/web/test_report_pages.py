"""The pages of the reports: from the question to the signature; every figure and sentence opens exactly its records."""

import datetime as dt
import html
import io
import re
import zipfile

import pytest
from django.http import QueryDict
from django.urls import reverse

from danvan.accounts.models import Role
from danvan.appraisal.actions import recognise
from danvan.initiatives import actions as register_actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.reporting import actions
from danvan.reporting.behind import Narrow, behind, chosen
from danvan.reporting.models import Goal, LegacyTotal, Report
from danvan.reporting.periods import parse_period
from danvan.reporting.tasks import make_report_files
from tests.factories import TODAY, body, coordinating, draft, operator, person, registered, unit
from tests.web.test_register_pages import sign_in

pytestmark = pytest.mark.usefixtures("country")
PLAIN = "Tổ “3 & 4” <b>Đường hoa</b> 🌸"
ODD = "Tổ “3 & 4” <b>Đường hoa</b> {{ten}} 🌸"


@pytest.fixture
def board(country):
    committee = body("Thành ủy Bắc Ninh", unit("24", TODAY.year))
    name = "Ban Tuyên giáo và Dân vận Thành ủy Bắc Ninh"
    return coordinating(name, unit("24", TODAY.year), superior=committee)


@pytest.fixture
def coordinator(board):
    return person("tinh", board)


@pytest.fixture
def office(client, coordinator):
    return sign_in(client, coordinator)


@pytest.fixture
def rows(country):
    found = registered(
        draft(ODD, ("07282",), line="women", owner_name="Hội Phụ nữ xã Đồng Kỳ"),
        draft("Camera an ninh", ("07651",), field="defence_security", line="police", owner_name="Công an huyện"),
        draft("Ngày thứ bảy vì dân", (), seat="24", owner_kind="individual", owner_name="Bí thư", illustration=True),
        draft("Vườn mẫu", ("07282",), owner_name="Chi hội Nông dân"),
        draft("Năm trước", ("07282",), year=2021, owner_name="Đội 1"),
    )
    first = RecognitionDraft("district", "12-QĐ/HU", dt.date(2022, 12, 1), outstanding=True)
    recognise(found[0], first, actor=operator())
    return found


@pytest.fixture
def report(board, coordinator, rows):
    return actions.prepare(unit("24"), parse_period("2022"), issuer=board, actor=coordinator)


def address(report, name="report", *more):
    return reverse(f"web:{name}", args=(report.province_id, report.pk, *more))


def text_of(answer):
    return html.unescape(answer.content.decode())


SIGNING = {
    "number": "12", "symbol": "BC/BDVTU", "date": TODAY.strftime("%d/%m/%Y"), "place": "Bắc Giang",
    "post": "Phó Trưởng Ban Dân vận", "name": "", "sure": "on",
}  # fmt: skip


def signed(report, coordinator):
    signing = actions.Signing("12", dt.date(2023, 1, 5), "Trưởng Ban Dân vận")
    return actions.sign(report, signing, actor=coordinator)


def opened_links(client, page, user):
    """Return {address: (what it says, what it lists)} for every figure of a page.

    All are asked of what the page of records asks; every fortieth is fetched as well.
    """
    found = list(dict.fromkeys(re.findall(r'href="([^"]*ban-ghi/[^"]+)" data-figure="(\d+)"', page.content.decode())))
    report, content = page.context["report"], page.context["content"]
    listed = {}
    for number, (link, figure) in enumerate(found):
        words = QueryDict(html.unescape(link).partition("?")[2])
        figures = chosen(content, words.getlist("so"))
        listed[link] = (int(figure), behind(report, content, figures, Narrow.read(words.dict()), "", user).count)
        if number % 40 == 0:
            assert client.get(html.unescape(link)).context["count"] == listed[link][1]
    return listed


def test_strangers_are_sent_to_sign_in_and_owners_see_no_reports_of_others(client, report, rows):
    assert client.get(reverse("web:reports")).status_code == 302
    owner = person("chu", body("Hội Nông dân", unit("07282", 2026), "farmers"), Role.OWNER)
    sign_in(client, owner)

    assert client.get(address(report)).status_code == 404
    assert client.get(address(report, "report_records"), {"so": "tong-so"}).status_code == 404
    assert client.get(address(report, "report_file", "pdf")).status_code == 404


def test_a_viewer_reads_but_neither_edits_nor_signs(client, board, report):
    sign_in(client, person("xem", board, Role.VIEWER))

    page = client.get(address(report))

    assert page.status_code == 200
    assert [name for name, may in page.context["may"].items() if may] == []
    assert client.get(address(report, "report_section", "so-luong")).status_code == 403
    assert client.post(address(report, "report_sign"), SIGNING).status_code == 403
    assert client.get(reverse("web:report_new")).status_code in {403, 404, 200}
    answer = client.post(reverse("web:report_new"), {"unit": "24", "year": "2022", "part": "year-1"})
    assert answer.status_code in {403, 404, 422}
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "part"), [("24", "year-1"), ("24 – Tỉnh Bắc Giang", "half-1"), ("tỉnh bắc giang", "stage-1")]
)
def test_a_draft_is_opened_for_a_unit_and_period(office, rows, board, typed, part):
    answer = office.post(reverse("web:report_new"), {"unit": typed, "year": "2022", "part": part})

    report = Report.objects.get()
    assert (answer.status_code, answer.url) == (302, address(report))
    codes = {"year-1": "2022", "half-1": "2022-H1", "stage-1": "2021-2025"}
    assert (report.period, report.unit, report.issuer) == (codes[part], unit("24"), board)
    assert office.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"unit": "không có"}, "unit", "Không thấy đơn vị này"),
        ({"unit": "01"}, "unit", "Không thấy đơn vị này"),
        ({"unit": "Bắc Giang"}, "unit", "Có nhiều đơn vị tên như vậy"),
        ({"unit": ""}, "unit", ""),
        ({"year": "2030"}, "year", "Năm này chưa đến"),
        ({"year": str(TODAY.year), "part": "month-12"}, "__all__", "bắt đầu từ ngày"),
        ({"part": "decade-1"}, "part", "decade-1"),
    ],
)
def test_a_question_that_has_no_answer_is_refused_at_its_place(office, rows, asked, field, words):
    asked = {"unit": "24", "year": "2022", "part": "year-1", **asked}
    answer = office.post(reverse("web:report_new"), asked)

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    assert Report.objects.count() == 0


def asked(office, unit_, year, part="year-1", **more):
    return office.post(reverse("web:report_new"), {"unit": unit_, "year": str(year), "part": part, **more})


@pytest.mark.parametrize(("meant", "label"), [("24", "tỉnh Bắc Giang"), ("24-new", "tỉnh Bắc Ninh")])
def test_a_code_of_two_units_in_the_period_is_asked_about(office, rows, meant, label):
    """In 2025 code 24 passed from Bắc Giang to the new Bắc Ninh."""
    old, new = unit("24"), unit("24", 2025)
    assert old.pk != new.pk
    answer = asked(office, "24", 2025)

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), Report.objects.count()) == (422, ["unit"], 0)
    assert "mã 24 là của nhiều đơn vị" in str(form.errors["unit"])
    assert dict(form.fields["meant"].choices) == {
        str(new.pk): "24 – tỉnh Bắc Ninh (từ 01/07/2025)",
        str(old.pk): "24 – tỉnh Bắc Giang (đến hết 30/06/2025)",
    }
    assert 'type="radio" name="meant"' in answer.content.decode()

    chosen = asked(office, "24", 2025, meant=str(old.pk if meant == "24" else new.pk))
    assert chosen.status_code == 302, chosen.context["form"].errors
    assert Report.objects.get().unit == (old if meant == "24" else new)
    assert label in text_of(office.get(chosen.url))


@pytest.mark.parametrize(
    ("typed", "year", "part", "code_of"),
    [
        ("24 – Tỉnh Bắc Giang", 2025, "year-1", 2022), ("24 – tỉnh Bắc Ninh", 2025, "year-1", 2025),
        ("24 – Tỉnh Bắc Giang", 2025, "half-1", 2022), ("tỉnh Bắc Giang", 2025, "quarter-1", 2022),
    ],
)  # fmt: skip
def test_a_code_with_its_name_is_clear(office, rows, typed, year, part, code_of):
    answer = asked(office, typed, year, part)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Report.objects.get().unit == unit("24", code_of)


def test_a_code_that_names_another_unit_near_the_period_is_confirmed(office, rows):
    answer = asked(office, "24", 2024)
    form = answer.context["form"]

    assert (answer.status_code, Report.objects.count()) == (422, 0)
    said = html.unescape(str(form.errors["unit"]))
    assert "Mã 24, kỳ đến ngày 31/12/2024: tỉnh Bắc Giang (đến hết 30/06/2025)." in said
    assert "Cùng mã này còn có: tỉnh Bắc Ninh (từ 01/07/2025)" in said or "thành phố Bắc Ninh" in said
    assert "Hãy xác nhận" in said
    assert re.search(rf'value="{unit("24").pk}"[^>]* checked', answer.content.decode())  # one press more
    assert asked(office, "24", 2024, meant=str(unit("24").pk)).status_code == 302


def test_a_code_with_the_name_of_another_time_is_not_taken_silently(office, rows):
    answer = asked(office, "24 – Tỉnh Bắc Giang", 2026)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["unit"])
    assert "tỉnh Bắc Giang (đến hết 30/06/2025)" in html.unescape(str(answer.context["form"].errors["unit"]))
    assert asked(office, "24 – Tỉnh Bắc Giang", 2026, meant=str(unit("24").pk)).status_code == 422
    assert Report.objects.count() == 0


def test_a_code_that_means_another_unit_long_after_is_told(office, rows):
    answer = asked(office, "24", 2022)
    assert answer.status_code == 302
    page = text_of(office.get(answer.url))
    assert "Mã 24, kỳ đến ngày 31/12/2022: tỉnh Bắc Giang (đến hết 30/06/2025)." in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"unit": "07282", "year": "2022", "part": "year-1"}, "xã Đồng Kỳ, huyện Yên Thế, tỉnh Bắc Giang"),
        ({"unit": "24", "year": "2025", "part": "half-1"}, "Mã 24, kỳ đến ngày 30/06/2025: tỉnh Bắc Giang"),
        ({"unit": "24", "year": "2025", "part": "year-1"}, "Cùng mã này còn có: tỉnh Bắc Giang (đến hết 30/06/2025)"),
        ({"unit": "Bắc Giang", "year": "2022", "part": "year-1"}, "Có nhiều đơn vị tên như vậy"),
        ({"unit": "không có", "year": "2022", "part": "year-1"}, ""),
        ({"unit": "24", "year": "x", "part": "?"}, ""),
        ({}, ""),
    ],
)
def test_the_form_says_which_unit_is_meant(office, rows, query, says):
    answer = office.get(reverse("web:report_unit"), query)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert says in text_of(answer)


def test_a_draft_is_marked_and_a_signed_report_is_not(office, report, coordinator):
    assert f"DỰ THẢO ngày {TODAY:%d/%m/%Y}" in text_of(office.get(address(report))) or "DỰ THẢO ngày" in text_of(
        office.get(address(report))
    )
    signed(report, coordinator)
    assert "DỰ THẢO" not in text_of(office.get(address(report)))


def test_a_unit_that_ended_in_the_period_is_reported_on_its_own_days(office, rows):
    answer = office.post(reverse("web:report_new"), {"unit": "215", "year": "2025", "part": "year-1"})

    assert answer.status_code == 302, answer.context["form"].errors
    assert "30/06/2025" in text_of(office.get(answer.url))


@pytest.mark.parametrize("period", ["2022", "2022-H1", "2021-2025"])
def test_every_figure_of_a_draft_opens_exactly_its_records(office, board, coordinator, rows, period):
    draft_ = actions.prepare(unit("24"), parse_period(period), issuer=board, actor=coordinator)

    found = opened_links(office, office.get(address(draft_)), coordinator)

    assert len(found) > 40
    several = {"khac-nhau": "counts initiatives", "co-quan-im-lang": "counts bodies"}
    wrong = {
        link: pair
        for link, pair in found.items()
        if pair[0] != pair[1] and not any(f"so={name}" in link for name in several)
    }
    assert wrong == {}


def test_every_figure_of_a_signed_report_opens_the_records_of_that_day(office, coordinator, report, rows):
    signed(report, coordinator)
    register_actions.move(rows[1], "approve", actor=coordinator)

    found = opened_links(office, office.get(address(report)), coordinator)

    assert len(found) > 40
    assert {link: pair for link, pair in found.items() if pair[0] != pair[1] and "co-quan-im-lang" not in link} == {}
    page = office.get(address(report, "report_records"), {"so": "da-dang-ky"})
    assert "Camera an ninh" in {row["name"] for row in page.context["found"].rows}


def test_a_sentence_opens_the_records_of_all_its_figures(office, report, rows):
    page = office.get(address(report))
    sentences = [s for item in page.context["sections"] for s in item["sentences"] if s.href][:6]

    assert sentences
    for sentence in sentences:
        names = {piece.href for piece in sentence.pieces if piece.href}
        assert sentence.href.count("so=") == len(names)
        opened = office.get(sentence.href)
        ids = {row.pk for row in opened.context["found"].rows}
        for href in names:
            assert {row.pk for row in office.get(href).context["found"].rows} <= ids


def test_odd_names_are_shown_as_they_are(office, report):
    page = office.get(address(report)).content.decode()
    assert "Tổ “3 &amp; 4” &lt;b&gt;Đường hoa&lt;/b&gt; {{ten}} 🌸" in page


@pytest.mark.parametrize("query", ["", "?so=khong-co", "?so=ky", "?so=tong-so&don-vi=99999"])
def test_an_address_without_a_figure_is_not_found(office, report, query):
    assert office.get(address(report, "report_records") + query).status_code == 404


@pytest.mark.parametrize("query", ["&sau=x", "&he-thong=xyz", "&nam=abc", "&sau=-1", "&sau=²"])
def test_odd_words_in_the_address_do_no_harm(office, report, query):
    assert office.get(address(report, "report_records") + "?so=tong-so" + query).status_code == 200


@pytest.mark.parametrize("year", ["²", "2022²", "9" * 5000])
@pytest.mark.parametrize("page", ["overview", "map", "goals", "initiatives"])
def test_a_year_that_is_no_number_is_not_found(office, page, year):
    """``int`` does not read every digit that ``str.isdigit`` knows, nor a number of thousands of digits."""
    assert office.get(reverse(f"web:{page}"), {"nam": year}).status_code == 404


@pytest.mark.parametrize("odd", ["²", "9" * 20, "9" * 5000])
def test_odd_numbers_of_forms_and_pages_do_no_harm(office, report, coordinator, odd):
    answer = office.post(reverse("web:report_new"), {"unit": "24", "year": odd, "part": "year-1"})
    assert answer.status_code == 422
    actions.sign(report, actions.Signing("7", TODAY, "Trưởng Ban"), actor=coordinator)
    for page in ("report_changes?tu", "report_records?so=tong-so&sau"):
        name, _mark, query = page.partition("?")
        assert office.get(f"{address(report, name)}?{query}={odd}").status_code == 200


def test_the_period_before_stands_beside_the_figures(office, report):
    rows = {row["figure"].id: row["figure"] for row in office.get(address(report)).context["comparison"]}
    assert (rows["tong-so"].before, rows["tong-so"].value, rows["tong-so"].change) == (1, 4, 3)


def test_an_edited_section_keeps_its_links(office, report):
    saved = office.post(
        address(report, "report_section", "so-luong"),
        {"text": f"Cả tỉnh có {{tong-so}} mô hình.\n- {PLAIN}", "opened": "0"},
    )
    page = office.get(saved.url)

    assert saved.status_code == 302
    section = next(item for item in page.context["sections"] if item["section"].key == "so-luong")
    assert section["section"].edited
    first, second = section["sentences"]
    assert [piece.text for piece in first.pieces] == ["Cả tỉnh có ", "4", " mô hình."]
    assert office.get(first.pieces[1].href).context["count"] == 4
    assert second.pieces[0].text == PLAIN
    assert "không còn các từ khóa" in text_of(page)


def test_a_token_that_is_not_there_is_told_at_its_place_and_nothing_typed_is_lost(office, report):
    answer = office.post(
        address(report, "report_section", "so-luong"), {"text": "Có {tong-soo} mô hình", "opened": "0"}
    )

    assert answer.status_code == 422
    assert "{tong-soo}" in str(answer.context["form"].errors["text"])
    assert "{tong-so}" in str(answer.context["form"].errors["text"])
    assert "Có {tong-soo} mô hình</textarea>" in answer.content.decode()
    report.refresh_from_db()
    assert report.edits == {}


def test_two_edits_at_once_are_shown_side_by_side(office, report):
    where = address(report, "report_section", "so-luong")
    office.post(where, {"text": "Bản thứ nhất {tong-so}", "opened": "0"})

    answer = office.post(where, {"text": "Bản thứ hai", "opened": "0"})

    assert answer.status_code == 422
    assert answer.context["theirs"] == "Bản thứ nhất {tong-so}"
    assert "Bản thứ hai</textarea>" in answer.content.decode()
    again = office.post(where, {"text": "Bản thứ hai", "opened": answer.context["form"]["opened"].value()})
    assert again.status_code == 302
    report.refresh_from_db()
    assert report.edits["so-luong"]["text"] == "Bản thứ hai"


def test_a_section_gets_its_computed_text_back(office, report):
    office.post(address(report, "report_section", "so-luong"), {"text": "Của tôi", "opened": "0"})
    office.post(address(report, "report_section_reset", "so-luong"), {"opened": "1"})

    report.refresh_from_db()
    assert report.edits == {}


def test_signing_says_what_is_frozen_and_asks_to_be_sure(office, report):
    page = office.get(address(report, "report_sign"))
    assert "Ký là chốt lại" in text_of(page)
    assert page.context["form"]["number"].value() == "1"

    unsure = office.post(address(report, "report_sign"), {**SIGNING, "sure": ""})
    assert (unsure.status_code, list(unsure.context["form"].errors)) == (422, ["sure"])
    wrong = office.post(address(report, "report_sign"), {**SIGNING, "number": "abc", "date": "01/01/2001"})
    assert set(wrong.context["form"].errors) == {"number", "date"}
    report.refresh_from_db()
    assert report.status == "draft"


def test_a_signed_report_shows_its_digest_and_cannot_be_edited(office, report, django_capture_on_commit_callbacks):
    answer = office.post(address(report, "report_sign"), SIGNING)
    page = office.get(answer.url)
    report.refresh_from_db()

    assert (report.status, len(report.digest)) == ("signed", 64)
    assert report.digest in text_of(page)
    assert "Phó Trưởng Ban Dân vận" in text_of(page)
    assert office.get(address(report, "report_section", "so-luong")).status_code == 302
    again = office.post(address(report, "report_sign"), SIGNING)
    assert again.status_code == 302
    assert "không còn là dự thảo" in text_of(office.get(again.url))


def test_the_files_are_waited_for_and_handed_out_under_vietnamese_names(office, report, coordinator):
    office.post(address(report, "report_files"))
    waiting = office.get(address(report))
    assert "hx-trigger" in waiting.content.decode()
    assert '<meta http-equiv="refresh"' in waiting.content.decode()

    make_report_files.func(str(report.pk), str(coordinator.pk))

    part = office.get(address(report), headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert "<html" not in part
    signs = {"docx": b"PK", "pdf": b"%PDF-", "xlsx": b"PK"}
    for form, sign in signs.items():
        answer = office.get(address(report, "report_file", form))
        data = b"".join(answer.streaming_content)
        assert data.startswith(sign)
        assert f"n%C4%83m%202022%20-%20t%E1%BB%89nh%20B%E1%BA%AFc%20Giang.{form}" in answer["Content-Disposition"]
        if sign == b"PK":
            assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert office.get(address(report, "report_file", "exe")).status_code == 404


def test_what_changed_since_the_signature_is_shown(office, report, coordinator, rows):
    signed(report, coordinator)
    assert "Không có gì thay đổi" in text_of(office.get(address(report, "report_changes")))

    register_actions.move(rows[1], "approve", actor=coordinator)
    registered(draft("Mới vào sau", ("07282",), owner_name="Đội 9"))
    page = office.get(address(report, "report_changes"))

    figures = {one["change"].id: (one["change"].then, one["change"].now) for one in page.context["figures"]}
    assert figures["tong-so"] == ("4", "5")
    assert figures["da-duyet"] == ("0", "1")
    assert {key: n for key, _label, n, _here in page.context["tabs"]} == {"doi": 1, "them": 1, "bot": 0}
    assert [(row["record"]["name"], row["columns"]) for row in page.context["rows"]] == [
        ("Camera an ninh", [("Trạng thái", "Đã đăng ký", "Đã duyệt danh mục")])
    ]
    added = office.get(address(report, "report_changes"), {"muc": "them"})
    assert [row["record"]["name"] for row in added.context["rows"]] == ["Mới vào sau"]
    assert office.get(address(report)).context["content"].total == 4


def test_a_draft_has_nothing_to_compare(office, report):
    assert office.get(address(report, "report_changes")).status_code == 404


def test_a_signed_report_is_withdrawn_with_a_reason_or_replaced(office, report, coordinator):
    signed(report, coordinator)
    assert office.post(address(report, "report_withdraw"), {"reason": ""}).status_code == 422
    replacing = office.post(address(report, "report_replace"))
    other = Report.objects.get(replaces=report)
    assert replacing.url == address(other)
    assert "Đang có dự thảo thay thế" in text_of(office.get(address(report)))

    office.post(address(other, "report_drop"), {})
    office.post(address(report, "report_withdraw"), {"reason": "Nhầm kỳ"})
    report.refresh_from_db()
    assert (report.status, report.reason) == ("withdrawn", "Nhầm kỳ")
    assert "Nhầm kỳ" in text_of(office.get(address(report)))
    assert [row.pk for row in office.get(reverse("web:reports")).context["reports"]] == [report.pk]


def test_damaged_content_is_said_and_does_no_harm(office, report, coordinator):
    signed(report, coordinator)
    Report.objects.filter(pk=report.pk).update(digest="0" * 64)

    for name in ("report", "report_changes"):
        page = office.get(address(report, name))
        assert page.status_code == 200
        assert "danvan verify" in text_of(page)


def test_the_list_is_filtered_by_address(office, report, board, coordinator):
    year_before = actions.prepare(unit("24"), parse_period("2021"), issuer=board, actor=coordinator)
    quarter = actions.prepare(unit("215"), parse_period("2022-Q3"), issuer=board, actor=coordinator)
    month = actions.prepare(unit("24"), parse_period("2022-03"), issuer=board, actor=coordinator)
    stage = actions.prepare(unit("24"), parse_period("2021-2025"), issuer=board, actor=coordinator)
    actions.sign(year_before, actions.Signing("3", dt.date(2022, 1, 20), "Trưởng Ban"), actor=coordinator)
    signed(report, coordinator)  # on 5 January 2023

    def listed(**query):
        words = {name.replace("_", "-"): value for name, value in query.items()}
        return {row.pk for row in office.get(reverse("web:reports"), words).context["reports"]}

    every = {report.pk, year_before.pk, quarter.pk, month.pk, stage.pk}
    assert listed() == every
    assert (
        listed(don_vi="215") == listed(don_vi="huyện Yên Thế") == listed(don_vi="215 – huyện Yên Thế") == {quarter.pk}
    )
    assert listed(don_vi="24 – tỉnh Bắc Giang") == every - {quarter.pk}
    assert listed(don_vi="không có") == set()
    assert listed(nam="2022") == every - {year_before.pk}
    assert listed(nam="2025") == {stage.pk}
    assert listed(ky="year-1") == {report.pk, year_before.pk}
    assert (listed(ky="quarter-3"), listed(ky="quarter-1")) == ({quarter.pk}, set())
    assert (listed(ky="month-3"), listed(ky="stage-1")) == ({month.pk}, {stage.pk})
    assert listed(trang_thai="signed") == {report.pk, year_before.pk}
    assert listed(ky_tu="01/01/2023") == {report.pk}
    assert listed(ky_tu="20/01/2022", ky_den="20/01/2022") == {year_before.pk}
    assert listed(trang_thai="draft", nam="2022", ky="month-3", don_vi="24") == {month.pk}


def test_the_filter_is_shown_in_words_and_taken_away_one_by_one(office, report):
    page = office.get(reverse("web:reports"), {"nam": "2022", "ky": "year-1", "trang-thai": "draft", "don-vi": "24"})
    shown = page.context["filter"]

    assert [label for label, _query in shown.active] == ["24", "Năm 2022", "Cả năm", "Dự thảo"]
    assert dict(shown.active)["Cả năm"] == "don-vi=24&nam=2022&trang-thai=draft"
    assert 'value="2022"' in page.content.decode()
    assert '<option value="year-1" selected>' in page.content.decode()
    assert f'href="?{html.escape(dict(shown.active)["24"])}"' in page.content.decode()


def test_a_filter_that_nothing_meets_says_so_and_one_that_cannot_be_read_is_told_at_its_field(office, report):
    empty = office.get(reverse("web:reports"), {"nam": "2001"})
    assert "Không có báo cáo nào như vậy" in text_of(empty)
    assert "Bỏ lọc" in text_of(empty)

    wrong = office.get(reverse("web:reports"), {"nam": "²", "ky-tu": "31/02/2022", "ky": "decade-1", "trang-thai": "?"})
    assert [row.pk for row in wrong.context["reports"]] == [report.pk]
    assert set(wrong.context["filter"].problems) == {"nam", "ky-tu"}
    assert 'aria-describedby="f-ky-tu_error"' in wrong.content.decode()


def test_the_list_is_narrowed_by_year_and_state(office, report, board, coordinator):
    other = actions.prepare(unit("24"), parse_period("2021"), issuer=board, actor=coordinator)

    def listed(**query):
        return [row.pk for row in office.get(reverse("web:reports"), query).context["reports"]]

    assert listed() == [report.pk, other.pk]
    assert listed(nam="2021") == [other.pk]
    assert listed(**{"trang-thai": "signed"}) == []
    assert listed(nam="x", **{"trang-thai": "?"}) == [report.pk, other.pk]
    assert listed(sau=str(report.pk)) == [other.pk]
    assert listed(sau="x") == [report.pk, other.pk]


def test_a_period_without_records_says_so(office, board, coordinator):
    empty = actions.prepare(unit("24"), parse_period("2020"), issuer=board, actor=coordinator)
    page = office.get(address(empty))
    assert page.status_code == 200
    assert "không có mô hình, điển hình nào" in text_of(page)


def test_goals_are_set_and_measured(office, rows):
    where = reverse("web:goals") + "?don-vi=24&nam=2022"
    assert office.post(where, {"indicator": "registered", "at_least": "8", "basis": "Kế hoạch 15"}).status_code == 302
    ((goal, result),) = office.get(where).context["goals"]

    assert (goal.at_least, result.value, result.short, result.reached_text) == (8, 4, 4, "50,0%")
    assert office.post(where, {"indicator": "recognition_rate", "at_least": "120"}).status_code == 422
    assert office.post(where, {"indicator": "registered", "at_least": "4"}).status_code == 302
    assert Goal.objects.get().at_least == 4
    office.post(reverse("web:goal_remove", args=(goal.province_id, goal.pk)))
    assert not Goal.objects.exists()


def test_printed_totals_stand_beside_ours(office, rows):
    where = "?don-vi=24&nam=2022"
    data = {"period": "2022", "indicator": "registered", "value": "3", "words": "hơn 3", "source": "Báo Bắc Giang"}
    assert office.post(reverse("web:total_new") + where, {**data, "period": "hai nghìn"}).status_code == 422
    assert office.post(reverse("web:total_new") + where, {**data, "source": ""}).status_code == 422
    assert office.post(reverse("web:total_new") + where, data).status_code == 302
    assert office.post(reverse("web:total_new") + where, data).status_code == 422  # twice the same

    (group,) = office.get(reverse("web:totals") + where).context["groups"]
    ((total, ours),) = group["rows"]
    assert (total.printed, ours.ours, ours.difference, ours.agrees) == ("hơn 3", 4, 1, True)

    one = (total.province_id, total.pk)
    office.post(
        reverse("web:total_correct", args=one), {"value": "9", "words": "", "source": "Báo Bắc Giang", "note": ""}
    )
    (group,) = office.get(reverse("web:totals") + where).context["groups"]
    assert group["rows"][0][1].difference == -5
    assert office.post(reverse("web:total_withdraw", args=one), {"reason": ""}).status_code == 422
    office.post(reverse("web:total_withdraw", args=one), {"reason": "Nguồn đính chính"})
    page = office.get(reverse("web:totals") + where)
    assert page.context["groups"] == []
    assert "Nguồn đính chính" in text_of(page)
    assert LegacyTotal.objects.count() == 1


def test_goals_and_totals_of_another_province_are_not_found(client, rows):
    total = actions.enter_total(unit("24"), parse_period("2022"), "registered", value=1, source="Báo", actor=operator())
    elsewhere = coordinating("Ban Dân vận Tỉnh ủy Thái Nguyên", unit("19", 2026))
    sign_in(client, person("la", elsewhere))

    for name in ("total_correct", "total_withdraw"):
        assert client.post(reverse(f"web:{name}", args=(total.province_id, total.pk)), {}).status_code == 404
