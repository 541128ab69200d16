from django.urls import URLPattern, path

from vanlang.public_services.views import catalogue, procedures

urlpatterns: list[URLPattern] = [
    path("", catalogue.home, name="home"),
    path("thu-tuc/", catalogue.search, name="procedures-search"),
    path("thu-tuc/<str:code>/", catalogue.procedure, name="procedures-detail"),
    path("quan-tri/thu-tuc/", procedures.versions, name="procedures-versions"),
    path("quan-tri/thu-tuc/<int:pk>/", procedures.version, name="procedures-version"),
    path("quan-tri/thu-tuc/<int:pk>/cong-bo/", procedures.publish, name="procedures-publish"),
    path("quan-tri/thu-tuc/<int:pk>/bai-bo/", procedures.close, name="procedures-close"),
    path(
        "quan-tri/thu-tuc/<int:pk>/so-sanh/<int:other>/",
        procedures.compare,
        name="procedures-compare",
    ),
]
