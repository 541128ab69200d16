from django.apps import AppConfig

from vanlang.kernel.actors import Actor, ActorKind
from vanlang.ui import menu


def sees_money(actor: Actor) -> bool:
    return actor.is_official and bool(actor.grants)


def pays(actor: Actor) -> bool:
    return actor.kind in {ActorKind.CITIZEN, ActorKind.BUSINESS}


class PaymentsConfig(AppConfig):
    name = "vanlang.payments"
    verbose_name = "Thanh toán"

    def ready(self) -> None:
        menu.register("Phí, lệ phí", "payments-orders", sees_money, order=60)
        menu.register("Phí, lệ phí của tôi", "payments-orders", pays, order=60)
