from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "vanlang.demo"
    verbose_name = "Tỉnh trình diễn"
