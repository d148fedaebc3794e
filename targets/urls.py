from django.urls import path

from targets.views.entry import entry, entry_sheet, indicator_entry, paste, withdraw, withdraw_all
from targets.views.evidence import add_evidence, evidence_file, remove_evidence
from targets.views.goal_base import give_base
from targets.views.reporter import name_reporter
from targets.views.revision import revise_target

app_name = "targets"
urlpatterns = [
    path("indicators/<int:pk>/entry/<int:year>/", indicator_entry, name="indicator_entry"),
    path("indicators/<int:pk>/base/", give_base, name="give_base"),
    path("indicators/<int:pk>/reporter/", name_reporter, name="name_reporter"),
    path("indicators/<int:pk>/targets/<int:year>/", revise_target, name="revise_target"),
    path("plans/<slug:slug>/entry/", entry, name="entry"),
    path("plans/<slug:slug>/entry/<int:year>/", entry, name="entry"),
    path("plans/<slug:slug>/entry/block/", paste, name="paste"),
    path("plans/<slug:slug>/entry/<int:year>/block/", paste, name="paste"),
    path("plans/<slug:slug>/entry/withdraw/", withdraw_all, name="withdraw_all"),
    path("plans/<slug:slug>/entry-sheet/", entry_sheet, name="entry_sheet"),
    path("plans/<slug:slug>/entry-sheet/<int:year>/", entry_sheet, name="entry_sheet"),
    path("actuals/<int:pk>/evidence/", add_evidence, name="add_evidence"),
    path("evidence/<int:pk>/", evidence_file, name="evidence_file"),
    path("evidence/<int:pk>/remove/", remove_evidence, name="remove_evidence"),
    path("actuals/<int:pk>/withdraw/", withdraw, name="withdraw"),
]
