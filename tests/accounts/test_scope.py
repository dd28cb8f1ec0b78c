"""What a person sees and may do follows from roles at bodies with dates, by one rule, everywhere."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danvan.accounts.models import Role
from danvan.accounts.scope import RULES, Operator, reach_of
from danvan.initiatives.models import Participation, Registration
from danvan.reports.scope import lines_on
from tests.factories import body, coordinating, draft, person, registered, unit

pytestmark = pytest.mark.usefixtures("country")


def seen(user):
    return set(Registration.objects.visible_to(user).values_list("name", flat=True))


@pytest.fixture
def records(country):
    return registered(
        draft("Đồng Kỳ", ("07282",)), draft("Phúc Sơn", ("07318",)), draft("Tỉnh", (), seat="24"),
        draft("Công an", ("07282",), line="police", owner_name="Công an xã"), draft("Hà Nội", ("00001",)),
    )  # fmt: skip


@pytest.mark.usefixtures("records")
class TestReach:
    def test_the_province_of_today_sees_what_the_old_one_wrote(self):
        who = person("tinh", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026)))

        assert seen(who) == {"Đồng Kỳ", "Phúc Sơn", "Tỉnh", "Công an"}

    def test_a_commune_sees_what_came_into_it_and_no_more(self):
        assert seen(person("xa", coordinating("Đảng ủy xã", unit("07282", 2026)))) == {"Đồng Kỳ", "Công an"}
        assert seen(person("xa2", coordinating("Đảng ủy xã Quang Trung", unit("07333", 2026)))) == {"Phúc Sơn"}

    def test_a_line_officer_sees_only_her_line(self):
        who = person("cong-an", body("Công an tỉnh", unit("24", 2026), "police"))

        assert seen(who) == {"Công an"}
        assert lines_on(who, unit("24")) == ["police"]

    def test_the_country_sees_all(self):
        assert len(seen(person("tw", coordinating("Ban Dân vận Trung ương", unit("VN", 2026))))) == 5

    def test_a_system_administrator_sees_no_content(self):
        who = person("quan-tri", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026)), "sysadmin")

        assert seen(who) == set()
        assert who.has_perm("accounts.manage", unit("24", 2026))

    @pytest.mark.parametrize("dates", [{"valid_to": dt.date(2026, 11, 1)}, {"valid_from": dt.date(2030, 1, 1)}])
    def test_a_role_outside_its_dates_gives_nothing(self, dates):
        who = person("cu", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026)), **dates)

        assert seen(who) == set()
        assert not who.has_perm("initiatives.view")

    def test_a_role_at_a_closed_body_gives_nothing(self):
        closed = coordinating("Ban Dân vận", unit("24"), valid_to=dt.date(2025, 3, 1))

        assert seen(person("cu", closed)) == set()

    def test_a_closed_account_sees_nothing(self):
        who = person("dong", coordinating("Ban Tuyên giáo và Dân vận", unit("24", 2026)))
        who.is_active = False

        assert seen(who) == set()
        assert not who.has_perm("initiatives.view")

    def test_nobody_is_a_superuser(self):
        who = person("ai-do", body("Xã", unit("07282", 2026)))

        assert not who.is_superuser
        assert not who.is_staff


def test_a_model_carried_out_in_my_commune_is_seen_but_not_edited():
    (row,) = registered(draft("Hai nơi", ("07282", "07318")))
    who = person("xa", coordinating("Đảng ủy xã", unit("07282", 2026)))

    assert seen(who) == {"Hai nơi"}
    assert not who.has_perm("initiatives.edit", row)


def test_a_participating_body_sees_the_model():
    (row,) = registered(draft("Phối hợp", ("07318",)))
    front = body("MTTQ huyện", unit("07282", 2026), "front")
    Participation.objects.create(province_id=row.province_id, registration=row, body=front)

    assert seen(person("mttq", front, "owner")) == {"Phối hợp"}


CODES = ("07282", "07318", "07651", "07597", "24", "00001")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["VN", "24", "01", "07282", "07333", "07642"]), st.sampled_from(list(Role)),
    st.sampled_from(["party", "police", "farmers"]), st.booleans(),
)  # fmt: skip
def test_the_queryset_and_the_permission_always_agree(code, role, line, coordinates):
    """The list, the button and the figure start from one rule: no row is listed that the rule refuses, nor hidden."""
    from django.db import transaction

    with transaction.atomic():
        rows = registered(
            *(
                draft(f"{c} {kind}", () if c == "24" else (c,), seat="24" if c == "24" else None, line=kind)
                for c in CODES
                for kind in ("police", "farmers")
            )
        )
        at = (coordinating if coordinates else body)("Cơ quan", unit(code, 2026), line=line)
        who = person("ai-do", at, role)
        for verb in ("initiatives.view", "initiatives.edit", "initiatives.approve", "appraisal.recognise"):
            listed = set(Registration.objects.in_reach(who, verb))
            assert listed == {r for r in rows if who.has_perm(verb, r)}
        assert set(Registration.objects.visible_to(who)) >= set(Registration.objects.in_reach(who, "initiatives.view"))
        transaction.set_rollback(True)


def test_a_system_administrator_looks_after_every_line_of_the_unit():
    who = person("qt", body("Văn phòng", unit("24", 2026), "government"), "sysadmin")
    police = body("Công an xã", unit("07282", 2026), "police")

    assert who.has_perm("accounts.manage", police.unit)
    assert not who.has_perm("accounts.manage", unit("01", 2026))
    assert not who.has_perm("initiatives.view")


def test_every_rule_is_closed_to_strangers():
    nobody = person("khong-vai", body("Xã", unit("07282", 2026)), valid_to=dt.date(2020, 1, 1))

    assert [verb for verb in RULES if nobody.has_perm(verb) or nobody.has_perm(verb, unit("VN"))] == []


def test_the_operator_of_an_ended_province_reaches_its_records_only():
    registered(draft("Đồng Kỳ"), draft("Hà Nội", ("00001",)))

    assert seen(Operator(unit("24", 2022))) == {"Đồng Kỳ"}
    assert reach_of(Operator(unit("VN", 2022)), "initiatives.view").everything
