"""The pages of ui lead to nobody's rows."""

from tests.cast import Samples, World


def samples(_world: World) -> Samples:
    return Samples(rows={"/ngon-ngu/": {"chosen": "vi"}})
