from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "vanlang.identity"
    verbose_name = "Danh tính"
