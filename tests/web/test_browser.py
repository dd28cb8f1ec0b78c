"""The shell in a real browser: phone and desk, light and dark, with and without script, and nothing typed is lost."""

import re

import pytest

from danvan.accounts.links import make_link
from danvan.bodies.models import Body
from tests.conftest import open_page
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
SPECIMEN = pytest.mark.urls("tests.web.specimen")


def log_in(page, user, password=PASSWORD):
    page.set_default_timeout(30_000)  # a busy machine is no fault
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(user.username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/")


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture(params=[(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")], ids=lambda p: f"{p[0]}-{p[1]}")
def any_page(request, browser, live_server):
    width, scheme = request.param
    phone = {"has_touch": True, "is_mobile": True} if width < 500 else {}
    yield from open_page(browser, live_server, viewport={"width": width, "height": 740}, color_scheme=scheme, **phone)


# what a finger must hit and is lower than 44 px
SMALL = (
    "() => [...document.querySelectorAll('.button:not(.button--small), .field input:not([type=checkbox], [type=radio], "
    "[type=file], [type=hidden]), .field select, .choices label, .account > summary, .tab-bar a, .disclosure > summary')]"
    ".filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 90))"
)


# ── how it looks ─────────────────────────────────────────────────────────────────────────────────────────────────


@SPECIMEN
def test_every_component_can_be_read_by_all_and_fits(office, any_page, assert_accessible):
    log_in(any_page, office.coordinator)
    for address in ("/mau/", "/mau/?sai"):
        any_page.goto(address)
        assert_accessible(any_page)
        assert overflow(any_page) == 0
        assert any_page.evaluate(SMALL) == []


@SPECIMEN
def test_on_paper_the_frame_is_gone_and_the_tables_of_the_charts_are_there(office, page_desk):
    log_in(page_desk, office.coordinator)
    page_desk.goto("/mau/")
    assert not page_desk.locator(".chart table").first.is_visible()
    page_desk.emulate_media(media="print")
    page_desk.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page_desk.locator(".chart table").first.is_visible()
    for gone in (".app-bar", ".filters", ".page-foot"):
        assert not page_desk.locator(gone).first.is_visible()
    colour = page_desk.evaluate("getComputedStyle(document.querySelector('.badge--good')).color")
    assert colour == "rgb(0, 0, 0)"


PAGES = ["/", "/tai-khoan/", "/tai-khoan/moi/", "/co-quan/", "/co-quan/moi/", "/tai-khoan/bao-mat/", "/khong-co/"]


def test_pages_of_administration_and_sign_in_can_be_read_by_all(office, any_page, assert_accessible):
    any_page.goto("/tai-khoan/dang-nhap/")
    assert_accessible(any_page)
    any_page.goto(make_link(office.newcomer))
    assert_accessible(any_page)
    log_in(any_page, office.admin)
    one = [f"/tai-khoan/nguoi/{office.clerk.pk}/{part}" for part in ("", "vai-tro/", "lien-ket/", "dong-mo/")]
    for address in [*PAGES, *one, f"/co-quan/{office.communal.pk}/", f"/co-quan/{office.communal.pk}/ket-thuc/"]:
        any_page.goto(address)
        assert_accessible(any_page)
        assert overflow(any_page) == 0, address


def test_a_page_is_useful_before_any_script_runs(office, browser, live_server):
    for page in open_page(
        browser, live_server, viewport={"width": 360, "height": 740}, java_script_enabled=False, is_mobile=True
    ):
        log_in(page, office.coordinator)
        page.get_by_text("Thêm", exact=True).click()
        page.locator(".tab-bar").get_by_role("link", name="Tài khoản").click()
        page.wait_for_url("**/tai-khoan/")
        page.locator("summary", has_text="Tài khoản của tôi").click()
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_url("**/dang-nhap/")


def test_the_keyboard_gets_past_the_frame(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.keyboard.press("Tab")
    assert page_desk.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page_desk.keyboard.press("Enter")
    assert page_desk.evaluate("document.activeElement.id") == "content"
    page_desk.locator("summary", has_text="Tài khoản của tôi").focus()
    page_desk.keyboard.press("Enter")
    assert page_desk.get_by_role("button", name="Đăng xuất").is_visible()
    page_desk.keyboard.press("Escape")
    assert not page_desk.get_by_role("button", name="Đăng xuất").is_visible()


# ── nothing typed is lost ────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_typed_is_offered_back_after_leaving_and_after_signing_out(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.goto("/co-quan/moi/")
    page_desk.get_by_label("Tên cơ quan, tổ chức").fill("Hội Cựu chiến binh")
    page_desk.wait_for_timeout(400)
    page_desk.context.clear_cookies()
    page_desk.goto("/")
    log_in(page_desk, office.admin)
    page_desk.goto("/co-quan/moi/")
    page_desk.get_by_role("button", name="Dùng lại nội dung đó").click()
    assert page_desk.get_by_label("Tên cơ quan, tổ chức").input_value() == "Hội Cựu chiến binh"


def test_another_person_at_the_same_machine_is_not_shown_it(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.goto("/co-quan/moi/")
    page_desk.get_by_label("Tên cơ quan, tổ chức").fill("Hội Cựu chiến binh")
    page_desk.wait_for_timeout(400)
    page_desk.context.clear_cookies()
    log_in(page_desk, office.coordinator)
    page_desk.goto("/co-quan/moi/")
    assert page_desk.locator(".keep-offer").count() == 0


def test_a_refused_form_keeps_everything_and_a_taken_one_is_forgotten(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.goto("/co-quan/moi/")
    page_desk.get_by_label("Tên cơ quan, tổ chức").fill("Hội Nông dân")
    page_desk.get_by_label("Thành lập từ ngày").fill("31/2/2025")
    page_desk.get_by_role("button", name="Ghi vào danh sách").click()
    page_desk.wait_for_selector(".error-summary")
    assert page_desk.evaluate("document.activeElement.className") == "error-summary"
    assert page_desk.get_by_label("Tên cơ quan, tổ chức").input_value() == "Hội Nông dân"
    page_desk.locator(".error-summary a").first.click()
    assert page_desk.evaluate("document.activeElement.name") == "valid_from"
    page_desk.get_by_label("Thành lập từ ngày").fill("1/7/2025")
    page_desk.get_by_role("button", name="Ghi vào danh sách").click()
    page_desk.wait_for_url(re.compile(r"/co-quan/[0-9a-f-]{36}/"))
    page_desk.goto("/co-quan/moi/")
    assert page_desk.locator(".keep-offer").count() == 0
    assert page_desk.evaluate("Object.keys(localStorage).length") == 0


def test_a_dead_network_loses_nothing(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.goto("/co-quan/moi/")
    page_desk.get_by_label("Tên cơ quan, tổ chức").fill("Đoàn Thanh niên")
    page_desk.context.set_offline(True)
    page_desk.get_by_role("button", name="Ghi vào danh sách").click()
    page_desk.wait_for_timeout(500)
    page_desk.context.set_offline(False)
    page_desk.goto("/co-quan/")
    page_desk.goto("/co-quan/moi/")
    page_desk.get_by_role("button", name="Dùng lại nội dung đó").click()
    assert page_desk.get_by_label("Tên cơ quan, tổ chức").input_value() == "Đoàn Thanh niên"
    page_desk.reload()
    page_desk.get_by_role("button", name="Bỏ đi").click()
    page_desk.reload()
    assert page_desk.locator(".keep-offer").count() == 0


def test_two_clicks_send_once(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.goto("/co-quan/moi/")
    page_desk.get_by_label("Tên cơ quan, tổ chức").fill("Công đoàn")
    page_desk.evaluate(
        "() => { const b = document.querySelector('main button[type=submit]'); b.click(); setTimeout(() => b.click(), 5); }"
    )
    page_desk.wait_for_url(re.compile(r"/co-quan/[0-9a-f-]{36}/"))
    assert Body.objects.filter(name="Công đoàn").count() == 1


def test_leaving_with_unsent_text_asks_first(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.goto("/co-quan/moi/")
    asked = []
    page_desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page_desk.get_by_label("Tên cơ quan, tổ chức").press_sequentially("Hội")
    page_desk.get_by_role("link", name="Danvan").click()
    page_desk.wait_for_url("**/")
    assert asked == ["beforeunload"]


def test_bodies_are_suggested_while_typing(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.goto("/tai-khoan/moi/")
    page_desk.get_by_label("Tại cơ quan, tổ chức").press_sequentially("nong")
    option = page_desk.locator("#body-names option")
    option.first.wait_for(state="attached")
    assert "Hội Nông dân – " in option.first.get_attribute("value")


# ── ways in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def with_authenticator(page):
    """Plug a virtual key with a fingerprint into the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_from_the_link_to_a_passkey_and_back_in_with_it(office, page_desk, live_server):
    with_authenticator(page_desk)
    assert "localhost" in live_server.url
    page_desk.goto(make_link(office.newcomer))
    page_desk.get_by_role("button", name="Đăng nhập").click()
    page_desk.get_by_role("link", name="Dùng vân tay").click()
    page_desk.get_by_label("Tên khóa").fill("Máy phòng Dân vận")
    page_desk.get_by_label("Vào thẳng bằng khóa này").check()
    page_desk.get_by_role("button", name="Tạo khóa").click()
    page_desk.get_by_role("heading", name="Mã dự phòng").wait_for()
    page_desk.locator("summary", has_text="Tài khoản của tôi").click()
    page_desk.get_by_role("button", name="Đăng xuất").click()
    page_desk.wait_for_url("**/dang-nhap/")
    page_desk.get_by_role("button", name="Đăng nhập bằng khóa trên máy").click()
    page_desk.get_by_role("heading", name="Việc của tôi").wait_for()
    page_desk.goto("/tai-khoan/bao-mat/khoa/")
    assert page_desk.get_by_text("Máy phòng Dân vận").first.is_visible()


def test_a_passkey_that_is_not_there_is_explained(office, page_desk):
    session = page_desk.context.new_cdp_session(page_desk)
    session.send("WebAuthn.enable")
    page_desk.goto("/tai-khoan/dang-nhap/")
    page_desk.evaluate(
        "() => { navigator.credentials.get = async () => { throw new DOMException('', 'NotAllowedError'); }; }"
    )
    page_desk.get_by_role("button", name="Đăng nhập bằng khóa trên máy").click()
    page_desk.get_by_text("Trình duyệt chưa dùng được khóa").wait_for()


def test_a_link_is_copied_with_a_button(office, page_desk):
    log_in(page_desk, office.admin)
    page_desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page_desk.goto(f"/tai-khoan/nguoi/{office.newcomer.pk}/lien-ket/")
    page_desk.get_by_role("button", name="Tạo liên kết").click()
    page_desk.get_by_role("button", name="Chép liên kết").click()
    page_desk.get_by_text("Đã chép.").wait_for()
    assert "/tai-khoan/lien-ket/" in page_desk.evaluate("navigator.clipboard.readText()")
