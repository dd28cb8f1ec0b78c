"""Why the operating system refused, in the language of the terminal: what it says itself is English."""

import errno
from typing import Any

from django.utils.translation import gettext_lazy

REASONS: dict[int, Any] = {
    errno.ENOENT: gettext_lazy("không có tệp hoặc thư mục này"),
    errno.EACCES: gettext_lazy("không có quyền"),
    errno.EPERM: gettext_lazy("không có quyền"),
    errno.EEXIST: gettext_lazy("đã có tệp hoặc thư mục này"),
    errno.ENOTDIR: gettext_lazy("một phần của đường dẫn không phải thư mục"),
    errno.EISDIR: gettext_lazy("đây là một thư mục"),
    errno.EROFS: gettext_lazy("ổ đĩa chỉ đọc"),
    errno.ENOSPC: gettext_lazy("đĩa đã đầy"),
    errno.EDQUOT: gettext_lazy("đã hết hạn mức đĩa"),
    errno.EFBIG: gettext_lazy("tệp quá lớn"),
    errno.ENAMETOOLONG: gettext_lazy("tên quá dài"),
    errno.EMFILE: gettext_lazy("mở quá nhiều tệp cùng lúc"),
    errno.EBUSY: gettext_lazy("đang có chương trình khác dùng"),
    errno.EIO: gettext_lazy("lỗi đọc ghi đĩa"),
    errno.ECONNREFUSED: gettext_lazy("máy chủ từ chối kết nối"),
    errno.ETIMEDOUT: gettext_lazy("máy chủ không trả lời kịp"),
    errno.EHOSTUNREACH: gettext_lazy("không tới được máy chủ"),
    errno.ENETUNREACH: gettext_lazy("không có mạng"),
}


def reason(error: OSError) -> str:
    """Return the reason in words; what is not known here as the system says it."""
    known = REASONS.get(error.errno or 0)
    return str(known) if known else error.strerror or str(error)
