"""Sign-in and the person's own security: allauth's views under our addresses, only those that are offered.

There is no sign-up, no management of addresses and no password by mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("da-dong/", account.account_inactive, name="account_inactive"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/doi/", account.password_change, name="account_change_password"),
    path("mat-khau/dat/", account.password_set, name="account_set_password"),
    path("bao-mat/", mfa.index, name="mfa_index"),
    path("dang-nhap/buoc-2/", mfa.authenticate, name="mfa_authenticate"),
    path("xac-nhan/ma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bao-mat/ung-dung/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("bao-mat/ung-dung/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("bao-mat/ma-du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("bao-mat/ma-du-phong/tao/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("bao-mat/ma-du-phong/tai-ve/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("bao-mat/khoa/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("bao-mat/khoa/them/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("bao-mat/khoa/<int:pk>/bo/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("bao-mat/khoa/<int:pk>/ten/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("xac-nhan/khoa/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("dang-nhap/khoa/", passkeys.login_webauthn, name="mfa_login_webauthn"),
]
