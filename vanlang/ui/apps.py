from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "vanlang.ui"
    verbose_name = "Giao diện"
