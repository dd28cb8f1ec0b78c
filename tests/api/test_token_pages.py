"""The pages where a person makes, sees and takes back keys."""

import re

import pytest
from django.urls import reverse

from danvan.accounts.models import ApiToken
from tests.api.conftest import secret_of


@pytest.fixture
def into(client):
    def sign_in(user):
        client.force_login(user, backend="danvan.accounts.backends.ScopeBackend")
        return client

    return sign_in


def test_a_key_is_made_shown_once_and_works(office, into):
    page = into(office.clerk).post(reverse("web:token_new"), {"name": "Phần mềm xã", "scopes": ["read"], "days": "90"})
    secret = re.search(r"dv_[\w-]{30,}", page.content.decode())[0]
    assert page.status_code == 200
    listed = into(office.clerk).get(reverse("web:tokens")).content.decode()
    assert "Phần mềm xã" in listed
    assert secret not in listed
    into(office.clerk).logout()
    answer = into(office.clerk).get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["username"] == "canbo.xa"


@pytest.mark.parametrize("change", [{"name": " "}, {"scopes": []}, {"days": "4000"}])
def test_what_is_missing_is_said_and_nothing_is_made(office, into, change):
    given = {"name": "a", "scopes": ["read"], "days": "90", **change}
    assert into(office.clerk).post(reverse("web:token_new"), given).status_code == 422
    assert ApiToken.objects.count() == 0


def test_a_key_is_taken_back_by_its_person_and_by_the_administrator(office, into):
    secret_of(office.clerk)
    key = ApiToken.objects.get()
    address = reverse("web:token_revoke", args=(key.pk,))
    assert into(office.elsewhere).post(address).status_code == 404
    assert into(office.admin).get(reverse("web:tokens_of", args=(office.clerk.pk,))).status_code == 200
    assert into(office.elsewhere).get(reverse("web:tokens_of", args=(office.clerk.pk,))).status_code == 404
    assert into(office.admin).post(address).status_code == 302
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert into(office.clerk).post(address).status_code == 422
