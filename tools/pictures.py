"""Makes the pictures of the README and the guides (docs/pictures) from the running product.

A throw-away installation with the sample province is walked as its people would: registers brought in (one of them in
TCVN3), a report opened, edited, signed and compared, the map, a token. The pictures are kept small: a palette.
"""

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

import pypdfium2
import xlwt
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tests.environment  # noqa: E402, F401 - names the engine before Django is asked
from tests import browsers  # noqa: E402 - after the root is on the path
from tests.browser.installation import Installation, served  # noqa: E402 - see above
from tests.browser.registers import office_register  # noqa: E402 - see above
from tests.imports.old_text import tcvn3  # noqa: E402 - see above

OUT = ROOT / "docs" / "pictures"
DESK, PHONE = {"width": 1280, "height": 1000}, {"width": 360, "height": 740}
PROVINCE = "?don-vi=24&nam=2022"
COLOURS = 96  # as few as the look of the pages allows
MARGIN = 16  # pixels around a part of a page
PATIENCE = 120_000  # milliseconds; the machine may be busy
OLD: dict[str, tuple[str, list[tuple[str, ...]]]] = {  # sheet: commune, rows of name, owner, place, field
    "Xa Dong Ky": (
        "Đồng Kỳ",
        [
            ("Vườn mẫu thôn Đồng Lân", "Chi hội Nông dân thôn Đồng Lân", "xã Đồng Kỳ", "Kinh tế"),
            ("Tiếng kẻng an ninh", "Công an xã", "xã Đồng Kỳ", "Quốc phòng - an ninh"),
        ],
    ),
    "Xa Tam Hiep": ("Tam Hiệp", [("Nuôi ong dưới tán vải", "Hội Nông dân xã", "xã Tam Hiệp", "Kinh tế")]),
}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), sample="bac-giang") as installation,
        browsers.launched() as browser,
    ):
        page = browser.new_context(base_url=installation.url, locale="vi-VN", viewport=DESK).new_page()
        page.set_default_timeout(PATIENCE)
        sign_in(page, installation)
        figures(page)
        imports(page, Path(folder))
        report(page)
        connections(page)
        phone(page)


def sign_in(page: Any, installation: Installation) -> None:
    page.goto(next(link for post, link in installation.links.items() if "dieu-phoi-tinh" in post))
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Để sau").click()


def figures(page: Any) -> None:
    show(page, "/", "viec-desk")
    show(page, f"/tong-quan/{PROVINCE}", "tongquan-desk")
    show(page, f"/mo-hinh/{PROVINCE}", "so-desk")
    page.goto(f"/mo-hinh/{PROVINCE}&minh-hoa=khong")
    page.locator("table.data tbody th a").last.click()
    take(page, "mohinh-desk")
    page.goto(f"/ban-do/{PROVINCE}")
    take(page, "bando-desk", of=page.locator("main"))
    page.goto(f"/bao-cao/so-cong-bo/{PROVINCE}")
    take(page, "socongbo-desk")


def imports(page: Any, folder: Path) -> None:
    read(page, office_register(folder / "so dang ky 2022.xlsx"))
    take(page, "nhapso-desk")
    read(page, old_register(folder / "so cu 2022.xls"))
    take(page, "nhapso-tcvn3", of=page.locator("section[aria-labelledby=h-sheets] .card").first)
    page.goto(f"/nhap-so/{PROVINCE}")
    take(page, "nhapso-mau", of=page.locator("section[aria-labelledby=h-template]"))


def read(page: Any, register: Path) -> None:
    page.goto(f"/nhap-so/{PROVINCE}")
    page.locator("input[type=file]").set_input_files(register)
    page.get_by_role("button", name="Đọc thử tệp").click()
    page.get_by_role("heading", name="Sẽ ghi gì vào sổ").wait_for()


def old_register(path: Path) -> Path:
    """Write a workbook as Excel 97 left it in TCVN3 fonts: a commune on each sheet, each with its own letterhead."""
    book = xlwt.Workbook()
    for title, (commune, rows) in OLD.items():
        lines: list[list[Any]] = [
            ["HUYỆN ỦY YÊN THẾ"],
            [f"KHỐI DÂN VẬN XÃ {commune.upper()}"],
            ["DANH SÁCH ĐĂNG KÝ MÔ HÌNH DÂN VẬN KHÉO NĂM 2022"],
            ["STT", "Tên mô hình", "Đơn vị thực hiện", "Địa bàn", "Lĩnh vực"],
            *([number, *row] for number, row in enumerate(rows, 1)),
        ]
        sheet = book.add_sheet(title)
        for down, line in enumerate(lines):
            for across, value in enumerate(line):
                sheet.write(down, across, tcvn3(value) if isinstance(value, str) else value)
    book.save(str(path))
    return path


def report(page: Any) -> None:
    page.goto("/bao-cao/lap/")
    page.get_by_label("Đơn vị").fill("24")
    page.get_by_label("Năm").fill("2022")
    page.get_by_role("button", name="Lập báo cáo").click()
    page.get_by_role("heading", name="I. TÌNH HÌNH CHUNG").wait_for()
    address = page.url
    take(page, "baocao-desk", of=page.locator("article.paper"))
    show(page, f"{address}muc/nhiem-vu/", "baocao-sua")
    page.goto(f"{address}ky/")
    page.get_by_label("Chức vụ người ký").fill("Phó Trưởng Ban Dân vận")
    take(page, "baocao-ky", of=page.locator("main"))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ký và chốt báo cáo").click()
    page.get_by_role("heading", name="Đã chốt").wait_for()
    page.get_by_role("link", name="PDF").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    paper(Path(download.value.path()), "baocao-pdf")
    page.goto(f"/mo-hinh/{PROVINCE}&trang-thai=registered")
    page.locator("table.data tbody th a").first.click()
    page.get_by_role("link", name="Duyệt").first.click()
    page.get_by_role("button", name="Duyệt").click()
    page.get_by_text("Đã chuyển:").wait_for()
    page.goto(f"{address}thay-doi/")
    take(page, "baocao-doi", of=page.locator("main"))


def connections(page: Any) -> None:
    page.goto("/tai-khoan/khoa/moi/")
    page.get_by_label("Tên khóa").fill("Hệ thống báo cáo của tỉnh")
    page.get_by_role("button", name="Tạo khóa API").click()
    page.wait_for_load_state()
    page.goto("/tai-khoan/khoa/")
    take(page, "khoa-desk", of=page.locator("main"))
    page.goto("/api/v1/docs")
    page.locator(".opblock-tag", has_text="Số liệu").first.click()
    page.locator(".opblock").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    take(page, "api-desk")
    page.goto(f"/tong-quan/{PROVINCE}")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Split by").wait_for()
    page.evaluate("scrollTo(0, 0)")
    take(page, "english-desk")
    page.get_by_role("button", name="Tiếng Việt").click()


def phone(page: Any) -> None:
    page.set_viewport_size(PHONE)
    for address, part, name in (
        ("mo-hinh", ".toolbar", "so-phone"),
        ("tong-quan", ".stat-grid", "tongquan-phone"),
        ("ban-do", ".map-sheet", "bando-phone"),
    ):
        page.goto(f"/{address}/{PROVINCE}")
        page.locator(part).first.evaluate(f"it => scrollTo(0, it.getBoundingClientRect().top + scrollY - {MARGIN})")
        take(page, name)


def show(page: Any, address: str, name: str) -> None:
    page.goto(address)
    take(page, name)


def take(page: Any, name: str, *, of: Any = None) -> None:
    """Keep what is on the screen, or one part of the page: its first screenful, with a margin."""
    if of is None:
        options = {}
    else:
        box = of.bounding_box()
        down, across = page.evaluate("[scrollY, scrollX]")
        whole = {"x": box["x"] + across, "y": box["y"] + down, "width": box["width"], "height": box["height"]}
        options = {"full_page": True, "clip": around(whole)}
    keep(Image.open(io.BytesIO(page.screenshot(**options))), name)


def around(box: dict[str, float]) -> dict[str, float]:
    left, top = max(0, box["x"] - MARGIN), max(0, box["y"] - MARGIN)
    return {
        "x": left,
        "y": top,
        "width": box["x"] + box["width"] + MARGIN - left,
        "height": min(box["y"] + box["height"] + MARGIN - top, DESK["height"]),
    }


def paper(file: Path, name: str) -> None:
    """Keep the first page of a PDF."""
    with pypdfium2.PdfDocument(file) as document:
        keep(document[0].render(scale=1.3).to_pil(), name)


def keep(picture: Image.Image, name: str) -> None:
    small = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(OUT / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
