from django.urls import path

from tasks.views.ledger import ledger, ledger_parts, paste_tasks
from tasks.views.listing import all_tasks, task_detail, task_list
from tasks.views.notes import answer_note, note_on_indicator, note_on_task
from tasks.views.reports import (
    add_evidence,
    evidence_file,
    remove_evidence,
    task_part,
    task_report,
    withdraw_report,
)

app_name = "tasks"
urlpatterns = [
    path("tasks/", all_tasks, name="all_tasks"),
    path("plans/<slug:slug>/tasks/", task_list, name="task_list"),
    path("plans/<slug:slug>/ledger/<int:year>/", ledger, name="ledger"),
    path("plans/<slug:slug>/ledger/<int:year>/block/", paste_tasks, name="paste_tasks"),
    path("plans/<slug:slug>/ledger/<int:year>/parts/", ledger_parts, name="ledger_parts"),
    path("tasks/<int:pk>/", task_detail, name="task_detail"),
    path("tasks/<int:pk>/report/<int:year>/", task_report, name="task_report"),
    path("tasks/<int:pk>/part/<int:year>/", task_part, name="task_part"),
    path("task-reports/<int:pk>/withdraw/", withdraw_report, name="withdraw_report"),
    path("task-reports/<int:pk>/evidence/", add_evidence, name="add_evidence"),
    path("task-evidence/<int:pk>/", evidence_file, name="evidence_file"),
    path("task-evidence/<int:pk>/remove/", remove_evidence, name="remove_evidence"),
    path("tasks/<int:pk>/notes/", note_on_task, name="note_on_task"),
    path("indicators/<int:pk>/notes/", note_on_indicator, name="note_on_indicator"),
    path("notes/<int:pk>/answer/", answer_note, name="answer_note"),
]
