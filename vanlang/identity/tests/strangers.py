"""What identity lays in the stranger's way: people, a post handed over, a key."""

from datetime import date

from allauth.mfa.models import Authenticator

from tests.cast import Samples, World, official
from vanlang.identity.api import DelegationKind, Role, delegate

REASON = "Nghỉ phép khuất lấp"


def samples(world: World) -> Samples:
    deputy = official("khuat.thay", "Hà Khuất Thay", world.muong_bi, Role.RECEIVER)
    delegation = delegate(
        world.minh.posts.get(),
        to=deputy,
        kind=DelegationKind.DELEGATION,
        roles=[Role.RECEIVER],
        since=world.at.date(),
        until=date(2099, 12, 31),
        reason=REASON,
        by=world.minh_acts,
        at=world.at,
    )
    key = Authenticator.objects.create(
        user=world.minh, type=Authenticator.Type.WEBAUTHN, data={"name": "Khóa khuất lấp"}
    )
    return Samples(
        rows={
            "/uy-quyen/": {"pk": delegation.pk},
            "/don-vi/": {"code": world.muong_bi.code},
            "/nguoi/": {"pk": world.minh.pk},
            "/toi/bao-mat/khoa/": {"pk": key.pk},
            "/dang-nhap/": {"provider_id": "dinh-danh-dien-tu"},
        },
        secrets=(deputy.name, REASON, "Khóa khuất lấp", "khuat.minh"),
        changing=dict.fromkeys(
            ("/toi/bao-mat/ung-dung/", "/toi/bao-mat/khoa/them/"), "A secret is drawn each time."
        ),
        open={"/don-vi/<str:code>/": "Who the units are is public; who works there is not."},
    )
