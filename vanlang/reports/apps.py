from importlib import import_module

from django.apps import AppConfig

from vanlang.kernel.actors import Actor
from vanlang.ui import menu


def works_on_reports(actor: Actor) -> bool:
    return actor.is_official and bool(actor.grants)


class ReportsConfig(AppConfig):
    name = "vanlang.reports"
    verbose_name = "Báo cáo định kỳ"

    def ready(self) -> None:
        menu.register("Báo cáo", "reports-mine", works_on_reports, order=29)
        # Measures read models, which stand only once every app is there.
        import_module("vanlang.reports.measures")
        from vanlang.identity.api import register_open_work  # noqa: PLC0415
        from vanlang.reports.queries import open_work, submissions  # noqa: PLC0415

        menu.register_start("reports-mine", submissions.has_work, order=29)
        register_open_work("Báo cáo định kỳ chưa gửi", open_work.reports_at)
