"""Addresses of the reports."""

from django.urls import path

from danvan.web.reports import report_goals, report_list, report_views, report_writing

ONE = "<uuid:province>/<uuid:pk>/"
urlpatterns = [
    path("", report_list.reports, name="reports"),
    path("lap/", report_views.report_new, name="report_new"),
    path("lap/don-vi/", report_views.report_unit, name="report_unit"),
    path("chi-tieu/", report_goals.goals, name="goals"),
    path(f"chi-tieu/{ONE}bo/", report_goals.goal_remove, name="goal_remove"),
    path("so-cong-bo/", report_goals.totals, name="totals"),
    path("so-cong-bo/nhap/", report_goals.total_new, name="total_new"),
    path(f"so-cong-bo/{ONE}sua/", report_goals.total_correct, name="total_correct"),
    path(f"so-cong-bo/{ONE}huy/", report_goals.total_withdraw, name="total_withdraw"),
    path(ONE, report_views.report, name="report"),
    path(f"{ONE}ban-ghi/", report_views.report_records, name="report_records"),
    path(f"{ONE}thay-doi/", report_views.report_changes, name="report_changes"),
    path(f"{ONE}muc/<slug:key>/", report_writing.report_section, name="report_section"),
    path(f"{ONE}muc/<slug:key>/lay-lai/", report_writing.report_section_reset, name="report_section_reset"),
    path(f"{ONE}ky/", report_writing.report_sign, name="report_sign"),
    path(f"{ONE}thu-hoi/", report_writing.report_withdraw, name="report_withdraw"),
    path(f"{ONE}bo/", report_writing.report_drop, name="report_drop"),
    path(f"{ONE}thay-the/", report_writing.report_replace, name="report_replace"),
    path(f"{ONE}tep/", report_writing.report_files, name="report_files"),
    path(f"{ONE}tep/<slug:form>/", report_views.report_file, name="report_file"),
]
