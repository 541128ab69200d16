from django.apps import AppConfig

from vanlang.ui import menu


class IdentityConfig(AppConfig):
    name = "vanlang.identity"
    verbose_name = "Danh tính"

    def ready(self) -> None:
        menu.set_account(
            sign_in="identity-sign-in",
            sign_out="account_logout",
            own_page="identity-me",
            notices="identity-notices",
        )
        menu.register("Ủy quyền", "identity-delegations", lambda actor: actor.is_official, 800)
        menu.register("Đơn vị", "identity-units", lambda actor: actor.is_official, 810)
        menu.register(
            "Người dùng",
            "identity-people",
            lambda actor: bool(actor.agencies_where("admin")),
            820,
        )
