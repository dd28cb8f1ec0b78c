"""Where an organisation has its seat, as far as its name says: ``Hội Cựu chiến binh xã Phúc Sơn``.

Only a name with its unit word counts (a kindless one is often just a name: Trường Mầm non Quảng Hải); a bare unit word
(``Bưu điện tỉnh``, ``Huyện đoàn``) means the row's own unit of that level. Several units named, or none: no seat.
"""

import datetime as dt
import re
from collections.abc import Sequence

from danvan.core.text import clean
from danvan.units.atlas import Atlas, Key, Span, atlas
from danvan.units.finding import Villages
from danvan.units.models import Level, Unit, UnitPeriod
from danvan.units.place_index import DAY, RANKS, real_names
from danvan.units.place_look import reach
from danvan.units.place_text import UNIT_WORDS, VILLAGE, Part, Token, as_name, marked, place_key, tokenize, unit_word
from danvan.units.places import Cache, PlaceText, Settled, settle

LONGEST, LONGEST_NAME = 500, 6
_NONE_NAMED = re.compile(r"^(không|chưa) (nêu|rõ|ghi)|\(\s*(không|chưa) (nêu|rõ|ghi)[^)]*(đơn vị|chủ trì|cơ quan)")
_ASIDE = re.compile(r"(?i)\([^)]*(?:không|chưa) (?:nêu|rõ|ghi)[^)]*\)")
_SEPARATORS = re.compile(r"[,;()/:]+|\s[-–]\s")
# The unit word in a body's own name: Huyện đoàn Yên Thế, Tỉnh ủy, Thành hội, Xã đội.
_OF_LEVEL = {marked(word.split()[0]): word for word in ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường")}
_BODIES = {marked(word) for word in ("ủy", "đoàn", "hội", "đội")}
# xã hội, hợp tác xã, quân sự: no unit words, though some look so without marks.
_NO_UNIT_AFTER = {("xã", "hội"), ("xa", "hoi"), ("quan", "su"), ("quan", "doi"), ("quan", "li"), ("phuong", "tien")}
_NO_UNIT_BEFORE = {"tác", "tac", "công"}
_ENDS_VILLAGE = {"và", "của", "thuộc", "va", "cua", "thuoc"}
# Groups of people as much as places: believed only before a number.
_GROUPS = {"tổ", "đội", "khu", "cụm", "khối"}
# Places that are also other words: believed only before a name.
_NAMED = {"phố", "bản", "làng", "buôn"}
_MANY = {"các", "những"}

Line = list[Span]
# How many words were read, the unit that they name (None: none), and whether they name one that is not known.
Reading = tuple[int, Key | None, bool]


def owner_seat(
    owner: str, settled: Sequence[Settled], on: dt.date, scope: Unit | None = None, cache: Cache | None = None
) -> Key | None:
    """Return the unit in an organisation's name, preferring the row's places and what stands above them."""
    text = clean(owner[:LONGEST])
    if not text or _NONE_NAMED.search(text.casefold()):
        return None
    reader = _Reader(settled, on, scope, cache)
    found: list[Key] = []
    text = _ASIDE.sub(" ", text)
    starts = [0, *(match.end() for match in _SEPARATORS.finditer(text))]
    for start, piece in zip(starts, _SEPARATORS.split(text), strict=True):
        for unit in reader.units_in(tokenize(piece), text[start:]):
            if unit is None:
                return None
            if unit not in found:
                found.append(unit)
    return reader.one_of(found)


def line_of(picture: Atlas, unit: Key, on: dt.date) -> Line:
    """Return the periods of a unit and of all above it on a day, or on the day nearest to it that they lived."""
    span = picture.nearest(unit, on)
    if span is None:
        parent = UnitPeriod.objects.filter(unit=unit).order_by("valid_from").values_list("parent", flat=True).last()
        return line_of(picture, parent, on) if parent else []
    day = on if span.is_on(on) else span.valid_to - DAY if span.valid_to <= on else span.valid_from
    return [s for s in picture.ancestors(unit, day) if s.level != Level.COUNTRY]


class _Reader:
    """Reads the pieces of one organisation's name beside its row."""

    def __init__(self, settled: Sequence[Settled], on: dt.date, scope: Unit | None, cache: Cache | None) -> None:
        self.picture = atlas()
        self.on, self.scope, self.cache = on, scope, {} if cache is None else cache
        self.settled = [one for one in settled if one.unit]
        # the owner from the piece being read to its end
        self.tail = ""
        # "các xã, thị trấn": from here on a bare unit word speaks of several
        self.many = False
        self.lines = [line for one in self.settled if one.unit and (line := line_of(self.picture, one.unit, on))]

    def units_in(self, tokens: tuple[Token, ...], tail: str) -> list[Key | None]:
        """Return the units that a piece names; None for one that is named but not known.

        ``tail`` is the piece with all that follows it.
        """
        found: list[Key | None] = []
        at, self.tail = 0, tail
        while at < len(tokens):
            taken, unit, unknown = self._at(tokens, at)
            if unit or unknown:
                found.append(unit)
            at += taken
        return found

    def one_of(self, found: list[Key]) -> Key | None:
        """Return the one unit: of an address (thôn A, xã B) the lowest, of joint bodies the one that holds all."""
        if len(found) < 2:  # noqa: PLR2004 - one or none
            return found[0] if found else None
        above = [{span.unit for span in line_of(self.picture, unit, self.on)} for unit in found]
        if all(later in above[0] for later in found[1:]):
            return found[0]
        return next((unit for unit in found if all(unit in line for line in above)), None)

    def _at(self, tokens: tuple[Token, ...], at: int) -> Reading:
        word, length = self._word_at(tokens, at)
        if not word:
            return 1, None, False
        first = at + length
        if UNIT_WORDS[word][0] == VILLAGE:
            return self._village(tokens, at, first, word)
        for end in range(min(first + LONGEST_NAME, len(tokens)), first, -1):
            unit = self._named(word, tokens[first:end])
            if unit:
                return end - at, unit, False
        # a name that is not known is no reason to take the row's own unit
        if first < len(tokens) and tokens[first].text[:1].isupper():
            spelled = self._spelled_out(tokens, at, first, word)
            return spelled or (length, None, True)
        self.many |= at > 0 and tokens[at - 1].marked in _MANY
        return length, None if self.many else self._own(word), False

    def _word_at(self, tokens: tuple[Token, ...], at: int) -> tuple[str | None, int]:
        """Return the unit word at a token, and how many tokens it takes."""
        here, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        before = tokens[at - 1] if at else None
        if (after and (here.marked, after.marked) in _NO_UNIT_AFTER) or (before and before.marked in _NO_UNIT_BEFORE):
            return None, 1
        if after and after.marked in _BODIES and here.marked in _OF_LEVEL:
            return _OF_LEVEL[here.marked], 2
        plain = all(token.plain for token in tokens)
        for word, length, sure in unit_word(tokens, at):
            follower = tokens[at + length] if at + length < len(tokens) else None
            number = follower is not None and (follower.fold.isdigit() or follower.fold == "so")
            if word in _GROUPS and not number:
                continue
            if word in _NAMED and not (number or (follower and follower.text[:1].isupper())):
                continue
            if sure or plain:
                return word, length
        return None, 1

    def _named(self, word: str, name: tuple[Token, ...]) -> Key | None:
        """Return the unit of a level and name: of the row's own lines, else the only one around them."""
        read = as_name(name, word, UNIT_WORDS[word][0])
        for line in self.lines:
            for span in line:
                same = RANKS[span.level] & read.ranks and place_key(span.name) == read.key
                # thành phố Bắc Giang is not its tỉnh; xã or phường is a slip
                if same and (word != "thành phố" or span.kind == word):
                    return span.unit
        if read.key not in real_names(self.picture):
            return None
        text = f"{word} {_text(name)}"
        around = [f", {span.label}" for line in self.lines[:1] for span in line[1:]]
        for context in (*around, ""):
            found = settle(PlaceText(text + context), self.on.year, self.scope, self.cache)
            if len(found) == 1 and found[0].unit:
                return found[0].unit
        return None

    def _spelled_out(self, tokens: tuple[Token, ...], at: int, first: int, word: str) -> Reading | None:
        """Read a name that alone is unknown or tied with what follows it: ``xã Phúc Sơn, huyện Tân Yên``."""
        begin = 0
        for token in tokens[: at + 1]:
            begin = self.tail.find(token.text, begin) + len(token.text)
        address = self.tail[max(begin - len(tokens[at].text), 0) :]
        found = settle(PlaceText(address), self.on.year, self.scope, self.cache)
        if len(found) != 1 or not found[0].unit or found[0].village or found[0].warning:
            return None
        span = self.picture.nearest(found[0].unit, self.on)
        for end in range(min(first + LONGEST_NAME, len(tokens)), first, -1):
            read = as_name(tokens[first:end], word, UNIT_WORDS[word][0])
            if span and RANKS[span.level] & read.ranks and place_key(span.name) == read.key:
                return end - at, found[0].unit, False
        return None

    def _own(self, word: str) -> Key | None:
        """Return the row's unit of the level, the scope's when the row has none; None when there are several."""
        ranks = UNIT_WORDS[word][0]
        scope = [line_of(self.picture, self.scope.pk, self.on)] if self.scope else []
        for lines in (self.lines, scope):
            units = {self._of_rank(line, word, ranks) for line in lines} - {None}
            if units:
                return units.pop() if len(units) == 1 else None
        return None

    def _of_rank(self, line: Line, word: str, ranks: int) -> Key | None:
        spans = [span for span in line if RANKS[span.level] & ranks]
        if word == "thành phố":
            spans = [span for span in spans if span.kind == word]
        return spans[0].unit if spans else None

    def _villages(self) -> Villages:
        """Return the villages of the scope, read once for all owners that share a cache."""
        key = ("villages", self.on)
        if key not in self.cache:
            self.cache[key] = Villages(self.on, reach(self.picture, self.scope, self.on)[1])
        found: Villages = self.cache[key]
        return found

    def _village(self, tokens: tuple[Token, ...], at: int, first: int, word: str) -> Reading:
        """Read a village: its unit where it is one, else the commune of the row."""
        end = first
        while end < len(tokens) and tokens[end].marked not in _ENDS_VILLAGE and not self._word_at(tokens, end)[0]:
            end += 1
        communes = {span.unit for line in self.lines for span in line if span.level == Level.COMMUNE}
        if end == first or not communes:
            return end - at or 1, None, False
        several = at > 0 and tokens[at - 1].marked in _MANY
        part = Part(_text(tokens[first:end]), tokens[first:end], (as_name(tokens[first:end], word, VILLAGE),))
        mine = {one.unit for one in self.settled if place_key(one.village).endswith(part.options[0].key)}
        homes = communes & mine or communes
        if len(homes) != 1:
            return end - at, None, False
        commune = next(iter(homes))
        village = None if several else self._villages().find(commune, part)
        return end - at, village[0] if village else commune, False


def _text(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in tokens)
