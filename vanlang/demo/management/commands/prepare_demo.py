"""`vanlang prepare-demo`: migrations and the demonstration province."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from vanlang.demo import accounts, province
from vanlang.identity.api import ROLE_NAMES


class Command(BaseCommand):
    help = "Chuẩn bị tỉnh trình diễn: cơ sở dữ liệu, đơn vị, thủ tục, tài khoản."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=["small", "province"], default="small")
        parser.add_argument("--accounts", type=Path, help="where to write who may sign in")
        parser.add_argument("--laid-out", type=Path, help="a file to make once there are tables")

    def handle(
        self, *, scale: str, accounts: Path | None, laid_out: Path | None, **_options: object
    ) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration is not for production.")
        call_command("migrate", verbosity=0)
        self.stdout.write("Cơ sở dữ liệu đã sẵn sàng.")
        if laid_out:
            laid_out.touch()
        made = province.make(at=timezone.now(), whole=scale == "province", say=self.say)
        if accounts:
            accounts.write_text(welcome(made))

    def say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()


def welcome(made: province.Made) -> str:
    """Return who may sign in and how, as the terminal and the start page show it."""
    lines = [
        f"  Mật khẩu của mọi tài khoản cán bộ: {accounts.PASSWORD}",
        f"  Mã PIN ký số của lãnh đạo, văn thư: {accounts.PIN}",
        "  Tài khoản quantri: bật bước xác thực thứ hai (ứng dụng) rồi mới làm việc.",
        "  Người dân: chọn một người thử trên trang danh tính điện tử giả lập.",
        "",
    ]
    for account in made.shown:
        roles = ", ".join(ROLE_NAMES[role] for role in account.roles)
        lines.append(f"  {account.username:<18} {account.name:<26} {account.title} ({roles})")
    return "\n".join(lines) + "\n"
