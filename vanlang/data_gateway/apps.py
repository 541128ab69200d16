from importlib import import_module

from django.apps import AppConfig

from vanlang.ui import menu


class DataGatewayConfig(AppConfig):
    name = "vanlang.data_gateway"
    verbose_name = "Trục liên thông"

    def ready(self) -> None:
        # Models are loaded only now, so this cannot be imported at the top.
        permissions = import_module("vanlang.data_gateway.permissions")
        menu.register("Trục liên thông", "data_gateway-home", permissions.may_administer, order=840)
