"""The words and the wall: actor, purposes, grants, row-level policies, why, events, links."""
