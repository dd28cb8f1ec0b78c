"""English pages keep the day before the month: 31/12/2022 must not change its meaning with the language."""

from danvan.core.formats.vi.formats import *  # noqa: F403

YEAR_MONTH_FORMAT = "m/Y"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
