"""What payments lays in the stranger's way: what Lan owes Mường Bi, and a day's listing."""

from uuid import UUID

from tests.cast import SUBJECT, Samples, World
from vanlang.payments import api as payments
from vanlang.payments.actions import reconciliation

MATTER = UUID("0193a000-0000-7000-8000-000000000002")
TRANSACTION = "GDKHUAT1"
LISTING = f"MaGiaoDich,MaThamChieu,SoTien,ThoiGianGD\n{TRANSACTION},r,8123,20260302090500\n"


def samples(world: World) -> Samples:
    order = payments.order(
        reference=UUID("0193a000-0000-7000-8000-000000000001"),
        payer_id=world.lan.pk,
        payer_name=world.lan.name,
        purpose=SUBJECT,
        lines=[payments.FeeLine("LP01", "Lệ phí khuất lấp", 8123)],
        unit_code=world.muong_bi.code,
        by=world.lan_acts,
        at=world.at,
        matter=MATTER,
    )
    payments.collect(order, method=payments.Method.CASH, by=world.minh_acts, at=world.at)
    (surplus,) = payments.give_back(
        MATTER,
        [payments.FeeLine("LP01", "Lệ phí khuất lấp", 23)],
        reason="Lý do khuất lấp",
        about="",
        by=world.lan_acts,
        at=world.at,
    )
    payments.request_refund(order, reason="Lý do khuất lấp", by=world.lan_acts, at=world.at)
    listing = reconciliation.import_listing(
        LISTING.encode(), day=world.at.date(), gateway="dvcqg", by=world.tam_acts, at=world.at
    )
    return Samples(
        rows={
            "/thanh-toan/": {"reference": order.pk},
            "/thanh-toan/hoan-tra/": {"pk": surplus.pk},
            "/thanh-toan/doi-soat/": {"pk": listing.pk},
        },
        secrets=("Lệ phí khuất lấp", "Lý do khuất lấp", "8.123", TRANSACTION),
    )
