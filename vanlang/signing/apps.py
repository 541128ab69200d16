from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils import timezone

from vanlang.kernel import timestamps


class SigningConfig(AppConfig):
    name = "vanlang.signing"
    verbose_name = "Ký số"

    def ready(self) -> None:
        if settings.STAND_INS:
            self._stand_in()

    def _stand_in(self) -> None:
        """Let the test authority answer in this process: no HTTP to ourselves."""
        # Models are loaded only now, so these cannot be imported at the top.
        establishment = import_module("vanlang.signing.actions.establishment")
        evidence = import_module("vanlang.signing.queries.evidence")
        pki = import_module("vanlang.signing.views.pki")
        establishment.establish(timezone.now())
        timestamps.use(pki.stamp)
        evidence.use(pki.status_of, pki.list_of)
