"""Who works with whom: ties that both ends name, ties that one end names, and on whom the network hangs.

A tie is confirmed when both ends name it; figures are of confirmed ties alone. Betweenness is the share of shortest paths between
two others that lead through an organization, normalized to 0 to 1 (Freeman 1977); a single point of failure is one without which
the network falls apart.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import networkx as nx


@dataclass(frozen=True, slots=True)
class Figures:
    """`density` is confirmed ties over possible ones; None with fewer than two organizations."""

    confirmed: tuple[tuple[str, str], ...]
    one_sided: tuple[tuple[str, str], ...]  # (who names, who is named)
    density: Fraction | None
    betweenness: dict[str, float]
    single_points: tuple[str, ...]
    parts: int  # pieces that no confirmed tie connects


def figures(names: Iterable[str], said: Iterable[tuple[str, str]]) -> Figures:
    """`said`: who names whom. Names that are not in `names` and ties to oneself are left out."""
    nodes = sorted(set(names))
    named = {(a, b) for a, b in said if a != b and a in set(nodes) and b in set(nodes)}
    confirmed = tuple(sorted((a, b) for a, b in named if a < b and (b, a) in named))
    graph = _graph(nodes, confirmed)
    possible = len(nodes) * (len(nodes) - 1) // 2
    return Figures(
        confirmed=confirmed,
        one_sided=tuple(sorted((a, b) for a, b in named if (b, a) not in named)),
        density=Fraction(len(confirmed), possible) if possible else None,
        betweenness=dict(nx.betweenness_centrality(graph)),
        single_points=tuple(sorted(nx.articulation_points(graph))),
        parts=nx.number_connected_components(graph) if nodes else 0,
    )


def _graph(nodes: Sequence[str], ties: Iterable[tuple[str, str]]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(ties)
    return graph


def graphml(found: Figures, labels: Mapping[str, str] | None = None) -> bytes:
    """Every tie as GraphML, each with whether both ends name it; for Gephi, Cytoscape, R and others.

    `labels`: what people read, where the organizations are known by ids."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name, between in found.betweenness.items():
        graph.add_node(
            name,
            label=(labels or {}).get(name, name),
            betweenness=round(between, 6),
            single_point=name in found.single_points,
        )
    for a, b in found.confirmed:
        graph.add_edge(a, b, confirmed=True)
        graph.add_edge(b, a, confirmed=True)
    for a, b in found.one_sided:
        graph.add_edge(a, b, confirmed=False)
    written = io.BytesIO()
    nx.write_graphml(graph, written)
    return written.getvalue()


STEPS = (
    200_000  # pairs that a layout looks at in all, so that a large network takes no longer than a small one
)


def places(found: Figures) -> dict[str, tuple[float, float]]:
    """Where each organization is drawn, from -1 to 1: the same network always looks the same.

    Ties pull and all others push (Fruchterman and Reingold 1991), from a circle on, without chance; networkx's own
    layouts need numpy. Who has no tie at all stands in a row below."""
    pulls = [*found.confirmed, *found.one_sided]
    tied = sorted({name for pair in pulls for name in pair})
    alone = sorted(set(found.betweenness) - set(tied))
    at = {name: _on_a_circle(index, len(tied)) for index, name in enumerate(tied)}
    near = math.sqrt(4 / max(len(tied), 1))
    rounds = max(5, min(300, STEPS // max(len(tied), 1) ** 2))
    for step in range(rounds):
        _settle(at, pulls, near, heat=0.2 * (1 - step / rounds))
    floor = -0.6 if alone else -1.0
    drawn = _fitted(at, floor) if at else {}
    return drawn | {name: (round((2 * n + 1) / len(alone) - 1, 4), -1.0) for n, name in enumerate(alone)}


def _fitted(at: Mapping[str, tuple[float, float]], floor: float) -> dict[str, tuple[float, float]]:
    """Spread over the whole picture: from -1 to 1, and from `floor` to 1."""
    (left, right), (low, high) = ((min(each), max(each)) for each in zip(*at.values(), strict=True))
    wide, tall = right - left or 1.0, high - low or 1.0
    return {
        name: (round(2 * (x - left) / wide - 1, 4), round(floor + (1 - floor) * (y - low) / tall, 4))
        for name, (x, y) in at.items()
    }


def _on_a_circle(index: int, of: int) -> tuple[float, float]:
    angle = 2 * math.pi * index / of
    return math.sin(angle), math.cos(angle)


def _settle(
    at: dict[str, tuple[float, float]], pulls: Iterable[tuple[str, str]], near: float, *, heat: float
) -> None:
    """One round: each moves by the sum of what pushes and pulls it, and a little to the middle, by `heat` at most."""
    moves = {name: [-0.2 * x, -0.2 * y] for name, (x, y) in at.items()}
    names = list(at)
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            _push(moves, at, one, two, near * near, power=-1)
    for one, two in pulls:
        _push(moves, at, one, two, -1 / near, power=2)
    for name, (dx, dy) in moves.items():
        far = math.hypot(dx, dy) or 1.0
        short = min(far, heat) / far
        at[name] = (at[name][0] + dx * short, at[name][1] + dy * short)


def _push(
    moves: dict[str, list[float]], at: dict[str, tuple[float, float]], one: str, two: str, force: float, *, power: int
) -> None:  # fmt: skip
    dx, dy = at[one][0] - at[two][0], at[one][1] - at[two][1]
    far = max(math.hypot(dx, dy), 0.01)
    strong = force * far**power / far
    for name, sign in ((one, 1), (two, -1)):
        moves[name][0] += sign * dx * strong
        moves[name][1] += sign * dy * strong
