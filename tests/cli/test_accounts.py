"""The first account of an installation comes from the operator; there is no superuser."""

import json

import pytest
from django.core.management import CommandError, call_command

from danvan.accounts.models import Assignment, User
from danvan.bodies.models import Coordination
from tests.factories import unit

pytestmark = pytest.mark.usefixtures("country")
WHO = ("open-account", "dieu-phoi", "--post", "Phó Trưởng ban", "--body", "Ban Tuyên giáo và Dân vận", "--unit", "24")


def test_an_account_is_opened_with_its_body_and_role(capsys):
    call_command(*WHO, "--role", "coordinator", "--coordinates", "--format", "json")

    answer = json.loads(capsys.readouterr().out)
    person = User.objects.get()
    assert answer["path"].startswith("/tai-khoan/lien-ket/")
    assert (person.display_name, person.has_usable_password()) == ("Phó Trưởng ban", False)
    assert Assignment.objects.get().role == "coordinator"
    assert Coordination.objects.get().unit_id == unit("24", 2026).pk


@pytest.mark.parametrize("change", [("--unit", "99999"), ("--post", "")])
def test_a_wrong_call_opens_nothing(change):
    with pytest.raises(CommandError):
        call_command(*WHO, "--role", "viewer", *change)
    assert User.objects.count() == 0


def test_a_name_is_taken_once():
    call_command(*WHO, "--role", "viewer")
    with pytest.raises(CommandError, match="đã có người dùng"):
        call_command(*WHO, "--role", "viewer")


def test_there_is_no_superuser():
    with pytest.raises(CommandError, match="siêu người dùng"):
        call_command("createsuperuser")
    assert User.objects.count() == 0
