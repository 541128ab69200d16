"""Where each commune stands on the map of tiles: one square each, as near to its place as can be.

The layout is made once, by `vanlang load-map --tiles FILE`, from the communes' inner points, and
kept in data/tiles.json. First a linear assignment puts every point on a square of the grid so that
the squared distances are least; then pairs of squares change places where that brings true
neighbours together.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

Place = tuple[float, float]
Square = tuple[int, int]
DATA = Path(__file__).parent / "data" / "tiles.json"
COLUMNS, ROWS = 13, 16
# Half by distance, half by rank: crowded plains get room, empty mountains give some.
BY_RANK = 0.5
WORTH_OF_A_NEIGHBOUR, SHARE_AT_A_CORNER = 2.0, 0.9
NEIGHBOUR_SLACK = 0.7
REACH, PASSES = 3, 6


@cache
def layout() -> Mapping[str, Square]:
    """Return column and row of every commune by code."""
    stored: dict[str, list[int]] = json.loads(DATA.read_text())["tiles"]
    return {code: (column, row) for code, (column, row) in stored.items()}


def lay_out(
    points: Mapping[str, Place], columns: int = COLUMNS, rows: int = ROWS
) -> dict[str, Square]:
    """Give each point (longitude, latitude) a square of its own."""
    codes = sorted(points)
    flat = projected([points[code] for code in codes])
    across = spread([x for x, _ in flat], columns)
    down = spread([y for _, y in flat], rows)
    squares = [(column, row) for row in range(rows) for column in range(columns)]
    costs = [
        [(x - column) ** 2 + (y - row) ** 2 for column, row in squares]
        for x, y in zip(across, down, strict=True)
    ]
    chosen = improved(assignment(costs), costs, squares, near_pairs(flat))
    return {code: squares[at] for code, at in zip(codes, chosen, strict=True)}


def touching(tiles: Mapping[str, Square], pairs: Sequence[tuple[str, str]]) -> float:
    """Return the share of true neighbours whose squares touch at an edge or a corner."""
    together = sum(apart(tiles[one], tiles[other]) == 1 for one, other in pairs)
    return together / len(pairs)


def projected(points: Sequence[Place]) -> list[Place]:
    """Degrees to a plane, north up: a degree east is shorter by the cosine of the latitude."""
    middle = math.radians(sum(y for _, y in points) / len(points))
    return [(x * math.cos(middle), -y) for x, y in points]


def spread(values: Sequence[float], cells: int) -> list[float]:
    """Stretch values over 0 to cells - 1, partly by size and partly by rank."""
    low, high = min(values), max(values)
    order = sorted(range(len(values)), key=lambda index: values[index])
    rank = {index: place / max(len(values) - 1, 1) for place, index in enumerate(order)}
    return [
        ((1 - BY_RANK) * (value - low) / ((high - low) or 1) + BY_RANK * rank[index]) * (cells - 1)
        for index, value in enumerate(values)
    ]


def assignment(costs: Sequence[Sequence[float]]) -> list[int]:  # noqa: C901 one algorithm
    """Return for each row the column it gets, each at most once, at the least total cost.

    The Hungarian method with potentials (Jonker and Volgenant): rows are added one at a time by a
    shortest augmenting path; at most as many rows as columns.
    """
    columns = len(costs[0])
    row_price, column_price = [0.0] * (len(costs) + 1), [0.0] * (columns + 1)
    owner, came_from = [0] * (columns + 1), [0] * (columns + 1)  # column 0 and row 0: nobody
    for row in range(1, len(costs) + 1):
        owner[0], at = row, 0
        least, used = [math.inf] * (columns + 1), [False] * (columns + 1)
        while owner[at]:
            used[at] = True
            price, line = row_price[owner[at]], costs[owner[at] - 1]
            step, nearest = math.inf, 0
            for column in range(1, columns + 1):
                if used[column]:
                    continue
                reduced = line[column - 1] - price - column_price[column]
                if reduced < least[column]:
                    least[column], came_from[column] = reduced, at
                if least[column] < step:
                    step, nearest = least[column], column
            for column in range(columns + 1):
                if used[column]:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                else:
                    least[column] -= step
            at = nearest
        while at:
            owner[at], at = owner[came_from[at]], came_from[at]
    result = [0] * len(costs)
    for column in range(1, columns + 1):
        if owner[column]:
            result[owner[column] - 1] = column - 1
    return result


def near_pairs(points: Sequence[Place]) -> list[tuple[int, int]]:
    """Return who is probably whose neighbour: nobody else stands (well) between the two.

    A Gabriel graph with a smaller circle; it needs no boundaries, whose licence may be unclear.
    """
    pairs = []
    for one, other in combinations(range(len(points)), 2):
        (ax, ay), (bx, by) = points[one], points[other]
        x, y = (ax + bx) / 2, (ay + by) / 2
        radius = NEIGHBOUR_SLACK * ((ax - bx) ** 2 + (ay - by) ** 2) / 4
        between = (
            (px - x) ** 2 + (py - y) ** 2 < radius
            for index, (px, py) in enumerate(points)
            if index not in {one, other}
        )
        if not any(between):
            pairs.append((one, other))
    return pairs


def improved(
    chosen: Sequence[int],
    costs: Sequence[Sequence[float]],
    squares: Sequence[Square],
    pairs: Sequence[tuple[int, int]],
) -> list[int]:
    """Let squares change places while that is worth more than the way it costs."""
    at = list(chosen)
    holder = {square: index for index, square in enumerate(at)}
    friends: dict[int, list[int]] = {index: [] for index in range(len(at))}
    for one, other in pairs:
        friends[one].append(other)
        friends[other].append(one)

    def worth(index: int) -> float:
        near = sum(closeness(squares[at[index]], squares[at[friend]]) for friend in friends[index])
        return WORTH_OF_A_NEIGHBOUR * near - costs[index][at[index]]

    def change(index: int, target: int) -> bool:
        here, other = at[index], holder.get(target)
        moved = [index] if other is None else [index, other]
        before = sum(map(worth, moved))
        at[index] = target
        if other is not None:
            at[other] = here
        if sum(map(worth, moved)) <= before + 1e-9:
            at[index] = here
            if other is not None:
                at[other] = target
            return False
        del holder[here]
        for mover in moved:
            holder[at[mover]] = mover
        return True

    for _ in range(PASSES):
        changes = [
            change(index, target)
            for index in range(len(at))
            for target in range(len(squares))
            if 0 < apart(squares[at[index]], squares[target]) <= REACH
        ]
        if not any(changes):
            break
    return at


def apart(one: Square, other: Square) -> int:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def closeness(one: Square, other: Square) -> float:
    """1 for squares that share an edge, a little less for a corner, else nothing."""
    if apart(one, other) != 1:
        return 0.0
    return 1.0 if one[0] == other[0] or one[1] == other[1] else SHARE_AT_A_CORNER
