"""The README's walk: two commands and some clicks from nothing to the province's picture, and from an Excel register to
its records."""

import json
import re
from pathlib import Path

import pytest

from tests.browser.installation import served
from tests.browser.registers import office_register


@pytest.fixture
def register(tmp_path):
    return office_register(tmp_path / "so dang ky 2022.xlsx")


def open_as(page, link):
    page.goto(link)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Để sau, vào việc ngay").click()
    page.get_by_role("heading", name="Việc của tôi").wait_for()


def link_of(installation, word):
    return next(link for post, link in installation.links.items() if word in post)


def figure(page, label):
    tile = page.locator(".stat", has_text=label).first.locator(".stat__figure a")
    return int(re.sub(r"\D", "", tile.inner_text().split("–")[0])), tile


def test_from_nothing_to_the_picture_and_from_excel_to_records(browser, tmp_path, register, assert_accessible):
    with served(tmp_path / "home", sample="bac-giang") as installation:
        context = browser.new_context(
            base_url=installation.url, locale="vi-VN", viewport={"width": 1280, "height": 900}, accept_downloads=True
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        open_as(page, link_of(installation, "dieu-phoi-tinh"))
        assert_accessible(page)

        # the picture: the published total, and every figure opens its records
        page.get_by_role("link", name="Xem tổng quan").click()
        page.get_by_role("heading", name="Tỉnh Bắc Giang, năm 2022").wait_for()
        whole, tile = figure(page, "Mô hình, điển hình trong sổ")
        assert whole == 4250
        assert "minh hoạ" in page.locator(".notice--illustration").first.inner_text().lower()
        assert_accessible(page)
        tile.click()
        page.locator(".toolbar b", has_text="4.250").wait_for()
        assert_accessible(page)

        # the register in: read, looked at, written
        page.get_by_role("navigation", name="Các phần").get_by_role("link", name="Nhập sổ").click()
        page.locator("input[type=file]").set_input_files(register)
        page.get_by_role("button", name="Đọc thử tệp").click()
        page.get_by_role("heading", name="Sẽ ghi gì vào sổ").wait_for()
        assert (
            page.locator(".stat", has_text="Dòng đã đọc").locator(".stat__figure").inner_text().strip().startswith("3")
        )
        assert page.get_by_text("tên mô hình", exact=False).count() > 0
        assert_accessible(page)
        page.get_by_role("button", name="Ghi 2 dòng vào sổ").click()
        page.get_by_role("heading", name="Kết quả").wait_for()
        assert_accessible(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải dòng bị trả lại").click()
        assert Path(download.value.path()).stat().st_size > 1000

        # its records
        page.get_by_role("link", name="Mở sổ").click()
        page.locator("#q").fill("vuon mau kiem thu")
        page.get_by_role("button", name="Tìm").click()
        page.get_by_role("link", name="Vườn mẫu thôn Đồng Lân kiểm thử").click()
        page.get_by_role("heading", name="Vườn mẫu thôn Đồng Lân kiểm thử").wait_for()
        assert page.get_by_text("thôn Đồng Lân, xã Đồng Kỳ").count() > 0
        assert_accessible(page)

        # the figures moved with it, the books are in order
        page.goto("/tong-quan/?don-vi=24&nam=2022")
        assert figure(page, "Mô hình, điển hình trong sổ")[0] == 4252
        found = json.loads(
            installation.run("stats", "--unit", "24", "--year", "2022", "--by", "child", "--format", "json")
        )
        assert (found["total"], sum(r["count"] for r in found["rows"])) == (4252, 4252)
        assert json.loads(installation.run("verify", "--format", "json"))["ok"] is True

        # and the whole import can be taken back
        page.goto("/nhap-so/")
        page.get_by_role("link", name="so dang ky 2022.xlsx").first.click()
        page.get_by_text("Hoàn tác cả lần nhập").click()
        page.get_by_role("button", name="Hoàn tác").click()
        page.get_by_text("Lần nhập này đã được hoàn tác").wait_for()
        page.goto("/tong-quan/?don-vi=24&nam=2022")
        assert figure(page, "Mô hình, điển hình trong sổ")[0] == 4250
        context.close()
