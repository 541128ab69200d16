"""What signing lays in the stranger's way: the certificates of Hòa and of her agency."""

from tests.cast import Samples, World
from vanlang.signing import api as signing
from vanlang.signing.actions import images


def samples(world: World) -> Samples:
    hers, _ = signing.issue_test_certificates([world.hoa, world.muong_bi], at=world.at)
    images.image_for(hers, at=world.at)
    return Samples(
        rows={
            "/chung-thu-so/": {"pk": hers.pk},
            "/pki/": {"name": "root"},
            "/ky-so/the/": {"ticket": "khong-ai-cap"},
        },
        secrets=(hers.serial, hers.fingerprint),
    )
