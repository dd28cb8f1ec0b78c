"""What is asked to bring a register in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from danvan.core.retelling import retold
from danvan.imports.joining import joined
from danvan.imports.models import Import, ImportRow
from danvan.imports.roles import NEVER_READ, TICKS, Role
from danvan.initiatives.models import FIRST_YEAR


class UploadForm(forms.Form):
    """The file, and the year of the rows that name none."""

    file = forms.FileField(
        label=gettext_lazy("Tệp sổ đăng ký"),
        help_text=gettext_lazy(
            "Excel (.xlsx, .xls), .ods, Word (.docx) hoặc CSV; chữ TCVN3, VNI cũng đọc được. Không cần sửa mẫu: tiêu đề, "
            "dòng gộp, phần mục theo lĩnh vực, nhiều trang, phiếu đăng ký đều được hiểu."
        ),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Năm của sổ"),
        min_value=FIRST_YEAR,
        help_text=gettext_lazy("Dòng nào ghi năm riêng thì theo năm của dòng đó."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["max"] = timezone.localdate().year + 1

    def clean_year(self) -> int:
        """Refuse a year that has not come."""
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year + 1:
            raise forms.ValidationError(_("Năm phải từ 2000 đến năm sau."))
        return year

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be a register, before it is kept."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(_("Tệp lớn hơn 64 MB. Hãy tách sổ thành nhiều tệp nhỏ hơn."))
        return file


# What a record cannot do without: asked for also where the sheet has no such column, as in a form without its field.
ALWAYS: tuple[dict[str, Any], ...] = tuple(
    {"role": role.value, "letter": "", "label": role.label} for role in (Role.NAME, Role.FIELD, Role.OWNER, Role.PLACE)
)


class RowForm(forms.Form):
    """The cells of one row, by what they were understood as."""

    LONG = frozenset(
        {
            Role.FORCES,
            Role.MEANS_TIME,
            Role.PLACE_PEOPLE,
            Role.OUTPUTS,
            Role.SUSTAIN,
            Role.NAME,
            Role.GOAL,
            Role.METHOD,
            Role.RESULT,
            Role.PROBLEM,
            Role.NOTE,
            Role.PLACE,
        }
    )

    def __init__(self, *args: Any, batch: Import, row: ImportRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        corrected = batch.corrections.get("cells", {}).get(row.sheet, {}).get(str(row.row), {})
        wrong = {m.get("role"): retold(m["message"]) for m in row.messages}
        columns = self._columns(batch, row)
        texts = joined((c["role"], c["header"], row.raw.get(c["letter"], "")) for c in columns if c["role"])
        for column in (*columns, *ALWAYS):
            role = column["role"]
            if role and role not in NEVER_READ and role not in self.fields:
                widget = forms.Textarea(attrs={"rows": 3}) if role in self.LONG else forms.TextInput()
                said = corrected.get(role, texts.get(role, ""))
                where = column.get("cell") or column["letter"]
                self.fields[role] = forms.CharField(
                    label=f"{where}: {retold(column['label'])}" if where else retold(column["label"]),
                    required=role == Role.NAME or (role == Role.FIELD and "field" not in row.parsed.get("context", {})),
                    widget=widget,
                    initial=said,
                    help_text=wrong.get(role, ""),
                    strip=False,
                )
        self._drop_what_is_ticked(batch, row)

    def _drop_what_is_ticked(self, batch: Import, row: ImportRow) -> None:
        """Ask for no name, field or owner where the columns of the sheet tick them."""
        there = {TICKS[role][0] for role in map(Role, self.fields) if role in TICKS}
        holding = {TICKS[role][2] for role in map(Role, self.fields) if role in TICKS}
        given = {c["role"] for c in self._columns(batch, row)}
        for role in [c["role"] for c in ALWAYS]:
            if role not in given and (role in there or role in holding):
                del self.fields[role]

    @staticmethod
    def _columns(batch: Import, row: ImportRow) -> list[dict[str, Any]]:
        tables = [t for s in batch.understanding if s["name"] == row.sheet for t in s["tables"]]
        above = [t for t in tables if t["header_rows"][1] < row.row]
        return list((above or tables)[-1]["columns"]) if tables else []

    def changed_cells(self) -> dict[str, str]:
        """Return the texts that were changed, by role."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
