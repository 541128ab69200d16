from django.apps import AppConfig

from vanlang.kernel.actors import ActorKind
from vanlang.ui import menu

MINE = frozenset({ActorKind.CITIZEN, ActorKind.BUSINESS})


class PublicServicesConfig(AppConfig):
    name = "vanlang.public_services"
    verbose_name = "Dịch vụ công"

    def ready(self) -> None:
        # Permissions read models, which stand only once every app is there.
        from vanlang.identity.api import register_open_work  # noqa: PLC0415
        from vanlang.public_services.permissions.oversight import may_open_boards  # noqa: PLC0415
        from vanlang.public_services.permissions.procedures import (  # noqa: PLC0415
            may_see_procedure_versions,
        )
        from vanlang.public_services.queries import dossiers, open_work  # noqa: PLC0415

        register_open_work("Hồ sơ đang giải quyết", open_work.dossiers_at)
        register_open_work("Hồ sơ người dân đang soạn, nộp ở đây", open_work.drafts_at)
        menu.register("Thủ tục", "procedures-search", order=10)
        menu.register("Hồ sơ của tôi", "public_services-mine", lambda actor: actor.kind in MINE, 20)
        menu.register("Hồ sơ", "public_services-inbox", lambda actor: actor.is_official, 20)
        menu.register_start("public_services-inbox", dossiers.has_work, order=20)
        menu.register("Điều hành", "public_services-board-home", may_open_boards, 30)
        menu.register("Soạn thủ tục", "procedures-versions", may_see_procedure_versions, 700)
