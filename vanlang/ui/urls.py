from django.conf import settings
from django.urls import URLPattern, path

from vanlang.ui import views

urlpatterns: list[URLPattern] = [
    path("ngon-ngu/<slug:chosen>/", views.language, name="ui-language"),
]
if settings.STAND_INS:
    urlpatterns.append(path("ui/", views.gallery, name="ui-gallery"))
