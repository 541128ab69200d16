"""What goes on a parcel."""

from datetime import datetime

from django.urls import reverse

from vanlang.kernel.days import day_of
from vanlang.public_services.models.dossiers import Delivery, Dossier
from vanlang.public_services.queries import agencies, deliveries, documents
from vanlang.ui import papers
from vanlang.ui.papers import Paper


def postal_label(dossier: Dossier, delivery: Delivery, *, at: datetime) -> Paper:
    """Set the sheet that goes on the parcel: from which counter, to whom, with what in it."""
    definition = documents.definition_of(dossier)
    receiving = agencies.agency(dossier.receiving_unit_id, on=day_of(at))
    copies = f" và {delivery.copies} bản sao" if delivery.copies else ""
    return papers.render(
        "public_services/postal_label",
        {
            "at": at,
            "title": f"Phiếu gửi {dossier.code}",
            "sender": f"Bộ phận Một cửa, {receiving.name}",
            "recipient": delivery.recipient,
            "phone": delivery.phone,
            "address": deliveries.whole_address(delivery, on=day_of(at)),
            "code": dossier.code,
            "content": f"{definition.result.name}{copies}",
            "parcel": delivery.parcel_number,
            "qr": documents.address_of_page(
                reverse("public_services-dossier", args=[dossier.code])
            ),
        },
    )
