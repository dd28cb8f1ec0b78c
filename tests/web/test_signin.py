"""Every way in, and what happens when it is not."""

import datetime as dt
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from danvan.accounts import actions
from danvan.accounts.links import LinkGone, digest_of, find_link, make_link, use_link
from danvan.accounts.models import SignInLink
from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from tests.web.conftest import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # an example


@pytest.fixture(autouse=True)
def fresh_counters(db):
    cache.clear()
    yield
    cache.clear()


def log_in(client, user, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": user.username, "password": password, **more})


def code_now():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def signed_in(client):
    return "_auth_user_id" in client.session


def words(answer):
    return re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)


# ── password ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_right_password_leads_to_the_work(client, office):
    answer = log_in(client, office.clerk)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_case_of_the_name_does_not_matter(client, office):
    client.post(reverse("account_login"), {"login": "Canbo.XA", "password": PASSWORD})
    assert signed_in(client)


def test_a_wrong_password_is_said_in_vietnamese_and_the_name_is_kept(client, office):
    answer = log_in(client, office.clerk, "sai")
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in words(answer)
    assert 'value="canbo.xa"' in answer.content.decode()
    assert "sai" not in re.findall(r'value="([^"]*)"', answer.content.decode())


def test_five_wrong_passwords_lock_even_the_right_one_out(client, office):
    for _attempt in range(5):
        log_in(client, office.clerk, "sai")
    answer = log_in(client, office.clerk)
    assert "tạm không nhận đăng nhập" in words(answer)
    assert not signed_in(client)
    # others are not locked out with them
    log_in(client, office.coordinator)
    assert signed_in(client)


def test_a_closed_account_does_not_come_in_and_goes_out_at_the_next_click(client, office):
    log_in(client, office.clerk)
    actions.close_account(office.clerk, actor=office.admin)
    assert client.get("/").status_code == 302
    log_in(client, office.clerk)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password"])
def test_what_is_not_offered_has_no_address(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_foreign_address_is_not_followed_after_sign_in(client, office):
    answer = log_in(client, office.clerk, next="https://example.com/")
    assert answer.headers["Location"] == "/"


def test_signing_out_needs_the_button(client, office):
    log_in(client, office.clerk)
    assert "Đăng xuất" in words(client.get(reverse("account_logout")))
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)


# ── second step ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_with_an_authenticator_the_password_is_half_of_the_way(client, office):
    TOTP.activate(office.clerk, SECRET)
    answer = log_in(client, office.clerk)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã chưa đúng" in words(wrong)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert signed_in(client)


def test_a_recovery_code_works_once(client, office):
    TOTP.activate(office.clerk, SECRET)
    code = RecoveryCodes.activate(office.clerk).get_unused_codes()[0]
    for works in (True, False):
        log_in(client, office.clerk)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client) == works
        client.post(reverse("account_logout"))


def test_an_authenticator_is_switched_on_and_off_by_hand(client, office):
    log_in(client, office.clerk)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked.headers["Location"], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml' in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    assert {a.type for a in Authenticator.objects.filter(user=office.clerk)} == {"totp", "recovery_codes"}
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert "Còn 10 trong 10 mã" in words(codes)
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200
    assert "Đã tắt ứng dụng xác thực." in words(client.post(reverse("mfa_deactivate_totp"), follow=True))
    assert not Authenticator.objects.filter(user=office.clerk).exists()


ENGLISH = re.compile(
    r"\b(?:password|code|sign|login|security|account|please|your|enter|authenticator|recovery|username|key|the)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "name",
    [
        "account_login", "account_logout", "account_inactive", "account_change_password", "account_reauthenticate",
        "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate",
    ],
)  # fmt: skip
def test_no_english_is_left_on_the_pages_of_sign_in(client, office, name):
    log_in(client, office.clerk)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    if name != "mfa_activate_totp":
        TOTP.activate(office.clerk, SECRET)
        RecoveryCodes.activate(office.clerk)
    if name == "account_login":
        client.logout()
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert ENGLISH.findall(words(answer)) == []


def test_a_weak_password_is_refused_in_vietnamese(client, office):
    log_in(client, office.clerk)
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": "khác", "password1": "123", "password2": "124"}
    )
    text = words(answer)
    assert "Mật khẩu hiện tại chưa đúng." in text
    assert "Mật khẩu quá ngắn, cần ít nhất 8 ký tự." in text
    assert ENGLISH.findall(text) == []


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────


def secret_of(path):
    return path.rstrip("/").rsplit("/", 1)[-1]


def test_only_the_hash_of_a_link_is_kept(office):
    secret = secret_of(make_link(office.newcomer))
    link = SignInLink.objects.get()
    assert link.digest == digest_of(secret)
    kept = [str(v) for entry in Entry.objects.all() for v in (entry.before, entry.after, entry.actor_name)]
    assert not any(secret in text or link.digest in text for text in kept)
    assert len(secret) >= 43


def test_looking_does_not_use_a_link_up_and_its_button_does_once(client, office):
    path = make_link(office.newcomer)
    for _preview in range(3):
        page = client.get(path)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "same-origin"
    answer = client.post(path)
    assert answer.headers["Location"] == reverse("web:welcome")
    assert signed_in(client)
    assert "Đặt mật khẩu" in words(client.get(reverse("web:welcome")))
    again = client.post(path)
    assert again.status_code == 410
    assert "đã được dùng một lần rồi" in words(again)


def test_an_old_an_unknown_and_a_closed_link_say_what_to_do(client, office):
    old = make_link(office.newcomer, hours=1)
    SignInLink.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert "đã hết hạn" in words(client.get(old))
    assert "cấp liên kết mới" in words(client.post(old))
    assert client.get("/tai-khoan/lien-ket/khong-co/").status_code == 410
    path = make_link(office.clerk)
    actions.close_account(office.clerk, actor=office.admin)
    assert "đã đóng" in words(client.post(path))
    assert not signed_in(client)


def test_a_link_does_not_go_around_the_second_step(client, office):
    TOTP.activate(office.clerk, SECRET)
    answer = client.post(make_link(office.clerk))
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert signed_in(client)


def test_a_link_signs_its_own_person_in_whoever_was_there(client, office):
    log_in(client, office.clerk)
    path = make_link(office.newcomer)
    assert "đang đăng nhập là" in words(client.get(path))
    client.post(path)
    assert client.session["_auth_user_id"] == str(office.newcomer.pk)


def test_the_newcomer_sets_a_password_without_an_old_one(client, office):
    client.post(make_link(office.newcomer))
    answer = client.post(reverse("account_set_password"), {"password1": "Hoa-sen-2026", "password2": "Hoa-sen-2026"})
    assert answer.headers["Location"] == reverse("mfa_index")
    office.newcomer.refresh_from_db()
    assert office.newcomer.check_password("Hoa-sen-2026")
    assert client.get(reverse("web:welcome")).headers["Location"] == "/"


def test_of_two_clicks_one_wins(office):
    secret = secret_of(make_link(office.newcomer))
    assert use_link(secret) == office.newcomer
    with pytest.raises(LinkGone) as gone:
        use_link(secret)
    assert gone.value.code == "used"
    with pytest.raises(LinkGone):
        find_link(secret)


def test_making_and_using_a_link_is_written_down(office):
    use_link(secret_of(actions.give_link(office.newcomer, actor=office.admin)))
    made, used = Entry.objects.filter(kind="accounts.signinlink").order_by("seq")
    assert (made.actor_id, used.actor_id) == (office.admin.pk, office.newcomer.pk)
    assert (made.before, used.before) == (None, {"used_at": None})
    assert list(broken_links()) == []
