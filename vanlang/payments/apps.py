from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "vanlang.payments"
    verbose_name = "Thanh toán"
