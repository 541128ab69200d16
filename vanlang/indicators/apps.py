from django.apps import AppConfig

from vanlang.kernel.actors import Actor
from vanlang.ui import menu


def follows_indicators(actor: Actor) -> bool:
    return actor.is_official and bool(actor.grants)


class IndicatorsConfig(AppConfig):
    name = "vanlang.indicators"
    verbose_name = "Chỉ số điều hành"

    def ready(self) -> None:
        menu.register("Chỉ số", "indicators-home", follows_indicators, order=29)
