"""The pages in English, whole, and in Vietnamese, whole: what people wrote and official names stay as they are."""

import datetime as dt
import re
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from danvan.accounts.models import Role, User
from danvan.appraisal.actions import recognise, withdraw_recognition
from danvan.initiatives import actions
from danvan.initiatives.drafts import RecognitionDraft
from danvan.initiatives.models import KeyProject, Participation, Resource, SubField, Target
from danvan.units.actions import add_village
from danvan.units.models import UnitPeriod
from tests.factories import body, coordinating, draft, operator, person, registered, unit
from tests.web.reading import Seen, read, walk

VIETNAMESE = re.compile(r"\w*[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵằắẳẵặầấẩẫậềếểễệồốổỗộờớởỡợừứửữự]\w*", re.IGNORECASE)
# What Django, allauth or we ourselves would say in English.
ENGLISH = re.compile(
    r"\b(this field|this value|required|enter|select|password|username|sign|choose|please|invalid|error|submit|cancel"
    r"|model|register|the|of|and|with|year|unit|page|search|January|April|June|July|August|October|December)\b",
    re.IGNORECASE,
)
VILLAGE_KINDS = ("thôn", "tổ dân phố", "bản", "khu phố", "xóm", "ấp", "khối")
# Words that stay as they are: to be typed or copied, from Vietnamese.
EXAMPLES = re.compile(r"“[^”]*”|[Ff]or example: [^.]*|TT \| Tên mô hình[^.]*")
# Typed without diacritics, as some offices do; an import understands it.
SHEET = """TT;Ten mo hinh;Don vi thuc hien;Dia ban;Linh vuc;Cap cong nhan
1;Model one;Nhom A;thon Dong Lan, xa Dong Ky, huyen Yen The;Kinh te;Cap la
2;;Nhom B;xa Dong Ky, huyen Yen The;Kinh te;
3;Model three;Nhom C;xa Dong Ky, huyen Yen The;Zzz;Cap huyen
4;Model four;Nhom D;xa Dong Ki, huyen Yen The;Kinh te;
5;Model one;Nhom A;thon Dong Lan, xa Dong Ky, huyen Yen The;Kinh te;
"""
WRITTEN = ("Model", "Office", "Farmers", "Owner", "Method", "Target", "Source", "Partner", "Project", "Reason")
ROLES = ("coordinator", "owner", "appraiser", "decider", "viewer", "sysadmin")
EVERYWHERE = {"web:home", "account_change_password", "mfa_index"}
CONTENT = EVERYWHERE | {"web:overview", "web:initiatives", "web:registration", "web:units", "web:bodies", "web:body"}
MUST = {
    "coordinator": CONTENT | {
        "web:imports", "web:import", "web:import_row", "web:lists", "web:project_new", "web:sub_field_new",
        "web:register_new", "web:registration_edit", "web:registration_part", "web:registration_move",
        "web:registration_attach", "web:register_new (POST)", "web:imports (POST)", "web:import_commit (POST)",
    },
    "owner": CONTENT | {"web:register_new"},
    "decider": CONTENT | {"web:recognise"},
    "sysadmin": EVERYWHERE | {"web:people", "web:person", "web:person_new", "web:role_new", "web:person_link", "web:bodies",
        "web:person_new (POST)", "web:person_link (POST)", "web:person_close (POST)"},
}  # fmt: skip


@pytest.fixture
def people(country: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> dict[str, User]:
    """A province with one of each thing, named without diacritics, and somebody for every role."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("danvan.imports.actions.on_commit", lambda run: run())
    province, commune = unit("24", 2026), unit("07282", 2026)
    office = coordinating("Office A", province)
    below = coordinating("Office B", commune, superior=office)
    farmers = body("Farmers A", commune, "farmers", superior=below, illustration=True)
    found = {role: person(role, farmers if role == "owner" else office, Role(role)) for role in ROLES}
    for who in found.values():
        who.display_name = f"Post {who.username}"
        who.save()
    made = registered(
        draft("Model A", places=(("07282", ""),), owner=farmers, owner_name="Owner A", texts={"method": "Method A"}),
        draft("Model A", year=2021, owner=farmers, owner_name="Owner A"),
        draft("Model B", line="women", owner_name="Owner B", illustration=True, field="culture_society"),
        draft("Model C", year=2026, owner_name="Owner C"),
    )  # fmt: skip
    _filled(made[0])
    _filled(made[3], day=dt.date(2026, 3, 1))
    client = sign_in(found["coordinator"])
    file = SimpleUploadedFile("so.csv", SHEET.encode())
    client.post(f"{reverse('web:imports')}?don-vi=24&nam=2022", {"file": file, "year": 2022})
    return found


def _filled(row: Any, day: dt.date = dt.date(2022, 3, 1)) -> None:
    who = operator()
    at = unit("24", row.year)
    project = actions.add_key_project(KeyProject(unit=at, name="Project A"), actor=who)
    name = f"Class {row.year}"
    actions.add_sub_field(SubField(province_id=row.province_id, field="economy", name=name), actor=who)
    for part in (
        Target(indicator="Target A", measure="piece", baseline=1, goal=12345, due_on=day),
        Resource(kind="money", amount=1_500_000, origin="Source A"),
        Participation(name="Partner A", part="joins"),
        row.key_project_links.model(key_project=project),
    ):
        actions.add_part(row, part, actor=who)
    actions.move(row, "approve", actor=who, reason="Reason A")
    actions.move(row, "start", actor=who)
    taken = recognise(row, RecognitionDraft("base", "1/A", day, outstanding=True), actor=who)
    recognise(row, RecognitionDraft("district", "2/A", day), actor=who)
    withdraw_recognition(taken, actor=who, on=day, reason="Reason B")
    if row.year == 2026:
        add_village(unit("07282", 2026), "Dong A", "thôn", None, who)


def sign_in(who: User | None, language: str = "") -> Client:
    client = Client()
    if who:
        client.force_login(who, backend="danvan.accounts.backends.ScopeBackend")
    if language:
        assert client.post(reverse("web:language"), {"language": language}).status_code == 302
    return client


@pytest.fixture
def official(country: Any) -> set[str]:
    """Names of units, with and without the word for their kind, in small letters."""
    spans = list(UnitPeriod.objects.values_list("kind", "name").distinct())
    kinds = {kind for kind, _name in spans} | set(VILLAGE_KINDS)
    return {name.lower() for kind, bare in spans for name in (bare, f"{kind} {bare}")} | kinds


def complaints(seen: list[Seen], names: set[str], wrong: re.Pattern[str]) -> list[str]:
    """Return the texts that are in the wrong language, each with the first page that says it."""
    texts = {text: one for one in reversed(seen) for text in one.page.texts}
    return [
        f"{one.name} {one.href}: {text}"
        for text, one in texts.items()
        if wrong.search(_without(names, EXAMPLES.sub("", text)))
    ]


def _without(names: set[str], text: str) -> str:
    """Return the words of a text that are in no name; the longest name goes first."""
    words, left, at = re.findall(r"[\w'-]+", text), [], 0
    while at < len(words):
        long = next((n for n in range(7, 0, -1) if " ".join(words[at : at + n]).lower() in names), 0)
        left += [] if long else [words[at]]
        at += long or 1
    return " ".join(left)


def starts(role: str) -> list[str]:
    addresses = ["web:home", "mfa_index", "account_change_password", "web:welcome", "account_logout"]
    found = [reverse(name) for name in addresses]
    if role != "sysadmin":
        found += [f"{reverse(name)}?don-vi=24&nam=2022" for name in ("web:overview", "web:initiatives")]
        found += [f"{reverse('web:units')}?don-vi=07282&nam=2022", f"{reverse('web:units')}?q=zzz&nam=2022"]
    return found


def test_no_page_in_english_says_anything_in_vietnamese(people: Any, official: set[str]) -> None:
    """As every role sees them: whatever links lead to, and the answer to each form sent without filling it in."""
    seen = {role: list(walk(sign_in(people[role], "en"), *starts(role))) for role in ROLES}
    pages = [one for walked in seen.values() for one in walked]
    assert "\n".join(complaints(pages, official, VIETNAMESE)) == ""
    assert {one.page.lang for one in pages} == {"en"}
    for role, walked in seen.items():
        assert MUST.get(role, EVERYWHERE) - {one.name for one in walked} == set(), role
    assert {200, 403, 404, 422} - {one.answer.status_code for one in pages} == set()


def test_no_page_in_vietnamese_says_anything_in_english(people: Any) -> None:
    """After an English page in the same process: nothing that was said once stays in the other language."""
    assert read(sign_in(people["coordinator"], "en").get("/")).lang == "en"
    seen = [one for role in ("coordinator", "sysadmin") for one in walk(sign_in(people[role]), *starts(role))]
    written = {f"{word} {mark}".lower() for word in WRITTEN for mark in ("a", "b", "c", "d", "one", "three", "four")}
    written |= {f"post {role}" for role in ROLES} | {"class 2022", "class 2026", "huyen yen the", *ROLES}
    assert "\n".join(complaints(seen, written, ENGLISH)) == ""
    assert {one.page.lang for one in seen} == {"vi"}


# ── the switch ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_switch_is_kept_on_the_device_and_leads_back(people: Any) -> None:
    client = sign_in(people["coordinator"])
    assert "Sổ mô hình" in client.get("/").content.decode()
    answer = client.post(reverse("web:language"), {"language": "en", "next": "/mo-hinh/?nam=2022"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/mo-hinh/?nam=2022")
    cookie = client.cookies["danvan_language"]
    assert (cookie.value, cookie["samesite"], int(cookie["max-age"]) > 30 * 24 * 3600) == ("en", "Lax", True)

    answer = client.get("/")
    assert (answer.headers["Content-Language"], read(answer).lang) == ("en", "en")
    assert "Cookie" in answer.headers["Vary"]
    assert "My work" in answer.content.decode()
    # whoever signs in next on this device finds the language that was chosen here
    client.logout()
    client.cookies["danvan_language"] = "en"
    assert read(client.get(reverse("account_login"))).lang == "en"

    client.post(reverse("web:language"), {"language": "vi"})
    assert read(client.get(reverse("account_login"))).lang == "vi"


def test_every_page_offers_the_other_language_in_its_own_words(client: Client, db: None) -> None:
    page = client.get(reverse("account_login"), {"next": "/mo-hinh/"})
    assert 'name="language" value="en" lang="en">English<' in page.content.decode()
    back = f"{reverse('account_login')}?next=%2Fmo-hinh%2F"
    assert back in [form.hidden.get("next") for form in read(page).forms]
    client.post(reverse("web:language"), {"language": "en"})
    assert 'name="language" value="vi" lang="vi">Tiếng Việt<' in client.get(reverse("account_login")).content.decode()


def test_a_browser_in_english_is_answered_in_vietnamese(client: Client, db: None) -> None:
    answer = client.get(reverse("account_login"), headers={"accept-language": "en-GB,en;q=0.9"})
    assert (answer.headers["Content-Language"], read(answer).lang) == ("vi", "vi")


@pytest.mark.parametrize("language", ["fr", "", "en; path=/", "../en", "EN_US", "x" * 500])
def test_a_language_that_is_not_offered_changes_nothing(client: Client, db: None, language: str) -> None:
    client.post(reverse("web:language"), {"language": language})
    assert read(client.get(reverse("account_login"))).lang == "vi"
    client.cookies["danvan_language"] = language
    assert read(client.get(reverse("account_login"))).lang == "vi"


def test_asking_for_the_switch_without_posting_changes_nothing(client: Client, db: None) -> None:
    client.get(reverse("web:language"), {"language": "en"})
    assert "danvan_language" not in client.cookies


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/", "javascript:alert(1)", "\\\\example.com"])
def test_the_switch_leads_to_no_other_site(client: Client, db: None, target: str) -> None:
    answer = client.post(reverse("web:language"), {"language": "en", "next": target})
    assert answer.headers["Location"] == "/"


def test_the_switch_needs_the_token_of_a_form(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("web:language"), {"language": "en"}).status_code == 403


# ── outside, and where something went wrong ──────────────────────────────────────────────────────────────────────


def outside(client: Client, monkeypatch: Any) -> list[Seen]:
    """Return the pages that need no account, and every page of an error, as that client gets them."""
    cache.clear()
    login = reverse("account_login")
    answers: list[Any] = [
        client.get(login),
        client.post(login, {"login": "x", "password": "y"}),
        client.post(login, {}),
    ]
    answers += [client.get(reverse("account_inactive")), client.get("/khong-co/")]
    answers += [client.get(reverse("web:sign_in_link", args=["x"]))]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies.copy()
    answers.append(strict.post("/co-quan/moi/", {"name": "x y"}, headers={"origin": "http://testserver"}))
    for refusal in (BadRequest(), PermissionDenied(), RequestDataTooBig(), RuntimeError()):
        with monkeypatch.context() as patch:
            patch.setattr("django.contrib.auth.middleware.AuthenticationMiddleware.process_request", _raising(refusal))
            client.raise_request_exception = False
            answers.append(client.get(login))
    cache.clear()
    with override(read(answers[0]).lang):
        answers.append(render(RequestFactory().get(login), "429.html", status=429))
    assert {answer.status_code for answer in answers} == {200, 400, 403, 404, 410, 413, 429, 500}
    return [Seen(str(answer.status_code), login, answer, read(answer)) for answer in answers]


def _raising(refusal: Exception) -> Any:
    def refuse(*_args: Any) -> None:
        raise refusal

    return refuse


def test_outside_and_in_errors_it_is_english_too(client: Client, country: Any, monkeypatch: Any) -> None:
    client.post(reverse("web:language"), {"language": "en"})
    seen = outside(client, monkeypatch)
    assert "\n".join(complaints(seen, set(), VIETNAMESE)) == ""
    assert {one.page.lang for one in seen} == {"en"}


def test_outside_and_in_errors_it_is_vietnamese_too(client: Client, country: Any, monkeypatch: Any) -> None:
    seen = outside(client, monkeypatch)
    assert "\n".join(complaints(seen, set(), ENGLISH)) == ""
    assert {one.page.lang for one in seen} == {"vi"}


# ── files that come back ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_an_import_reads_back_is_vietnamese_in_either_language(people: Any) -> None:
    query = {"don-vi": "24", "nam": 2022}
    files: dict[str, list[Any]] = {"en": [], "vi": []}
    for language, found in files.items():
        client = sign_in(people["coordinator"], language)
        lines = client.get(reverse("web:register_export", args=("csv",)), query)
        found.append(b"".join(lines).decode())  # type: ignore[arg-type] # streamed
        for href in (reverse("web:register_export", args=("xlsx",)), reverse("web:import_template")):
            answer = client.get(href, query)
            content = b"".join(answer) if answer.streaming else answer.content
            found.append([[cell.value for cell in row] for row in load_workbook(BytesIO(content)).worksheets[0].rows])
    assert files["en"] == files["vi"]
    assert "Tên mô hình, điển hình" in files["en"][0]
