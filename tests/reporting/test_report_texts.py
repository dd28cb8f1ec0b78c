"""What a report says where there is little to say: units that ended or began, empty periods, goals, printed totals."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from danvan.accounts.models import Role
from danvan.appraisal.actions import recognise
from danvan.initiatives import actions as register_actions
from danvan.initiatives.drafts import Draft, PlaceDraft, RecognitionDraft
from danvan.initiatives.models import Registration
from danvan.reporting import actions
from danvan.reporting.content import Content, compose
from danvan.reporting.counting import records
from danvan.reporting.models import LegacyTotal
from danvan.reporting.notable import without_remarks
from danvan.reporting.periods import parse_period
from danvan.reporting.queries import default_issuer, published_for
from danvan.units.atlas import atlas
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code
from tests.factories import coordinating, draft, operator, person, registered, unit

pytestmark = pytest.mark.usefixtures("country")


def text_of(content: Content, key: str | None = None) -> str:
    chosen = [s for s in content.sections if key in (None, s.key)]
    return "\n".join(p.text for s in chosen for p in content.paragraphs(s))


def of_2025(name: str, code: str, day: dt.date, registered_on: dt.date | None) -> Draft:
    """A registration of 2025 at the unit that had the code on a day."""
    span = atlas().unit_by_code(code, day)
    assert span is not None
    from danvan.initiatives.accounting import province_of

    return Draft(
        year=2025, name=name, field="economy", accounting_unit=span.unit, province=province_of(span.unit, 2025),
        places=(PlaceDraft(span.unit),), registered_on=registered_on, owner_name="Hội Nông dân", line="farmers",
    )  # fmt: skip


def at(code: str, day: dt.date) -> Unit:
    found = unit_by_code(code, day)
    assert found is not None
    return found


BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def test_a_unit_that_ended_in_the_period_is_reported_on_its_own_days() -> None:
    new = next(span.label for span in atlas().children(at("24", AFTER).pk, AFTER) if span.code == "07282")
    registered(
        of_2025("Trước", "07282", BEFORE, dt.date(2025, 2, 1)), of_2025("Không ngày", "07282", BEFORE, None),
        of_2025("Sau", "07282", AFTER, dt.date(2025, 8, 1)), of_2025("Mới, không ngày", "07282", AFTER, None),
    )  # fmt: skip
    district = unit("215")
    content = compose(district, parse_period("2025"))
    found = content.figures["tong-so"]

    assert found.ref is not None
    assert sorted(records(found.ref).values_list("name", flat=True)) == ["Không ngày", "Trước"]
    assert found.value == 2
    said = text_of(content, "tinh-hinh")
    assert "kết thúc hoạt động sau ngày 30/06/2025" in said
    assert "tỉnh Bắc Ninh" in said
    assert new
    assert compose(district, parse_period("2025-H1")).total == 2


def test_a_unit_that_is_not_there_in_the_period_is_refused_with_where_it_went() -> None:
    with pytest.raises(
        ValidationError, match=r"huyện Yên Thế: đơn vị này kết thúc hoạt động ngày 30/06/2025, nay thuộc"
    ):
        compose(unit("215"), parse_period("2026"))
    born = next(s for s in atlas().children(at("24", AFTER).pk, AFTER) if s.valid_from == AFTER)
    with pytest.raises(ValidationError, match="chỉ có từ ngày 01/07/2025"):
        compose(Unit.objects.get(pk=born.unit), parse_period("2024"))
    assert (
        "được thành lập ngày 01/07/2025 trên cơ sở"
        in text_of(compose(Unit.objects.get(pk=born.unit), parse_period("2025")))
        or compose(Unit.objects.get(pk=born.unit), parse_period("2025")).total == 0
    )


def test_a_period_that_has_not_begun_is_refused() -> None:
    with pytest.raises(ValidationError, match="bắt đầu từ ngày 01/01/2090"):
        compose(unit("24"), parse_period("2090"))


def test_an_empty_period_says_so_and_divides_nothing() -> None:
    for period in ("2022", "2022-03", "2021-2025"):
        content = compose(unit("24"), parse_period(period))
        assert "không có mô hình, điển hình nào" in text_of(content)
        assert (content.tables, content.checks, content.notable, content.total) == ([], [], [], 0)
        assert [s.heading for s in content.sections] == ["I. TÌNH HÌNH CHUNG", "II. ĐỀ XUẤT, NHIỆM VỤ THỜI GIAN TỚI"]


def test_headings_are_numbered_without_gaps() -> None:
    registered(draft("A", field="political_system", texts={"result": "Xong 1 việc"}))
    headings = [s.heading for s in compose(unit("24"), parse_period("2022")).sections]
    assert "1. Lĩnh vực xây dựng hệ thống chính trị" in headings
    assert [h.split(".")[0] for h in headings if h.isupper()] == ["I", "II", "III", "IV", "V"]


def test_who_is_silent_is_named() -> None:
    registered(
        draft("A", year=2021, owner=coordinating("Hội Cựu chiến binh xã Đồng Kỳ", unit("07282"), line="veterans"))
    )
    registered(draft("B"))
    content = compose(unit("215"), parse_period("2022"))
    said = text_of(content, "im-lang")
    assert "18 trên 19 đơn vị cấp dưới chưa có đăng ký: xã Đồng Tiến" in said
    assert "Công an" in said
    assert "1 cơ quan, tổ chức có đăng ký năm 2021 nhưng chưa đăng ký năm 2022: Hội Cựu chiến binh xã Đồng Kỳ" in said


def test_the_best_are_named_first_and_what_fell_short_is_not() -> None:
    rows = registered(
        draft("Thường", texts={"result": "Đạt 1 việc"}), draft("Cấp tỉnh"), draft("Tiêu biểu"),
        draft("Chưa đạt", texts={"result": "Đạt 2 việc"}), draft("Minh hoạ", illustration=True, texts={"result": "Đạt 9"}),
        draft("Không kết quả"),
    )  # fmt: skip
    recognise(rows[1], RecognitionDraft("province", "1", dt.date(2022, 9, 1)), actor=operator())
    recognise(rows[2], RecognitionDraft("base", "2", dt.date(2022, 9, 1), outstanding=True), actor=operator())
    register_actions.move(Registration.objects.get(pk=rows[3].pk), "fall_short", actor=operator())
    content = compose(unit("24"), parse_period("2022"))

    assert [one.name for one in content.notable] == ["Tiêu biểu", "Cấp tỉnh", "Thường", "Minh hoạ"]
    assert "“Minh hoạ” của Hội Nông dân (minh hoạ): Đạt 9." in text_of(content, "noi-bat-kt")
    assert "MINH HOẠ" in content.notice


@pytest.mark.parametrize(
    ("result", "left"),
    [
        ("Nguồn không công bố số liệu riêng cho mô hình này.", ""),
        ("Được nêu là mang lại hiệu quả cao; nguồn không công bố số liệu riêng.", "Được nêu là mang lại hiệu quả cao;"),
        ("Chưa có số liệu", ""), ("Đang tổng hợp.", ""), ("Không có", ""), ("-", ""), ("Đang thực hiện", ""),
        ("Chưa thống kê\nĐã trồng 3 km hoa", "Đã trồng 3 km hoa"),
        ("Không có người vi phạm.", "Không có người vi phạm."),
        ("Chưa có báo cáo của 3 thôn, 5 thôn đã xong", "Chưa có báo cáo của 3 thôn, 5 thôn đã xong"),
        ("Đạt 1.5 km\nHai dòng", "Đạt 1.5 km\nHai dòng"),
    ],
)  # fmt: skip
def test_a_remark_is_no_result(result: str, left: str) -> None:
    assert without_remarks(result) == left


def test_what_only_tells_how_it_is_done_is_named_after_what_has_a_result_and_remarks_are_not_said() -> None:
    registered(
        draft("Chỉ cách làm", texts={"method": "Họp thôn để bàn. Việc khác."}),
        draft("Ghi chú", texts={"method": "Vận động từng hộ.", "result": "Nguồn không công bố số liệu riêng."}),
        draft("Chỉ ghi chú", texts={"result": "Chưa có số liệu."}),
        draft("Kết quả", texts={"result": "Đạt 3 việc"}),
        draft("Không có gì"),
    )
    content = compose(unit("24"), parse_period("2022"))
    assert {one.name for one in content.notable} == {"Chỉ cách làm", "Ghi chú", "Chỉ ghi chú", "Kết quả"}
    assert content.notable[-1].name == "Chỉ cách làm"
    said = text_of(content, "noi-bat-kt")
    assert "“Ghi chú” của Hội Nông dân: Vận động từng hộ." in said
    assert "“Chỉ cách làm” của Hội Nông dân: Họp thôn để bàn." in said
    assert "“Chỉ ghi chú” của Hội Nông dân." in said
    assert "công bố" not in said
    assert "số liệu" not in said


# ── goals and printed totals ─────────────────────────────────────────────────────────────────────────────────────


def test_goals_say_what_is_reached_and_what_is_short() -> None:
    registered(draft("A"), draft("B"))
    actions.set_goal(unit("24"), 2022, "registered", at_least=1, actor=operator(), basis="Kế hoạch số 5")
    actions.set_goal(unit("24"), 2022, "recognised", at_least=2, actor=operator())
    actions.set_goal(unit("24"), 2022, "registered", at_least=2, actor=operator(), basis="Kế hoạch số 5")
    content = compose(unit("24"), parse_period("2022"))

    assert [(g.indicator, g.value, g.short) for g in content.goals] == [("recognised", 0, 2), ("registered", 2, 0)]
    said = text_of(content, "chi-tieu")
    assert "2, chỉ tiêu ít nhất 2 (Kế hoạch số 5); đạt 100,0%." in said
    assert "còn thiếu 2" in said
    assert "1 chỉ tiêu năm chưa đạt: được công nhận" in text_of(content, "chua-dat")
    with pytest.raises(ValidationError):
        actions.set_goal(unit("24"), 2022, "recognition_rate", at_least=101, actor=operator())


def test_printed_totals_stand_beside_ours_and_are_never_mixed_in() -> None:
    registered(draft("A"), draft("B"))
    period = parse_period("2022")
    total = actions.enter_total(unit("24"), period, "registered", value=5, source="Báo A", actor=operator())
    hedged = {"value": 1, "words": "hơn 1", "source": "Báo A"}
    actions.enter_total(unit("215"), period, "registered", actor=operator(), **hedged)
    content = compose(unit("24"), period)

    assert content.total == 2
    assert [(c.unit, c.ours, c.difference, c.verdict) for c in content.comparisons] == [
        ("tỉnh Bắc Giang", 2, -3, "trong sổ ít hơn 3"), ("huyện Yên Thế", 2, 1, "phù hợp với “hơn 1”"),
    ]  # fmt: skip
    assert "nguồn công bố 5, trong sổ 2; trong sổ ít hơn 3" in text_of(content, "cong-bo")
    found = published_for(unit("24"), 2022)
    assert found is not None
    assert (found.total, found.source) == (5, "Báo A")

    with pytest.raises(ValidationError, match="đã được nhập"):
        actions.enter_total(unit("24"), period, "registered", value=6, source="Báo A", actor=operator())
    actions.correct_total(total, actor=operator(), value=2)
    assert compose(unit("24"), period).comparisons[0].verdict == "khớp"
    with pytest.raises(ValidationError):
        actions.withdraw_total(total, reason="", actor=operator())
    actions.withdraw_total(total, reason="Nhập nhầm", actor=operator())
    assert published_for(unit("24"), 2022) is None
    assert LegacyTotal.objects.count() == 2


def test_goals_and_totals_are_for_coordinators_of_the_unit() -> None:
    body = coordinating("Huyện ủy Yên Thế", unit("215"))
    coordinator, viewer = person("dieu-phoi", body), person("xem", body, Role.VIEWER)
    actions.set_goal(unit("215"), 2022, "registered", at_least=1, actor=coordinator)
    acts: list[tuple[Any, str]] = [(viewer, "215"), (coordinator, "24")]
    for actor, code in acts:
        with pytest.raises(PermissionDenied):
            actions.set_goal(unit(code), 2022, "new", at_least=1, actor=actor)
        with pytest.raises(PermissionDenied):
            actions.enter_total(unit(code), parse_period("2022"), "new", value=1, source="A", actor=actor)


def test_the_body_that_coordinates_on_the_day_issues() -> None:
    from danvan.reporting.frames import frame

    old = coordinating("Ban Dân vận Tỉnh ủy Bắc Giang", unit("24"), valid_to=dt.date(2025, 1, 1))
    coordinating("Ban Dân vận Huyện ủy Yên Thế", unit("215"))
    assert default_issuer(frame(unit("24"), parse_period("2022"))) == old
    named = default_issuer(frame(unit("07282"), parse_period("2022")))
    assert named is not None
    assert named.name == "Ban Dân vận Huyện ủy Yên Thế"
