from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "vanlang.kernel"
    verbose_name = "Nền tảng chung"
