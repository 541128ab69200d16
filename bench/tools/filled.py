"""A province after many dossiers: rows as the real actions leave them, made by SQL in minutes.

Each has its steps; what is settled has its paper, its result and its delivery. The journal, the
notices and the citizens' stores are left out: no page measured here reads them.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from bench.rows import say
from vanlang.demo import answers
from vanlang.identity.api import Unit, commune_committees, departments
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.deadlines import ZONE
from vanlang.kernel.files import store
from vanlang.public_services.queries import procedures
from vanlang.public_services.rules.parts import StepKind
from vanlang.public_services.rules.states import Channel, State
from vanlang.public_services.rules.steps import AT_THE_COUNTER

Fact = str | int | float | bool | datetime | None
Facts = tuple[Fact, ...]
APPLICANTS_SHARE = 10  # dossiers a person in a year
CHUNK = 200_000

PLACES = """
    CREATE TABLE bench_place (number int PRIMARY KEY, unit_id bigint, code text, upto float)
"""
KINDS = """
    CREATE TABLE bench_kind (
        number int PRIMARY KEY, version_id bigint, department bigint, form jsonb, paper text,
        gives_result bool, stages jsonb, process int, sign int, days int
    )
"""
PEOPLE = """
    INSERT INTO identity_person (
        id, password, last_login, kind, name, sort_key, folded, identity_number, sex, phone, email,
        address, commune_code, elsewhere, identity_level, is_active, created_at,
        must_change_password, wrong_password_count
    )
    SELECT md5('person' || n)::uuid, '!', NULL, 'citizen', 'Bùi Thị Hoa ' || n, 'hoa' || n,
        'bui thi hoa ' || n, '001190' || lpad(n::text, 6, '0'), 'female', '0912345678', '',
        'Khu 3', '', '', 2, true, %(at)s::timestamptz, false, 0
    FROM generate_series(%(first)s::int, %(last)s::int) AS n
"""
# The newest OPEN dossiers lie on desks; all before are settled. `r` are throws of the dice.
DOSSIERS = f"""
    INSERT INTO bench_new (
        id, code, version_id, applicant_id, applicant_name, applicant_number, applicant_phone,
        applicant_email, applicant_address, filed_by_id, form, receiving_unit_id,
        competent_unit_id, channel, state, step_index, step_role, step_unit_id, step_started_at,
        step_due_at, filed_at, accepted_at, handed_over_at, clock_started_at, original_due_at,
        due_at, finished_at, returned_at, outcome, has_electronic_result, digitised, reused
    )
    WITH thrown AS MATERIALIZED (
        SELECT n, gen_random_uuid() AS id, random() AS r_place, random() AS r_kind,
            random() AS r_time, random() AS r_end, random() AS r_desk, random() AS r_open
        FROM generate_series(%(first)s::int, %(last)s::int) AS n
    ), placed AS (
        SELECT thrown.*, kind.*, place.unit_id, place.code AS unit_code,
            r_open < %(open)s::float AS is_open,
            coalesce(kind.department, place.unit_id) AS competent_id,
            CASE WHEN r_open < %(open)s::float
                THEN %(at)s::timestamptz - interval '2 hours' - r_time * interval '12 days'
                ELSE %(at)s::timestamptz - interval '30 days' - r_time * interval '330 days'
                END AS filed_at
        FROM thrown
        JOIN bench_kind AS kind
            ON kind.number = floor(r_kind * (SELECT count(*) FROM bench_kind))::int
        JOIN bench_place AS place
            ON place.number = width_bucket(
                r_place, (SELECT array_agg(upto ORDER BY upto) FROM bench_place))
    ), timed AS (
        SELECT *, filed_at + interval '1 hour' AS accepted_at,
            filed_at + interval '1 hour' + days * interval '1 day' AS due_at,
            CASE WHEN NOT is_open THEN jsonb_array_length(stages) - 1
                WHEN r_desk < 0.3 THEN 0 WHEN r_desk < 0.9 THEN process ELSE sign END AS step
        FROM placed
    ), ended AS (
        SELECT *, CASE WHEN is_open THEN NULL
            WHEN r_end < 0.70 THEN due_at - interval '26 hours'
            WHEN r_end < 0.92 THEN due_at - interval '10 minutes'
            ELSE due_at + interval '30 hours' END AS finished_at
        FROM timed
    )
    SELECT id, unit_code || '-' || to_char(filed_at, 'YYMMDD') || '-' || to_char(n, 'FM0000000'),
        version_id, person_id, 'Bùi Thị Hoa', '001190000001', '0912345678', '',
        'Khu 3, xã Mường Bi', person_id, form, unit_id, competent_id,
        CASE WHEN r_end < 0.86 THEN {int(Channel.ONLINE)} ELSE {int(Channel.DIRECT)} END,
        CASE WHEN NOT is_open THEN {int(State.RETURNED)} WHEN step = 0 THEN {int(State.REGISTERED)}
            ELSE {int(State.IN_PROGRESS)} END,
        step, stages -> step ->> 'role',
        CASE WHEN (stages -> step ->> 'at_counter')::bool THEN unit_id ELSE competent_id END,
        CASE WHEN step = 0 THEN filed_at ELSE accepted_at END, due_at, filed_at,
        CASE WHEN step > 0 THEN accepted_at END, CASE WHEN step > 0 THEN accepted_at END,
        CASE WHEN step > 0 THEN accepted_at END, CASE WHEN step > 0 THEN due_at END,
        CASE WHEN step > 0 THEN due_at END, finished_at, finished_at,
        CASE WHEN is_open THEN '' WHEN r_end < 0.70 THEN 'early' WHEN r_end < 0.92 THEN 'on_time'
            ELSE 'late' END,
        NOT is_open AND gives_result, NOT is_open AND r_end > 0.05, r_time < 0.2
    FROM ended, LATERAL (
        SELECT md5('person' || 1 + n / {APPLICANTS_SHARE})::uuid AS person_id
    ) AS person
"""
STEPS = """
    INSERT INTO public_services_dossierstep (
        dossier_id, index, kind, unit_id, started_at, due_at, done_at, done_by_id, done_by_name,
        verb, note
    )
    SELECT dossier.id, place, stages -> place ->> 'kind',
        CASE WHEN (stages -> place ->> 'at_counter')::bool THEN receiving_unit_id
            ELSE competent_unit_id END,
        filed_at, step_due_at,
        CASE WHEN place < step_index OR finished_at IS NOT NULL
            THEN coalesce(finished_at, accepted_at) END,
        NULL, CASE WHEN place < step_index OR finished_at IS NOT NULL THEN 'Nguyễn Văn Minh'
            ELSE '' END, '', ''
    FROM bench_new AS dossier
    JOIN bench_kind AS kind USING (version_id)
    CROSS JOIN LATERAL generate_series(0, step_index) AS place
    ORDER BY filed_at
"""
PAPERS = """
    INSERT INTO public_services_dossierpaper (
        dossier_id, code, name, source, file_id, file_name, provenance, added_at
    )
    SELECT id, 'GIAY', paper, 'upload', %(file)s::text, 'giay-to.pdf', 'Tải lên', filed_at
    FROM bench_new JOIN bench_kind USING (version_id)
"""
RESULTS = """
    INSERT INTO public_services_result (
        dossier_id, unit_id, fields, drafted_by_id, drafted_at, year, number, symbol,
        verification_code, signed_by_id, signed_at, signed_file_id, sealed_at, file_id
    )
    SELECT id, competent_unit_id, '{}', applicant_id, accepted_at,
        extract(year FROM finished_at), split_part(code, '-', 3)::int,
        split_part(code, '-', 3) || '/XN-UBND', left(md5(id::text), 24), applicant_id,
        finished_at, %(file)s::text, finished_at, %(file)s::text
    FROM bench_new WHERE has_electronic_result
"""
PLAIN_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE NOT indisunique AND indrelid IN (
        'public_services_dossier'::regclass, 'public_services_dossierstep'::regclass,
        'public_services_dossierpaper'::regclass, 'public_services_result'::regclass,
        'public_services_delivery'::regclass, 'identity_person'::regclass
    )
"""
DELIVERIES = """
    INSERT INTO public_services_delivery (dossier_id, manner, state, delivered_at)
    SELECT id, 'electronic', 'delivered', returned_at FROM bench_new WHERE finished_at IS NOT NULL
"""


def prepare(at: datetime) -> None:
    """Make the tables that the filling goes by: where dossiers come in, and of which kinds."""
    chance = random.Random(1)  # noqa: S311 answers, not secrets
    communes = list(commune_committees())
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        cursor.execute(KINDS)
        cursor.executemany(
            "INSERT INTO bench_place VALUES (%s::int, %s::bigint, %s::text, %s::float)",
            places(communes),
        )
        cursor.executemany(
            "INSERT INTO bench_kind VALUES (%s::int, %s::bigint, %s::bigint, %s::jsonb, %s::text,"
            " %s::bool, %s::jsonb, %s::int, %s::int, %s::int)",
            kinds(at, chance, [unit.area_code for unit in communes]),
        )


def places(communes: list[Unit]) -> list[tuple[int, int, str, float]]:
    """Return each commune with the end of its share: large wards bring many dossiers."""
    weights = [unit.population or 15_000 for unit in communes]
    rows, upto = [], 0.0
    weights[-1] += 1  # so that no rounding leaves the last without its end
    for number, (unit, weight) in enumerate(zip(communes, weights, strict=True)):
        upto += weight / sum(weights)
        rows.append((number, unit.pk, unit.code, upto))
    return rows


def kinds(at: datetime, chance: random.Random, areas: list[str]) -> list[Facts]:
    """Return each procedure with answers to its form, its steps, and who is competent."""
    today = at.astimezone(ZONE).date()
    department = {unit.code: unit.pk for unit in departments()}
    rows: list[Facts] = []
    for number, published in enumerate(procedures.published(today)):
        one = published.definition
        version = procedures.version_for(one.code, today)
        assert version is not None
        order = [step.kind for step in one.steps]
        described = [
            {"kind": s.kind, "role": s.role, "at_counter": s.kind in AT_THE_COUNTER}
            for s in one.steps
        ]
        filled = answers.fill(one, chance, today, areas)
        rows.append(
            (
                *(number, version.pk, department.get(one.competent.department)),
                *(json.dumps(filled), one.papers[0].name if one.papers else one.name),
                *(version.gives_result, json.dumps(described), order.index(StepKind.PROCESS)),
                order.index(StepKind.SIGN) if StepKind.SIGN in order else len(order) - 1,
                chance.choice((1, 3, 5, 10)),
            )
        )
    return rows


def fill(first: int, last: int, *, open_share: float, at: datetime) -> None:
    """Add the dossiers `first` to `last`, of which a share lies on desks and the rest is done."""
    file = store(b"%PDF-1.7 bench", by=PLATFORM, at=at)
    with connection.cursor() as cursor, made_quickly(cursor):
        for begin in range(first, last + 1, CHUNK):
            end = min(begin + CHUNK - 1, last)
            facts: dict[str, Fact] = {"first": begin, "last": end, "at": at, "open": open_share}
            people: dict[str, Fact] = {
                "first": (begin - 1) // APPLICANTS_SHARE + 2 if begin > 1 else 1,
                "last": end // APPLICANTS_SHARE + 1,
                "at": at,
            }
            cursor.execute(PEOPLE, people)
            cursor.execute("TRUNCATE bench_new")
            cursor.execute(DOSSIERS, facts)
            cursor.execute("INSERT INTO public_services_dossier SELECT * FROM bench_new")
            cursor.execute(STEPS)
            cursor.execute(PAPERS, {"file": file.pk})
            cursor.execute(RESULTS, {"file": file.pk})
            cursor.execute(DELIVERIES)
            say(f"  {end:,} dossiers")


@contextmanager
def made_quickly(cursor: CursorWrapper) -> Iterator[None]:
    """Write without asking whether what a row refers to is there, and index it all at the end."""
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("SET synchronous_commit = off")
    cursor.execute("SET work_mem = '64MB'")
    cursor.execute("SET maintenance_work_mem = '256MB'")
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS bench_new (LIKE public_services_dossier)")
    cursor.execute("ALTER SYSTEM SET full_page_writes = off")
    cursor.execute("ALTER SYSTEM SET max_wal_size = '6GB'")
    cursor.execute("SELECT pg_reload_conf()")
    cursor.execute(PLAIN_INDEXES)
    indexes: list[tuple[str, str]] = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute("ALTER SYSTEM RESET ALL")
    cursor.execute("SELECT pg_reload_conf()")
    cursor.execute("SET session_replication_role = DEFAULT")
    cursor.execute("VACUUM ANALYZE")
    cursor.execute("CHECKPOINT")
