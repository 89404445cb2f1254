"""What a person agreed to or refused, who looked at their record, and what they ask about it.

Words: a *topic* is a group of data classes in a person's own words. A *line* is one permission (or one no): who may see
which topic, for what, until when; it is a consent of `access`, which row security reads. A *look* is an event of somebody
opening (or trying to open) the record. An *emergency* opens name and contact of one person to one user for hours; a
*disclosure* is what left the keeper; a *hold* closes an account, an organization or a share until it is lifted. A *request* is a
question about a look, a correction or a complaint, with a clock.

Invariants: nothing is agreed by default and a no blocks no help. A protected topic is a line of its own that names its
organizations. Every line keeps the SHA-256 of the very sentences that were shown, read aloud or printed.
"""
