import numpy as np

from bantin.trace.engine.chains import Runs
from bantin.trace.engine.passages import _disjoint


def test_the_longest_chain_takes_a_stretch_and_the_others_keep_what_is_left() -> None:
    q0, q1 = np.array([0, 20, 90]), np.array([100, 40, 130])
    chains = Runs(np.zeros(3, int), q0, q1, q0 + 500, q1 + 500, np.ones(3), np.arange(3))

    apart, kept = _disjoint(chains)

    assert kept.tolist() == [True, False, True]
    assert (apart.q0[2], apart.q1[2], apart.r0[2], apart.r1[2]) == (100, 130, 600, 630)
    assert (apart.q0[0], apart.q1[0]) == (0, 100)
