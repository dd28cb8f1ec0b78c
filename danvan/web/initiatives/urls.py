"""Addresses of the register. Records are named by province and id (docs/decisions/0003)."""

from django.urls import path

from danvan.web.initiatives import lists, views, writing

ONE = "<uuid:province>/<uuid:pk>/"
urlpatterns = [
    path("", views.register, name="initiatives"),
    path("danh-muc/", lists.lists, name="lists"),
    path("danh-muc/cong-trinh/", lists.project_new, name="project_new"),
    path("danh-muc/phan-nhom/", lists.sub_field_new, name="sub_field_new"),
    path("dang-ky/", writing.register_new, name="register_new"),
    path("xuat.<str:form>", views.export, name="register_export"),
    path(ONE, views.registration, name="registration"),
    path(f"{ONE}sua/", writing.registration_edit, name="registration_edit"),
    path(f"{ONE}minh-chung/", writing.registration_attach, name="registration_attach"),
    path(f"{ONE}buoc/<slug:verb>/", writing.registration_move, name="registration_move"),
    path(f"{ONE}cong-nhan/", writing.recognise, name="recognise"),
    path(f"{ONE}them/<slug:kind>/", writing.registration_part, name="registration_part"),
    path(f"{ONE}bo/<slug:kind>/<uuid:part>/", writing.registration_part_remove, name="registration_part_remove"),
    path("tep/<uuid:province>/<uuid:pk>/", writing.evidence, name="evidence"),
    path("huy-cong-nhan/<uuid:province>/<uuid:pk>/", writing.recognition_withdraw, name="recognition_withdraw"),
]
