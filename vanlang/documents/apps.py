from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from vanlang.documents.rules import mailboxes
from vanlang.kernel.actors import Actor
from vanlang.ui import menu


def works_with_documents(actor: Actor) -> bool:
    return actor.is_official and bool(actor.grants)


class DocumentsConfig(AppConfig):
    name = "vanlang.documents"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        try:
            mailboxes.read(settings.MAILBOXES)
        except mailboxes.BadMailbox as problem:
            raise ImproperlyConfigured(str(problem)) from problem
        menu.register("Văn bản", "documents-inbox", works_with_documents, order=25)
        # Measures read models, which stand only once every app is there.
        import_module("vanlang.documents.measures")
        from vanlang.documents.queries import incoming, open_work, outgoing  # noqa: PLC0415
        from vanlang.identity.api import register_open_work  # noqa: PLC0415

        menu.register_start("documents-inbox", incoming.has_work, order=25)
        menu.register_start("documents-outgoing-list", outgoing.has_work, order=26)
        register_open_work("Văn bản đến chưa giải quyết xong", open_work.incoming_at)
        register_open_work("Văn bản đi đang soạn, chờ ký, chờ ban hành", open_work.outgoing_at)
