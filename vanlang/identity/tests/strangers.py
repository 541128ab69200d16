"""What identity lays in the stranger's way: people, a post handed over, a key."""

from datetime import date

from allauth.mfa.models import Authenticator

from tests.cast import SUBJECT, Samples, World, official
from vanlang.identity.api import DelegationKind, Role
from vanlang.identity.models import Delegation, TypedForm
from vanlang.kernel import notices

REASON = "Nghỉ phép khuất lấp"
KEY = "Khóa khuất lấp"
# A passkey as a browser hands it in; its private half is nobody's.
CREDENTIAL = {
    "type": "public-key",
    "id": "a2h1YXQtbGFw",
    "rawId": "a2h1YXQtbGFw",
    "clientExtensionResults": {},
    "response": {
        "clientDataJSON": (
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiZUEiLCJvcmlnaW4iOiJodHRwOi8v"
            "bG9jYWxob3N0IiwiY3Jvc3NPcmlnaW4iOmZhbHNlfQ"
        ),
        "attestationObject": (
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViNSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NB"
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAACWtodWF0LWxhcKUBAgMmIAEhWCCOUztvoL97RiW7MGZ8Aftgfvn4uKgP"
            "71swBihwMYeyoyJYIHPrHb3gMxg2bQafg6b1kABTxzYzywQbIcVeGobB9AC0"
        ),
    },
}


def samples(world: World) -> Samples:
    deputy = official("khuat.thay", "Hà Khuất Thay", world.muong_bi, Role.RECEIVER)
    # Longer than anybody may be given, so that it is in force on whatever day the walk is made.
    delegation = Delegation.objects.create(
        post=world.minh.posts.get(),
        to_person=deputy,
        kind=DelegationKind.DELEGATION,
        roles=[Role.RECEIVER.value],
        valid_from=world.at.date(),
        valid_to=date(2099, 12, 31),
        reason=REASON,
        created_at=world.at,
    )
    key = Authenticator.objects.create(
        user=world.minh,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": KEY, "credential": CREDENTIAL},
    )
    (notice,) = notices.send(
        person_id=world.minh.pk, subject=SUBJECT, text=REASON, link="/don-vi/", at=world.at
    )
    form = TypedForm.objects.create(
        person=world.minh, path="/uy-quyen/", fields=[["reason", REASON]], typed_at=world.at
    )
    return Samples(
        rows={
            "/toi/da-go/": {"key": form.pk},
            "/uy-quyen/": {"pk": delegation.pk},
            "/don-vi/": {"code": world.muong_bi.code},
            "/nguoi/": {"pk": world.minh.pk},
            "/toi/bao-mat/khoa/": {"pk": key.pk},
            "/toi/thong-bao/": {"pk": notice.pk},
            "/dang-nhap/": {"provider_id": "dinh-danh-dien-tu"},
        },
        secrets=(deputy.name, REASON, KEY, "khuat.minh"),
        changing=dict.fromkeys(
            ("/toi/bao-mat/ung-dung/", "/toi/bao-mat/khoa/them/"), "A secret is drawn each time."
        ),
        open={"/don-vi/<str:code>/": "Who the units are is public; who works there is not."},
    )
