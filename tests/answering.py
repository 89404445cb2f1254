"""Answer links for tests."""

import make
from fullcircle.access import links
from fullcircle.access.links import LinkKind
from fullcircle.access.session import acting_as


def answer_link(world, referral, at=make.AT) -> str:
    with acting_as(world.navigator, at=at):
        return links.make(
            LinkKind.ANSWER, at=at, person_id=referral.person_id, referral_id=referral.pk,
            organization_id=referral.target_id,
        )  # fmt: skip
