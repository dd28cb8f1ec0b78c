"""The rules of the house for templates and style sheets: nothing inline, nothing from elsewhere, contrast everywhere."""

import re
from pathlib import Path

import pytest
from django.test import Client

WEB = Path(__file__).parents[2] / "danvan" / "web"
TEMPLATES = sorted(WEB.glob("templates/**/*.html"))
SHEETS = sorted(WEB.glob("static/danvan/*.css"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(WEB)))
def test_a_template_has_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "hx-on" not in text
    assert "<style" not in text
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, tag
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.name)
def test_a_sheet_stays_at_home(path: Path) -> None:
    text = path.read_text()
    assert "@import" not in text
    assert "url(" not in text
    assert len(text.splitlines()) <= 400


def tokens(*, dark: bool) -> dict[str, str]:
    """Return the colours of one scheme."""
    text = (WEB / "static/danvan/base.css").read_text()
    light, rest = text.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", rest.split("@media", 1)[0])) if dark else found


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "action", "seal", "bad") for ground in ("paper", "surface", "sunken")),
    *((name, f"{name}-soft") for name in ("good", "warn", "bad", "illustration", "action", "seal")),
    *(("ink", f"{name}-soft") for name in ("good", "warn", "bad", "illustration", "action")),
    ("on-action", "action"), ("on-action", "action-strong"), ("muted", "action-soft"), ("action-strong", "action-soft"),
]  # fmt: skip
SHAPES = [
    *((f"series-{i}", "surface") for i in range(1, 7)), ("line-strong", "surface"), ("line-strong", "paper"),
    ("focus", "paper"), ("focus", "surface"),
]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colours_have_enough_contrast(dark: bool) -> None:  # noqa: FBT001 - a parameter
    colours = tokens(dark=dark)
    weak = [
        (a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in TEXT if contrast(colours[a], colours[b]) < 4.5
    ]
    weak += [
        (a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in SHAPES if contrast(colours[a], colours[b]) < 3
    ]
    assert weak == []


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "static/danvan/icons.svg").read_text()))
    asked = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    asked |= set(
        re.findall(
            r'Place\((?:_\(|pgettext_lazy\("menu", )"[^"]+"\), "[^"]+", "([\w-]+)"', (WEB / "places.py").read_text()
        )
    )
    assert asked - there == set()


@pytest.mark.django_db
def test_a_page_carries_its_fence(client: Client) -> None:
    answer = client.get("/tai-khoan/dang-nhap/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "no-store" in answer.headers["Cache-Control"] or "private" in answer.headers["Cache-Control"]
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
