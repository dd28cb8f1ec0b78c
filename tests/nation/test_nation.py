"""The generated nation: the same for the same seed, true to the territory, held by audit and cells as any record is."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from danvan.accounts.models import User
from danvan.appraisal.models import Recognition
from danvan.audit.chain import snapshot
from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from danvan.bodies.models import Body
from danvan.core.indexes import put_back
from danvan.core.text import fold
from danvan.initiatives import actions
from danvan.initiatives.drafts import folded_words, key_of
from danvan.initiatives.models import CodeCounter, Initiative, Place, Registration, Target
from danvan.initiatives.verify import register_problems
from danvan.reports.cells import differences
from danvan.reports.stats import CHILD, basis_for, roll_up, total
from danvan.sample.nation import FILLED, Plan, Refused, generate
from danvan.sample.nation_plan import lands, shares
from danvan.sample.nation_rows import COLUMNS, begun, new_key
from danvan.sample.nation_wording import folded
from danvan.units.atlas import atlas
from danvan.units.models import Level
from tests.factories import draft, operator, registered, unit

pytestmark = pytest.mark.usefixtures("country")
PLAN = Plan(provinces=2, registrations=900, first=2023, last=2026, seed=3)


@pytest.fixture
def nation(country):
    return generate(PLAN, ahead=False)


def content():
    """All that is the same on every run: rows by their keys, without the moments of writing."""
    hidden = {"created_at", "changed_at"}
    return {
        model.__name__: sorted(map(str, model.objects.values_list(*sorted({f.attname for f in model._meta.concrete_fields} - hidden))))
        for model in (Initiative, Registration, Place, Target, Recognition)
    }  # fmt: skip


def test_so_many_are_written_and_all_are_marked(nation):
    assert nation == {"written": 900, "there": 0}
    assert Registration.objects.filter(illustration=True).count() == 900
    assert not Initiative.objects.filter(illustration=False).exists()
    assert not Body.objects.filter(illustration=False).exists()
    assert set(Registration.objects.values_list("source", flat=True)) == {"Dữ liệu minh hoạ"}
    wanted = Counter()
    for (_code, year), n in shares(PLAN, lands(PLAN)).items():
        wanted[year] += n
    assert Counter(Registration.objects.values_list("year", flat=True)) == wanted


def test_audit_cells_and_register_agree(nation):
    assert list(broken_links()) == []
    assert differences() == []
    assert register_problems() == register_problems(Recognition) == []
    for year in range(2023, 2027):
        root = unit("VN", year)
        children = roll_up(root, basis_for(root, year), (CHILD,))
        assert sum(r.count for r in children) == total(root, basis_for(root, year))


def test_what_is_changed_behind_the_doors_back_is_found(nation):
    first, second, third = Registration.objects.order_by("id")[:3]
    Registration.objects.filter(pk=first.pk).update(goal="Khác")
    Place.objects.filter(registration=second).update(village="thôn Khác")
    Target.objects.filter(registration=third).delete()
    Recognition.objects.filter(registration=third).delete()
    Registration.objects.filter(pk=third.pk).delete()

    found = {(p["record"], p["problem"]) for p in register_problems()}
    assert found == {(str(first.pk), "altered"), (str(second.pk), "altered"), (str(third.pk), "removed")}


def test_what_goes_through_the_door_afterwards_still_holds(nation):
    row = Registration.objects.filter(status="under_way").order_by("id")[0]
    actions.edit(row, actor=operator(), goal="Vận động thêm 10 hộ", name="Tên mới")
    row.refresh_from_db()
    actions.move(row, "pause", actor=operator())
    assert register_problems() == []
    assert differences() == []

    Registration.objects.filter(pk=row.pk).update(method="Khác")
    assert [p["record"] for p in register_problems()] == [str(row.pk)]


def test_the_same_seed_gives_the_same_country_and_another_another(country):
    from django.db import transaction

    seen = []
    for seed in (3, 3, 4):
        with transaction.atomic():
            generate(Plan(1, 200, 2024, 2025, seed), ahead=False)
            found = content()
            found.pop("Registration")
            rows = Registration.objects.order_by("id")
            found["texts"] = [
                (str(r.pk), r.name, r.owner_name, r.problem, r.method, r.result, r.status, r.level) for r in rows
            ]
            # the sub-fields are the installation's own rows
            seen.append(found)
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert not set(seen[0]["texts"]) & set(seen[2]["texts"])


def test_a_second_run_finds_everything_there(nation):
    before = content()
    assert generate(PLAN, ahead=False) == {"written": 0, "there": 900}
    assert content() == before


def test_a_second_run_makes_the_indexes_that_a_killed_one_left_out(nation):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX initiatives_place_of_reg")
    generate(PLAN, ahead=False)
    assert put_back() == []


def test_taken_up_in_the_middle_it_is_the_same_country(country, monkeypatch):
    from danvan.sample import nation as module

    whole, calls = module._write, []

    def stumble(batch, plan, who):
        if len(calls) == 3:
            raise KeyboardInterrupt
        calls.append(batch.id)
        whole(batch, plan, who)

    monkeypatch.setattr(module, "_write", stumble)
    with pytest.raises(KeyboardInterrupt):
        generate(PLAN, ahead=False)
    part = Registration.objects.count()
    assert 0 < part < 900
    monkeypatch.setattr(module, "_write", whole)

    assert generate(PLAN, ahead=False) == {"written": 900 - part, "there": part}
    assert Registration.objects.count() == 900
    assert differences() == register_problems() == list(broken_links()) == []
    assert Initiative.objects.count() == sum(CodeCounter.objects.values_list("last", flat=True))


def test_codes_run_on_from_those_that_are_there(country):
    registered(draft("Có trước", ("00001",), year=2023, illustration=True))
    plan = Plan(1, 60, 2023, 2023)
    with pytest.raises(Refused, match="đã có 1 đăng ký khác"):
        generate(plan, ahead=False)

    User.objects.create(username="mau", display_name="Mẫu", illustration=True, audit_province_id=unit("VN").pk)
    generate(plan, mix=True, ahead=False)
    codes = sorted(Initiative.objects.values_list("code", flat=True))
    assert codes == [f"HN-2023-{n:05d}" for n in range(1, 62)]


def test_real_records_are_never_mixed_with_invented_ones(country):
    registered(draft("Mô hình thật", ("00001",), year=2023))
    with pytest.raises(Refused, match="sổ thật"):
        generate(Plan(1, 10, 2023, 2023), mix=True, ahead=False)
    assert Registration.objects.count() == 1


def test_each_stands_in_the_tree_of_its_day(nation):
    picture = atlas()
    for row in Registration.objects.all():
        assert row.registered_on.year == row.year
        span = picture.span(row.accounting_unit_id, row.registered_on)
        assert span is not None, (row.year, row.registered_on, row.name)
        assert span.level in {Level.PROVINCE, Level.DISTRICT, Level.COMMUNE}
        assert span.level != Level.DISTRICT or row.registered_on < dt.date(2025, 7, 1)
        assert row.owner.valid_to is None or row.registered_on < row.owner.valid_to


def test_districts_recognise_until_june_2025_and_nobody_before_the_registration(nation):
    rows = Recognition.objects.select_related("registration")
    assert {r.level for r in rows} >= {"base", "district"}
    for row in rows:
        assert row.registration.registered_on <= row.date <= dt.date.today()  # noqa: DTZ011 - as a person reads it
        assert row.level != "district" or row.date < dt.date(2025, 7, 1)
    best = Registration.objects.exclude(level="")
    assert {r.pk for r in best} == {r.registration_id for r in rows}
    assert set(best.values_list("status", flat=True)) == {"recognised"}


def test_what_goes_on_keeps_its_initiative_across_the_reorganisation(nation):
    chains = {}
    for row in Registration.objects.order_by("year"):
        chains.setdefault(row.initiative_id, []).append(row)
    long = [rows for rows in chains.values() if len(rows) > 1]
    assert long
    for rows in chains.values():
        assert [r.renewal for r in rows] == ["new"] + ["maintained"] * (len(rows) - 1)
        assert [r.year for r in rows] == list(range(rows[0].year, rows[0].year + len(rows)))
        assert len({r.province_id for r in rows}) == 1
    across = [rows for rows in long if rows[0].year < 2025 and rows[-1].year == 2026]
    assert across
    for rows in across:
        old, new = rows[-2].accounting_unit_id, rows[-1].accounting_unit_id
        assert atlas().home(old, dt.date(2026, 12, 31))[0] == new


def test_derived_columns_are_what_the_house_makes_of_them(nation):
    for row in Registration.objects.select_related("initiative"):
        assert row.match_key == key_of(row.name, row.owner_name)
        assert row.folded == folded_words(row.initiative.code, row.name, row.owner_name, row.places_text)
        assert snapshot(row)["source"] == "Dữ liệu minh hoạ"
        assert not any(
            "{" in text for text in (row.name, row.owner_name, row.problem, row.goal, row.method, row.contact)
        )
        assert not row.name[:1].islower()  # a capital or a number


def test_rows_name_every_column(country):
    for model in (Initiative, Registration, Place, Target, Recognition, Body):
        assert set(COLUMNS[model._meta.db_table]) == {f.column for f in model._meta.concrete_fields}


def test_the_history_tells_the_plan_once_per_province_and_year(nation):
    told = Entry.objects.filter(verb="sample.generate", kind="initiatives.initiative")
    assert {e.after["plan"] for e in told} == {PLAN.text}
    assert Entry.objects.filter(verb="sample.generate").count() < 60


def test_somebody_at_the_centre_and_in_each_province_can_look_around(nation):
    assert set(User.objects.values_list("username", flat=True)) == {"trung-uong", "dieu-phoi-hn", "dieu-phoi-cb"}
    person = User.objects.get(username="trung-uong")
    assert Registration.objects.visible_to(person).count() == 900


def test_no_word_breaks_a_line_of_copy():
    folder = Path(__file__).parents[2] / "danvan" / "sample" / "data"
    for path in folder.rglob("*.toml"):
        assert "\\" not in path.read_text(encoding="utf-8"), path


@given(st.text(alphabet="aàáảãạăắằâấầđeêệiîoôộơờuưựyỳ ÀĐẠÊÔƠƯ-,.–“”0123456789²", max_size=60))
def test_folding_by_characters_is_folding(text):
    assert folded(text) == fold(text)


def test_keys_are_uuid7_of_their_instant():
    import uuid
    from random import Random

    key = uuid.UUID(new_key(begun(1_700_000_000_123), Random(1)))
    assert (key.version, key.variant, key.int >> 80) == (7, uuid.RFC_4122, 1_700_000_000_123)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--registrations", "0"], "--registrations «0» không hợp lệ"),
        (["--registrations", "nhiều"], "--registrations «nhiều» không hợp lệ"),
        (["--registrations", "10", "--provinces", "35"], "--provinces «35» không hợp lệ"),
        (["--registrations", "10", "--from", "2018"], "--from «2018» không hợp lệ"),
        (["--registrations", "10", "--from", "2024", "--to", "2022"], "Năm cuối 2022 đứng trước năm đầu 2024"),
        (["--registrations", "10", "--to", "2099"], "--to «2099» không hợp lệ"),
        (["--registrations", "10", "--seed", "x"], "--seed «x» không hợp lệ"),
    ],
)
def test_bad_arguments_get_a_sentence(country, arguments, words):
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match=words):
        call_command("generate", *arguments)


def test_no_index_is_filled_row_by_row_and_all_stand_afterwards(nation):
    """An index that a foreign key makes by itself could not be left for the end: the tables filled here have none."""
    assert {field.name for table in FILLED for field in table._meta.local_fields if field.db_index} == set()
    assert put_back() == []
