from django.urls import path

from tasks.views import task_detail, task_list

app_name = "tasks"
urlpatterns = [
    path("plans/<slug:slug>/tasks/", task_list, name="task_list"),
    path("tasks/<int:pk>/", task_detail, name="task_detail"),
]
