"""/tai-khoan/: people and roles, one-time links. Sign-in itself stands in ``signin_urls``."""

from django.urls import path

from danvan.web.accounts import links, people, tokens

urlpatterns = [
    path("", people.people, name="people"),
    path("moi/", people.person_new, name="person_new"),
    path("nguoi/<uuid:pk>/", people.person, name="person"),
    path("nguoi/<uuid:pk>/sua/", people.person_edit, name="person_edit"),
    path("nguoi/<uuid:pk>/vai-tro/", people.role_new, name="role_new"),
    path("nguoi/<uuid:pk>/dong-mo/", people.person_close, name="person_close"),
    path("nguoi/<uuid:pk>/lien-ket/", people.person_link, name="person_link"),
    path("nguoi/<uuid:pk>/khoa/", tokens.tokens_of, name="tokens_of"),
    path("khoa/", tokens.tokens, name="tokens"),
    path("khoa/moi/", tokens.token_new, name="token_new"),
    path("khoa/<uuid:pk>/thu-hoi/", tokens.token_revoke, name="token_revoke"),
    path("vai-tro/<uuid:pk>/thoi/", people.role_end, name="role_end"),
    path("lien-ket/<str:secret>/", links.sign_in, name="sign_in_link"),
    path("chao/", links.welcome, name="welcome"),
]
