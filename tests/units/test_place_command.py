"""``danvan place``: one JSON document, and nothing else."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from danvan.units.atlas import Atlas


def place(capsys: pytest.CaptureFixture[str], text: str, **options: Any) -> Any:
    call_command("place", text, format="json", **options)
    return json.loads(capsys.readouterr().out)


def test_a_match(country: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    assert place(capsys, "xã Đồng Kỳ, huyện Yên Thế", on="2022-12-31") == {
        "match": "07282",
        "reason": "Khớp tên: xã Đồng Kỳ, huyện Yên Thế, tỉnh Bắc Giang.",
        "candidates": [
            {
                "code": "07282",
                "name": "xã Đồng Kỳ",
                "path": "xã Đồng Kỳ, huyện Yên Thế, tỉnh Bắc Giang",
                "confidence": 1.0,
            }
        ],
    }


def test_a_tie_names_its_candidates(country: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    answer = place(capsys, "xã Phúc Sơn", on="31/12/2022", unit="24")

    assert answer["match"] is None
    assert answer["reason"]
    assert {one["code"] for one in answer["candidates"]} == {"07318", "07630"}


@pytest.mark.parametrize("text", ["", "😀", "x" * 10_000, "'; DROP TABLE units_unit;--", "\x00"])
def test_nonsense(country: Atlas, capsys: pytest.CaptureFixture[str], text: str) -> None:
    answer = place(capsys, text, on="2022-12-31")

    assert (answer["match"], answer["candidates"]) == (None, [])
    assert answer["reason"]


def test_today_unless_said_otherwise(country: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    assert place(capsys, "phường Bắc Giang")["match"] == "07210"


def test_an_answer_for_people(country: Atlas, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("place", "thôn Khe Táu, xã Yên Địn, huyện Sơn Động", on="2022-12-31")
    out = capsys.readouterr().out
    assert "07651" in out
    assert "thôn Khe Táu" in out
    assert "Lưu ý" in out

    call_command("place", "xã Phúc Sơn", on="2022-12-31", unit="24")
    assert "07318" in capsys.readouterr().out


@pytest.mark.parametrize("options", [{"on": "hôm qua"}, {"on": "2022-12-31", "unit": "XX"}])
def test_a_wrong_option_says_what_to_write(
    country: Atlas, capsys: pytest.CaptureFixture[str], options: dict[str, str]
) -> None:
    with pytest.raises(CommandError):
        call_command("place", "xã Đồng Kỳ", format="json", **options)
    assert set(json.loads(capsys.readouterr().out)) == {"error"}
