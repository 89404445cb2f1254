"""Who works with whom: ties that both ends name, ties that one end names, and on whom the network hangs.

A tie is confirmed when both ends name it; figures are of confirmed ties alone. Betweenness is the share of shortest paths between
two others that lead through an organization, normalized to 0 to 1 (Freeman 1977); a single point of failure is one without which
the network falls apart.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
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


def graphml(found: Figures) -> bytes:
    """Every tie as GraphML, each with whether both ends name it; for Gephi, Cytoscape, R and others."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name, between in found.betweenness.items():
        graph.add_node(name, betweenness=round(between, 6), single_point=name in found.single_points)
    for a, b in found.confirmed:
        graph.add_edge(a, b, confirmed=True)
        graph.add_edge(b, a, confirmed=True)
    for a, b in found.one_sided:
        graph.add_edge(a, b, confirmed=False)
    written = io.BytesIO()
    nx.write_graphml(graph, written)
    return written.getvalue()
