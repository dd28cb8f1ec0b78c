"""The kinds of value that requests carry, each bounded, and what endpoints share to read them."""

import datetime as dt
import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints
from pydantic_core import PydanticCustomError

from danvan.accounts.models import User
from danvan.accounts.scope import Reach, reach_of
from danvan.api.bearer import need
from danvan.api.problems import Problem
from danvan.core.dates import year_end
from danvan.core.text import clean
from danvan.initiatives.models import FIRST_YEAR
from danvan.units.atlas import atlas
from danvan.units.models import Level, Unit
from danvan.units.queries import unit_by_code

LAST_YEAR = 2100
LATEST = dt.date(LAST_YEAR, 12, 31)
EARLIEST = dt.date(1900, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
T = TypeVar("T")


def _day(value: Any) -> Any:
    """Take a day as text only: numbers would be read as seconds since 1970."""
    if value is None or isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("date_shape", "date")
    return value


def _in_time(value: dt.date) -> dt.date:
    if not EARLIEST <= value <= LATEST:
        raise PydanticCustomError("date_far", "date")
    return value


def _no_flag(value: Any) -> Any:
    """Keep true and false from being read as 1 and 0, and 2.0 as 2."""
    if isinstance(value, bool | float):
        raise PydanticCustomError("int_type", "number")
    return value


def _not_blank(text: str) -> str:
    if not text:
        raise PydanticCustomError("string_too_short", "blank")
    return text


Day = Annotated[dt.date, BeforeValidator(_day), AfterValidator(_in_time)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR), BeforeValidator(_no_flag)]
Version = Annotated[int, Field(ge=0, le=2**53), BeforeValidator(_no_flag)]
Flag = StrictBool
Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=-(10**15), le=10**15)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,16}$", max_length=16)]
Line = Annotated[str, AfterValidator(clean)]
Title = Annotated[str, AfterValidator(clean), AfterValidator(_not_blank)]
Lines = Annotated[str, AfterValidator(lambda text: clean(text, lines=True))]
Words = Annotated[str, StringConstraints(max_length=200), AfterValidator(clean)]
Cursor = Annotated[str, StringConstraints(max_length=120, pattern=r"^[A-Za-z0-9_=-]*$")]
Size = Annotated[int, Field(ge=1, le=200)]


def said(description: Any, default: Any = ..., **limits: Any) -> Any:
    """Describe a value for the documentation; the words are translated when it is shown."""
    return Field(default, description=cast("str", description), **limits)


def asked(description: Any, default: Any = ..., **limits: Any) -> Any:
    """Describe one parameter of an address."""
    made: Any = Query
    return made(default, description=description, **limits)


def sent(description: Any, default: Any = ..., **limits: Any) -> Any:
    """Describe one field of a form that comes with a file."""
    made: Any = Form
    return made(default, description=description, **limits)


def attached(description: Any) -> Any:
    """Describe the file of a form."""
    made: Any = File
    return made(..., description=description)


class Body(BaseModel):
    """What a request brings: no member that is not known, so that a misspelt one is not lost silently."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What an answer carries."""


class Page(Out):
    """One page of a list."""

    following: str | None = None


def given(body: BaseModel) -> dict[str, Any]:
    """Return the members that a request names, as they are."""
    return {name: getattr(body, name) for name in body.model_fields_set}


def cursor_of(of: str, *parts: Any) -> str:
    """Return an opaque cursor of the list that ``of`` names."""
    return urlsafe_b64encode("\x1f".join(map(str, (of, *parts))).encode()).decode()


def parts_of(of: str, cursor: str, n: int) -> list[str]:
    """Return what a cursor of ``n`` parts says; raise ``Problem`` for one that this list did not give out."""
    try:
        name, *parts = urlsafe_b64decode(cursor.encode()).decode().split("\x1f")
    except ValueError:
        raise bad_cursor() from None
    if name != of or len(parts) != n or any("\x00" in part for part in parts):
        raise bad_cursor()
    return parts


def key_of(of: str, cursor: str) -> uuid.UUID:
    """Return the key in a cursor of one."""
    return key_in(parts_of(of, cursor, 1)[0])


def key_in(text: str) -> uuid.UUID:
    """Return the key that a part of a cursor says."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise bad_cursor() from None


def bad_cursor() -> Problem:
    """Return the refusal of a cursor."""
    text = _("Con trỏ trang không đúng hoặc đã hết hiệu lực. Hãy đọc lại từ trang đầu (bỏ after).")
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_cursor", text, errors={"after": [text]})


def known_year(year: int) -> int:
    """Return a year that may have a register: from the first to the next."""
    if year > timezone.localdate().year + 1:
        raise ValidationError({"year": _("Năm phải từ 2000 đến năm sau.")})
    return year


def unit_within(person: User, verb: str, code: str | None, on: dt.date) -> Unit | None:
    """Return the unit that ``code`` names on a day, within reach for a verb; without a code the one at the top.

    None for people who reach bodies but no territory. Raises ``Http404`` for what is not there or not reached.
    """
    need(person, verb)
    reach = reach_of(person, verb)
    if code is None:
        return _top(reach, on)
    found = unit_by_code(code, on)
    if found is None or not reach.covers(found.pk):
        raise Http404
    return found


def unit_of_year(person: User, verb: str, code: str | None, year: int) -> Unit | None:
    """Return the unit that ``code`` names at the end of a year."""
    return unit_within(person, verb, code, year_end(known_year(year)))


def _top(reach: Reach, on: dt.date) -> Unit | None:
    spans = [span for top in reach.tops(on) if (span := atlas().span(top, on))]
    if len(spans) > 1:
        codes = ", ".join(sorted(span.code for span in spans))
        raise ValidationError(
            {"unit": _("Bạn phụ trách nhiều đơn vị, hãy ghi mã một đơn vị: %(codes)s.") % {"codes": codes}}
        )
    return Unit(id=spans[0].unit, level=spans[0].level) if spans else None


def must(unit: Unit | None) -> Unit:
    """Return the unit; whoever reaches no territory has nothing to see here."""
    if unit is None:
        raise Http404
    return unit


def commune(unit: Unit) -> Unit:
    """Return the unit where it is a commune."""
    if unit.level != Level.COMMUNE:
        raise Http404
    return unit


def found(row: T | None) -> T:
    """Return a row that is there; 404 otherwise."""
    if row is None:
        raise Http404
    return row
