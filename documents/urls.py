from django.urls import path

from documents.views import imports, outputs

app_name = "documents"
urlpatterns = [
    path("imports/", imports.upload, name="upload"),
    path("imports/difference/", imports.confirm, name="confirm"),
    path("plans/<slug:slug>/targets.xlsx", outputs.target_workbook, name="target_workbook"),
    path("plans/<slug:slug>/tasks.xlsx", outputs.task_workbook, name="task_workbook"),
]
