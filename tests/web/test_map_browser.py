"""The map in a real browser: phone and desk, by keyboard, on paper."""

import pytest

from danvan.units import atlas
from danvan.units.models import UnitPeriod
from tests.conftest import open_page
from tests.factories import TODAY, draft, registered
from tests.web.test_browser import log_in, overflow

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = {"07282": (21.53, 106.11), "07246": (21.55, 106.20)}


@pytest.fixture
def records(office):
    """Three records in one commune of a province, one in another; both communes have a place. Gives what its area says."""
    for code, (lat, lon) in PLACES.items():
        UnitPeriod.objects.filter(code=code, lat=None).update(lat=lat, lon=lon)
    atlas.forget()
    registered(*(draft(f"Mô hình {i}", ("07282",), year=2026) for i in range(3)), draft("Khác", ("07246",), year=2026))
    return f"Xã {code_name('07282')}: 3"


# What is written on an area is told from it, for every class: class → contrast.
CONTRASTS = """() => {
  const drawing = document.querySelector("svg.map[role=group]");
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  return Object.fromEntries([...drawing.querySelectorAll("pattern")].map((pattern) => {
    const kind = pattern.id.replace("map-", "");
    const text = document.createElementNS(drawing.namespaceURI, "text");
    text.setAttribute("class", `map__figure map__on${kind}`);
    drawing.append(text);
    const both = [getComputedStyle(text).fill, getComputedStyle(pattern.querySelector("rect")).fill].map(light);
    text.remove();
    return [kind, Math.max(...both) / Math.min(...both)];
  }));
}"""


def unreadable(page):
    found = page.evaluate(CONTRASTS)
    assert set(found) == {"1", "2", "3", "4", "5", "zero", "none"}
    assert page.locator(".map__figure.map__on5").count() > 0
    return {kind: ratio for kind, ratio in found.items() if ratio < 4.5}


def code_name(code):
    span = atlas.atlas().unit_by_code(code, TODAY)
    return span.name


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_the_map_can_be_read_by_all_walked_by_keyboard_and_printed(
    records, office, browser, live_server, assert_accessible, width, scheme
):
    for page in open_page(browser, live_server, viewport={"width": width, "height": 800}, color_scheme=scheme):
        log_in(page, office.coordinator)
        page.goto("/ban-do/?don-vi=24&nam=2026")
        assert_accessible(page)
        assert overflow(page) == 0
        assert unreadable(page) == {}
        assert page.locator(".map-silent li").count() > 0
        assert not page.locator(".map-silent li").first.is_visible()
        area = page.get_by_role("link", name=records)
        area.focus()
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == records
        page.keyboard.press("Enter")
        page.wait_for_url("**/mo-hinh/**")
        assert page.get_by_role("link", name="Mô hình 1").first.is_visible()
        page.goto("/ban-do/?don-vi=24&nam=2026")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".map-silent li").first.is_visible()
        assert unreadable(page) == {}
        assert page.locator("svg.map[role=group]").is_visible()
        assert page.locator(".map-page table").is_visible()
        assert not page.locator("main .filters").first.is_visible()
