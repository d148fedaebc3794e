from django.urls import path

from plans.views import plan_source, round_action, round_list

app_name = "plans"
urlpatterns = [
    path("plans/<slug:slug>/source/", plan_source, name="plan_source"),
    path("plans/<slug:slug>/rounds/", round_list, name="round_list"),
    path("rounds/<int:pk>/<str:action>/", round_action, name="round_action"),
]
