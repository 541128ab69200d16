from django.urls import URLPattern, path

from vanlang.ui import views

urlpatterns: list[URLPattern] = [
    path("ngon-ngu/<slug:chosen>/", views.language, name="ui-language"),
]
