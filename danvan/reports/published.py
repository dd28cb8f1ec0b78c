"""Totals that a source has published for a unit and year, shown beside ours and never mixed in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """A figure as printed, with its source."""

    total: int
    recognised: str
    source: str


_KNOWN = {
    ("24", 2022): Published(
        4250, "hơn 700", "TTXVN: Bắc Giang nhân rộng mô hình, điển hình Dân vận khéo"
    ),
}  # fmt: skip


def published_for(code: str, year: int) -> Published | None:
    """Return what was published, if anything is known."""
    return _KNOWN.get((code, year))
