"""The walk of the report: register → picture → report → edit → signature → a record changes → what changed since."""

import json
import re
from pathlib import Path

import pypdf
import pytest

from tests.browser.installation import served
from tests.browser.test_newcomer import link_of, open_as

YEAR = "?don-vi=24&nam=2022"


@pytest.fixture
def walk(browser, tmp_path):
    with served(tmp_path / "home", sample="bac-giang") as installation:
        context = browser.new_context(
            base_url=installation.url, locale="vi-VN", viewport={"width": 1280, "height": 900}, accept_downloads=True
        )
        context.set_default_timeout(60_000)
        page = context.new_page()
        failed = []
        page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
        open_as(page, link_of(installation, "dieu-phoi-tinh"))
        yield installation, page
        assert [text for text in failed if "422" not in text] == []
        context.close()


def number(locator):
    return int(re.sub(r"\D", "", locator.inner_text()))


def test_from_the_register_to_a_signed_report_and_what_changed_since(walk, assert_accessible):  # noqa: PLR0915 - one walk, step by step
    installation, page = walk

    # the register, the picture
    page.goto(f"/mo-hinh/{YEAR}&trang-thai=registered")
    record = page.locator("table.data tbody th a").first
    name, opened = record.inner_text(), record.get_attribute("href")
    page.goto(f"/tong-quan/{YEAR}")
    page.get_by_role("heading", name="Tỉnh Bắc Giang, năm 2022").wait_for()

    # the report: opened, and its first figure opens as many records as it says
    page.get_by_role("navigation", name="Các phần").get_by_role("link", name="Báo cáo").click()
    page.get_by_role("link", name="Lập báo cáo").first.click()
    assert_accessible(page)
    page.get_by_label("Đơn vị").fill("24")
    page.get_by_label("Năm").fill("2022")
    page.get_by_role("button", name="Lập báo cáo").click()
    page.get_by_role("heading", name="I. TÌNH HÌNH CHUNG").wait_for()
    assert_accessible(page)
    address = page.url
    total = page.locator("#so-luong a[data-figure='4250']").first
    assert number(total) == 4250
    total.click()
    page.locator(".toolbar b", has_text="4.250").wait_for()
    assert_accessible(page)

    # edit: a mistake is told, then saved with its link
    page.goto(address)
    page.locator("#nhiem-vu").get_by_role("link", name="Sửa").click()
    assert_accessible(page)
    page.get_by_label("Nội dung").fill("Tiếp tục theo dõi {tong-soo} mô hình & “điển hình” <khéo>.")
    page.get_by_role("button", name="Lưu mục").click()
    page.get_by_text("Không có từ khóa {tong-soo}").first.wait_for()
    page.get_by_label("Nội dung").fill("Tiếp tục theo dõi {tong-so} mô hình & “điển hình” <khéo>.")
    page.get_by_role("button", name="Lưu mục").click()
    page.get_by_text("Đã lưu mục.").wait_for()
    tasks = page.locator("#nhiem-vu")
    assert "Tiếp tục theo dõi 4.250 mô hình & “điển hình” <khéo>." in tasks.inner_text()
    assert number(tasks.locator("a[data-figure]")) == 4250

    # the signature, the files
    page.get_by_role("link", name="Ký báo cáo").click()
    assert_accessible(page)
    page.get_by_label("Số", exact=True).fill("12")
    page.get_by_label("Chức vụ người ký").fill("Phó Trưởng Ban Dân vận")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ký và chốt báo cáo").click()
    page.get_by_role("heading", name="Đã chốt").wait_for()
    digest = page.locator(".digest").inner_text()
    assert re.fullmatch(r"[0-9a-f]{64}", digest)
    page.get_by_role("link", name="PDF").wait_for()
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename == "Báo cáo Dân vận khéo năm 2022 - tỉnh Bắc Giang.pdf"
    text = pypdf.PdfReader(Path(download.value.path())).pages[0].extract_text()
    assert "Số 12-BC/BDVTU" in text
    assert "4.250" in text

    # a record moves on; the report does not, and says what is different now
    page.get_by_role("link", name="Đã thay đổi từ khi ký").click()
    page.get_by_text("Không có gì thay đổi.").wait_for()
    page.goto(opened)
    page.get_by_role("link", name="Duyệt").first.click()
    page.get_by_role("button", name="Duyệt").click()
    page.get_by_text("Đã chuyển:").wait_for()
    page.goto(address)
    page.get_by_role("link", name="Đã thay đổi từ khi ký").click()
    page.get_by_role("heading", name="Số liệu").wait_for()
    row = page.locator("tr", has_text=name).first
    assert "Đã đăng ký" in row.inner_text()
    assert "Đã duyệt danh mục" in row.inner_text()
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".digest").inner_text() == digest

    assert json.loads(installation.run("verify", "--format", "json"))["ok"] is True
