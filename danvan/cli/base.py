"""What the commands share: unit and year arguments, and one JSON document on standard output."""

import datetime as dt
import json
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import Error as DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from danvan.accounts.scope import Operator
from danvan.cli.reasons import reason
from danvan.core.dates import year_end
from danvan.core.retelling import retold
from danvan.initiatives.models import FIRST_YEAR
from danvan.units.models import Unit
from danvan.units.queries import unit_by_code


class Sentences(OutputWrapper):
    """Standard error for people: Django's name of the error before a sentence tells them nothing."""

    def write(self, msg: str = "", *args: Any, **options: Any) -> None:  # type: ignore[override] # as its parent
        """Write without it."""
        super().write(msg.removeprefix("CommandError: "), *args, **options)


class Command(BaseCommand):
    """A command that can answer in JSON; a refusal is JSON too, and a sentence for people on standard error."""

    help: Any = ""  # lazy: its language is known when the command is made
    requires_migrations_checks = False
    formats: tuple[str, ...] = ("text", "json")
    # they work, and are Django's business: the help shows what this command is about
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
        "--skip-checks",
    }  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.help = str(self.help)
        self.stderr = Sentences(options.get("stderr") or sys.stderr)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--format``."""
        for action in parser._actions:  # noqa: SLF001 - it has no other name
            if "--skip-checks" in action.option_strings:  # Django's business too, but shown all the same
                action.help = SUPPRESS
        parser.add_argument("--format", choices=self.formats, default=self.formats[0], help=_("dạng kết quả"))

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run; what goes wrong in JSON mode is said in JSON as well."""
        self.json_mode = options.get("format") == "json"
        try:
            return self._execute(*args, **options)
        except CommandError as error:
            if self.json_mode:
                self.print_json({"error": str(error)})
            raise

    def _execute(self, *args: Any, **options: Any) -> Any:
        """Run; what people meet now and then is a sentence to them, with ``--traceback`` the whole story."""
        try:
            return super().execute(*args, **options)
        except BrokenPipeError:
            raise
        except CommandError as error:  # here the language is the terminal's again, whatever it was said in
            error.args = (retold(str(error)), *error.args[1:])
            raise
        except (DatabaseError, OSError, PermissionDenied, ValidationError) as error:
            if options.get("traceback"):
                raise
            raise CommandError(retold(sentence(error))) from error

    def print_json(self, document: Any) -> None:
        """Print one JSON document and nothing else."""
        json.dump(document, sys.stdout, ensure_ascii=False, indent=None, default=str)
        sys.stdout.write("\n")

    def print_array(self, documents: Iterable[Any], stream: IO[str] | None = None) -> None:
        """Write one JSON array, element by element, so that memory stays flat."""
        stream = stream or sys.stdout
        stream.write("[")
        for index, document in enumerate(documents):
            stream.write(",\n" if index else "\n")
            json.dump(document, stream, ensure_ascii=False, default=str)
        stream.write("\n]\n")

    @contextmanager
    def output(self, name: str | None) -> Iterator[IO[str]]:
        """Open the file to write to, whole or not at all; standard output where none is named."""
        if not name:
            yield sys.stdout
            return
        part = Path(f"{name}.part")
        try:
            with part.open("w", encoding="utf-8", newline="") as stream:
                yield stream
            part.replace(name)
        finally:
            part.unlink(missing_ok=True)

    def fail(self, message: str) -> NoReturn:
        """Stop with a message; one that was made to be kept is said in the language of the terminal."""
        raise CommandError(message)


def sentence(error: Exception) -> str:
    """Say in a sentence what went wrong."""
    match error:
        case ValidationError():
            return " ".join(error.messages)
        case DatabaseError():
            said = str(error).strip()
            if any(sign in said for sign in ("no such table", "does not exist", "unable to open database file")):
                return _("Bản cài đặt chưa sẵn sàng (%(error)s). Chạy trước: danvan init") % {"error": said}
            return _("Cơ sở dữ liệu báo lỗi: %(error)s. Chạy danvan doctor để xem nguyên nhân.") % {"error": said}
        case OSError() if error.filename:
            return _("Không dùng được «%(file)s»: %(reason)s.") % {"file": error.filename, "reason": reason(error)}
        case _:
            return str(error) or type(error).__name__


def add_unit_and_year(parser: ArgumentParser) -> None:
    """Add ``--unit`` and ``--year``; they are read in ``handle``, so that a wrong one is answered in the format asked for."""
    parser.add_argument("--unit", required=True, help=_("mã đơn vị, đọc tại ngày 31/12 của năm; VN là cả nước"))
    parser.add_argument("--year", required=True, help=_("năm, từ 2000"))


def unit_and_year(options: dict[str, Any]) -> tuple[Unit, int]:
    """Read ``--unit`` and ``--year``."""
    year = year_argument(options["year"])
    return find_unit(options["unit"], year), year


def year_argument(text: str) -> int:
    """Read a year from 2000 to next year."""
    last = timezone.localdate().year + 1
    # isdecimal alone takes the digits of every script
    if not (text.isascii() and text.isdecimal()) or not FIRST_YEAR <= int(text) <= last:
        raise CommandError(
            _("Năm «%(text)s» không hợp lệ: cần một năm từ %(first)s đến %(last)s.")
            % {"text": text, "first": FIRST_YEAR, "last": last}
        )
    return int(text)


def date_argument(text: str) -> dt.date:
    """Read a day, 2022-12-31 or 31/12/2022."""
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, layout).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise CommandError(_("Ngày «%(text)s» không hợp lệ: viết 2022-12-31 hoặc 31/12/2022.") % {"text": text})


def whole_number(text: str) -> int:
    """Read a whole number; for ``type=``, in place of ``int``, whose refusal names a type of Python."""
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(_("cần một số nguyên, không phải «%(text)s»") % {"text": text}) from None


def find_unit(code: str, year: int) -> Unit:
    """Return the unit that has ``code`` on 31 December of ``year``."""
    unit = unit_by_code(code.strip().upper(), year_end(year))
    if unit is None:
        raise CommandError(
            _(
                'Không có đơn vị mang mã «%(code)s» tại ngày 31/12/%(year)s. Xem mã bằng: danvan place "tên đơn vị" --on %(year)s-12-31'
            )
            % {"code": code, "year": year}
        )
    return unit


def operator(unit: Unit, command: str) -> Operator:
    """Return the operator of a command, within a unit."""
    return Operator(unit, command)
