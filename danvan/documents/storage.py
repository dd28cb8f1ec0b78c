"""Files under their digest: kept once, found again, checked for damage."""

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from danvan.documents.models import Attachment


def path_of(digest: str) -> Path:
    """Return where a file of that digest lies."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def keep(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file and return its SHA-256 and size. It is complete on disk before it has its name."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as file:
        try:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            target = path_of(digest.hexdigest())
            target.parent.mkdir(exist_ok=True)
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)  # a full disk is not filled further by what did not fit
            raise
    return digest.hexdigest(), size


def new_attachment(
    chunks: Iterable[bytes], *, name: str, media_type: str, province: uuid.UUID, added_by: Any = None
) -> Attachment:
    """Keep a file and return its unsaved record. ``name`` loses its folders; its text stays."""
    digest, size = keep(chunks)
    original = name.replace("\\", "/").rsplit("/", 1)[-1][-255:] or "tep"
    return Attachment(
        province_id=province, digest=digest, size=size, media_type=media_type, original_name=original,
        added_by_id=added_by,
    )  # fmt: skip


def damage(digest: str) -> str:
    """Return what is wrong with the file of a digest: ``missing``, ``altered``, or nothing."""
    path = path_of(digest)
    if not digest or not path.is_file():
        return "missing"
    with path.open("rb") as file:
        return "" if hashlib.file_digest(file, "sha256").hexdigest() == digest else "altered"


def damaged_files() -> list[dict[str, str]]:
    """Return the attachments whose file is missing or is no longer what its digest says."""
    rows = Attachment.objects.order_by("id").iterator(chunk_size=1000)
    found = ((attachment, damage(attachment.digest)) for attachment in rows)
    return [{"attachment": str(attachment.pk), "problem": problem} for attachment, problem in found if problem]
