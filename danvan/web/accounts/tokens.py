"""One's own API tokens: made, shown once, taken back. An administrator takes back those of others."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from danvan.accounts.models import ApiToken, User
from danvan.accounts.queries import people_in_reach
from danvan.accounts.tokens import Bundle, make_token, revoke_token
from danvan.web.asking import Plain, Question, ask, carried_out
from danvan.web.request import Request

DAYS = (
    ("30", gettext_lazy("30 ngày")), ("90", gettext_lazy("90 ngày")), ("180", gettext_lazy("6 tháng")),
    ("365", gettext_lazy("1 năm")),
)  # fmt: skip


class TokenForm(forms.Form):
    """What a token is called, what it opens, and for how long."""

    name = forms.CharField(
        label=pgettext_lazy("token", "Tên khóa"), max_length=60,
        help_text=gettext_lazy("Phần mềm nào sẽ dùng, ví dụ: Hệ thống báo cáo của tỉnh. Nhật ký ghi tên này."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Phạm vi"), choices=Bundle.choices, initial=[Bundle.READ.value], widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Chỉ cấp phần cần dùng. Khóa không bao giờ làm được nhiều hơn chính bạn."),
    )  # fmt: skip
    days = forms.ChoiceField(
        label=gettext_lazy("Hiệu lực"), choices=DAYS, initial="90", widget=forms.RadioSelect,
        help_text=gettext_lazy("Hết hạn thì tạo khóa mới; thu hồi được bất cứ lúc nào."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Turn the days into the moment of the end."""
        data = super().clean() or self.cleaned_data
        if "days" in data:
            data["expires_at"] = timezone.now() + dt.timedelta(days=int(data.pop("days")))
        return data


def crumbs(last: str = "") -> list[tuple[str, str]]:
    """Return the way to a page about tokens."""
    way = [(_("Khóa API"), reverse("web:tokens") if last else "")]
    return [*way, (last, "")] if last else way


@login_required
@require_safe
def tokens(request: Request) -> HttpResponse:
    """One's own tokens."""
    return _shown(request, request.user)


@login_required
@require_safe
def tokens_of(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Somebody's tokens, for their administrator."""
    if not request.user.has_perm("accounts.revoke_token"):
        raise Http404
    return _shown(request, get_object_or_404(people_in_reach(request.user), pk=pk))


def _shown(request: Request, person: User) -> HttpResponse:
    rows: list[Any] = list(person.api_tokens.select_related("use"))
    bundles = dict(Bundle.choices)
    now = timezone.now()
    for row in rows:
        row.lends = [str(bundles.get(scope, scope)).partition(":")[0] for scope in row.scopes]
        row.alive = row.revoked_at is None and row.expires_at > now
        row.used = row.use.last_used_at if hasattr(row, "use") else None
    mine = person.pk == request.user.pk
    context = {
        "rows": rows, "person": person, "mine": mine, "crumbs": crumbs(),
        "may_make": mine and request.user.has_perm("accounts.make_token"),
    }  # fmt: skip
    return render(request, "accounts/tokens.html", context)


@login_required
@never_cache
def token_new(request: Request) -> HttpResponse:
    """Make a token and show its secret, once."""
    form = TokenForm(request.POST or None)
    person = request.user
    done = carried_out(form, lambda data: make_token(person, actor=person, **data)) if form.is_bound else None
    title = _("Tạo khóa API")
    if done:
        token, secret = done[0]
        example = f"curl -H 'Authorization: Bearer {secret}' {request.build_absolute_uri(reverse('api:me'))}"
        context = {"token": token, "secret": secret, "example": example, "crumbs": crumbs(title)}
        return render(request, "accounts/token_made.html", context)
    lead = _(
        "Khóa để một phần mềm làm việc thay bạn, với đúng quyền của bạn. Giữ như mật khẩu; không gửi qua tin nhắn, không đặt trong địa chỉ."
    )
    return ask(request, form, Question(title, title, reverse("web:tokens"), lead, crumbs(title)))


@login_required
def token_revoke(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Take a token back."""
    token = get_object_or_404(ApiToken.objects.select_related("user"), pk=pk)
    mine = token.user_id == request.user.pk
    if not mine:
        get_object_or_404(people_in_reach(request.user), pk=token.user_id)
    back = reverse("web:tokens") if mine else reverse("web:tokens_of", args=(token.user_id,))
    form = Plain({} if request.method == "POST" else None)
    done = carried_out(form, lambda _data: revoke_token(token, actor=request.user)) if form.is_bound else None
    if done:
        messages.success(
            request, _("Đã thu hồi khóa. Phần mềm đang dùng khóa này bị từ chối ngay từ lượt gọi kế tiếp.")
        )
        return redirect(back)
    title = _("Thu hồi khóa API")
    lead = _("Thu hồi «%(name)s» (%(hint)s…). Không lấy lại được; phần mềm đang dùng sẽ cần khóa mới.")
    names = {"name": token.name, "hint": token.hint}
    return ask(request, form, Question(title, title, back, lead % names, crumbs(title), danger=True))
