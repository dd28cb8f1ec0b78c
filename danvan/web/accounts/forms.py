"""The questions about people; forms only read input."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from danvan.accounts.models import Role
from danvan.web.bodies.reach import BodyField, BodyForm, DayField

ROLE_HELP = _(
    "Đơn vị thực hiện: đăng ký và báo cáo mô hình của mình. Điều phối: lập danh mục, nhập sổ cho đơn vị. Thẩm định, "
    "Quyết định: chấm và ghi nhận công nhận. Xem: chỉ xem. Quản trị hệ thống: mở tài khoản, không xem nội dung."
)


class RoleForm(BodyForm):
    """A role at a body, with dates."""

    verb = "accounts.manage"

    body = BodyField(label=_("Tại cơ quan, tổ chức"), help_text=_("Gõ vài chữ của tên rồi chọn."))
    role = forms.ChoiceField(label=_("Vai trò"), choices=Role.choices, widget=forms.RadioSelect, help_text=ROLE_HELP)
    valid_from = DayField(label=_("Từ ngày"), required=False, help_text=_("Để trống nếu từ hôm nay trở về trước."))
    last_day = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu chưa định ngày thôi."))

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the first day without the role."""
        data = super().clean() or self.cleaned_data
        last = data.pop("last_day", None)
        data["valid_to"] = last + dt.timedelta(days=1) if last else None
        return data


class PersonForm(forms.Form):
    """How a person is named and reached."""

    display_name = forms.CharField(
        label=_("Tên hiển thị (chức vụ)"), max_length=200,
        help_text=_("Ví dụ: Cán bộ tổng hợp, Ban Tuyên giáo và Dân vận. Không ghi họ tên."),
    )  # fmt: skip
    email = forms.EmailField(label=_("Thư điện tử công vụ"), required=False)


class NewPersonForm(RoleForm):
    """An account with its first role."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ thường không dấu, số, dấu chấm hoặc gạch; ví dụ: dongky.canbo1"),
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{2,}$", _("Chỉ dùng chữ thường không dấu, số, dấu chấm, gạch; ít nhất ba ký tự."))],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    display_name = PersonForm.base_fields["display_name"]
    email = PersonForm.base_fields["email"]
    field_order = ("username", "display_name", "email", "body", "role", "valid_from", "last_day")
