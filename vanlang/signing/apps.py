from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "vanlang.signing"
    verbose_name = "Ký số"
