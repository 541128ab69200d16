from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from vanlang.ui import menu


class SigningConfig(AppConfig):
    name = "vanlang.signing"
    verbose_name = "Ký số"

    def ready(self) -> None:
        menu.register(
            "Chứng thư số",
            "signing-certificates",
            lambda actor: bool(actor.agencies_where("admin", "clerk", "auditor")),
            order=830,
        )
        menu.register(
            "Mã PIN ký số",
            "signing-pin",
            lambda actor: bool(actor.agencies_where("leader", "clerk")),
            order=820,
        )
        if settings.STAND_INS:
            # Models are loaded only now, so this cannot be imported at the top.
            import_module("vanlang.signing.views.pki").stand_in()
