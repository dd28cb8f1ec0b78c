"""Who may open accounts and give roles, where, and what it looks like."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from danvan.accounts import actions
from danvan.accounts.links import use_link
from danvan.accounts.models import Assignment, Role, User
from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from danvan.bodies import actions as body_actions
from danvan.bodies.models import Body, Coordination
from tests.factories import body, person, unit
from tests.web.conftest import NOW
from tests.web.test_signin import words


@pytest.fixture
def into(client):
    def sign_in(user):
        client.force_login(user, backend="danvan.accounts.backends.ScopeBackend")
        return client

    return sign_in


# ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_account_is_opened_with_its_first_role_and_no_password(office):
    made = actions.open_account(
        actor=office.admin,
        username="dongky.cb",
        display_name="Cán bộ  Mặt trận",
        body=office.communal,
        role=Role.VIEWER,
    )
    assert not made.has_usable_password()
    assert made.display_name == "Cán bộ Mặt trận"
    assert [a.role for a in made.assignments.all()] == ["viewer"]
    assert [e.verb for e in Entry.objects.filter(object_id=made.pk)] == ["accounts.manage"]
    assert list(broken_links()) == []


def test_a_name_is_taken_whatever_its_case(office):
    with pytest.raises(ValidationError) as refusal:
        actions.open_account(
            actor=office.admin, username="CANBO.xa", display_name="x", body=office.communal, role=Role.VIEWER
        )
    assert "đã có người dùng" in refusal.value.message_dict["username"][0]


def test_a_local_administrator_reaches_neither_up_nor_across(office):
    elsewhere = body("Ban Xây dựng Đảng", unit("07246", NOW))
    for place in (office.provincial, elsewhere):
        with pytest.raises(PermissionDenied):
            actions.open_account(
                actor=office.local_admin, username="moi.1", display_name="x", body=place, role=Role.VIEWER
            )
    assert not User.objects.filter(username="moi.1").exists()


def test_whoever_holds_a_higher_role_too_is_out_of_reach(office):
    assert actions.within_reach(office.clerk, office.local_admin)
    actions.give_role(office.clerk, actor=office.admin, body=office.provincial, role=Role.VIEWER)
    for act in (actions.give_link, actions.close_account):
        with pytest.raises(PermissionDenied):
            act(office.clerk, actor=office.local_admin)


def test_a_role_of_the_future_counts_and_one_of_the_past_does_not(office):
    today = timezone.localdate()
    tomorrow = today + dt.timedelta(days=1)
    actions.give_role(office.clerk, actor=office.admin, body=office.provincial, role=Role.VIEWER, valid_from=tomorrow)
    assert not actions.within_reach(office.clerk, office.local_admin)
    Assignment.objects.filter(user=office.clerk, body=office.provincial).update(valid_from=None, valid_to=today)
    assert actions.within_reach(office.clerk, office.local_admin)


@pytest.mark.parametrize("act", [actions.close_account, actions.reopen_account])
def test_nobody_closes_or_opens_themselves(office, act):
    with pytest.raises(PermissionDenied):
        act(office.admin, actor=office.admin)


def test_nobody_gives_or_ends_their_own_role(office):
    with pytest.raises(PermissionDenied):
        actions.give_role(office.admin, actor=office.admin, body=office.communal, role=Role.COORDINATOR)
    with pytest.raises(PermissionDenied):
        actions.end_role(office.admin.assignments.get(), actor=office.admin, on=timezone.localdate())


@pytest.mark.parametrize("who", ["coordinator", "clerk", "owner", "newcomer"])
def test_only_administrators_manage_accounts(office, who):
    with pytest.raises(PermissionDenied):
        actions.give_link(office.newcomer, actor=getattr(office, who)) if who != "newcomer" else actions.give_link(
            office.owner, actor=office.newcomer
        )


def test_a_role_is_not_given_twice_for_the_same_days(office):
    with pytest.raises(ValidationError):
        actions.give_role(office.newcomer, actor=office.admin, body=office.communal, role=Role.VIEWER)


def test_an_ended_role_stays_on_record(office):
    held = office.newcomer.assignments.get()
    actions.end_role(held, actor=office.admin, on=dt.date(2026, 12, 1))
    held.refresh_from_db()
    assert held.valid_to == dt.date(2026, 12, 1)
    with pytest.raises(ValidationError):
        actions.end_role(held, actor=office.admin, on=dt.date(2027, 1, 1))


def test_a_closed_account_gets_no_link_until_it_is_open_again(office):
    actions.close_account(office.newcomer, actor=office.admin)
    with pytest.raises(ValidationError):
        actions.give_link(office.newcomer, actor=office.admin)
    actions.reopen_account(office.newcomer, actor=office.admin)
    assert actions.give_link(office.newcomer, actor=office.admin).startswith("/tai-khoan/lien-ket/")


def test_superiors_never_go_round(office):
    with pytest.raises(ValidationError):
        body_actions.set_superior(office.provincial, actor=office.admin, superior=office.communal)
    with pytest.raises(ValidationError):
        body_actions.set_superior(office.communal, actor=office.admin, superior=office.communal)
    body_actions.set_superior(office.communal, actor=office.admin, superior=None)
    body_actions.set_superior(office.provincial, actor=office.admin, superior=office.communal)
    assert Body.objects.get(pk=office.provincial.pk).superior == office.communal


def test_a_body_ends_with_its_coordinations(office):
    body_actions.give_coordination(
        office.communal, actor=office.admin, unit=office.provincial.unit, valid_from=dt.date(2027, 6, 1)
    )
    body_actions.end_body(office.communal, actor=office.admin, on=dt.date(2027, 1, 1))
    assert Coordination.objects.get(body=office.communal).valid_to == dt.date(2027, 1, 1)
    assert not office.communal.is_on(dt.date(2027, 1, 1))


def test_coordination_is_given_within_reach_only(office):
    province, commune = office.provincial.unit, office.communal.unit
    with pytest.raises(PermissionDenied):
        body_actions.give_coordination(office.farmers, actor=office.local_admin, unit=province)
    held = body_actions.give_coordination(office.farmers, actor=office.local_admin, unit=commune)
    with pytest.raises(ValidationError):
        body_actions.give_coordination(office.farmers, actor=office.admin, unit=commune)
    body_actions.end_coordination(held, actor=office.local_admin, on=timezone.localdate() + dt.timedelta(days=1))


def test_a_namesake_in_the_same_unit_is_refused(office):
    with pytest.raises(ValidationError):
        body_actions.create_body(actor=office.admin, name="HỘI NÔNG DÂN", line="farmers", unit=office.farmers.unit)
    assert body_actions.create_body(
        actor=office.admin, name="Hội Nông dân", line="farmers", unit=unit("07246", NOW)
    ).folded == "hoi nong dan"  # fmt: skip


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_administrator_finds_everybody_and_the_commune_its_own(into, office):
    text = words(into(office.admin).get(reverse("web:people")))
    assert "6 tài khoản" in " ".join(text.split())
    assert "dieuphoi" in text
    text = words(into(office.local_admin).get(reverse("web:people")))
    assert "canbo.xa" in text
    assert "dieuphoi" not in text


def test_people_out_of_reach_are_not_there(into, office):
    assert into(office.local_admin).get(reverse("web:person", args=(office.coordinator.pk,))).status_code == 404
    assert into(office.owner).get(reverse("web:people")).status_code == 403
    assert into(office.owner).get(reverse("web:person", args=(office.clerk.pk,))).status_code == 404


def test_a_coordinator_sees_people_and_changes_nothing(into, office):
    client = into(office.coordinator)
    page = words(client.get(reverse("web:person", args=(office.clerk.pk,))))
    assert "Điều phối" in page
    assert "Đóng tài khoản" not in page
    for name in ("web:person_link", "web:person_close"):
        assert client.post(reverse(name, args=(office.clerk.pk,))).status_code == 403
    assert client.get(reverse("web:person_new")).status_code == 403
    office.clerk.refresh_from_db()
    assert office.clerk.is_active


def test_an_account_is_opened_by_its_form(into, office):
    client = into(office.admin)
    answer = client.post(reverse("web:person_new"), {"username": "Sai Tên", "body": "khong co"})
    assert answer.status_code == 422
    assert "Chỉ dùng chữ thường không dấu" in words(answer)
    assert "Không thấy cơ quan nào" in words(answer)
    data = {
        "username": "dongky.mt", "display_name": "Chủ tịch Mặt trận xã", "role": "viewer", "last_day": "31/12/2026",
        "body": "ban xay dung dang",
    }  # fmt: skip
    answer = client.post(reverse("web:person_new"), data)
    made = User.objects.get(username="dongky.mt")
    assert answer.headers["Location"] == reverse("web:person", args=(made.pk,))
    assert made.assignments.get().valid_to == dt.date(2027, 1, 1)


def test_a_body_with_namesakes_is_asked_for_in_full(into, office):
    body("Hội Nông dân", unit("07246", NOW), "farmers")
    client = into(office.admin)
    data = {"username": "nd.1", "display_name": "x", "role": "owner", "body": "Hội Nông dân"}
    answer = client.post(reverse("web:person_new"), data)
    assert "Có nhiều cơ quan tên như vậy" in words(answer)
    names = client.get(reverse("web:body_names"), {"body": "nong dan"}).content.decode()
    assert names.count("<option") == 2
    wanted = next(n for n in names.split('value="')[1:]).split('"')[0]
    assert client.post(reverse("web:person_new"), data | {"body": wanted}).status_code == 302


def test_a_link_is_handed_over_once(into, office):
    client = into(office.admin)
    path = reverse("web:person_link", args=(office.newcomer.pk,))
    assert "Ai có liên kết thì vào được" in words(client.get(path))
    page = client.post(path)
    assert "http://testserver/tai-khoan/lien-ket/" in words(page)
    assert "no-store" in page.headers["Cache-Control"]


def test_roles_are_given_ended_and_told(into, office):
    client = into(office.admin)
    client.post(reverse("web:role_new", args=(office.newcomer.pk,)), {"body": "Hội Nông dân", "role": "owner"})
    held = office.newcomer.assignments.get(role="owner")
    answer = client.post(reverse("web:role_end", args=(held.pk,)), {"last_day": "31/12/2026"}, follow=True)
    text = words(answer)
    assert "Giao vai trò Đơn vị thực hiện tại Hội Nông dân" in text
    assert "Ghi ngày thôi vai trò" in text
    client.post(reverse("web:person_close", args=(office.newcomer.pk,)))
    text = words(client.get(reverse("web:person", args=(office.newcomer.pk,))))
    assert "Đóng tài khoản" in text
    assert "Mở lại tài khoản" in text
    client.post(reverse("web:person_edit", args=(office.newcomer.pk,)), {"display_name": "Phó ban", "email": ""})
    assert "Phó ban" in words(client.get(reverse("web:people") + "?dong=co&tim=phó&vai-tro=viewer"))


def test_lists_go_on_by_key(into, office, monkeypatch):
    from danvan.web.accounts import people
    from danvan.web.bodies import views

    monkeypatch.setattr(people, "PAGE", 2)
    monkeypatch.setattr(views, "PAGE", 2)
    for i in range(3):
        person(f"z{i}", office.communal)
        body(f"Chi hội {i}", office.communal.unit, "farmers")
    client = into(office.admin)
    for name, attribute, total in (
        ("web:people", "username", User.objects.count()),
        ("web:bodies", "pk", Body.objects.count()),
    ):
        seen, address = [], reverse(name)
        while address:
            page = client.get(address)
            seen += [getattr(row, attribute) for row in page.context["rows"]]
            address = reverse(name) + page.context["next_href"] if page.context["next_href"] else ""
        assert len(seen) == len(set(seen)) == total


def test_bodies_are_listed_added_and_changed(into, office):
    client = into(office.admin)
    assert "Hội Nông dân" in words(client.get(reverse("web:bodies"), {"tim": "nong dan", "he-thong": "farmers"}))
    new = {
        "name": "Hội Phụ nữ",
        "line": "women",
        "unit": str(office.communal.unit_id),
        "superior": "",
        "valid_from": "1/7/2025",
    }
    assert client.post(reverse("web:body_new"), new | {"name": ""}).status_code == 422
    assert client.post(reverse("web:body_new"), new).status_code == 302
    made = Body.objects.get(line="women")
    assert made.valid_from == dt.date(2025, 7, 1)
    client.post(reverse("web:body_superior", args=(made.pk,)), {"superior": "Ban Tuyên giáo"})
    made.refresh_from_db()
    assert made.superior == office.provincial
    client.post(reverse("web:coordination_new", args=(made.pk,)), {"unit": str(office.communal.unit_id)})
    held = made.coordinations.get()
    assert client.post(reverse("web:coordination_end", args=(held.pk,)), {"last_day": "31/12/2026"}).status_code == 302
    assert client.post(reverse("web:body_end", args=(made.pk,)), {"last_day": "31/12/2026"}).status_code == 302
    text = words(client.get(reverse("web:body", args=(made.pk,))))
    assert "từ 01/07/2025 đến hết 31/12/2026" in text


def test_bodies_out_of_reach_are_not_there(into, office):
    assert into(office.local_admin).get(reverse("web:body", args=(office.provincial.pk,))).status_code == 404
    page = words(into(office.clerk).get(reverse("web:body", args=(office.communal.pk,))))
    assert "Giao điều phối" in page
    assert "Mở tài khoản tại đây" not in page
    assert into(office.owner).get(reverse("web:body_new")).status_code == 403


def test_the_administrator_sees_no_content(into, office):
    client = into(office.admin)
    page = words(client.get("/"))
    assert "quản trị hệ thống" in page.lower()
    assert "Sổ mô hình" not in page
    assert "Tổng quan" not in page


def test_a_list_of_people_costs_the_same_for_many(into, office, django_assert_max_num_queries):
    client = into(office.admin)
    client.get(reverse("web:people"))
    for i in range(20):
        person(f"them{i:02}", office.communal)
    with django_assert_max_num_queries(16):
        client.get(reverse("web:people"))


def test_every_form_of_administration_opens_and_says_no_at_its_place(into, office):
    client = into(office.admin)
    newcomer, commune = office.newcomer.pk, office.communal.pk
    role, held = office.newcomer.assignments.get().pk, office.communal.coordinations.get().pk
    for name, pk in (
        ("web:person_edit", newcomer), ("web:role_new", newcomer), ("web:person_close", newcomer), ("web:role_end", role),
        ("web:body_superior", commune), ("web:body_end", commune), ("web:coordination_new", commune),
        ("web:coordination_end", held),
    ):  # fmt: skip
        assert client.get(reverse(name, args=(pk,))).status_code == 200, name
    refused = [
        ("web:role_new", newcomer, {"body": "Ban Xây dựng Đảng", "role": "viewer"}, "đã giữ vai trò này"),
        ("web:role_end", role, {"last_day": "31/13/2026"}, "Ngày chưa đúng"),
        ("web:person_edit", newcomer, {"display_name": ""}, "Cần điền ô này"),
        ("web:body_superior", commune, {"superior": "Ban Xây dựng Đảng"}, "vòng tròn"),
        ("web:body_end", commune, {"last_day": ""}, "Cần điền ô này"),
        ("web:coordination_new", commune, {"unit": str(office.communal.unit_id)}, "đã điều phối đơn vị này"),
        ("web:coordination_end", held, {"last_day": "x"}, "Ngày chưa đúng"),
    ]
    for name, pk, data, said in refused:
        answer = client.post(reverse(name, args=(pk,)), data)
        assert answer.status_code == 422, name
        assert said in words(answer), name


def test_what_has_ended_does_not_end_again(into, office):
    client, day = into(office.admin), dt.date(2027, 1, 1)
    held, role = office.communal.coordinations.get(), office.newcomer.assignments.get()
    body_actions.end_coordination(held, actor=office.admin, on=day)
    actions.end_role(role, actor=office.admin, on=day)
    body_actions.end_body(office.communal, actor=office.admin, on=day)
    for name, pk in (
        ("web:coordination_end", held.pk), ("web:role_end", role.pk), ("web:body_end", office.communal.pk)
    ):  # fmt: skip
        answer = client.post(reverse(name, args=(pk,)), {"last_day": "31/12/2027"})
        assert "đã kết thúc trước ngày đó" in words(answer), name
    with pytest.raises(ValidationError):
        body_actions.end_body(office.communal, actor=office.admin, on=dt.date(2028, 1, 1))


def test_a_closed_account_is_opened_again_on_its_page(into, office):
    client = into(office.admin)
    address = reverse("web:person_close", args=(office.newcomer.pk,))
    client.post(address)
    assert "Mở lại tài khoản" in words(client.get(address))
    client.post(address)
    office.newcomer.refresh_from_db()
    assert office.newcomer.is_active
    history = words(client.get(reverse("web:person", args=(office.newcomer.pk,))))
    assert "Mở lại tài khoản" in history


def test_a_name_and_a_used_link_stand_in_the_history(into, office):
    client = into(office.admin)
    client.post(reverse("web:person_edit", args=(office.newcomer.pk,)), {"display_name": "Phó ban", "email": ""})
    made = actions.open_account(
        actor=office.admin, username="moi.2", display_name="x", body=office.communal, role=Role.VIEWER
    )
    use_link(actions.give_link(made, actor=office.admin).rstrip("/").rsplit("/", 1)[-1])
    assert "Sửa tên hiển thị" in words(client.get(reverse("web:person", args=(office.newcomer.pk,))))
    text = words(client.get(reverse("web:person", args=(made.pk,))))
    assert "Mở tài khoản" in text
    assert "Đăng nhập bằng liên kết một lần" in text


def test_a_form_is_begun_at_the_body_it_was_opened_from(into, office):
    client = into(office.admin)
    page = client.get(reverse("web:person_new"), {"co-quan": str(office.farmers.pk)}).content.decode()
    assert 'value="Hội Nông dân – ' in page
    assert client.get(reverse("web:person_new"), {"co-quan": "x"}).status_code == 200
    assert client.get(reverse("web:bodies"), {"sau": "x"}).status_code == 200


def test_the_country_chooses_among_its_provinces(office):
    from danvan.web.bodies.forms import unit_choices

    ministry = body("Ban Tuyên giáo và Dân vận Trung ương", unit("VN", NOW))
    Coordination.objects.create(body=ministry, unit=ministry.unit)
    choices = unit_choices(person("tw", ministry, Role.SYSADMIN), "bodies.manage")
    assert choices[0][1] == "Cả nước"
    assert len(choices) == 35
