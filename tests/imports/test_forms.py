"""Registration forms: the nine boxes of a ward, the free form of a Party cell; below, right, after a colon, in Word."""

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest

from danvan.core.sheets import Unreadable, read
from danvan.imports import actions
from danvan.imports.understanding import understand
from danvan.initiatives.models import Participation, Registration
from tests.imports.books import rows_of, understood, workbook
from tests.imports.bringing import bring, confirmed, counts, handed_in

BOXES = [
    ("Tên mô hình (ngắn gọn, dễ nhớ)", "Khu dân cư không rác thải nhựa"), ("Thực trạng, lý do", "Rác chưa phân loại"),
    ("Mục tiêu, tiêu chí", "90% hộ phân loại rác"), ("Nội dung, cách thức", "Vận động từng nhà"),
    ("Địa bàn, đối tượng", "Thôn Đồng Bùi, xã Đồng Kỳ, huyện Yên Thế; đối tượng: 120 hộ dân"),
    ("Lực lượng thực hiện (chủ trì / phối hợp / tham gia)", "Chủ trì: Chi bộ thôn; phối hợp: Chi hội Phụ nữ, Chi đoàn; tham gia: các hộ dân"),
    ("Nguồn lực và thời gian", "Kinh phí 20 triệu đồng, từ tháng 3 đến tháng 12/2022"), ("Sản phẩm, kết quả đầu ra", "3 điểm thu gom"),
    ("Khả năng duy trì, nhân rộng", "Nhân ra 5 thôn"),
]  # fmt: skip
UNCLEAR = [("Tên mô hình", "Ngày thứ bảy tình nguyện"), ("Thực trạng", "Ít người tham gia"), ("Mục tiêu", "100% hộ tham gia"),
           ("Nội dung", "Vận động từng nhà"), *BOXES[4:]]  # fmt: skip
ASKED = (
    "Chưa ghi lĩnh vực: phiếu không có ô này và nội dung chưa cho thấy rõ là lĩnh vực nào. Bấm «Sửa dòng này» để chọn một trong "
    "bốn lĩnh vực: Kinh tế; Văn hóa - xã hội; Quốc phòng - an ninh; Xây dựng hệ thống chính trị."
)
WARD = [
    ("Tên mô hình", "Ngõ sạch cuối tuần"), ("Thực trạng, lý do", "Rác tồn đọng ở ngõ"), ("Mục tiêu, tiêu chí", "100% hộ tham gia"),
    ("Nội dung, cách thức", "Dọn vào thứ bảy"), ("Địa bàn, đối tượng", "Xã Đồng Hưu; các hộ dân"),
    ("Lực lượng thực hiện", "Chủ trì: Hội Phụ nữ xã Đồng Hưu; phối hợp: Đoàn Thanh niên xã"),
    ("Nguồn lực và thời gian", "5 triệu đồng; từ tháng 3/2022"), ("Sản phẩm, kết quả đầu ra", "12 ngõ sạch"),
    ("Khả năng duy trì, nhân rộng", "Nhân rộng toàn xã"),
]  # fmt: skip
TOP: list[list[Any]] = [
    ["MTTQ XÃ ĐỒNG KỲ", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["PHIẾU ĐĂNG KÝ MÔ HÌNH DÂN VẬN KHÉO NĂM 2022"],
    [],
]
FIELD = ("Lĩnh vực", "☐ Kinh tế  ☒ Văn hóa - xã hội  ☐ Quốc phòng - an ninh")
LETTER = [
    "ĐẢNG BỘ XÃ ĐỒNG KỲ", "CHI BỘ TRƯỜNG MẦM NON", "BẢN ĐĂNG KÝ MÔ HÌNH DÂN VẬN KHÉO NĂM 2022", "Kính gửi: Đảng ủy xã Đồng Kỳ",
    "1. Tập thể: Chi bộ Trường Mầm non, địa chỉ: thôn Đồng Bùi, xã Đồng Kỳ", "2. Tên mô hình: Trường học hạnh phúc",
    "3. Lĩnh vực: Văn hóa - xã hội", "4. Sự cần thiết", "Thực hiện Công văn số 12-CV/ĐU.", "5. Mục tiêu, chỉ tiêu, lộ trình, giải pháp và nguồn lực",
    "5.1. Mục tiêu: Nâng cao chất lượng", "5.2. Chỉ tiêu: 100% giáo viên tham gia", "5.4. Giải pháp: Tuyên truyền", "6. Cam kết: Báo cáo hằng quý",
    "Đồng Kỳ, ngày 10 tháng 01 năm 2022", "T/M CHI BỘ", "BÍ THƯ",
]  # fmt: skip


def right(boxes: list[tuple[str, str]]) -> list[list[Any]]:
    return [[number, label, text] for number, (label, text) in enumerate(boxes, 1)]


def below(boxes: list[tuple[str, str]]) -> list[list[Any]]:
    return [row for number, (label, text) in enumerate(boxes, 1) for row in ([f"{number}. {label}"], [text])]


def one_cell(boxes: list[tuple[str, str]]) -> list[list[Any]]:
    return [[f"{number}) {label}: {text}"] for number, (label, text) in enumerate(boxes, 1)]


@pytest.mark.parametrize("layout", [right, below, one_cell])
def test_the_nine_boxes(tmp_path: Path, layout: Any) -> None:
    path = workbook(tmp_path / "a.xlsx", P=[*TOP, *layout([*BOXES, FIELD]), [], ["", "", "TM. MẶT TRẬN"]])
    (row,) = rows_of(path)
    facts = row.facts
    assert (facts["name"], facts["field"], facts["owner"]) == (BOXES[0][1], "culture_society", "Chi bộ thôn")
    assert row.values["place"] == "Thôn Đồng Bùi, xã Đồng Kỳ, huyện Yên Thế"
    assert facts["participants"] == [
        ("Chi hội Phụ nữ", "coordinates"),
        ("Chi đoàn", "coordinates"),
        ("các hộ dân", "joins"),
    ]
    assert facts["texts"] == {
        "problem": "Rác chưa phân loại", "goal": "90% hộ phân loại rác\nSản phẩm, kết quả đầu ra: 3 điểm thu gom", "method": "Vận động từng nhà",
        "duration": "từ tháng 3 đến tháng 12/2022",
        "note": "Đối tượng hưởng lợi: 120 hộ dân\nNguồn lực, kinh phí: Kinh phí 20 triệu đồng\nKhả năng duy trì, nhân rộng: Nhân ra 5 thôn",
    }  # fmt: skip
    assert not row.problems


def test_one_form_a_sheet_and_two_forms_on_one(tmp_path: Path) -> None:
    other = [("Tên mô hình", "Mô hình thứ hai"), *BOXES[1:]]
    path = workbook(tmp_path / "a.xlsx", A=[*TOP, *right(BOXES)], B=[*right(BOXES), [], *right(other)])
    assert [(r.sheet, r.row, r.facts["name"]) for r in rows_of(path)] == [
        ("A", 4, BOXES[0][1]), ("B", 1, BOXES[0][1]), ("B", 11, "Mô hình thứ hai"),
    ]  # fmt: skip


def test_the_letter_of_a_party_cell(tmp_path: Path) -> None:
    (row,) = rows_of(workbook(tmp_path / "a.xlsx", S=[[line] for line in LETTER]))
    assert (row.facts["name"], row.facts["owner"], row.facts["owner_kind"]) == (
        "Trường học hạnh phúc",
        "Chi bộ Trường Mầm non",
        "collective",
    )
    assert (row.values["place"], row.context["issuer_commune"]) == ("thôn Đồng Bùi, xã Đồng Kỳ", "xã Đồng Kỳ")
    assert row.facts["texts"] == {
        "problem": "Thực hiện Công văn số 12-CV/ĐU.", "goal": "Nâng cao chất lượng\n100% giáo viên tham gia", "method": "Tuyên truyền",
        "note": "Cam kết: Báo cáo hằng quý",
    }  # fmt: skip


def test_word_documents(tmp_path: Path) -> None:
    letter = docx.Document()
    for line in LETTER:
        letter.add_paragraph(line)
    letter.save(str(tmp_path / "a.docx"))
    form = docx.Document()
    form.add_paragraph("UBND XÃ ĐỒNG KỲ")
    table = form.add_table(0, 3)
    for line in right([*BOXES, FIELD]):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = str(text)
    form.save(str(tmp_path / "b.docx"))
    listed = docx.Document()
    table = listed.add_table(0, 4)
    for line in (["TT", "Tên mô hình", "Đơn vị", "Lĩnh vực"], ["1", "Một", "Hội", "KT"], ["2", "Hai", "Hội", "KT"]):
        for cell, text in zip(table.add_row().cells, line, strict=True):
            cell.text = text
    listed.save(str(tmp_path / "c.docx"))
    assert read(tmp_path / "a.docx").document
    assert [row.facts["name"] for name in "abc" for row in rows_of(tmp_path / f"{name}.docx")] == [
        "Trường học hạnh phúc", BOXES[0][1], "Một", "Hai",
    ]  # fmt: skip


def test_a_word_document_that_is_none_is_refused(tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    for body in ("<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><w:document/>'):
        with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
            archive.writestr("[Content_Types].xml", kind)
            archive.writestr("word/document.xml", body)
        with pytest.raises(Unreadable) as refused:
            read(tmp_path / "a.docx")
        assert refused.value.code == "corrupt"


def test_the_boxes_as_columns_of_an_online_form(tmp_path: Path) -> None:
    head = [
        "Dấu thời gian",
        "Địa chỉ email",
        "Khu dân cư",
        "Cơ quan, trường học, đơn vị khác",
        "Số điện thoại",
        *(f"{n}. {b}" for n, (b, _) in enumerate(BOXES, 1)),
        "Lĩnh vực",
    ]
    line = [
        "12/3/2022 08:15:22",
        "ai@vi-du.vn",
        "",
        "Trường Mầm non",
        "0912345678",
        *(text for _, text in BOXES[:5]),
        "",
        *(text for _, text in BOXES[6:]),
        "KT",
    ]
    (row,) = rows_of(workbook(tmp_path / "a.xlsx", Trả_lời=[head, line]))
    assert (row.facts["owner"], str(row.facts["registered_on"]), row.facts["field"]) == (
        "Trường Mầm non",
        "2022-03-12",
        "economy",
    )
    assert not {"ai@vi-du.vn", "0912345678"} & set(row.raw.values())
    assert {c.role for c in row.table.columns if c.index in {1, 4}} == {"personal"}


@pytest.mark.usefixtures("country")
def test_a_form_without_its_field_is_asked_for_it_and_then_written(tmp_path: Path) -> None:
    batch, who = handed_in(workbook(tmp_path / "a.xlsx", P=[*TOP, *right(UNCLEAR)]))
    (row,) = batch.rows.all()
    assert (row.verdict, [(m["role"], m["message"]) for m in row.messages]) == ("reject", [("field", ASKED)])
    actions.correct(batch, actor=who, cells={"P": {str(row.row): {"field": "Văn hóa - xã hội"}}})
    batch.refresh_from_db()
    understand(batch)
    batch.refresh_from_db()
    confirmed(batch, who)
    made = Registration.objects.get()
    assert (made.name, made.field, made.places.count()) == (UNCLEAR[0][1], "culture_society", 1)
    assert list(made.participations.order_by("id").values_list("name", "part")) == [
        ("Chi hội Phụ nữ", Participation.Part.COORDINATES), ("Chi đoàn", Participation.Part.COORDINATES), ("các hộ dân", Participation.Part.JOINS),
    ]  # fmt: skip


@pytest.mark.usefixtures("country")
def test_a_form_handed_back_is_read_again_from_its_workbook(tmp_path: Path) -> None:
    found = bring(workbook(tmp_path / "a.xlsx", P=[*TOP, *right(UNCLEAR)]))
    assert counts(found) == (1, 0, 0, 0, 1)
    assert found.rejected_file
    (row,) = [row for sheet in understood(Path(found.rejected_file)) for row in sheet.rows]
    assert (row.values["name"], row.values["forces"]) == (UNCLEAR[0][1], BOXES[5][1])


def ward(path: Path, layout: str) -> Path:
    """Write the ward's form with its nine boxes: as a form, or as the answers to an online form."""
    if layout == "form":
        said: list[list[Any]] = [
            ["PHIẾU ĐĂNG KÝ MÔ HÌNH DÂN VẬN KHÉO NĂM 2022"],
            ["Đơn vị đăng ký: Hội Phụ nữ xã Đồng Hưu"],
        ]
        return workbook(path, P=[*said, *([f"{n}. {label}", text] for n, (label, text) in enumerate(WARD, 1))])
    head = ["Dấu thời gian", "Đơn vị đăng ký", *(f"{n}. {label}" for n, (label, _) in enumerate(WARD, 1))]
    return workbook(path, P=[head, ["3/5/2022", "Hội Phụ nữ xã Đồng Hưu", *(text for _, text in WARD)]])


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize(("layout", "column"), [("form", "A3 (Tên mô hình)"), ("table", "C (1. Tên mô hình)")])
def test_the_nine_boxes_come_in_by_what_they_say(tmp_path: Path, layout: str, column: str) -> None:
    batch, who = handed_in(ward(tmp_path / "a.xlsx", layout))
    (row,) = batch.rows.all()
    assert [(m["level"], m["role"], m["column"], m["message"]) for m in row.messages] == [
        ("warning", "field", column, "Phiếu không có ô lĩnh vực: tạm xếp «Văn hóa - xã hội» theo nội dung; hãy xem lại.")
    ]  # fmt: skip
    confirmed(batch, who)
    made = Registration.objects.get()
    (place,) = made.places.all()
    assert (made.field, made.places_text, place.village) == ("culture_society", "Xã Đồng Hưu", "")
    assert "các hộ dân" in made.note
    assert "Hộ Đáp" not in str(row.messages)


@pytest.mark.usefixtures("country")
@pytest.mark.parametrize("layout", ["form", "table"])
def test_a_field_by_content_leaves_alone_what_the_book_has(tmp_path: Path, layout: str) -> None:
    assert counts(bring(ward(tmp_path / "a.xlsx", layout)))[1] == 1
    Registration.objects.update(field="political_system")
    assert counts(bring(ward(tmp_path / "a.xlsx", layout))) == (1, 0, 0, 1, 0)
    assert Registration.objects.get().field == "political_system"


@pytest.mark.parametrize(("name", "problem", "goal", "method", "field"), [
    ("Tổ hợp tác nuôi ong", "Thu nhập thấp", "", "", "economy"),
    ("Camera an ninh", "Trộm cắp", "", "", "defence_security"),
    ("Bộ phận một cửa thân thiện", "", "", "Rút ngắn thủ tục hành chính", "political_system"),
    ("Khu dân cư tự quản về an ninh trật tự", "", "", "", "defence_security"),
    ("Văn hóa công sở", "", "", "", "political_system"),
    ("Môi trường kinh doanh", "Rắc rối", "", "", None),  # only looks like waste and the environment
    ("Hiến đất làm đường", "Đường hẹp", "", "", None),  # provinces class it differently
    ("Chung tay", "Rác", "", "", None),  # one word in passing
    ("Trồng trọt và môi trường", "", "", "", None),  # two fields
    ("Chăn nuôi sạch", "Rác thải ở thôn", "", "", None),  # one leads, not clearly
])  # fmt: skip
def test_the_field_by_content(
    tmp_path: Path, name: str, problem: str, goal: str, method: str, field: str | None
) -> None:
    said = [*zip([label for label, _ in WARD], [name, problem, goal, method], strict=False), *WARD[4:7]]
    (row,) = rows_of(workbook(tmp_path / "a.xlsx", P=right(said)))
    assert row.facts["field"] == field
    assert [p.level for p in row.problems if p.role == "field"] == ["warning" if field else "error"]


def test_a_box_for_the_field_left_empty_is_not_filled_by_content(tmp_path: Path) -> None:
    (row,) = rows_of(workbook(tmp_path / "a.xlsx", P=right([*WARD, ("Lĩnh vực", "")])))
    assert (row.facts["field"], [p.message for p in row.problems]) == (
        None,
        [
            "Chưa ghi lĩnh vực. Ghi một trong bốn lĩnh vực: Kinh tế; Văn hóa - xã hội; Quốc phòng - an ninh; Xây dựng hệ thống chính trị."
        ],
    )


@pytest.mark.parametrize(("text", "place", "people"), [
    ("Xã Đồng Hưu; các hộ dân", "Xã Đồng Hưu", "các hộ dân"),
    ("Xã Đồng Hưu (120 hộ)", "Xã Đồng Hưu", "120 hộ"),
    ("Xã Đồng Hưu và nhân dân trong xã", "Xã Đồng Hưu", "nhân dân trong xã"),
    ("Thôn Bùi, xã Đồng Kỳ, hội viên phụ nữ, tiểu thương, chủ quán", "Thôn Bùi, xã Đồng Kỳ", "hội viên phụ nữ, tiểu thương, chủ quán"),
    ("120 hộ gia đình thôn Bùi, xã Đồng Kỳ", "thôn Bùi, xã Đồng Kỳ", "120 hộ gia đình thôn Bùi"),
    ("đoàn viên, thanh niên; xã Đồng Kỳ", "xã Đồng Kỳ", "đoàn viên, thanh niên"),
    ("Người dân trong thôn; học sinh", None, "Người dân trong thôn, học sinh"),
    ("Xã Đồng Kỳ; ½_hộ_dân", "Xã Đồng Kỳ", "½_hộ_dân"),
    ("Xã Hộ Đáp; Hộ Đáp", "Xã Hộ Đáp; Hộ Đáp", None),
    ("1. Hộ Đáp; 2. HỘ PHÒNG", "1. Hộ Đáp; 2. HỘ PHÒNG", None),
    ("2. Hồ Sơn; Gia Định; 1. Hố Nai", "2. Hồ Sơn; Gia Định; 1. Hố Nai", None),  # other marks than hộ, gia đình
    ("Thôn Thanh Niên, xã Dân Chủ", "Thôn Thanh Niên, xã Dân Chủ", None),
])  # fmt: skip
def test_places_and_the_people_there_are_told_apart(
    tmp_path: Path, text: str, place: str | None, people: str | None
) -> None:
    said = [*WARD[:4], ("Địa bàn, đối tượng", text)]
    (row,) = rows_of(workbook(tmp_path / "a.xlsx", P=right(said)))
    assert row.values.get("place") == place
    assert row.facts["texts"].get("note") == (f"Đối tượng hưởng lợi: {people}" if people else None)


@pytest.mark.usefixtures("country")
def test_a_commune_called_like_households_stays_a_place(tmp_path: Path) -> None:
    rows = right([*WARD[:4], ("Địa bàn, đối tượng", "Xã Hộ Đáp, huyện Lục Ngạn; các hộ dân"), *WARD[5:]])
    assert counts(bring(workbook(tmp_path / "a.xlsx", P=rows))) == (1, 1, 0, 0, 0)
    assert Registration.objects.get().places_text == "Xã Hộ Đáp, huyện Lục Ngạn"
