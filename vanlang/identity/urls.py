"""Signing in, one's own pages, standing in, units and people. allauth's names, our addresses.

What stands here is all of allauth that can be reached: no sign-up, no mail addresses, no password
by mail; citizens have no password at all.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from vanlang.identity.views import account as own
from vanlang.identity.views import administration, citizens, notices, standing_in, typed

SIGN_IN: list[URLPattern | URLResolver] = [
    path("", own.sign_in, name="identity-sign-in"),
    path("can-bo/", account.login, name="account_login"),
    path("can-bo/buoc-hai/", mfa.authenticate, name="mfa_authenticate"),
    path("can-bo/khoa/", keys.login_webauthn, name="mfa_login_webauthn"),
    path("da-khoa/", account.account_inactive, name="account_inactive"),
    path("da-huy/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("<slug:provider_id>/", citizens.login, name="openid_connect_login"),
    path("<slug:provider_id>/xong/", citizens.callback, name="openid_connect_callback"),
]
SECURITY: list[URLPattern | URLResolver] = [
    path("", mfa.index, name="mfa_index"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan/ma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("mat-khau/", own.change_password, name="account_change_password"),
    path("ung-dung/", totp.activate_totp, name="mfa_activate_totp"),
    path("ung-dung/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("ma-du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("ma-du-phong/tao/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("ma-du-phong/tai/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("khoa/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("khoa/them/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("khoa/<int:pk>/bo/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("khoa/<int:pk>/doi-ten/", keys.edit_webauthn, name="mfa_edit_webauthn"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("dang-nhap/", include(SIGN_IN)),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("toi/", own.me, name="identity-me"),
    path("toi/ai-da-xem/", own.accesses, name="identity-accesses"),
    path("toi/thong-bao/", notices.inbox, name="identity-notices"),
    path("toi/thong-bao/da-doc/", notices.read_all, name="identity-notices-read"),
    path("toi/thong-bao/<int:pk>/", notices.follow, name="identity-notice"),
    path("toi/da-go/<uuid:key>/", typed.show, name="identity-typed"),
    path("toi/da-go/<uuid:key>/gui/", typed.send, name="identity-typed-send"),
    path("toi/bao-mat/", include(SECURITY)),
    path("uy-quyen/", standing_in.delegations, name="identity-delegations"),
    path("uy-quyen/<int:pk>/thu-hoi/", standing_in.revoke, name="identity-revoke"),
    path("uy-quyen/vang-nguoi/", standing_in.unmanned, name="identity-unmanned"),
    path("don-vi/", administration.unit_list, name="identity-units"),
    path("don-vi/<str:code>/", administration.unit_detail, name="identity-unit"),
    path("don-vi/<str:code>/ket-thuc/", administration.close_unit, name="identity-close-unit"),
    path("don-vi/<str:code>/tiep-tuc/", administration.keep_unit, name="identity-keep-unit"),
    path("don-vi/<str:code>/doi-ten/", administration.rename_unit, name="identity-rename-unit"),
    path("nguoi/", administration.people_list, name="identity-people"),
    path("nguoi/<uuid:pk>/", administration.person_detail, name="identity-person"),
    path("nguoi/<uuid:pk>/mo-khoa/", administration.unlock, name="identity-unlock"),
]
if settings.STAND_INS:
    from vanlang.identity.views import eid

    urlpatterns += [
        path("eid/", eid.home, name="eid-home"),
        path("eid/.well-known/openid-configuration", eid.configuration, name="eid-discovery"),
        path("eid/authorize", eid.authorize, name="eid-authorize"),
        path("eid/token", eid.token, name="eid-token"),
        path("eid/userinfo", eid.about_holder, name="eid-userinfo"),
        path("eid/jwks", eid.keys, name="eid-jwks"),
    ]
