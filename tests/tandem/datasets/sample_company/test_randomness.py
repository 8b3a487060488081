import numpy as np

from tandem.datasets.sample_company.randomness import generator_for, pick


def test_nouns_blocks_and_seeds_have_streams_of_their_own() -> None:
    streams = [
        generator_for(seed, noun, block).random() for seed in (1, 2) for noun in ("leads", "orders") for block in (0, 1)
    ]
    assert len(set(streams)) == len(streams)


def test_positions_are_drawn_in_proportion_to_their_weights() -> None:
    drawn = pick(generator_for(1, "weights"), (2.0, 0.0, 6.0), 40_000)
    shares = np.bincount(drawn, minlength=3) / len(drawn)
    np.testing.assert_allclose(shares, [0.25, 0.0, 0.75], atol=0.01)
