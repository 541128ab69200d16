from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class KernelConfig(AppConfig):
    name = "vanlang.kernel"
    verbose_name = "Nền tảng chung"

    def ready(self) -> None:
        """Load every system's jobs and listeners, so that the queue and the journal know them."""
        for system in apps.get_app_configs():
            for noun in ("jobs", "listeners"):
                if system.name.startswith("vanlang.") and find_spec(f"{system.name}.{noun}"):
                    import_module(f"{system.name}.{noun}")
