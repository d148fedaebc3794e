from django.urls import path

from documents.views import entry_workbooks, exports, findings, imports, named_tables, outputs, reviews

app_name = "documents"
urlpatterns = [
    path("imports/", imports.upload, name="upload"),
    path("imports.<form:form>", imports.import_export, name="import_export"),
    path("imports/<int:pk>/", reviews.review, name="review"),
    path("imports/<int:pk>/file/", imports.source_file, name="source_file"),
    path("imports/<int:pk>/discard/", imports.discard, name="discard"),
    path("imports/<int:pk>/resume/", imports.resume, name="resume"),
    path("imports/<int:pk>/pick/", reviews.resolve_finding, name="resolve_finding"),
    path("imports/<int:pk>/look/", reviews.acknowledge_findings, name="acknowledge_findings"),
    path("imports/<int:pk>/same/", reviews.say_same, name="say_same"),
    path("imports/<int:pk>/difference/", reviews.difference, name="difference"),
    path("imports/<int:pk>/tables/<int:table>/<int:row>/", named_tables.name_table, name="name_table"),
    path("tables/<int:pk>/forget/", named_tables.forget_shape, name="forget_shape"),
    path("imports/<int:pk>/<str:kind>/add/", reviews.add_row, name="add_row"),
    path("imports/<int:pk>/<str:kind>/<int:number>/", reviews.edit_row, name="edit_row"),
    path("plans/<slug:slug>/findings/", findings.plan_findings, name="plan_findings"),
    path("plans/<slug:slug>/targets.<form:form>", outputs.target_export, name="target_export"),
    path("plans/<slug:slug>/entry.xlsx", entry_workbooks.download_entry_workbook, name="download_entry_workbook"),
    path("plans/<slug:slug>/entry/upload/", entry_workbooks.upload_entry_workbook, name="upload_entry_workbook"),
    path("plans/<slug:slug>/tasks.<form:form>", outputs.task_export, name="task_export"),
    path("plans/<slug:slug>/plan.json", outputs.plan_as_object, name="plan_as_object"),
    path("plans/<slug:slug>/fixture.json", outputs.plan_as_fixture, name="plan_as_fixture"),
    path("tasks.<form:form>", outputs.all_task_export, name="all_task_export"),
    path("exports/", exports.export_list, name="export_list"),
    path("exports/ask/", exports.ask_export, name="ask_export"),
    path("exports/<int:pk>/file/", exports.export_file, name="export_file"),
    path("exports/<int:pk>/drop/", exports.drop_export, name="drop_export"),
]
