"""The typeface that papers are measured and printed with: TeX Gyre Termes, as wide as Times New Roman letter by letter.

What it has no glyph for – pictures in a name, another script – is drawn with the faces of ``OTHERS``. A document for
print holds only what one of them can draw, since PDF/A takes no missing glyph; what none can draw becomes ``MISSING``,
which stands where it was left out, and the paper says so.
"""

import re
import struct
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

from danvan.core.text import clean

PACKAGE = "rinoh_typeface_texgyretermes"  # of the packages only the font files are used
# Faces for what Termes lacks, in the order in which they are asked: family, package, file.
OTHERS = (
    ("DejaVu Sans", "rinoh_typeface_dejavusans", "DejaVuSans.ttf"),
    ("Noto Emoji", "manimgx_fonts", "NotoEmoji[wght].ttf"),
    ("Noto Sans Khmer", "manimgx_fonts", "NotoSansKhmer[wght].ttf"),
    ("Noto Sans Lao", "manimgx_fonts", "NotoSansLao[wght].ttf"),
    ("Noto Sans Thai", "manimgx_fonts", "NotoSansThai[wght].ttf"),
)
MISSING = "□"
# Marks that only choose how the letter before them looks (FE00–FE0F, E0100–E01EF): without them it is drawn the plain way.
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LONG_WORD = re.compile(r"\S{31,}")
_BREAK = "\u200b"
_END = 0xFFFF  # closes the list of segments


@cache
def folder(package: str = PACKAGE) -> Path:
    """Return the folder of the font files. The package is found, not imported: it would ask for its typesetter."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The typeface is not installed ({package}); run tools/setup.sh")
    return Path(spec.origin).parent


def folders() -> list[Path]:
    """Return the folders of all faces."""
    return [folder(), *dict.fromkeys(folder(package) for _family, package, _file in OTHERS)]


@cache
def _font(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, 1000, layout_engine=ImageFont.Layout.BASIC)


def _termes(*, bold: bool = False, italic: bool = False) -> Path:
    shape = {(False, False): "regular", (True, False): "bold", (False, True): "italic", (True, True): "bolditalic"}
    return folder() / f"texgyretermes-{shape[bold, italic]}.otf"


@lru_cache(maxsize=8192)
def width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Return how long a line of text is, in points."""
    line = unicodedata.normalize("NFC", text)
    mine = "".join(c for c in line if ord(c) in glyphs())
    other = sum(_font(path).getlength(c) for c in line if ord(c) not in glyphs() and (path := _drawn_by(c)))
    return (float(_font(_termes(bold=bold, italic=italic)).getlength(mine)) + other) * size / 1000


def glyphs() -> frozenset[int]:
    """Return the code points that the upright face of Termes has a glyph for."""
    return _glyphs(_termes())


@cache
def _glyphs(path: Path) -> frozenset[int]:
    """Read the code points of a face (its ``cmap``, formats 4 and 12; OpenType 1.9 §cmap)."""
    data = path.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    offsets = {data[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", data, 20 + 16 * n)[0] for n in range(tables)}
    start = offsets[b"cmap"]
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for n in range(count):
        (offset,) = struct.unpack_from(">I", data, start + 8 + 8 * n)
        read = {4: _segments, 12: _groups}.get(struct.unpack_from(">H", data, start + offset)[0])
        found |= read(data, start + offset) if read else set()
    return frozenset(found)


def _segments(data: bytes, start: int) -> set[int]:
    (twice,) = struct.unpack_from(">H", data, start + 6)
    count = twice // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    begins = struct.unpack_from(f">{count}H", data, start + 16 + twice)
    return {code for first, last in zip(begins, ends, strict=True) if first != _END for code in range(first, last + 1)}


def _groups(data: bytes, start: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, start + 12)
    numbers = struct.unpack_from(f">{3 * count}I", data, start + 16)
    return {code for first, last in zip(numbers[::3], numbers[1::3], strict=True) for code in range(first, last + 1)}


@lru_cache(maxsize=4096)
def _drawn_by(letter: str) -> Path | None:
    """Return the first other face that has a glyph for a letter."""
    paths = (folder(package) / file for _family, package, file in OTHERS)
    return next((path for path in paths if ord(letter) in _glyphs(path)), None)


def foreign(letters: Iterable[str]) -> list[str]:
    """Return the letters that Termes cannot draw and another face can, in order."""
    return sorted(c for c in set(letters) if ord(c) not in glyphs() and not c.isspace() and _drawn_by(c))


def missing(letters: Iterable[str]) -> list[str]:
    """Return the letters that no face can draw, in order: those that ``printable`` replaces by ``MISSING``."""
    return sorted(c for c in set(letters) if not _shown_by(c))


def printable(text: str) -> str:
    """Return text that the faces can draw: NFC, no controls; line breaks stay. No visible letter is left out."""
    rows = clean(_VARIANTS.sub("", text), lines=True).split("\n")
    return "\n".join(clean(_drawable(row)) for row in rows)


def breakable(text: str) -> str:
    """Allow a break within words that no column can hold."""
    return _LONG_WORD.sub(lambda match: _BREAK.join(re.findall(r".{1,15}", match[0])), text)


def _drawable(text: str) -> str:
    return text if text.isascii() else "".join(_shown_by(c) or MISSING for c in text)


@lru_cache(maxsize=4096)
def _shown_by(letter: str) -> str:
    """Return what a letter is drawn as: itself, its compatible letters, a space; blank where nothing can draw it."""
    kind = unicodedata.category(letter)
    if kind == "Co":  # a place of private use: another sign in each face
        return ""
    if ord(letter) in glyphs():
        return letter
    if kind[0] == "Z" or letter in "\n\t":
        return " "
    plain = unicodedata.normalize("NFKC", letter)
    if plain != letter and all(ord(c) in glyphs() for c in plain):
        return plain
    if kind == "Cf":  # a mark of the encoding that is seen nowhere
        return "\u200b"
    return letter if _drawn_by(letter) else ""
