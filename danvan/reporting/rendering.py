"""The three files of a report, from its content alone."""

from collections.abc import Callable
from typing import IO

from danvan.core.text import fold
from danvan.documents.pdf import write_pdf
from danvan.documents.word import write_docx
from danvan.reporting.content import Content
from danvan.reporting.papers import Head, paper_of
from danvan.reporting.workbook import write_workbook

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def writers(content: Content, head: Head) -> dict[str, Callable[[IO[bytes]], None]]:
    """Return, by form, what writes the file to a stream."""
    paper = paper_of(content, head)
    return {
        "docx": lambda stream: write_docx(paper, stream),
        "pdf": lambda stream: write_pdf(paper, stream),
        "xlsx": lambda stream: write_workbook(content, head, stream),
    }


def file_name(content: Content, form: str) -> str:
    """Return the name of a file: ``bao-cao-24-2022.docx``."""
    code = fold(content.unit_code).replace(" ", "-")
    return f"bao-cao-{code}-{content.period.code.lower()}.{form}"
