"""The places of the product, in the order in which they stand in the navigation."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from danvan.accounts.models import Role, User
from danvan.accounts.scope import holds_whole, roles_on

TABS = 3  # places that stand on a phone's tab bar beside "Thêm"


@dataclass(frozen=True)
class Place:
    """One entry: shown to whoever may do ``verb`` somewhere, once its page exists."""

    name: Any
    url_name: str
    icon: str
    verb: str = ""
    short: Any = ""
    whole: bool = False  # only for those who hold the verb on all lines of a unit

    @property
    def tab(self) -> Any:
        """The name under the icon on a phone."""
        return self.short or self.name


PLACES = (
    Place(_("Việc của tôi"), "web:home", "work", short=pgettext_lazy("menu", "Việc")),
    Place(_("Tổng quan"), "web:overview", "overview", "initiatives.view"),
    Place(_("Sổ mô hình"), "web:initiatives", "register", "initiatives.view", _("Sổ")),
    Place(_("Bản đồ"), "web:map", "pin", "initiatives.view"),
    Place(_("Báo cáo"), "web:reports", "sheet", "reporting.view"),
    Place(_("Nhập sổ"), "web:imports", "import", "imports.start", whole=True),
    Place(pgettext_lazy("menu", "Đơn vị"), "web:units", "units", "units.view"),
    Place(_("Cơ quan"), "web:bodies", "bodies", "bodies.view"),
    Place(_("Tài khoản"), "web:people", "people", "accounts.view"),
)


@dataclass(frozen=True)
class Entry:
    """A place as this person sees it on this page."""

    place: Place
    href: str
    here: str  # for aria-current: "page", "true" (somewhere below it) or nothing


class Shell:
    """What the frame shows; each part is worked out only if a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        user = getattr(request, "user", None)
        self.user = user if isinstance(user, User) else None

    @cached_property
    def nav(self) -> list[Entry]:
        """The places open to this person."""
        if self.user is None:
            return []
        found = []
        for place in PLACES:
            href = address(place.url_name)
            if href and self._open(place, self.user):
                found.append((place, href))
        here = max((h for _p, h in found if self.request.path.startswith(h)), key=len, default="")
        here = here if here != "/" or self.request.path == "/" else ""
        word = "page" if here == self.request.path else "true"
        return [Entry(place, href, word if href == here else "") for place, href in found]

    @staticmethod
    def _open(place: Place, user: User) -> bool:
        if place.whole:
            return holds_whole(user, place.verb)
        return not place.verb or user.has_perm(place.verb)

    @property
    def tabs(self) -> list[Entry]:
        """The places on a phone's tab bar: all, or the first few with the rest behind "Thêm"."""
        return self.nav if len(self.nav) <= TABS + 1 else self.nav[:TABS]

    @property
    def more(self) -> list[Entry]:
        """The rest of the places."""
        return self.nav[len(self.tabs) :]

    @property
    def more_here(self) -> bool:
        """Tell whether this page is one of the rest."""
        return any(entry.here for entry in self.more)

    @cached_property
    def posts(self) -> list[str]:
        """The bodies where this person holds a role today."""
        return list(dict.fromkeys(str(a.body) for a in self._held))

    @cached_property
    def only_administers(self) -> bool:
        """Tell whether this person looks after the system and has no right to content."""
        return bool(self._held) and all(a.role == Role.SYSADMIN for a in self._held)

    @cached_property
    def _held(self) -> list[Any]:
        return roles_today(self.user) if self.user else []


def roles_today(user: User) -> list[Any]:
    """Return the roles that a person holds today (read once per request)."""
    return roles_on(user, timezone.localdate())


_addresses: dict[str, str] = {}


def address(url_name: str) -> str:
    """Return the address of a page, or nothing while it is not built."""
    if url_name not in _addresses:
        try:
            _addresses[url_name] = reverse(url_name)
        except NoReverseMatch:
            _addresses[url_name] = ""
    return _addresses[url_name]
