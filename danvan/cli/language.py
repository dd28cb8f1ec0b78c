"""The language of the terminal: Vietnamese, or what ``DANVAN_LANGUAGE`` names."""

import argparse
import os
import re
import sys
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VARIABLE = "DANVAN_LANGUAGE"
USAGE = 2  # the exit code of a command that was called in a wrong way

# What argparse says to people, by its own texts; what it tells programmers is not here.
ARGPARSE: dict[str, Any] = {
    "usage: ": gettext_lazy("Cách dùng: "),
    "positional arguments": gettext_lazy("tham số"),
    "options": gettext_lazy("tùy chọn"),
    "show this help message and exit": gettext_lazy("hiện trợ giúp này rồi thoát"),
    "%(prog)s: error: %(message)s\n": gettext_lazy("%(prog)s: lỗi: %(message)s\n"),
    "argument %(argument_name)s: %(message)s": gettext_lazy("tham số %(argument_name)s: %(message)s"),
    "unrecognized arguments: %s": gettext_lazy("không có tham số: %s"),
    "not allowed with argument %s": gettext_lazy("không dùng được cùng với %s"),
    "ignored explicit argument %r": gettext_lazy("không nhận giá trị %r"),
    "the following arguments are required: %s": gettext_lazy("còn thiếu tham số: %s"),
    "one of the arguments %s is required": gettext_lazy("cần một trong các tham số: %s"),
    "expected one argument": gettext_lazy("cần một giá trị"),
    "expected at most one argument": gettext_lazy("nhận nhiều nhất một giá trị"),
    "expected at least one argument": gettext_lazy("cần ít nhất một giá trị"),
    "ambiguous option: %(option)s could match %(matches)s": gettext_lazy(
        "tùy chọn %(option)s chưa rõ, có thể là: %(matches)s"
    ),
    "invalid %(type)s value: %(value)r": gettext_lazy("giá trị %(value)r không đúng dạng %(type)s"),
    "invalid choice: %(value)r (choose from %(choices)s)": gettext_lazy(
        "không có lựa chọn %(value)r; chọn trong: %(choices)s"
    ),
    # from Python 3.14 on
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": gettext_lazy(
        "không có lựa chọn %(value)r, có phải %(closest)r? Chọn trong: %(choices)s"
    ),
}


def speak() -> None:
    """Have the process speak the language asked for, argparse too. Django must be set up, no command made yet."""
    asked = os.environ.get(VARIABLE) or settings.LANGUAGE_CODE
    chosen = re.split(r"[_.@-]", asked.lower())[0]  # as in LANG: en_GB.UTF-8
    known = [code for code, _name in settings.LANGUAGES]
    translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
    # Its messages go through the gettext of the standard library, whose catalogues nobody ships: ours answer instead.
    argparse._ = _argparse  # type: ignore[attr-defined]
    if chosen not in known:
        sys.stderr.write(
            _("%(variable)s «%(asked)s» không có; chọn một trong: %(known)s.")
            % {"variable": VARIABLE, "asked": asked, "known": ", ".join(known)}
            + "\n"
        )
        sys.exit(USAGE)


def _argparse(text: str) -> str:
    return str(ARGPARSE.get(text, text))


def kept() -> AbstractContextManager[Any]:
    """Within it, what is said is Vietnamese: what stays in tables and files is, whoever sits at the terminal.

    A refusal from within is said again in the language of the terminal by ``cli.base`` (``core.retelling``).
    """
    return translation.override(settings.LANGUAGE_CODE)
