from importlib import import_module

from django.apps import AppConfig

from vanlang.kernel.actors import Actor
from vanlang.ui import menu


def follows_indicators(actor: Actor) -> bool:
    return actor.is_official and bool(actor.grants)


class IndicatorsConfig(AppConfig):
    name = "vanlang.indicators"
    verbose_name = "Chỉ số điều hành"

    def ready(self) -> None:
        # A finding is a task of the unit, but no work of the province: it would be in its own
        # figures. The api reads models, which stand only once every app is there.
        import_module("vanlang.tasks.api").leave_out(self.label)
        # Who follows begins with the page of today, which has what waits for them in every room;
        # who leads begins there when nothing waits in any.
        today = import_module("vanlang.indicators.queries.today")
        menu.register_start("indicators-today", today.has_work, order=10)
        menu.register_start("indicators-today", today.is_for, order=90)
        menu.register("Chỉ số", "indicators-home", follows_indicators, order=29)
