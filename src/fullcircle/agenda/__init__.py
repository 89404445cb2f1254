"""The policy agenda: what the collaborative wants changed, by whom, and what came of it.

Words: an *item* is one change that is wanted; *evidence* shows the problem; a *voice* is one member's scores for impact,
feasibility and equity, 1 to 5 each; *lobbying* says how near the asks come to the limits of public charities.

Invariants: one voice a member, given by its own representatives (a trigger holds it); no state is entered before its
rules are met.
"""
