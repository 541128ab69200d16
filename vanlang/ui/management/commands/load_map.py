"""`vanlang load-map FILE`: load a boundary file; `--tiles FILE`: make the layout of tiles anew."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vanlang.ui import boundaries, tiles


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON or TopoJSON with the communes' codes")
        parser.add_argument("--code", default="", help="the property that holds the code")
        parser.add_argument(
            "--tiles",
            action="store_true",
            help="FILE lists communes with code, longitude, latitude; write ui/data/tiles.json",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"{file} is not there.")
        if options["tiles"]:
            self.make_tiles(file)
            return
        try:
            outlines = boundaries.load(file, tiles.layout().keys(), options["code"])
        except boundaries.Unreadable as problem:
            raise CommandError(str(problem)) from problem
        octets = sum(map(len, outlines.paths.values()))
        missing = sorted(set(tiles.layout()) - set(outlines.paths))
        self.stdout.write(
            f"{len(outlines.paths)} areas, {octets // 1024} KB, kept in the data folder."
        )
        if missing:
            self.stdout.write(f"Without a border: {boundaries.named(missing)}")

    def make_tiles(self, file: Path) -> None:
        communes = json.loads(file.read_text())["communes"]
        points = {row["code"]: (row["longitude"], row["latitude"]) for row in communes}
        made = {code: list(square) for code, square in tiles.lay_out(points).items()}
        tiles.DATA.write_text(json.dumps({"tiles": made}, separators=(",", ":")) + "\n")
        self.stdout.write(f"{len(made)} tiles written to {tiles.DATA}")
