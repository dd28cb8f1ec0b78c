"""Makes the pictures of the README and the guide (docs/pictures) from the running product: the sample province, a
register brought in as an office would have it."""

import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tests.environment  # noqa: E402, F401 - names the engine before Django is asked
from tests import browsers  # noqa: E402 - after the root is on the path
from tests.browser.installation import Installation, served  # noqa: E402 - see above
from tests.browser.registers import office_register  # noqa: E402 - see above

OUT = ROOT / "docs" / "pictures"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), sample="bac-giang") as installation,
        browsers.launched() as browser,
    ):
        page = browser.new_context(base_url=installation.url, locale="vi-VN", viewport=DESK).new_page()
        take(page, installation, Path(folder))


def take(page: Any, installation: Installation, folder: Path) -> None:
    page.goto(next(link for post, link in installation.links.items() if "dieu-phoi-tinh" in post))
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Để sau").click()
    shot(page, "/", "viec-desk")
    shot(page, "/tong-quan/?don-vi=24&nam=2022", "tongquan-desk")
    shot(page, "/mo-hinh/?don-vi=24&nam=2022", "so-desk")
    page.goto("/mo-hinh/?don-vi=24&nam=2022&minh-hoa=khong")
    page.locator("table.data tbody th a").last.click()
    page.screenshot(path=OUT / "mohinh-desk.png")
    page.goto("/nhap-so/")
    page.locator("input[type=file]").set_input_files(office_register(folder / "so dang ky 2022.xlsx"))
    page.get_by_role("button", name="Đọc thử tệp").click()
    page.get_by_role("heading", name="Sẽ ghi gì vào sổ").wait_for(timeout=60_000)
    page.screenshot(path=OUT / "nhapso-desk.png")
    page.set_viewport_size(PHONE)
    shot(page, "/mo-hinh/?don-vi=24&nam=2022", "so-phone")
    shot(page, "/tong-quan/?don-vi=24&nam=2022", "tongquan-phone")


def shot(page: Any, address: str, name: str) -> None:
    page.goto(address)
    page.screenshot(path=OUT / f"{name}.png")
    print(f"docs/pictures/{name}.png")


if __name__ == "__main__":
    main()
