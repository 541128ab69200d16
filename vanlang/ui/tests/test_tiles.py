from itertools import permutations

from hypothesis import given
from hypothesis import strategies as some

from vanlang.ui import tiles

SMALL = some.lists(some.lists(some.integers(0, 50), min_size=5, max_size=5), min_size=1, max_size=4)


@given(SMALL)
def test_assignment_costs_as_little_as_the_best_of_all(costs: list[list[int]]) -> None:
    chosen = tiles.assignment(costs)

    assert len(set(chosen)) == len(costs)
    best = min(
        sum(row[column] for row, column in zip(costs, order, strict=False))
        for order in permutations(range(5), len(costs))
    )
    assert sum(row[column] for row, column in zip(costs, chosen, strict=True)) == best


def test_lay_out_keeps_north_up_and_west_left() -> None:
    points = {
        "north-west": (105.0, 21.9),
        "north-east": (105.9, 21.9),
        "south-west": (105.0, 20.3),
        "south-east": (105.9, 20.3),
    }

    squares = tiles.lay_out(points, columns=2, rows=2)

    assert squares == {
        "north-west": (0, 0),
        "north-east": (1, 0),
        "south-west": (0, 1),
        "south-east": (1, 1),
    }


def test_touching_counts_neighbours_at_edges_and_corners() -> None:
    squares = {"a": (0, 0), "b": (1, 1), "c": (3, 3)}

    assert tiles.touching(squares, [("a", "b"), ("b", "c")]) == 0.5


def test_near_pairs_sees_past_nobody() -> None:
    pairs = tiles.near_pairs([(0, 0), (1, 0), (2, 0)])

    assert pairs == [(0, 1), (1, 2)]
