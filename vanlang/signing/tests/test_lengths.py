from asn1crypto import cms, core

from vanlang.signing.actions.engine import finished


def test_a_length_that_ends_in_0x80_is_written_as_it_was_made() -> None:
    """Its header looks indefinite to asn1crypto, which would write it anew, and slowly."""
    filling = 0x80 - 13 - 4
    encoded = cms.ContentInfo(
        {"content_type": "data", "content": core.OctetString(bytes(filling))}
    ).dump()
    while encoded[2] != 0x80 and filling < 0x100:
        filling += 1
        encoded = cms.ContentInfo(
            {"content_type": "data", "content": core.OctetString(bytes(filling))}
        ).dump()

    made = finished(encoded)

    assert encoded[2] == 0x80
    assert made.dump() == encoded
    assert made["content_type"].native == "data"
