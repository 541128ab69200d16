"""`vanlang day --dossiers N`: play the last working day of the province, by the real actions."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from vanlang.demo import assignments, correspondence, indicators, reporting
from vanlang.demo.day import Day, Progress, last_working_day
from vanlang.kernel import calendars

PROGRESS = "day-progress.json"


class Command(BaseCommand):
    help = "Diễn một ngày làm việc của tỉnh qua chính các bước nghiệp vụ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, default=2000)
        parser.add_argument("--seed", type=int, default=1, help="another seed, other people")
        parser.add_argument("--begun", type=Path, help="a file to make once the day has begun")

    def handle(self, *, dossiers: int, seed: int, begun: Path | None, **_options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The day is played in demonstrations only.")
        calendar = calendars.for_unit()
        day = last_working_day(timezone.now(), calendar.is_working_day)
        path = Path(settings.HOME) / PROGRESS
        progress = Progress(dossiers, path, self.say)
        self.say(f"{assignments.make(at=timezone.now())} nhiệm vụ.")
        self.say(f"{indicators.make(at=timezone.now())} giá trị chỉ số.")
        self.say(f"{reporting.make(at=timezone.now())} báo cáo đã gửi.")
        self.say(f"{correspondence.make(at=timezone.now())} văn bản, 148 xã, phường đã nhận.")
        self.say(f"Ngày {day:%d/%m/%Y} bắt đầu: {dossiers} hồ sơ.")
        if begun:  # what stands above is whole or not there; a day may stop anywhere
            begun.touch()
        Day(day, seed=seed, progress=progress).play(dossiers)
        for reason, count in progress.refused.most_common():
            self.say(f"{count} hồ sơ bị từ chối: {reason}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
