"""Every address of ipplans. Sign-in is required everywhere by middleware; what is public says so."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from ipplans.api.addresses import addresses as api_addresses
from ipplans.views import office, second_factor
from ipplans.views.accounts import ChangePassword, SignIn, SignOut, account_template, accounts
from ipplans.views.activity import activity, activity_export
from ipplans.views.agency import agency_detail, agency_export, agency_list
from ipplans.views.agency_accounts import account_list, agency_accounts
from ipplans.views.agency_step import agency_step
from ipplans.views.audit import audit_export, audit_log
from ipplans.views.cockpit import cockpit, cockpit_slides
from ipplans.views.compare import compare, compare_export
from ipplans.views.help import help_page, help_picture, help_start
from ipplans.views.home import overview, overview_export
from ipplans.views.indicator import indicator_detail
from ipplans.views.indicator_list import indicator_export, indicator_list
from ipplans.views.light_rules import light_rules
from ipplans.views.missing import letter, missing, missing_export, send_reminder, urge_all, urging_letters
from ipplans.views.notes import close_note, note_export, note_list
from ipplans.views.printed import indicator_pdf, region_pdf
from ipplans.views.region import region_detail
from ipplans.views.reporters import name_reporters, paste_reporters
from ipplans.views.reports import plan_workbook, region_workbook, report_file, report_pdf, reports, signed_workbook
from ipplans.views.review import review, review_action, review_export, review_many, undo_review
from ipplans.views.sessions import end_session, sessions
from ipplans.views.snapshots import freeze_round, lift_final, snapshot_detail, snapshot_list
from ipplans.views.start import menu_counts, start
from ipplans.views.todo import todo, todo_export
from ipplans.views.tokens import api_tokens, take_back_token
from ipplans.views.wall import take_back_screen, wall, wall_screens, wall_slides
from ipplans.views.workbench import round_export, send_up, workbench, workbenches

urlpatterns = [
    path("", overview, name="overview"),
    path("regions.<form:form>", overview_export, name="overview_export"),
    path("start/", start, name="start"),
    path("help/", help_start, name="help"),
    path("help/<slug:name>/", help_page, name="help_page"),
    path("help/pictures/<slug:name>.png", help_picture, name="help_picture"),
    path("start/counts/", menu_counts, name="menu_counts"),
    path("regions/<slug:slug>/", region_detail, name="region_detail"),
    path("regions/<slug:slug>.pdf", region_pdf, name="region_pdf"),
    path("cockpit/<slug:slug>/", cockpit, name="cockpit"),
    path("cockpit/<slug:slug>/slides/", cockpit_slides, name="cockpit_slides"),
    path("wall-screens/", wall_screens, name="wall_screens"),
    path("wall-screens/<int:pk>/take-back/", take_back_screen, name="take_back_screen"),
    path("wall/<str:token>/", wall, name="wall"),
    path("wall/<str:token>/slides/", wall_slides, name="wall_slides"),
    path("indicators/", indicator_list, name="indicator_list"),
    path("indicators.<form:form>", indicator_export, name="indicator_export"),
    path("indicators/<int:pk>/", indicator_detail, name="indicator_detail"),
    path("indicators/<int:pk>.pdf", indicator_pdf, name="indicator_pdf"),
    path("agencies/", agency_list, name="agency_list"),
    path("agencies.<form:form>", agency_export, name="agency_export"),
    path("agencies/<int:pk>/", agency_detail, name="agency_detail"),
    path("agencies/<int:pk>/step/", agency_step, name="agency_step"),
    path("todo/", todo, name="todo"),
    path("todo.<form:form>", todo_export, name="todo_export"),
    path("review/", review, name="review"),
    path("review.<form:form>", review_export, name="review_export"),
    path("review/many/", review_many, name="review_many"),
    path("review/undo/", undo_review, name="undo_review"),
    path("review/<int:pk>/<str:action>/", review_action, name="review_action"),
    path("review/tasks/<int:pk>/<str:action>/", review_action, {"kind": "task"}, name="task_review_action"),
    path("plans/<slug:slug>/reporters/", name_reporters, name="name_reporters"),
    path("plans/<slug:slug>/reporters/paste/", paste_reporters, name="paste_reporters"),
    path("plans/<slug:slug>/accounts/", agency_accounts, name="agency_accounts"),
    path("plans/<slug:slug>/accounts.xlsx", account_list, name="account_list"),
    path("plans/<slug:slug>/reports/", reports, name="reports"),
    path("plans/<slug:slug>/reports/<str:kind>.docx", report_file, name="report_file"),
    path("plans/<slug:slug>/reports/<str:kind>.pdf", report_pdf, name="report_pdf"),
    path("plans/<slug:slug>/workbook.xlsx", plan_workbook, name="plan_workbook"),
    path("regions/<slug:slug>/workbook.xlsx", region_workbook, name="region_workbook"),
    path("plans/<slug:slug>/activity/", activity, name="activity"),
    path("plans/<slug:slug>/activity.<form:form>", activity_export, name="activity_export"),
    path("plans/<slug:slug>/missing/", missing, name="missing"),
    path("plans/<slug:slug>/missing.<form:form>", missing_export, name="missing_export"),
    path("notes/", note_list, name="note_list"),
    path("notes.<form:form>", note_export, name="note_export"),
    path("notes/<int:pk>/close/", close_note, name="close_note"),
    path("workbench/", workbenches, name="workbenches"),
    path("workbench.<form:form>", round_export, name="round_export"),
    path("plans/<slug:slug>/lights/", light_rules, name="light_rules"),
    path("rounds/<int:pk>/", workbench, name="workbench"),
    path("rounds/<int:pk>/urge/", urge_all, name="urge_all"),
    path("urgings/<int:pk>/letters/", urging_letters, name="urging_letters"),
    path("final/<int:pk>/sent-up/", send_up, name="send_up"),
    path("rounds/<int:pk>/letter/<int:agency>/", letter, name="letter"),
    path("rounds/<int:pk>/remind/<int:agency>/", send_reminder, name="send_reminder"),
    path("final/rounds/<int:pk>/", freeze_round, name="freeze_round"),
    path("compare/", compare, name="compare"),
    path("compare.<form:form>", compare_export, name="compare_export"),
    path("plans/<slug:slug>/final/", snapshot_list, name="snapshot_list"),
    path("final/<int:pk>/", snapshot_detail, name="snapshot_detail"),
    path("final/<int:pk>/workbook.xlsx", signed_workbook, name="signed_workbook"),
    path("final/<int:pk>/lift/", lift_final, name="lift_final"),
    path("", include("plans.urls")),
    path("", include("targets.urls")),
    path("", include("tasks.urls")),
    path("", include("documents.urls")),
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-in/", SignIn.as_view(), name="account_login"),  # as django-allauth calls it
    path("sign-in/code/", second_factor.ask_for_code, name="mfa_authenticate"),
    path("sign-in/office/", office.to_office, {"provider_id": "office"}, name="openid_connect_login"),
    path("sign-in/office/back/", office.back_from_office, {"provider_id": "office"}, name="openid_connect_callback"),
    path("sign-out/", login_not_required(SignOut.as_view()), name="sign_out"),
    path("password/", ChangePassword.as_view(), name="password_change"),
    path("password/again/", second_factor.password_again, name="account_reauthenticate"),
    path("second-factor/", second_factor.second_factor, name="mfa_index"),
    path("second-factor/on/", second_factor.activate, name="mfa_activate_totp"),
    path("second-factor/off/", second_factor.deactivate, name="mfa_deactivate_totp"),
    path("second-factor/codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", second_factor.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("accounts/", accounts, name="accounts"),
    path("accounts/empty.xlsx", account_template, name="account_template"),
    path("sessions/<int:pk>/", sessions, name="sessions"),
    path("sessions/<int:pk>/<int:session>/end/", end_session, name="end_session"),
    path("audit/", audit_log, name="audit_log"),
    path("audit.<form:form>", audit_export, name="audit_export"),
    path("api-tokens/", api_tokens, name="api_tokens"),
    path("api-tokens/<int:pk>/take-back/", take_back_token, name="take_back_token"),
    path("api/v1/", api_addresses()),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]

handler400 = "ipplans.views.errors.bad_request"
handler403 = "ipplans.views.errors.forbidden"
handler404 = "ipplans.views.errors.not_found"
handler500 = "ipplans.views.errors.server_error"
