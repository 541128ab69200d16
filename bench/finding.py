"""Finding among 1,000,000 documents by their words, as those do who may read them."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from bench.rows import Row, say, size
from bench.tools import bulk
from vanlang.documents.actions import words
from vanlang.documents.models import SearchRow
from vanlang.documents.queries import finding
from vanlang.documents.queries.finding import Wanted
from vanlang.identity.api import Role, Unit, agencies, load_units, province_committee
from vanlang.kernel import search
from vanlang.kernel.actors import PLATFORM, Actor, ActorKind

NEEDS_DATABASE = True
DOCUMENTS = size(1_000_000, 2_000)
TEXTS, WORDS_A_TEXT, VOCABULARY = size(20_000, 200), 120, 3_000
TRIES = size(40, 3)
REACH_MS = 150.0
SYLLABLES = (  # noqa: SIM905 a list of words reads as words
    "bộ tỉnh xã hội văn hóa kinh tế đất đai hộ nghèo chuyển đổi số kế hoạch báo cáo công tác năm "
    "quản lý nhà nước nông thôn mới ngân sách đầu tư giáo dục y tế môi trường tài nguyên cán bộ"
).split()
SEED = 7

FILL = """
    INSERT INTO documents_document (
        id, exchange_id, origin, state, author_id, author_code, author_name, series, period, number,
        notation, notation_key, type_code, subject, place, issued_on, issued_at, signer_name,
        signer_position, signing_authority, urgency, access, is_directive, language, note,
        archive_copy_at, ended_reason, folded, created_at
    )
    SELECT gen_random_uuid(), '', 'received', 'issued', u.id, u.code, u.name, '', '', n,
        n || '/QD-UBND', n || '/qd-ubnd', (ARRAY['CV', 'QĐ', 'BC', 'KH', 'TB'])[1 + n %% 5],
        'V/v ' || t.subject, '', %(day)s::date - (n %% 1100), %(at)s, 'Nguyễn Văn An', '', '', 0,
        'internal', false, 'Tiếng Việt', '', '', '', n || ' qd ubnd ' || t.words, %(at)s
    FROM generate_series(0, %(documents)s::int - 1) AS n
    JOIN bench_text t ON t.id = (n::bigint * 7919 %% %(texts)s)::int
    JOIN bench_agency u ON u.place = n %% %(agencies)s
"""
OPEN = """
    INSERT INTO documents_grant (
        document_id, agency_id, role, ground, reason, given_at, given_by
    )
    SELECT DISTINCT d.id, u.id, '', 'received', '', d.created_at, ''
    FROM documents_document d
    CROSS JOIN generate_series(0, 1) AS again
    JOIN bench_agency u
        ON u.place
            = (CASE again WHEN 0 THEN d.number ELSE d.number::bigint * 31 + 1 END) %% %(agencies)s
"""
# What words.refresh would write, of words that are in order already; `as_refreshed` compares.
INDEX = """
    INSERT INTO documents_searchrow (document_id, sorted_on, words)
    SELECT d.id, d.issued_on, t.sorted || array_to_tsvector(
        ARRAY[d.number::text, 'qd', 'ubnd', 't:' || d.type_code, 'a:' || d.author_id,
            'n:' || d.number, to_char(d.issued_on, '"d:"YYYYMMDD'),
            to_char(d.issued_on, '"m:"YYYYMM'), to_char(d.issued_on, '"y:"YYYY')]
        || (SELECT array_agg('g:' || g.agency_id || ':') FROM documents_grant g
            WHERE g.document_id = d.id)
    )
    FROM documents_document d
    JOIN bench_text t ON t.id = (d.number::bigint * 7919 %% %(texts)s)::int
"""
TABLES = ("documents_document", "documents_grant", "documents_searchrow")


def run() -> list[Row]:
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    rng = random.Random(SEED)  # noqa: S311 the same documents every time
    vocabulary = invent(rng)
    fill(vocabulary, rng, at)
    commune = agencies().exclude(pk=province_committee().pk)[40]
    clerk, leader = actor(commune, Role.CLERK), actor(province_committee(), Role.LEADER)
    everywhere = [unit.pk for unit in agencies()]
    ten = actor(commune, Role.VIEWER, *everywhere[:10])
    asked = list(questions(vocabulary, rng))
    return [
        timed("a commune's clerk", clerk, asked),
        timed("the province's leader", leader, asked),
        timed("one with posts at ten agencies", ten, asked),
        timed("one who reads at every agency", actor(commune, Role.AUDITOR, *everywhere), asked),
        timed("somebody without a post", actor(None, Role.CLERK), asked),
        suggesting(leader, vocabulary, rng),
    ]


def invent(rng: random.Random) -> list[str]:
    """Return words, the commonest first: real ones, then made of consonants and vowels."""
    made = dict.fromkeys(search.fold(word) for word in SYLLABLES)
    while len(made) < VOCABULARY:
        made[
            rng.choice("bcdghklmnprstvx")
            + rng.choice(["a", "e", "i", "oa", "u", "uye"])
            + rng.choice(["", "n", "ng", "c", "t", "m", "nh", "p"])
            + rng.choice(["", "z", "y"])
        ] = None
        if len(made) < VOCABULARY:
            made[f"w{rng.randrange(10**6)}"] = None
    return list(made)


def fill(vocabulary: list[str], rng: random.Random, at: datetime) -> None:
    weights = [1 / (rank + 8) for rank in range(len(vocabulary))]
    texts = [rng.choices(vocabulary, weights, k=WORDS_A_TEXT * 2) for _ in range(TEXTS)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_text (id int, subject text, words text)")
        cursor.executemany(
            "INSERT INTO bench_text VALUES (%s, %s, %s)",
            [(n, " ".join(t[:12]), " ".join(sorted(set(t)))) for n, t in enumerate(texts)],
        )
        cursor.execute("ALTER TABLE bench_text ADD sorted tsvector")
        cursor.execute(
            "UPDATE bench_text SET sorted = array_to_tsvector(string_to_array(words, ' '))"
        )
        cursor.execute(
            "CREATE TABLE bench_agency AS SELECT u.*, row_number() OVER (ORDER BY id)::int - 1"
            " AS place FROM identity_unit u WHERE u.agency_id = u.id AND u.valid_to IS NULL"
        )
        given: dict[str, Any] = {
            "documents": DOCUMENTS,
            "texts": TEXTS,
            "agencies": agencies().count(),
            "at": at,
            "day": timezone.localdate(at),
        }
        with bulk.without_indexes(*TABLES):
            for what, sql in (("documents", FILL), ("grants", OPEN)):
                begun = perf_counter()
                cursor.execute(sql, given)
                say(f"  {cursor.rowcount:,} {what} in {perf_counter() - begun:.0f} s")
            cursor.execute("CREATE INDEX bench_grants ON documents_grant (document_id)")
            begun = perf_counter()
            cursor.execute(INDEX, given)
            say(f"  {cursor.rowcount:,} rows of words in {perf_counter() - begun:.0f} s")
            cursor.execute("DROP INDEX bench_grants")
    as_refreshed()


def as_refreshed() -> None:
    """Look whether the rows of words are those that the product itself would write."""
    some = SearchRow.objects.order_by("document")[:50]
    before = dict(some.values_list("document_id", "words"))
    words.refresh(list(before))
    after = dict(SearchRow.objects.filter(pk__in=before).values_list("document_id", "words"))
    if before != after:
        raise AssertionError("The bench writes other words than the product.")


def actor(unit: Unit | None, role: Role, *more: int) -> Actor:
    places = more or ((unit.pk,) if unit else ())
    return Actor(
        UUID(int=1),
        "Minh",
        ActorKind.OFFICIAL,
        unit_id=unit.pk if unit else None,
        grants=frozenset((role.value, pk) for pk in places),
    )


def questions(vocabulary: list[str], rng: random.Random) -> Iterator[Wanted]:
    """Yield what people look for: common words, rare ones, both, a number, a type, a period."""
    today = timezone.localdate()
    for _ in range(TRIES):
        common, rare = rng.choice(vocabulary[:60]), rng.choice(vocabulary[500:])
        yield Wanted(common)
        yield Wanted(f"{common} {rng.choice(vocabulary[:60])}")
        yield Wanted(rare)
        yield Wanted(f"{common} {rare}")
        yield Wanted(f"{rng.randrange(DOCUMENTS)}/QĐ-UBND")
        yield Wanted(number=rng.randrange(DOCUMENTS))
        yield Wanted(common, type_code="QĐ", since=today - timedelta(days=30), until=today)
        yield Wanted("không-có-từ-này")


def timed(who: str, by: Actor, asked: list[Wanted]) -> Row:
    finding.find(by, asked[0])
    taken = [_milliseconds(partial(finding.find, by, one)) for one in asked]
    slow = max(range(len(asked)), key=taken.__getitem__)
    say(f"  {who}: slowest {taken[slow]:.0f} ms for {asked[slow]}")
    return _row(f"finding among {DOCUMENTS:,} documents, {who}, p95", taken)


def suggesting(by: Actor, vocabulary: list[str], rng: random.Random) -> Row:
    begun = [rng.choice(vocabulary)[:3] for _ in range(TRIES)]
    taken = [_milliseconds(partial(finding.suggest, by, text)) for text in begun]
    return _row(f"suggesting among {DOCUMENTS:,} documents while typing, p95", taken)


def _row(name: str, taken: list[float]) -> Row:
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    return Row(name, p95, "ms", reach=f"at most {REACH_MS:.0f} ms", met=p95 <= REACH_MS)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return 1000 * (perf_counter() - begun)
