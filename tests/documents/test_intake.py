"""What comes in is looked at by content: a renamed program, a damaged picture or a marked paper is turned away."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from danvan.documents import intake, storage
from danvan.documents.models import Attachment
from danvan.documents.storage import keep
from tests.factories import unit


def picture(kind="JPEG"):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, kind)
    return buffer.getvalue()


def office(folder, *more):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}document.xml", *more):
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def checked(data, name="anh.jpg"):
    return intake.checked_type(io.BytesIO(data), name, len(data))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (picture(), "image/jpeg"), (picture("PNG"), "image/png"), (picture("WEBP"), "image/webp"), (b"%PDF-1.7 x", "application/pdf"),
        (office("word/"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl/"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)  # fmt: skip
def test_known_kinds_are_told_by_content_whatever_the_name(data, kind):
    assert checked(data, "tep.khong-ro") == kind


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00 program", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:60], b"\x89PNG\r\n\x1a\nbroken", office("xl/", "xl/vbaProject.bin"), office("ppt/"), b"PK\x03\x04 no archive",
    ],
)  # fmt: skip
def test_other_kinds_are_refused_with_what_is_taken(data):
    with pytest.raises(ValidationError, match="PDF"):
        checked(data)


def test_an_empty_or_huge_file_is_refused():
    with pytest.raises(ValidationError, match="rỗng"):
        checked(b"")
    with pytest.raises(ValidationError, match="25 MB"):
        intake.checked_type(io.BytesIO(b"%PDF-"), "to.pdf", intake.LIMIT + 1)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("Báo cáo TỐI MẬT.pdf", True),
        ("kh [Mật].pdf", True),
        ("mô hình nuôi ong mật.pdf", False),
        ("Mật ong Yên Thế.jpg", False),
    ],
)
def test_a_paper_marked_secret_is_turned_away_honey_is_not(name, secret):
    if secret:
        with pytest.raises(ValidationError, match="mật"):
            checked(b"%PDF-1.7", name)
    else:
        assert checked(b"%PDF-1.7", name)


@pytest.mark.usefixtures("country")
def test_a_file_is_kept_once_and_its_damage_is_found(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    province = unit("24").pk
    first = storage.new_attachment(
        [b"ab", b"c"], name="../../etc/passwd", media_type="application/pdf", province=province
    )
    second = storage.new_attachment(
        [b"abc"], name="C:\\x\\báo cáo.pdf", media_type="application/pdf", province=province
    )
    Attachment.objects.bulk_create([first, second])

    assert (first.original_name, second.original_name) == ("passwd", "báo cáo.pdf")
    assert first.digest == second.digest
    assert storage.path_of(first.digest).read_bytes() == b"abc"
    assert storage.damaged_files() == []
    storage.path_of(first.digest).write_bytes(b"abd")
    assert [f["problem"] for f in storage.damaged_files()] == ["altered", "altered"]
    storage.path_of(first.digest).unlink()
    assert [f["problem"] for f in storage.damaged_files()] == ["missing", "missing"]


def test_a_file_that_does_not_fit_leaves_nothing_behind(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "kho")

    def full():
        yield b"a" * 100
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        keep(full())
    assert not [path for path in (tmp_path / "kho").rglob("*") if path.is_file()]
    keep([b"abc"])
    assert len([path for path in (tmp_path / "kho").rglob("*") if path.is_file()]) == 1
