from importlib import import_module

from django.apps import AppConfig

from vanlang.kernel.actors import Actor
from vanlang.ui import menu


def works_on_tasks(actor: Actor) -> bool:
    return actor.is_official and bool(actor.grants)


class TasksConfig(AppConfig):
    name = "vanlang.tasks"
    verbose_name = "Giao việc"

    def ready(self) -> None:
        # Measures read models, which stand only once every app is there.
        import_module("vanlang.tasks.measures.figures")
        from vanlang.identity.api import register_open_work  # noqa: PLC0415
        from vanlang.tasks.queries import open_work, tasks  # noqa: PLC0415

        register_open_work("Nhiệm vụ chưa xong", open_work.tasks_at)
        menu.register("Nhiệm vụ", "tasks-mine", works_on_tasks, order=27)
        menu.register_start("tasks-mine", tasks.has_work, order=27)
