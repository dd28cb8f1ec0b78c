"""What a person sees when something goes wrong, and that nothing typed is lost by it."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from danvan.web import errors, middleware
from tests.web.test_signin import words


def test_every_error_says_what_happened_what_it_means_and_what_to_do(rf, db):
    request = rf.get("/x/")
    for answer, status, hint in (
        (errors.bad_request(request), 400, "gửi lại"),
        (errors.bad_request(request, RequestDataTooBig()), 413, "tách tệp"),
        (errors.forbidden(request, PermissionDenied("Chỉ người điều phối được duyệt.")), 403, "Chỉ người điều phối"),
        (errors.forbidden(request), 403, "hãy đề nghị"),
        (errors.not_found(request), 404, "phạm vi"),
        (errors.server_error(request), 500, "thử lại"),
    ):
        assert answer.status_code == status
        assert hint in words(answer)


def test_the_page_for_500_asks_nothing_of_the_database_or_the_manifest(rf, monkeypatch):
    # no ``db`` mark: any query fails here
    def broken(name):
        raise ValueError(name)

    monkeypatch.setattr(errors, "static", broken)
    answer = errors.server_error(rf.get("/x/"))
    assert answer.status_code == 500
    assert "Máy chủ gặp lỗi" in words(answer)
    assert "stylesheet" not in answer.content.decode()


def test_500_says_something_even_without_its_template(rf, monkeypatch):
    def broken(*args):
        raise OSError

    monkeypatch.setattr(errors, "render_to_string", broken)
    answer = errors.server_error(rf.get("/x/"))
    assert answer.status_code == 500
    assert "Máy chủ gặp lỗi" in answer.content.decode()


def test_an_unknown_address_is_404_in_vietnamese(client, db):
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert "Không tìm thấy trang này" in words(answer)


def test_a_form_of_too_many_bytes_is_413(client, office, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/tai-khoan/dang-nhap/", {"login": "x" * 2000, "password": "y"})
    assert answer.status_code == 413
    assert "tối đa 1000 B" in words(answer)


OURS = {"headers": {"origin": "http://testserver", "sec-fetch-site": "same-origin"}}


def test_a_form_that_is_too_old_gives_back_what_was_typed(office):
    client = Client(enforce_csrf_checks=True)
    typed = {"name": "Đường hoa <b>", "method": "Dòng 1\nDòng 2", "empty": "", "_keep": "x"}
    answer = client.post("/co-quan/moi/", typed, **OURS)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Đường hoa &lt;b&gt;</textarea>" in html
    assert "Dòng 1\r\nDòng 2" in html or "Dòng 1\nDòng 2" in html
    assert 'name="_keep" value="x"' in html
    assert 'name="csrfmiddlewaretoken"' in html


def test_what_a_foreign_site_posts_is_not_offered_back(office):
    client = Client(enforce_csrf_checks=True)
    foreign = {"headers": {"origin": "https://example.com", "sec-fetch-site": "cross-site"}}
    html = client.post("/co-quan/moi/", {"name": "Chuyển tiền"}, **foreign).content.decode()
    assert "Chuyển tiền" not in html
    assert "Gửi lại" not in html


def test_passwords_are_never_written_back(office):
    client = Client(enforce_csrf_checks=True)
    html = client.post("/tai-khoan/dang-nhap/", {"login": "hnd.xa", "password": "bi-mat"}, **OURS).content.decode()
    assert "bi-mat" not in html
    assert "hnd.xa" not in html


@pytest.mark.parametrize(
    ("status", "location", "headers", "kept"),
    [
        (302, "/mo-hinh/", {}, True),
        (303, "/mo-hinh/", {}, True),
        (302, "/tai-khoan/dang-nhap/?next=/", {}, False),
        (200, "", {}, False),
        (422, "", {"HX-Request": "true"}, False),
        (200, "", {"HX-Request": "true"}, True),
        (500, "", {}, False),
    ],
)
def test_a_receipt_is_given_only_for_a_form_that_was_taken(status, location, headers, kept):
    def view(request):
        return HttpResponse(status=status, headers={"Location": location} if location else {})

    request = RequestFactory().post("/x/", {"_keep": "initiative-new"}, headers=headers)
    answer = middleware.DraftReceipt(view)(request)
    assert (middleware.RECEIPT in answer.cookies) == kept
    if kept:
        assert answer.cookies[middleware.RECEIPT].value == "initiative-new"


def test_a_page_may_set_its_own_headers():
    def view(request):
        return HttpResponse(headers={"Cache-Control": "no-store"})

    answer = middleware.PageHeaders(view)(RequestFactory().get("/"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "camera=()" in answer.headers["Permissions-Policy"]


def fail(request):
    raise RuntimeError


urlpatterns = [path("hong/", fail)]
handler500 = "danvan.web.errors.server_error"


@pytest.mark.urls("tests.web.test_errors")
def test_a_crash_is_answered_with_a_code_that_stands_in_the_log(caplog):
    client = Client(raise_request_exception=False)
    answer = client.get("/hong/")
    code = answer.content.decode().split('handover">')[1].split("<")[0]
    assert answer.status_code == 500
    assert code in caplog.text
