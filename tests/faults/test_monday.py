"""Twenty organizations answer in the same minute, each request tapped by two volunteers at once: no step lost, none doubled."""

import pytest
from bench import monday

from faults.driver import LINK, TOKEN
from faults.served import Served

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("faults")]
STEPS = """
select r.status, (select count(*) from access_event e where e.referral_id = r.id and e.did = 'referral.accept')
from referrals_referral r where r.need_id = any (%s::uuid[])
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    running = Served(tmp_path_factory.mktemp("monday"))
    yield running
    running.end()


def tokens(served, needs):
    bodies = {need: served.asks(TOKEN, "answer", need, need)[-1][0] for need in needs}
    return [LINK.search(bodies[need])[1] for need in needs]


def test_twenty_organizations_answer_at_once(served, capsys):
    services = [row[0] for row in served.asks(monday.PLACES, monday.ORGANIZATIONS)]
    assert len(services) == monday.ORGANIZATIONS
    alone = monday.prepare(served.port, services, 1)
    needs = monday.prepare(served.port, services, monday.EACH)

    quiet = monday.quiet(served.port, tokens(served, alone))
    busy, given = monday.answered(served.port, tokens(served, needs), hands=2)

    with capsys.disabled():
        print(  # noqa: T201 - the figures of this run, beside one another
            f"\nanswer by link, alone {quiet.median:.0f} ms (slowest {quiet.slowest:.0f});"
            f" {2 * len(needs)} at once {busy.median:.0f} ms (slowest {busy.slowest:.0f})"
        )
    assert len(given) == 2 * len(needs)
    assert set(given) <= {200, 302, 409}
    assert served.asks(STEPS, alone + needs) == [("accepted", 1)] * len(alone + needs)
    code, said = served.verify()
    assert code == 0, said
