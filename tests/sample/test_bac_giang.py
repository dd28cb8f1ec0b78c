"""The sample province as loaded: its totals, its real models, its people, and that it all went through the door."""

import re
from collections import Counter
from typing import Any

import pytest
from django.db.models import Count, Sum

from danvan.accounts.models import User
from danvan.appraisal.models import Recognition
from danvan.audit.models import Entry
from danvan.audit.verify import broken_links
from danvan.bodies.models import Body, Coordination
from danvan.core.text import clean
from danvan.initiatives.models import KeyProject, KeyProjectLink, Participation, Registration, SubField, Target
from danvan.reports.cells import differences
from danvan.reports.models import Cell
from danvan.sample import bac_giang as sample
from danvan.sample import seats
from danvan.sample.topics import topics
from danvan.units.atlas import atlas
from danvan.units.models import Level
from tests.factories import TODAY, code_of, unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bac_giang")]

# Nobody is called by name ("ông Nguyễn…", "đồng chí Trần…"), nor by telephone or mail.
BEFORE_NAMES = re.compile(r"\b(?:ông|bà|anh|chị|cô|chú|bác|cụ|em|cháu|đồng chí|Đ/c) (\w+)", re.IGNORECASE)
REACHED = re.compile(r"\d{9,}|\d{3,4}[. ]\d{3}[. ]\d{3}|@")
TEXTS = ("name", "owner_name", "places_text", "problem", "goal", "method", "result", "duration", "contact", "note")


def of_2022() -> Any:
    return Registration.objects.filter(year=2022)


def total(code: str, year: int = 2022) -> int:
    return Cell.objects.filter(unit=unit(code, year).pk, year=year).aggregate(n=Sum("total"))["n"] or 0


def own(code: str, year: int = 2022) -> int:
    return Cell.objects.filter(unit=unit(code, year).pk, year=year).aggregate(n=Sum("own"))["n"] or 0


# ── totals ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_totals_are_the_published_ones() -> None:
    found = sample.published()
    assert of_2022().count() == total("24") == found["total"] == 4250
    assert of_2022().filter(illustration=False).count() == 7
    assert of_2022().exclude(level="").count() > found["recognised_at_least"]
    assert {d["unit"]: total(d["unit"]) for d in found["districts"]} == {"220": 475, "215": 212}


@pytest.mark.parametrize("year", [2021, 2022])
def test_children_and_own_row_are_the_total(year: int) -> None:
    for span in atlas().subtree(unit("24", year).pk, TODAY.replace(year=year)):
        children = atlas().children(span.unit, TODAY.replace(year=year))
        below = sum(total(child.code, year) for child in children)
        assert total(span.code, year) == below + own(span.code, year)
        if span.level != Level.COMMUNE:
            assert own(span.code, year) > 0


def test_every_commune_has_models() -> None:
    counted = Counter(code_of(unit_id) for unit_id in of_2022().values_list("accounting_unit", flat=True))
    communes = [s for s in atlas().subtree(unit("24").pk, TODAY.replace(year=2022)) if s.level == Level.COMMUNE]
    assert len(communes) == 209
    assert min(counted[s.code] for s in communes) >= 3


def test_the_split_is_plausible() -> None:
    def share(**condition: Any) -> float:
        return of_2022().filter(**condition).count() / 4250

    assert share(field="economy") == pytest.approx(0.25, abs=0.03)
    assert share(field="culture_society") == pytest.approx(0.52, abs=0.03)
    assert share(field="defence_security") == pytest.approx(0.15, abs=0.03)
    assert share(field="political_system") == pytest.approx(0.08, abs=0.03)
    assert share(owner_kind="individual") == pytest.approx(0.12, abs=0.02)
    assert share(renewal="maintained") == pytest.approx(0.47, abs=0.02)
    assert of_2022().values("line").distinct().count() >= 14
    assert of_2022().values("status").distinct().count() == 7
    assert of_2022().filter(sub_field__name__contains="Yên Thế").count() == 39


def test_the_year_before_is_illustration_and_part_of_it_goes_on() -> None:
    before = Registration.objects.filter(year=2021)
    assert before.count() == total("24", 2021) == 1900
    assert not before.filter(illustration=False).exists()
    going_on = of_2022().filter(initiative__registrations__year=2021)
    assert going_on.count() > 1200
    assert not going_on.exclude(renewal="maintained").exists()
    assert not going_on.filter(initiative__registrations__status="ended", initiative__registrations__year=2021).exists()


def test_recognitions_stand_behind_the_levels() -> None:
    found = of_2022().exclude(level="")
    assert found.filter(status="recognised").count() == found.count() == 703
    assert {level: found.filter(level=level).count() for level in ("base", "district", "province")} == {
        "base": 438,
        "district": 209,
        "province": 56,
    }
    assert found.filter(outstanding=True).count() == 152
    rows = Recognition.objects.filter(registration__year=2022)
    assert rows.values("registration").distinct().count() == 703
    assert not rows.filter(number="").exists()
    assert {row.date.year for row in rows if row.date} == {2022}


# ── the real ones ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_seven_real_models_as_the_article_has_them() -> None:
    real = Registration.objects.filter(illustration=False).order_by("initiative__code")
    assert [
        (r.owner_name.split(",")[0], code_of(r.accounting_unit_id), r.field, r.owner_kind, r.line) for r in real
    ] == [
        ("Chi hội Nông dân thôn Đồng Lân", "07282", "economy", "collective", "farmers"),
        ("Bí thư Đoàn Thanh niên Bưu điện tỉnh", "24", "economy", "individual", "youth"),
        ("Tổ Dân vận thôn Bắc Hoa", "07531", "culture_society", "collective", "team"),
        ("Đoàn TNCS Hồ Chí Minh huyện Hiệp Hòa", "223", "culture_society", "collective", "youth"),
        ("Đoàn TNCS Hồ Chí Minh tỉnh Bắc Giang", "24", "culture_society", "collective", "youth"),
        ("Đội An ninh dân tộc", "24", "defence_security", "collective", "police"),
        ("Hội Cựu chiến binh xã Phúc Sơn", "07318", "defence_security", "collective", "veterans"),
    ]
    assert {(r.year, r.status, r.level, r.source) for r in real} == {
        (2022, "under_way", "", "TTXVN: Bắc Giang nhân rộng mô hình, điển hình Dân vận khéo")
    }
    assert not any(
        (r.problem, r.goal, r.sub_field, r.targets.count(), r.participations.count()) != ("", "", None, 0, 0)
        for r in real
    )
    assert not real.filter(owner__illustration=True).exists()


def test_the_police_model_stands_in_two_villages_of_two_districts_and_counts_once() -> None:
    police = Registration.objects.get(illustration=False, line="police")
    assert [(code_of(p.unit_id), p.village) for p in police.places.all()] == [
        ("07651", "thôn Khe Táu"),
        ("07597", "thôn Vách Gạo"),
    ]
    assert code_of(police.accounting_unit_id) == "24"


# ── the door ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_went_through_the_door() -> None:
    assert list(broken_links()) == []
    assert differences() == []
    written = dict(Entry.objects.values_list("kind").annotate(n=Count("pk")).order_by())
    for model in (Registration, Recognition, Target, KeyProjectLink, Body, Coordination, SubField, KeyProject, User):
        assert written[model._meta.label_lower] == model.objects.count() > 0
    assert {e.actor_name for e in Entry.objects.all()} == {"Người vận hành (dòng lệnh danvan init --sample bac-giang)"}


def test_a_second_load_changes_nothing(bac_giang: list[tuple[int, int]]) -> None:
    before = Entry.objects.count()
    assert sample.load() is False
    assert Entry.objects.count() == before
    assert bac_giang == sorted(bac_giang)
    assert len(bac_giang) > 10
    assert bac_giang[-1][0] == bac_giang[-1][1]


def test_an_interrupted_load_is_taken_up_without_doubles() -> None:
    User.objects.get(username="quan-tri").assignments.all().delete()
    User.objects.get(username="quan-tri").delete()
    counts = [
        model.objects.count() for model in (Registration, Body, Coordination, Recognition, Target, SubField, KeyProject)
    ]
    assert sample.load() is True
    assert [
        model.objects.count() for model in (Registration, Body, Coordination, Recognition, Target, SubField, KeyProject)
    ] == counts
    assert User.objects.filter(username="quan-tri").exists()


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_many_subjects() -> None:
    assert len(topics()) >= 150
    assert of_2022().values("name").distinct().count() > 600


def test_nobody_is_named() -> None:
    texts = [text for row in Registration.objects.values_list(*TEXTS) for text in row]
    texts = [text.replace("Cụ Hồ", "") for text in texts]
    texts += User.objects.values_list("display_name", flat=True)
    assert [t for t in texts for word in BEFORE_NAMES.findall(t) if word[0].isupper()] == []
    assert [t for t in texts if REACHED.search(t)] == []


def test_texts_are_whole() -> None:
    for row in Registration.objects.values_list(*TEXTS):
        for text in row:
            assert text == clean(text)
            assert not re.search(r"[\[\]{}|]|\.\.|,,|  | ,|None|–", text), text
            assert text[:1] == text[:1].upper() or row[2] == text or row[3] == text, text


def test_illustration_says_so() -> None:
    assert set(Registration.objects.filter(illustration=True).values_list("source", flat=True)) == {"Dữ liệu minh hoạ"}
    assert set(KeyProject.objects.values_list("decision", flat=True)) == {"dữ liệu minh hoạ"}


def test_names_of_bodies_are_whole_and_partners_are_others() -> None:
    assert [name for name in Body.objects.values_list("name", flat=True) if re.search(r"[{}\[\]]|None", name)] == []
    partners = Participation.objects.filter(body__isnull=False).select_related("registration")
    assert [p for p in partners if p.body_id == p.registration.owner_id] == []
    assert partners.count() > 1000


def test_the_same_models_are_drawn_every_time() -> None:
    provinces = [seats.bac_giang(year) for year in (2021, 2022)]
    once, again = (sample.invent(provinces) for _ in range(2))
    assert once == again
