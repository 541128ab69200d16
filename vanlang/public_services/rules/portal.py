"""Reads a procedure's page on the national portal into a definition, as far as it can be read.

The pages were written for people by many hands: terms without a unit, remarks among the papers,
names cut in two, fees in words. What cannot be read is left empty, so that the definition stays a
draft, and every doubt becomes a sentence in `Definition.found`.
"""

import re
from collections.abc import Iterator

from vanlang.kernel.deadlines import Term, TermUnit
from vanlang.public_services.rules import portal_doubts, shorthand
from vanlang.public_services.rules.definitions import (
    NO_TERM,
    Competent,
    Definition,
    FeeRule,
    LegalBasis,
    Level,
    OnlineLevel,
    PaperSpec,
    ResultSpec,
)
from vanlang.public_services.rules.portal_pages import DIRECT, ONLINE, POST, Outcome, Page

SOURCE = "Trang thủ tục trên Cổng Dịch vụ công quốc gia"
UNITS = {"ngày làm việc": TermUnit.WORKING_DAYS, "ngày": TermUnit.CALENDAR_DAYS}
CHANNELS = {ONLINE: "online", DIRECT: "direct", POST: "post"}
CODE_IN_NAME = re.compile(r"\s*\(\d\.\d{6}\)\s*$|\s*Mã:\s*\S*\s*$")
PREFIX = re.compile(r"^Thủ tục\s+(?=\w)", re.IGNORECASE)


def definition(page: Page) -> Definition:
    """Return what the page says, with every doubt in `found`."""
    result = page.results[-1] if page.results else Outcome(name="")
    online = any(way.channel == ONLINE for way in page.channels)
    return Definition(
        code=page.code.strip(),
        name=name(page),
        field_of_work=page.field,
        level=Level.COMMUNE if "xã" in page.levels else Level.PROVINCE,
        channel=OnlineLevel.FULLY_ONLINE if online else OnlineLevel.IN_PERSON,
        subjects=tuple(dict.fromkeys(page.subjects)),
        decision=page.decision or "",
        term=_term(page),
        papers=tuple(_papers(page)),
        fees=tuple(_fees(page)),
        free_of_charge=_is_free(page),
        steps=shorthand.step_set("standard"),
        competent=Competent(name=one_line(page.competent or page.executing or "")),
        result=ResultSpec(name=CODE_IN_NAME.sub("", result.name).strip(), code=result.code or ""),
        legal_bases=tuple(
            LegalBasis(number=law.code, name=law.name) for law in page.legal_basis if law.code
        ),
        notes=tuple(paper.name for paper in page.papers if paper.note_only),
        source=f"{SOURCE}: {page.url}",
        found=portal_doubts.of(page),
    )


def name(page: Page) -> str:
    """Return the name without the words and the code that stand in it by habit."""
    text = PREFIX.sub("", CODE_IN_NAME.sub("", one_line(page.name))).rstrip(" .")
    return text[:1].upper() + text[1:]


def one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _term(page: Page) -> Term:
    """Return the term of the online way, else of the counter, else of the post."""
    for channel in CHANNELS:
        for way in page.channels:
            if way.channel == channel and way.time and way.unit in UNITS:
                return Term(way.time, UNITS[way.unit])
    return NO_TERM


def _papers(page: Page) -> Iterator[PaperSpec]:
    real = [paper for paper in page.papers if not paper.note_only]
    for number, paper in enumerate(real, 1):
        yield PaperSpec(
            code=f"TP{number:02}",
            name=one_line(portal_doubts.whole_name(paper)),
            original=paper.original,
            copies=paper.copy,
            note=paper.group or "",
        )


def _fees(page: Page) -> Iterator[FeeRule]:
    """Yield one rule for each amount in đồng, for the channels that have it."""
    by_amount: dict[int, list[str]] = {}
    for way in page.channels:
        amount = portal_doubts.dong(way)
        if amount:
            by_amount.setdefault(amount, []).append(CHANNELS.get(way.channel, way.channel))
    for number, (amount, channels) in enumerate(by_amount.items(), 1):
        known = tuple(
            channel for channel in dict.fromkeys(channels) if channel in CHANNELS.values()
        )
        every = len(known) == len({way.channel for way in page.channels})
        yield FeeRule(
            code=f"PHI{number:02}",
            name="Phí, lệ phí",
            amount=amount,
            channels=() if every else known,
        )


def _is_free(page: Page) -> bool:
    return bool(page.channels) and all(portal_doubts.dong(way) == 0 for way in page.channels)
