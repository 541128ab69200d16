"""Names of the axis's headers, and what of them is signed. [GK] The names are configurable."""

from collections.abc import Mapping
from urllib.parse import quote, unquote

from vanlang.data_gateway.rules.envelopes import Envelope, codes, of

OF_MESSAGE = ("id", "kind", "from", "to", "thread", "expires")
SAFE = "/:,.-_ "


def written(envelope: Envelope) -> dict[str, str]:
    """Return the envelope as header values by our words; what is not ASCII goes by percent."""
    return {
        "id": quote(envelope.id, safe=SAFE),
        "kind": envelope.kind.value,
        "from": envelope.from_code,
        "to": ",".join(envelope.to_codes),
        "thread": quote(envelope.thread, safe=SAFE),
        "expires": envelope.expires_at,
    }


def read(values: Mapping[str, str], *, sha256: str, size: int) -> Envelope:
    return of(
        {
            "id": unquote(values["id"]),
            "kind": values["kind"],
            "from_code": values["from"],
            "to_codes": list(codes(values["to"])),
            "thread": unquote(values["thread"]),
            "expires_at": values["expires"],
            "sha256": sha256,
            "size": size,
        }
    )


def signed_part(values: Mapping[str, str]) -> str:
    """Return the one line of the message's headers that the signature covers."""
    return "|".join(values.get(word, "") for word in OF_MESSAGE)
