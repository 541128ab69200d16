from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "vanlang.config"

    def ready(self) -> None:
        """Put the plugs in, now that the models they serve are there."""
        import_module("vanlang.config.plugs").put_in()
