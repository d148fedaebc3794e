from django.urls import path

from plans.extension_views import ask_extension, decide_extension, extend_round
from plans.views import plan_source, round_action, round_list

app_name = "plans"
urlpatterns = [
    path("plans/<slug:slug>/source/", plan_source, name="plan_source"),
    path("plans/<slug:slug>/rounds/", round_list, name="round_list"),
    path("rounds/<int:pk>/extend/", extend_round, name="extend_round"),
    path("rounds/<int:pk>/agencies/<int:agency>/ask-extension/", ask_extension, name="ask_extension"),
    path("extensions/<int:pk>/<str:action>/", decide_extension, name="decide_extension"),
    path("rounds/<int:pk>/<str:action>/", round_action, name="round_action"),
]
