"""The typeface that papers are measured and printed with: TeX Gyre Termes, as wide as Times New Roman letter by letter.

A document for print holds only letters that the typeface can draw: PDF/A takes no missing glyph.
"""

import re
import struct
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

from danvan.core.text import clean

PACKAGE = "rinoh_typeface_texgyretermes"  # only its font files are used
_SUBSTITUTES = str.maketrans({"✓": "√", "✔": "√", "●": "•", "▪": "•", "■": "•", "\t": " "})
_LONG_WORD = re.compile(r"\S{31,}")
_BREAK = "\u200b"
_END = 0xFFFF  # closes the list of segments


@cache
def folder() -> Path:
    """Return the folder of the font files. The package is found, not imported: it would ask for its typesetter."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The typeface is not installed ({PACKAGE}); run tools/setup.sh")
    return Path(spec.origin).parent


@cache
def _font(*, bold: bool, italic: bool) -> ImageFont.FreeTypeFont:
    shape = {(False, False): "regular", (True, False): "bold", (False, True): "italic", (True, True): "bolditalic"}
    return ImageFont.truetype(
        folder() / f"texgyretermes-{shape[bold, italic]}.otf", 1000, layout_engine=ImageFont.Layout.BASIC
    )


@lru_cache(maxsize=8192)
def width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Return how long a line of text is, in points."""
    return float(_font(bold=bold, italic=italic).getlength(unicodedata.normalize("NFC", text))) * size / 1000


@cache
def glyphs() -> frozenset[int]:
    """Return the code points that the upright face has a glyph for (its ``cmap``, format 4; OpenType 1.9 §cmap)."""
    data = (folder() / "texgyretermes-regular.otf").read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    offsets = {data[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", data, 20 + 16 * n)[0] for n in range(tables)}
    start = offsets[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for n in range(count):
        (offset,) = struct.unpack_from(">I", data, start + 8 + 8 * n)
        if struct.unpack_from(">H", data, start + offset) == (4,):
            found |= _segments(data, start + offset)
    return frozenset(found)


def _segments(data: bytes, start: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", data, start + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    begins = struct.unpack_from(f">{count}H", data, start + 16 + twice)
    return {code for first, last in zip(begins, ends, strict=True) if first != _END for code in range(first, last + 1)}


def printable(text: str) -> str:
    """Return text that the typeface can draw: NFC, no controls; line breaks stay.

    A letter without a glyph is written with its compatible letters, or else its name is left to a question mark; a picture
    (emoji) says nothing that the words do not and is left out. Words too long for a line may be broken.
    """
    rows = clean(text, lines=True).translate(_SUBSTITUTES).split("\n")
    return "\n".join(clean(_drawable(row)) for row in rows)


def breakable(text: str) -> str:
    """Allow a break within words that no column can hold."""
    return _LONG_WORD.sub(lambda match: _BREAK.join(re.findall(r".{1,15}", match[0])), text)


def _drawable(text: str) -> str:
    known = glyphs()
    return text if text.isascii() else "".join(c if ord(c) in known else _replaced(c, known) for c in text)


def _replaced(letter: str, known: frozenset[int]) -> str:
    kind = unicodedata.category(letter)
    if kind.startswith("Z"):
        return " "
    plain = unicodedata.normalize("NFKC", letter)
    if all(ord(c) in known for c in plain):
        return plain
    # Emoji and their modifiers; stray marks; what has no name.
    return "" if kind in {"So", "Sk", "Mn", "Me", "Cf", "Cn", "Co"} else "?"
