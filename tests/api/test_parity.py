"""What the pages can do, the API can do: every address of the pages beside the operations that do the same."""

from typing import Any

from danvan.web.accounts.signin_urls import urlpatterns as ceremonies
from danvan.web.urls import pages

REGISTER, IMPORTS, REPORTS = "/registrations", "/imports", "/reports"
ONE = "/{province}/{pk}"
# Address of a page → operations.
SAME: dict[str, set[str]] = {
    "home": {"GET /me/work"},
    "overview": {"GET /figures/overview", "GET /figures/roll-up", "GET /figures/places", "GET /figures/indicators"},
    "map": {"GET /figures/map", "GET /figures/map/outlines"},
    # the register
    "initiatives": {f"GET {REGISTER}"},
    "register_export": {f"GET {REGISTER}/export"},
    "register_new": {f"POST {REGISTER}"},
    "registration": {f"GET {REGISTER}{ONE}", f"GET {REGISTER}{ONE}/history"},
    "registration_edit": {f"PATCH {REGISTER}{ONE}"},
    "registration_attach": {f"POST {REGISTER}{ONE}/evidence"},
    "registration_move": {f"POST {REGISTER}{ONE}/moves"},
    "registration_part": {f"POST {REGISTER}{ONE}/{k}" for k in ("targets", "resources", "participations", "key-projects")},
    "registration_part_remove": {
        f"DELETE {REGISTER}{ONE}/{k}/{{part}}" for k in ("targets", "resources", "participations", "key-projects")
    },
    "evidence": {f"GET /evidence{ONE}"},
    "recognise": {f"POST {REGISTER}{ONE}/recognitions"},
    "recognition_withdraw": {f"POST /recognitions{ONE}/withdraw"},
    "lists": {"GET /key-projects", "GET /sub-fields", "GET /vocabulary"},
    "project_new": {"POST /key-projects"},
    "sub_field_new": {"POST /sub-fields"},
    # a register that comes in
    "imports": {f"GET {IMPORTS}", f"POST {IMPORTS}"},
    "import_template": {f"GET {IMPORTS}/template"},
    "import": {f"GET {IMPORTS}{ONE}", f"GET {IMPORTS}{ONE}/rows"},
    "import_row": {f"GET {IMPORTS}{ONE}/rows", f"POST {IMPORTS}{ONE}/corrections"},
    "import_columns": {f"POST {IMPORTS}{ONE}/corrections"},
    "import_encodings": {f"POST {IMPORTS}{ONE}/corrections"},
    "import_unit": {f"POST {IMPORTS}{ONE}/corrections"},
    "import_unsaved": {f"POST {IMPORTS}{ONE}/corrections"},
    "import_villages": {f"GET {IMPORTS}{ONE}/villages", f"POST {IMPORTS}{ONE}/villages"},
    "import_commit": {f"POST {IMPORTS}{ONE}/commit"},
    "import_undo": {f"POST {IMPORTS}{ONE}/undo"},
    "import_drop": {f"POST {IMPORTS}{ONE}/drop"},
    "import_rejected": {f"GET {IMPORTS}{ONE}/rejected"},
    "saved_columns": {"GET /saved-columns"},
    "saved_columns_rename": {"PATCH /saved-columns/{pk}"},
    "saved_columns_forget": {"DELETE /saved-columns/{pk}"},
    # reports
    "reports": {f"GET {REPORTS}"},
    "report_new": {f"POST {REPORTS}", f"GET {REPORTS}/issuers"},
    "report_unit": {"GET /units", "GET /places"},
    "report": {f"GET {REPORTS}{ONE}"},
    "report_records": {f"GET {REPORTS}{ONE}/records", f"GET {REPORTS}{ONE}/figures/{{key}}/records"},
    "report_changes": {f"GET {REPORTS}{ONE}/changes"},
    "report_section": {f"POST {REPORTS}{ONE}/sections/{{key}}"},
    "report_section_reset": {f"POST {REPORTS}{ONE}/sections/{{key}}"},
    "report_sign": {f"GET {REPORTS}{ONE}/signing", f"POST {REPORTS}{ONE}/sign"},
    "report_withdraw": {f"POST {REPORTS}{ONE}/withdraw"},
    "report_drop": {f"POST {REPORTS}{ONE}/drop"},
    "report_replace": {f"POST {REPORTS}{ONE}/replace"},
    "report_files": {f"POST {REPORTS}{ONE}/files"},
    "report_file": {f"GET {REPORTS}{ONE}/files/{{form}}"},
    "goals": {"GET /goals", "GET /goals/reached", "POST /goals"},
    "goal_remove": {f"DELETE /goals{ONE}"},
    "totals": {"GET /published-totals", "GET /published-totals/compared"},
    "total_new": {"POST /published-totals"},
    "total_correct": {f"PATCH /published-totals{ONE}"},
    "total_withdraw": {f"POST /published-totals{ONE}/withdraw"},
    # territory and bodies
    "units": {"GET /units", "GET /places", *(f"GET /units/{{pk}}{k}" for k in ("", "/children", "/history", "/villages"))},
    "village_new": {"POST /units/{pk}/villages"},
    "bodies": {"GET /bodies"},
    "body_names": {"GET /bodies"},
    "body": {"GET /bodies/{pk}"},
    "body_new": {"POST /bodies"},
    "body_superior": {"POST /bodies/{pk}/superior"},
    "body_end": {"POST /bodies/{pk}/end"},
    "coordination_new": {"POST /bodies/{pk}/coordinations"},
    "coordination_end": {"POST /coordinations/{pk}/end"},
    # people
    "people": {"GET /people"},
    "person": {"GET /people/{pk}", "GET /people/{pk}/history"},
    "person_new": {"POST /people"},
    "person_edit": {"PATCH /people/{pk}"},
    "person_close": {"POST /people/{pk}/close", "POST /people/{pk}/reopen"},
    "person_link": {"POST /people/{pk}/link"},
    "role_new": {"POST /people/{pk}/roles"},
    "role_end": {"POST /roles/{pk}/end"},
    "tokens": {"GET /tokens", "GET /me"},
    "tokens_of": {"GET /people/{pk}/tokens"},
    "token_revoke": {"POST /tokens/{pk}/revoke"},
}  # fmt: skip
# Pages that mean nothing to a program (docs/api.md says so too).
PAGES_ALONE = {
    "language",  # Accept-Language
    "token_new",  # a token makes no tokens
    "sign_in_link", "welcome",  # signing in, beside all of ``ceremonies``
}  # fmt: skip


def names(patterns: Any) -> set[str]:
    found = set()
    for one in patterns:
        found |= names(one.url_patterns) if hasattr(one, "url_patterns") else {one.name}
    return found


def test_whatever_a_page_does_an_operation_does(client: Any) -> None:
    assert names(pages) == SAME.keys() | PAGES_ALONE
    assert {one.name.split("_")[0] for one in ceremonies} == {"account", "mfa"}
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    there = {f"{m.upper()} {path.removeprefix('/api/v1')}" for path, methods in paths.items() for m in methods}
    assert there == set.union(*SAME.values())
