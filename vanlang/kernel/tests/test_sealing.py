import base64
import json
import threading
from collections.abc import Callable

import pytest
from cryptography import x509
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vanlang.kernel import journal, queue, sealing, timestamps, verifier
from vanlang.kernel.models import Job, Position, Schedule, Seal
from vanlang.kernel.tests.authorities import Authority, authority
from vanlang.kernel.tests.cast import AT, beside, write

Row = dict[str, object]


def rows(lines: list[str]) -> list[Row]:
    return [json.loads(line) for line in lines]


def check(found: list[Row]) -> list[tuple[str, int | None]]:
    report = verifier.check(json.dumps(row) for row in found)
    return [(finding.fault, finding.position) for finding in report.findings]


def entry_at(found: list[Row], position: int) -> int:
    return next(index for index, row in enumerate(found) if row.get("position") == position)


def test_seals_form_a_chain(exported: list[str]) -> None:
    seals = list(Seal.objects.order_by("number"))

    assert [(seal.number, seal.first, seal.last) for seal in seals] == [
        (1, 1, 3),
        (2, 4, 6),
        (3, 7, 8),
    ]
    assert bytes(seals[0].previous) == verifier.NO_SEAL_BEFORE
    assert bytes(seals[1].previous) == bytes(seals[0].digest)
    assert bytes(seals[2].previous) == bytes(seals[1].digest)
    assert sealing.backlog() == 2


def test_an_untouched_journal_is_whole(exported: list[str], stamps: Authority) -> None:
    report = verifier.check(exported, x509.load_pem_x509_certificates(stamps.root))

    assert report.findings == []
    assert (report.entries, report.seals, report.unsealed) == (10, 3, 2)
    assert report.last_stamped_at is not None


def alter(found: list[Row]) -> None:
    found[entry_at(found, 5)]["entry"]["payload"]["số"] = 99  # type: ignore[index]


def alter_actor(found: list[Row]) -> None:
    found[entry_at(found, 5)]["entry"]["actor_name"] = "Quang"  # type: ignore[index]


def remove(found: list[Row]) -> None:
    del found[entry_at(found, 5)]


def insert(found: list[Row]) -> None:
    new = json.loads(json.dumps(found[entry_at(found, 5)]))
    new["entry"]["id"] = 999
    found.insert(entry_at(found, 5), new)


def repeat(found: list[Row]) -> None:
    found.insert(entry_at(found, 5), found[entry_at(found, 5)])


def append(found: list[Row]) -> None:
    new = json.loads(json.dumps(found[entry_at(found, 10)]))
    new["position"] = 11
    found.insert(-1, new)


def reorder_lines(found: list[Row]) -> None:
    one, two = entry_at(found, 5), entry_at(found, 6)
    found[one], found[two] = found[two], found[one]


def exchange_places(found: list[Row]) -> None:
    reorder_lines(found)
    found[entry_at(found, 6)]["position"] = 0
    found[entry_at(found, 5)]["position"] = 6
    found[entry_at(found, 0)]["position"] = 5


def remove_and_renumber(found: list[Row]) -> None:
    remove(found)
    found[entry_at(found, 6)]["position"] = 5


def move_to_another_batch(found: list[Row]) -> None:
    row = found.pop(entry_at(found, 5))
    found.insert(entry_at(found, 8), row)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (alter, [("altered", 5)]),
        (alter_actor, [("altered", 5)]),
        (remove, [("removed", 5)]),
        (insert, [("inserted", 5)]),
        (repeat, [("inserted", 5)]),
        (append, [("inserted", 11)]),
        (reorder_lines, [("reordered", 5)]),
        (exchange_places, [("reordered", 5), ("reordered", 6)]),
        (remove_and_renumber, [("removed", 5), ("reordered", 5)]),
        (move_to_another_batch, [("inserted", 5), ("removed", 5)]),
    ],
)
def test_tampering_is_found_and_named(
    exported: list[str],
    tamper: Callable[[list[Row]], None],
    expected: list[tuple[str, int]],
) -> None:
    found = rows(exported)

    tamper(found)

    wrong = [finding for finding in check(found) if finding[0] not in {"file", "seal"}]
    assert sorted(wrong, key=str) == expected


def test_a_forged_leaf_breaks_the_root(exported: list[str]) -> None:
    found = rows(exported)
    alter(found)
    entry = found[entry_at(found, 5)]["entry"]
    seal = next(row for row in found if row.get("number") == 2)
    seal["leaves"][1] = verifier.leaf(entry).hex()  # type: ignore[arg-type, index]

    report = verifier.check(json.dumps(row) for row in found)

    assert [finding.fault for finding in report.findings] == ["seal"]
    assert "4–6" in report.findings[0].text


def forge_seal(found: list[Row], number: int) -> Row:
    """Alter an entry and everything below the token that would give it away."""
    alter(found)
    seal = next(row for row in found if row.get("number") == number)
    leaves = [verifier.leaf(found[entry_at(found, at)]["entry"]) for at in (4, 5, 6)]  # type: ignore[arg-type]
    seal["leaves"] = [digest.hex() for digest in leaves]
    seal["root"] = verifier.root(leaves).hex()
    seal["digest"] = verifier.seal_digest(seal).hex()
    return seal


def test_a_forged_seal_has_no_token_and_breaks_the_chain(exported: list[str]) -> None:
    found = rows(exported)
    forge_seal(found, 2)

    assert check(found) == [("token", None), ("seal", None)]


def test_a_token_of_another_authority_is_refused(exported: list[str], stamps: Authority) -> None:
    found = rows(exported)
    seal = next(row for row in found if row.get("number") == 3)
    stranger = authority("Quang")
    seal["token"] = base64.b64encode(stranger(bytes.fromhex(str(seal["digest"])))).decode()

    report = verifier.check(
        (json.dumps(row) for row in found), x509.load_pem_x509_certificates(stamps.root)
    )

    assert [finding.fault for finding in report.findings] == ["token"]


def test_a_removed_seal_is_found(exported: list[str]) -> None:
    found = [row for row in rows(exported) if row.get("number") != 2]

    assert ("seal", None) in check(found)


def test_a_batch_removed_whole_is_named(exported: list[str]) -> None:
    found = [
        row
        for row in rows(exported)
        if row.get("number") != 2 and row.get("position") not in {4, 5, 6}
    ]

    assert ("removed", 4) in check(found)


@pytest.mark.parametrize("kept", [0, 1, 5, -1])
def test_a_cut_file_is_found(exported: list[str], kept: int) -> None:
    assert ("file", None) in check(rows(exported[:kept]))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_changed_character_goes_unseen(exported: list[str], data: st.DataObject) -> None:
    """In an entry or a seal; a token also carries what its own signature leaves out."""
    told = [at for at, line in enumerate(exported) if '"entry"' in line or '"seal"' in line]
    at = data.draw(st.sampled_from(told))
    place = data.draw(st.integers(0, len(exported[at].partition('"token"')[0]) - 1))
    letter = data.draw(st.sampled_from('0123456789abcXYZđ"{}[]:, '))
    line = exported[at][:place] + letter + exported[at][place + 1 :]
    try:
        is_same = json.loads(line) == json.loads(exported[at])
    except ValueError:
        is_same = False

    report = verifier.check([*exported[:at], line, *exported[at + 1 :]])

    assert is_same == (not report.findings)


def down(_digest: bytes) -> bytes:
    raise timestamps.NotAnswering("down")


@pytest.mark.django_db
def test_sealing_waits_for_the_time_stamps_and_nothing_else_does(
    stamping: Authority, small: None
) -> None:
    timestamps.use(down)
    for number in range(4):
        write(number)
    queue.start_periodic(AT)

    queue.run_due(AT)

    assert not Seal.objects.exists()
    assert sealing.backlog() == 4
    assert Position.objects.count() == 4
    assert not Job.objects.filter(has_failed=True).exists()
    timestamps.use(stamping)
    sealing.seal_what_waits(AT)
    assert sealing.backlog() == 0
    assert verifier.check(sealing.export()).findings == []


@pytest.mark.django_db
def test_seals_set_before_the_failure_stay(stamping: Authority, small: None) -> None:
    for number in range(4):
        write(number)
    journal.sequence()
    left = [stamping]
    timestamps.use(lambda digest: left.pop()(digest) if left else down(digest))

    with pytest.raises(timestamps.NotAnswering):
        sealing.seal_what_waits(AT)

    assert sealing.backlog() == 1


@pytest.mark.django_db
def test_a_wrong_token_seals_nothing(stamping: Authority) -> None:
    write()
    journal.sequence()
    timestamps.use(lambda _digest: stamping(bytes(32)))

    with pytest.raises(timestamps.NotAnswering):
        sealing.seal_what_waits(AT)

    assert not Seal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_after_a_seal_comes_under_the_next(stamping: Authority) -> None:
    written, may_commit = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            write(1)
            written.set()
            may_commit.wait(10)

    thread = beside(late)
    assert written.wait(10)
    write(2)
    journal.sequence()
    sealing.seal_what_waits(AT)
    may_commit.set()
    thread.join()
    journal.sequence()
    sealing.seal_what_waits(AT)

    report = verifier.check(sealing.export())
    assert report.findings == []
    assert (report.entries, report.seals, report.unsealed) == (2, 2, 0)


@pytest.mark.django_db
def test_sealing_is_periodic() -> None:
    queue.start_periodic(AT)

    assert Schedule.objects.filter(name="kernel.seal_journal").exists()
    assert Job.objects.filter(name="kernel.seal_journal").count() == 1
