"""JSON as a stream: what a feature takes in memory is what is left of its lines on the grid, not what the file spends on them.

A file is surveyed before it is parsed: what no boundary file holds – another encoding, brackets within brackets without
end, a word without end – costs a parser minutes or all the memory there is, and is refused within the time of reading it.
"""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import ijson
import numpy as np
from django.utils.translation import gettext as _

MARK = b"\xef\xbb\xbf"  # of byte order: editors on Windows write one
# A collection of areas has 8 layers of brackets, a topology 9; properties may have some of their own.
MOST_LAYERS = 64
PIECE = LONGEST_WORD = 1 << 18
# So many corners are put on the grid at a time.
BLOCK = 4096
BRACKETS = bytes(set(range(256)) - set(b'[]{}"'))  # all but these
STARTS, ENDS = {"start_map", "start_array"}, {"end_map", "end_array"}
OPENING, CLOSING, QUOTE = b"[{", b"]}", ord('"')

Events = Iterator[tuple[str, Any]]


class Unusable(Exception):
    """A file that cannot be used as a whole; the message says what it is and what to do."""

    @property
    def message(self) -> str:
        """The sentence for people."""
        return str(self.args[0])


class Line(Protocol):
    """Takes the corners of one line block by block and returns what is left of them."""

    def add(self, corners: list[Any]) -> None:
        """Take in some corners."""

    def close(self) -> Any:
        """Return the line."""


# ── before it is parsed ──────────────────────────────────────────────────────────────────────────────────────────


def survey(path: Path) -> str:
    """Return the digest of a file. Raises ``Unusable`` for one that is not UTF-8 or that no parser should be given."""
    digest, decoder, layers = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), _Layers()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as trouble:
                raise Unusable(_not_utf8()) from trouble
            layers.take(piece)
    return digest.hexdigest()


def _not_utf8() -> str:
    return _(
        "Tệp không phải bảng mã UTF-8 (có thể là Windows-1258, TCVN3, UTF-16…). Hãy mở bằng QGIS hoặc trình soạn thảo rồi lưu lại dạng UTF-8. Chưa ghi gì."
    )


def refuse_utf16(head: bytes) -> None:
    """Refuse a file whose letters take two bytes or more; JSON has no zero bytes."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in head[:4]:
        raise Unusable(_not_utf8())


class _Layers:
    """Counts the brackets that are open, those within strings apart."""

    def __init__(self) -> None:
        self.open, self.inside, self.held, self.quiet = 0, False, b"", 0

    def take(self, piece: bytes) -> None:
        """Read on. Raises ``Unusable`` where too many are open or where nothing but one word stands."""
        piece, self.held = self.held + piece, b""
        if (len(piece) - len(piece.rstrip(b"\\"))) % 2:
            piece, self.held = piece[:-1], b"\\"  # what it escapes stands in the next piece
        signs = np.frombuffer(
            piece.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, BRACKETS), dtype=np.uint8
        )
        quotes = signs == QUOTE
        ends = quotes.any() if self.inside else len(signs) or b"," in piece
        self.quiet = 0 if ends else self.quiet + len(piece)
        if self.quiet >= LONGEST_WORD:
            raise Unusable(
                _("Tệp có một đoạn chữ hoặc số dài hơn 256 KB nên không phải tệp ranh giới, hoặc đã hỏng. Chưa ghi gì.")
            )
        inside = (np.cumsum(quotes) + self.inside) % 2 == 1
        steps = np.isin(signs, list(OPENING)).astype(np.int32) - np.isin(signs, list(CLOSING))
        layers = self.open + np.cumsum(np.where(inside, 0, steps))
        if layers.max(initial=0) > MOST_LAYERS:
            raise Unusable(
                _(
                    "Tệp có hơn %(n)s lớp ngoặc lồng nhau (tệp ranh giới chỉ cần khoảng 10) nên không phải tệp ranh giới, hoặc đã hỏng. Chưa ghi gì."
                )
                % {"n": MOST_LAYERS}
            )
        if len(signs):
            self.open, self.inside = int(layers[-1]), bool(inside[-1])


# ── piece by piece ───────────────────────────────────────────────────────────────────────────────────────────────


class Counted:
    """A file that tells how much of it was read; a mark of byte order at its head is left out."""

    def __init__(self, file: BinaryIO, tell: Callable[[int], None] | None = None) -> None:
        self.file, self.tell, self.done = file, tell, 0

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        piece = self.file.read(size)
        if self.done == 0:
            piece = piece.removeprefix(MARK) or self.file.read(size)
        self.done += len(piece)
        if self.tell and size:
            self.tell(self.done)
        return piece


def members(file: Counted) -> Iterator[tuple[str, Events]]:
    """Yield each key at the top with the events that follow it; whoever takes it up reads its value: exactly, and always.

    The file is read to its end: what stands behind the last bracket is a mistake too.
    """
    events: Events = ijson.basic_parse(file, use_float=True)
    for event, key in events:
        if event == "map_key":
            yield key, events


def skip(events: Events) -> None:
    """Read past a value."""
    layers = 0
    for event, _value in events:
        if event in STARTS:
            layers += 1
        elif event in ENDS:
            layers -= 1
        if not layers:
            return


def elements(events: Events, build: Callable[[Events, str, Any], Any]) -> Iterator[Any]:
    """Yield the elements of an array one by one; a value that is no array has none."""
    event, value = next(events)
    if event == "start_array":
        for what, item in _until_end(events):
            yield build(events, what, item)
    else:
        plain(events, event, value)


def keys(events: Events) -> Iterator[str]:
    """Yield the keys of a map; whoever takes one up reads its value. A value that is no map has none."""
    event, value = next(events)
    if event == "start_map":
        for _event, key in _until_end(events):
            yield key
    else:
        plain(events, event, value)


def plain(events: Events, event: str, value: Any) -> Any:
    """Build the value that begins with an event."""
    return _value(events, event, value, None)


def lines(make: Callable[[], Line]) -> Callable[[Events, str, Any], Any]:
    """Return a builder that makes a line of every array of points."""
    return lambda events, event, value: _value(events, event, value, make)


def feature(make: Callable[[], Line]) -> Callable[[Events, str, Any], Any]:
    """Return a builder of features: what is called coordinates in their geometry is made of lines."""

    def build(events: Events, event: str, value: Any, *, within: bool = False) -> Any:
        if event == "start_array" and within:
            return [build(events, what, item, within=True) for what, item in _until_end(events)]
        if event != "start_map":
            return plain(events, event, value)
        found = {}
        for _event, key in _until_end(events):
            if within and key == "coordinates":
                found[key] = _value(events, *next(events), make)
            else:
                found[key] = build(events, *next(events), within=within or key == "geometry")
        return found

    return build


def _until_end(events: Events) -> Events:
    """Yield what begins each element of an array or map; whoever takes it up reads the rest of it."""
    for event, value in events:
        if event in ENDS:
            return
        yield event, value


def _value(events: Events, event: str, value: Any, make: Callable[[], Line] | None) -> Any:
    if event == "start_array":
        return _array(events, make)
    if event == "start_map":
        return {key: _value(events, *next(events), make) for _event, key in _until_end(events)}
    return value


def _array(events: Events, make: Callable[[], Line] | None) -> Any:
    """Build an array; one of points is a line, taken up in blocks."""
    found: list[Any] = []
    line: Line | None = None
    for event, value in events:
        if event == "number":
            found.append(value)
            continue
        if event == "end_array":
            break
        found.append(_array(events, make) if event == "start_array" else _value(events, event, value, make))
        if len(found) == BLOCK and make and (line or _is_point(found[0])):
            line = line or make()
            line.add(found)
            found = []
    if line or (make and found and _is_point(found[0])):
        line = line or make()  # type: ignore[misc] # there is one, or what makes it
        line.add(found)
        return line.close()
    return found


def _is_point(item: Any) -> bool:
    return isinstance(item, list) and bool(item) and not isinstance(item[0], list | dict | np.ndarray)
