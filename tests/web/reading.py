"""Reads pages as a person does: the words that can be seen or heard, the links, the forms; and walks from link to link."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

SPOKEN = {"aria-label", "placeholder", "title", "alt", "data-label"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"script", "style"}
EACH = 2  # pages of one kind, by what its address asks for
MOST = 6  # pages of one kind at all
# The walk stays signed in, in its language; a download is not a page.
LEAVING = {"account_logout", "web:language", "web:register_export", "mfa_download_recovery_codes", "web:evidence"}


@dataclass
class Form:
    """A form that posts: where to, and what it carries without being typed into."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """What stands on a page. Texts in an element with a ``lang`` of its own are left out, they say so themselves."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.lang = ""
        self._open: list[tuple[str, bool]] = []
        self._form: Form | None = None
        self.feed(html)

    @property
    def _muted(self) -> bool:
        return any(muted for _tag, muted in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        own = tag != "html" and given.get("lang", self.lang) != self.lang
        if not self._muted and not own:
            spoken = {n: v for n, v in given.items() if n in SPOKEN or n.startswith("data-text-")}
            self.texts += spoken.values()
            if tag == "input" and given.get("type") in {"submit", "button"}:
                self.texts.append(given.get("value", ""))
        if tag not in VOID:
            self._open.append((tag, own or tag in SILENT))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "form" and given.get("method", "").lower() == "post":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        if tag == "input" and self._form and given.get("type") == "hidden" and given.get("name"):
            self._form.hidden[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if any(name == tag for name, _muted in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._muted:
            self.texts.append(data.strip())


@dataclass
class Seen:
    """One page of a walk, with the name of its address."""

    name: str
    href: str
    answer: HttpResponse
    page: Page


def read(answer: HttpResponse) -> Page:
    """Return the page of an answer."""
    return Page(answer.content.decode())


def walk(client: Client, *starts: str) -> Iterator[Seen]:
    """Yield what can be reached by links, some of each kind of page, and each form sent without filling it in.

    What the forms do is taken back, so that the walk goes on over the same records.
    """
    queue, met, kinds, sent = list(starts), set(starts), Counter[Any](), set[str]()
    while queue:
        href = queue.pop(0)
        found = _get(client, href)
        if found is None:
            continue
        yield found
        for form in found.page.forms:
            target = urljoin(href, form.action)
            name = _name(target)
            if name and name not in LEAVING and name not in sent:
                sent.add(name)
                yield from _sent(client, name, target, form)
        for link in found.page.links:
            target = urljoin(href, link).split("#")[0]
            name = _name(target)
            kind = (name, frozenset(parse_qs(urlsplit(target).query)))
            if not name or name in LEAVING or target in met or kinds[kind] >= EACH or kinds[name] >= MOST:
                continue
            met.add(target)
            kinds[kind] += 1
            kinds[name] += 1
            queue.append(target)


def _name(href: str) -> str:
    parts = urlsplit(href)
    if parts.scheme not in {"", "http", "https"} or parts.netloc:
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return ""


def _get(client: Client, href: str) -> Seen | None:
    answer: Any = client.get(href, follow=True)
    return Seen(_name(answer.request["PATH_INFO"]), href, answer, read(answer)) if _is_page(answer) else None


def _is_page(answer: Any) -> bool:
    return not answer.streaming and re.match("text/html", answer.headers.get("Content-Type", "")) is not None


def _sent(client: Client, name: str, target: str, form: Form) -> Iterator[Seen]:
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer: Any = client.post(target, form.hidden, follow=True)
        transaction.set_rollback(True)
    client.cookies = cookies
    if _is_page(answer):
        yield Seen(f"{name} (POST)", target, answer, read(answer))
