from django.urls import path

from vanlang.demo import views

urlpatterns = [
    path("trinh-dien/", views.start, name="demo-start"),
    path("trinh-dien/tien-do/", views.progress, name="demo-progress"),
]
