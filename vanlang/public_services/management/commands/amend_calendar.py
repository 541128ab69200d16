"""`vanlang amend-calendar`: show which dossiers a changed day moves; lay it down on --apply."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from vanlang.kernel import calendars
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.calendars import USUAL, Amendment
from vanlang.kernel.deadlines import ZONE, Clock, DayKind
from vanlang.public_services.queries import clocks
from vanlang.public_services.queries.agencies import Agency

SHOWN = "%H:%M %d/%m/%Y"


class Command(BaseCommand):
    help = "Preview, or with --apply lay down, a day off, a make-up day or a half day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", type=date.fromisoformat, help="2026-09-07")
        parser.add_argument("kind", choices=[*(kind.value for kind in DayKind), USUAL])
        parser.add_argument("--name", required=True, help="what people call the day")
        parser.add_argument("--basis", required=True, help="the decision that says so")
        parser.add_argument("--replaces", type=date.fromisoformat, help="whose hours it has")
        parser.add_argument("--unit", default="", help="code of a unit; without it the province")
        parser.add_argument("--apply", action="store_true", help="lay it down")

    def handle(self, *, apply: bool, basis: str, **given: Any) -> None:
        kind = None if given["kind"] == USUAL else DayKind(given["kind"])
        amendment = Amendment(
            given["day"], kind, given["name"], given["replaces"], unit_code=given["unit"]
        )
        total = sum(self._preview(agency, amendment) for agency in clocks.covered(given["unit"]))
        self.stdout.write(f"Tổng cộng {total} hồ sơ đổi hạn trả kết quả.")
        if apply:
            calendars.amend_day(amendment, basis=basis, by=PLATFORM, at=timezone.now())
            self.stdout.write("Đã ghi vào lịch; hạn của các hồ sơ được chuyển ngay sau đây.")

    def _preview(self, agency: Agency, amendment: Amendment) -> int:
        moved = list(
            calendars.preview_amendment([amendment], _clocks(agency), unit_code=agency.code)
        )
        if moved:
            first = min(moved, key=lambda one: one.before)
            before, after = first.before.astimezone(ZONE), first.after.astimezone(ZONE)
            self.stdout.write(
                f"{agency.name}: {len(moved)} hồ sơ, "
                f"sớm nhất từ {before:{SHOWN}} sang {after:{SHOWN}}"
            )
        return len(moved)


def _clocks(agency: Agency) -> Iterator[Clock]:
    return (clock for _, clock in clocks.running(agency))
