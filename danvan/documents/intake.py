"""What comes in from outside: looked at by content, not by name, and really opened."""

import io
import re
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pi_heif import register_heif_opener
from PIL import Image, UnidentifiedImageError

register_heif_opener()
LIMIT = 25 * 1024 * 1024
Image.MAX_IMAGE_PIXELS = 60_000_000
# Danvan holds unclassified papers only (Luật Bảo vệ bí mật nhà nước); a name that carries a mark is turned away.
_SECRET = re.compile(
    r"(?:[Tt]ối|TỐI|[Tt]uyệt|TUYỆT) (?:mật|MẬT)|[\[(](?:mật|MẬT|Mật)[\])]|(?<!\w)MẬT(?!\w)"  # stays Vietnamese
)
_OOXML = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heif"}


def checked_type(file: IO[bytes], name: str, size: int) -> str:
    """Return the media type of an evidence file.

    Raises ``ValidationError`` with what to do when it is too large, of a kind that is not taken, damaged, or marked
    secret.
    """
    if size > LIMIT:
        raise ValidationError(
            _("Tệp «%(name)s» lớn hơn 25 MB. Hãy giảm dung lượng hoặc tách thành nhiều tệp."), params={"name": name}
        )
    if size == 0:
        raise ValidationError(_("Tệp «%(name)s» rỗng."), params={"name": name})
    if _SECRET.search(name):
        raise ValidationError(
            _("Tên tệp mang dấu độ mật. Hệ thống chỉ nhận tài liệu không mật; không tải tệp này lên.")
        )
    head = file.read(16)
    file.seek(0)
    found = _pdf(head) or _ooxml(file, head) or _image(file)
    file.seek(0)
    if not found:
        raise ValidationError(
            _("Không nhận tệp «%(name)s»: chỉ nhận ảnh (JPEG, PNG, WebP, HEIC), PDF, Word (.docx) và Excel (.xlsx)."),
            params={"name": name},
        )
    return found


def _pdf(head: bytes) -> str | None:
    return "application/pdf" if head.startswith(b"%PDF-") else None


def _ooxml(file: IO[bytes], head: bytes) -> str | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return None
    if "[Content_Types].xml" not in names or any(n.endswith("vbaProject.bin") for n in names):
        return None
    return next((kind for folder, kind in _OOXML.items() if any(n.startswith(folder) for n in names)), None)


def _image(file: IO[bytes]) -> str | None:
    file.seek(0)
    data = io.BytesIO(file.read())
    try:
        with Image.open(data) as image:
            kind = _IMAGES.get(image.format or "")
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return kind


__all__ = ["LIMIT", "checked_type"]
