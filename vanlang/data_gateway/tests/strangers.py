"""What the exchange lays in the stranger's way: a message under way, whom it goes to, and how."""

from tests.cast import Samples, World
from vanlang.data_gateway import api as data_gateway
from vanlang.data_gateway.actions import peers
from vanlang.data_gateway.actions.axis import members
from vanlang.data_gateway.api import Kind, Transfer
from vanlang.kernel import files

MESSAGE = "KHUAT-2026-0001"
NAMES = ("Nút khuất lấp", "Cơ quan khuất lấp", "Thành viên khuất lấp", "khuat-lap.example")


def samples(world: World) -> Samples:
    node, agency, member_name, host = NAMES
    by, at = world.tam_acts, world.at
    peer = peers.connect(
        name=node,
        connector="axis",
        address=f"https://{host}/",
        system_id="phu-tho",
        secret_name="KHUAT",
        by=by,
        at=at,
    )
    member = members.admit(
        system_id="khuat", name=member_name, secret_name="KHUAT", code_prefix="H01", by=by, at=at
    )
    ours = data_gateway.register_agency(code="H44.02", name=agency, by=by, at=at)
    data_gateway.register_agency(code="G09", name=agency, peer=peer, by=by, at=at)
    data_gateway.send(
        id=MESSAGE,
        kind=Kind.EDOC,
        from_code=ours.code,
        to_codes=["G09"],
        file=files.store(b"khuat lap", by=by, at=at),
        by=by,
        at=at,
    )
    root = "/quan-tri/lien-thong/"
    return Samples(
        rows={
            f"{root}ban-tin/": {"pk": Transfer.objects.get().pk},
            f"{root}co-quan/": {"pk": ours.pk},
            f"{root}nut/": {"pk": peer.pk},
            f"{root}thanh-vien/": {"pk": member.pk},
        },
        secrets=(MESSAGE, *NAMES),
    )
