"""Who has something open at a commune that merges away is told, once, and where it goes on."""

import pytest

from vanlang.identity import api as identity
from vanlang.identity.api import Person, Unit
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Notice
from vanlang.public_services.models import ProcedureVersion
from vanlang.public_services.tests.conftest import HOUR, MONDAY, Cast, file_for
from vanlang.public_services.tests.test_ended_communes import AFTER, begin, end

pytestmark = pytest.mark.django_db(databases=["default", "side"])


def heard(person: Person) -> list[tuple[str, str]]:
    """Let the listeners hear what happened; return what the person was told of the commune."""
    queue.run_due(AFTER)
    rows = Notice.objects.filter(person_id=person.pk, about__startswith="identity.unit:")
    return list(rows.order_by("pk").values_list("subject", "text"))


def test_who_has_something_there_is_told_once_where_it_goes_on(
    cast: Cast, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    dossier = file_for(cast, version, at=MONDAY)
    begin(cast, version, MONDAY)

    end(areas)
    told = heard(cast.lan)
    identity.turn(at=AFTER)

    assert told == heard(cast.lan), "the day itself tells nobody twice"
    [(subject, text)] = told
    assert subject == "Xã Mường Bi hoạt động đến hết ngày 31/03/2026"
    assert "Từ ngày 01/04/2026, phường Việt Trì phục vụ người dân ở đó." in text
    assert f"Hồ sơ {dossier.code} được giải quyết tiếp; bạn không phải nộp lại." in text
    assert "bạn nộp trước hết ngày cuối, hoặc nộp tiếp ở phường Việt Trì." in text


def test_who_came_after_the_decision_is_told_on_the_day_and_strangers_never(
    cast: Cast, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    end(areas)
    assert heard(cast.lan) == []
    begin(cast, version, MONDAY + HOUR)

    identity.turn(at=AFTER)

    assert [subject for subject, _ in heard(cast.lan)] == [
        "Xã Mường Bi hoạt động đến hết ngày 31/03/2026"
    ]
    assert not Notice.objects.exclude(person_id=cast.lan.pk).filter(about__startswith="identity.")


def test_who_was_told_hears_that_the_commune_stays_and_of_the_next_decision(
    cast: Cast, version: ProcedureVersion, areas: tuple[Unit, Unit]
) -> None:
    file_for(cast, version, at=MONDAY)
    end(areas)
    heard(cast.lan)

    identity.keep_unit(areas[0], by=PLATFORM, at=MONDAY + HOUR)
    subject, text = heard(cast.lan)[-1]
    end(areas, at=MONDAY + 2 * HOUR)

    assert subject == "Xã Mường Bi tiếp tục hoạt động"
    assert "Ngày kết thúc hoạt động 31/03/2026 đã được rút lại." in text
    assert [row[0][:30] for row in heard(cast.lan)] == [
        "Xã Mường Bi hoạt động đến hết ",
        "Xã Mường Bi tiếp tục hoạt động",
        "Xã Mường Bi hoạt động đến hết ",
    ]
