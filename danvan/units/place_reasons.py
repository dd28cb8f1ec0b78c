"""What the matcher says of an address, in the words of an officer: why it fits, why not, and what may be meant."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from danvan.units.atlas import Key
from danvan.units.place_hits import Hit
from danvan.units.place_index import Place, begun_after, ended_before
from danvan.units.place_search import Search
from danvan.units.place_text import COMMUNE, VILLAGE, Part

Answer = tuple[str, list[Place], float]
LOOK_ALIKE = 3
MOST_NAMED = 3


def day(date: dt.date) -> str:
    """Return a day as it is written in Viet Nam."""
    return f"{date:%d/%m/%Y}"


def nothing() -> str:
    """Return the reason for a text without any name."""
    return _("Chưa ghi địa danh nào.")


def too_long(most: int) -> str:
    """Return the reason for a text that is no address."""
    return _("Quá dài (hơn %(most)s ký tự), không phải một địa chỉ.") % {"most": most}


def village_alone() -> str:
    """Return the reason for a village without its commune."""
    return _("Chỉ có tên thôn, tổ dân phố: ghi thêm xã, phường.")


def within_scope(place: Place) -> str:
    """Return the reason for a village within the one commune of the scope."""
    return _("Thôn, tổ dân phố thuộc %(name)s.") % {"name": place.span.label}


def which_unit() -> str:
    """Return the reason for "trên địa bàn huyện" where nothing says which."""
    return _("Chưa rõ đơn vị nào: ghi tên đơn vị.")


def left_over() -> str:
    """Return the reason for a name in a list that fits none of its places."""
    return _("Chưa rõ tên này đi với nơi nào trong danh sách: ghi mỗi nơi đủ xã, huyện, cách nhau bằng dấu chấm phẩy.")


def whole(name: str) -> str:
    """Return the reason for "toàn tỉnh" and the like."""
    return _("Toàn bộ %(name)s.") % {"name": name}


def was(old: Place, now: Place) -> str:
    """Return the warning for a unit that ended before the year."""
    return _("“%(old)s” là tên cũ, nay là “%(now)s”.") % {"old": old.path, "now": now.path}


def will_be(new: Place, now: Place) -> str:
    """Return the warning for a unit that only begins after the year."""
    names = {"new": new.path, "day": day(new.span.valid_from), "now": now.path}
    return _("“%(new)s” chỉ có từ %(day)s; ghi vào “%(now)s”.") % names


def found(hit: Hit) -> str:
    """Return why a unit fits."""
    if hit.cost:
        return _("Khớp gần đúng: hiểu là %(path)s.") % {"path": hit.place.path}
    return _("Khớp tên: %(path)s.") % {"path": hit.place.path}


def several_places(places: Iterable[str]) -> str:
    """Return the reason for a text that names more than one place where one is asked for."""
    return _("Nêu nhiều nơi, mỗi lần chỉ tra một nơi: %(places)s.") % {"places": "; ".join(places)}


def warning(hit: Hit, search: Search) -> str:
    """Return what to look at again although the unit was found; nothing when it was named as in the list."""
    remarks = [
        _("“%(text)s” được hiểu là tên thôn, dù có đơn vị cùng tên.") % {"text": part.text}
        for part in hit.villages
        if part.ranks != VILLAGE and any(_named(search, part))
    ]
    if hit.cost:
        remarks.append(_("Tên viết chưa đúng, hiểu là “%(path)s”.") % {"path": hit.place.path})
    elif not hit.marks_agree:
        remarks.append(_("Dấu khác danh mục, hiểu là “%(name)s”.") % {"name": hit.place.span.label})
    if not hit.kind_agrees:
        names = {"kind": hit.option.kind, "name": hit.place.span.label}
        remarks.append(_("Ghi là “%(kind)s”, theo danh mục là “%(name)s”.") % names)
    for kind, label in hit.slips:
        remarks.append(_("Ghi là “%(kind)s”, theo danh mục là “%(name)s”.") % {"kind": kind, "name": label})
    if hit.villages and hit.place.rank != COMMUNE:
        names = {"village": ", ".join(part.text for part in hit.villages), "name": hit.place.span.label}
        remarks.append(_("Chưa rõ xã, phường của “%(village)s”, hiểu là cả %(name)s.") % names)
    return " ".join(dict.fromkeys(remarks))


def confidence(hit: Hit) -> float:
    """Return how sure a found unit is, from 0 to 1."""
    grade = 1.0 if hit.fitted else 0.9 if hit.option.kind else 0.8
    grade -= 0.3 * bool(hit.villages and hit.place.rank != COMMUNE)
    grade -= 0.1 * hit.cost + 0.05 * (len(hit.slips) + (not hit.kind_agrees) + (not hit.marks_agree))
    return round(max(grade, 0.5), 2)


def tie(places: list[Place]) -> str:
    """Return the reason for several units between which the text does not decide."""
    if len(places) == 1:
        return _("Chưa chắc là %(path)s: ghi thêm loại đơn vị, huyện hoặc tỉnh.") % {"path": places[0].path}
    names = "; ".join(place.path for place in places[:MOST_NAMED]) + ("…" if len(places) > MOST_NAMED else "")
    text = _("Có %(count)s đơn vị có thể là nơi này (%(names)s): ghi thêm loại đơn vị, huyện hoặc tỉnh.")
    return text % {"count": len(places), "names": names}


def explain(search: Search, parts: list[Part], on: dt.date) -> Answer:
    """Return why an address names no unit of the day, and the places that may be meant."""
    return (
        _outside(search, parts)
        or _of_another_time(search, parts, on)
        or _contradicted(search, parts)
        or _look_alikes(search, parts, on)
    )


def _outside(search: Search, parts: list[Part]) -> Answer | None:
    hit = Search(search.picture, search.tree).exact(parts).hit if search.allowed is not None else None
    if hit is None:
        return None
    return _("%(path)s nằm ngoài phạm vi đang làm.") % {"path": hit.place.path}, [hit.place], 0.6


def _of_another_time(search: Search, parts: list[Part], on: dt.date) -> Answer | None:
    """Look among the units that ended before the day, and those that begin after it."""
    picture = search.picture

    def home(unit: Key) -> Key | None:
        return picture.home(unit, on)[0]

    for tree, text in (
        (ended_before(picture, on), _("“%(path)s” là tên của ngày trước; ngày %(day)s là %(now)s.")),
        (begun_after(picture, on), _("“%(path)s” chỉ có về sau; ngày %(day)s là %(now)s.")),
    ):
        verdict = Search(picture, tree, search.allowed, target=home).exact(parts)
        hits = [verdict.hit] if verdict.hit else verdict.tied
        found_ = (home(hit.place.unit) for hit in hits)
        homes = [search.tree.by_unit[unit] for unit in found_ if unit in search.tree.by_unit]
        if homes:
            now = "; ".join(place.path for place in homes[:MOST_NAMED])
            return text % {"path": hits[0].place.path, "day": day(on), "now": now}, homes, 0.7
    return None


def _contradicted(search: Search, parts: list[Part]) -> Answer | None:
    """The lowest name exists, but not under the upper ones that are named with it."""
    named = [list(_named(search, part)) for part in parts]
    ranks = [min((place.rank for place in places), default=0) for places in named]
    lowest = min((rank for rank in ranks if rank), default=0)
    places = [place for rank, found_ in zip(ranks, named, strict=True) if rank == lowest for place in found_]
    if not places or sum(1 for part in parts if part.ranks != VILLAGE) < 2:  # noqa: PLR2004 - one name contradicts nothing
        return None
    paths = "; ".join(place.path for place in places[:MOST_NAMED])
    text = ", ".join(part.text for part in parts)
    return _("“%(text)s” không khớp nhau. Trong danh mục có: %(paths)s.") % {"text": text, "paths": paths}, places, 0.4


def _named(search: Search, part: Part) -> Iterable[Place]:
    for option in part.options:
        for place in search.tree.named(option.key):
            if place.rank & option.ranks and search.inside(place):
                yield place


def _look_alikes(search: Search, parts: list[Part], on: dt.date) -> Answer:
    text = ", ".join(part.text for part in parts)
    places: list[tuple[int, Place]] = []
    for part in parts:
        for option in part.options[:1]:
            for root in search.roots or (None,):
                near = search.tree.near(option.key, 2, option.ranks, root)
                places += [(distance, place) for place, distance in near if len(option.key) > LOOK_ALIKE]
    places.sort(key=lambda pair: pair[0])
    reason = _("Ngày %(day)s không có đơn vị nào tên “%(text)s” trong phạm vi tìm.") % {
        "day": day(on),
        "text": text[:200],
    }
    return reason, [place for _distance, place in places], 0.4
