"""A report as PDF: the whole of it, or its wide tables alone as an annex."""

from collections.abc import Iterable
from datetime import datetime

from vanlang.kernel.days import day_of
from vanlang.reports.models import Submission
from vanlang.reports.queries.reading import Reading
from vanlang.reports.rules import figures, places, texts
from vanlang.reports.rules.definitions import Table
from vanlang.reports.rules.numbers import Kind
from vanlang.signing import api as signing
from vanlang.ui import papers, wording
from vanlang.ui.papers import Paper


def report(read: Reading, *, at: datetime) -> Paper:
    """Return the report with its words and every table."""
    return _render(read, read.report.round.definition.tables, with_words=True, at=at)


def annex(read: Reading, *, at: datetime) -> Paper:
    """Return the tables that are too wide for the document itself."""
    tables = texts.wide_tables(read.report.round.definition)
    return _render(read, tables, with_words=False, at=at)


def _render(read: Reading, tables: Iterable[Table], *, with_words: bool, at: datetime) -> Paper:
    found = read.report
    definition = found.round.definition
    state = "" if found.is_sent else found.state_name
    return papers.render(
        "reports/report",
        {
            "at": at,
            "title": f"{definition.name} {found.round.period_name}",
            "agency": found.unit_name,
            "name": definition.name,
            "period": found.round.period_name,
            "range": f"Số liệu từ {wording.day(found.round.starts_on)} "
            f"đến hết {wording.day(found.round.ends_on)}",
            "covered": read.coverage.headline if read.coverage else "",
            "extent": read.extent if with_words else [],
            "date": day_of(found.approved_at or at),
            "state": state,
            "words": _words(read) if with_words else [],
            "tables": [_table(read, table) for table in tables],
            "explained": [list(one) for one in read.explained] if with_words else [],
            "signing_as": signing_lines(found),
            "signer": found.approver_name,
            "trace": _trace(read),
            "is_annex": not with_words,
        },
    )


def signing_lines(found: Submission) -> list[str]:
    """Return the lines above the approver's name: a deputy approves for the head."""
    if not found.approver_title:
        return []
    post = signing.usual_signer(found.unit, found.approver_title)
    return signing.lines(signing.usual(post), post)


def _words(read: Reading) -> list[dict[str, object]]:
    return [
        {
            "title": f"{texts.ROMAN[number]}. {section.title}",
            "paragraphs": [
                line
                for line in read.values.get(places.section(section.code), "").splitlines()
                if line.strip()
            ],
        }
        for number, section in enumerate(read.report.round.definition.sections)
    ]


def _table(read: Reading, table: Table) -> dict[str, object]:
    rows = table.rows_for(read.figures.units)
    return {
        "title": table.title,
        "note": table.note,
        "columns": [
            {"title": one.title, "is_text": one.kind == Kind.TEXT} for one in table.columns
        ],
        "rows": [
            {
                "title": row.title,
                "is_total": row.is_total,
                "cells": [
                    _shown(read, places.cell(table.code, row.code, column.code))
                    for column in table.columns
                ],
            }
            for row in rows
        ],
    }


def _shown(read: Reading, place: str) -> str:
    value = read.figures.values.get(place, figures.Value("", is_entered=False))
    mark = "" if value.is_whole or not value.text else "*"
    return f"{read.figures.shown(place)}{mark}"


def _trace(read: Reading) -> str:
    """Return where the paper comes from, so that the same figures can be found again."""
    found = read.report
    sent = f", gửi {wording.moment(found.sent_at)}" if found.sent_at else ""
    return (
        f"Lập từ hệ thống báo cáo: {found.round.regime.code}, phiên bản "
        f"{found.round.version.number}, lần ghi {found.revision}{sent}"
    )
