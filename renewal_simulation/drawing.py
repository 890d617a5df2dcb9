"""Renewals drawn many times over, and what the draws say of a sum of them."""

from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from math import ceil

import numpy as np


@dataclass(frozen=True)
class Rules:
    """A row of seed simulation_rules; `interval_share` is the share of draws that an interval holds."""

    draws: int
    random_seed: int
    interval_share: Fraction


@dataclass(frozen=True)
class Summaries:
    """A row per sum: lowest, middle and highest amount of the interval, and the mean distance from what is expected."""

    lower: np.ndarray
    median: np.ndarray
    upper: np.ndarray
    expected_absolute_error: np.ndarray


def chances(renewal_ids: list[str], rules: Rules) -> np.ndarray:
    """A row per renewal of `draws` numbers from 0 up to 1; it renews in those that lie below its probability.

    They depend on the renewal and the seed alone: a renewal draws alike on every date and for every method, so that
    these differ by what they say and not by luck, and in whatever company it is drawn.
    """
    rows = np.empty((len(renewal_ids), rules.draws), dtype=np.float32)
    for row, renewal_id in zip(rows, renewal_ids, strict=True):
        key = int.from_bytes(blake2b(renewal_id.encode(), digest_size=8).digest())
        np.random.default_rng([rules.random_seed, key]).random(out=row, dtype=np.float32)
    return rows


def renewed(drawn: np.ndarray, probabilities: np.ndarray, amounts: np.ndarray) -> np.ndarray:
    """What each renewal brings in each draw: all of its amount, a whole number, or nothing."""
    return np.where(drawn < probabilities[:, None], amounts[:, None], 0)


def summed(brought: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """A row per cell, in the order of their numbers from 0: what its renewals bring together in each draw."""
    order = np.argsort(cells, kind="stable")
    starts = np.searchsorted(cells[order], np.arange(cells.max() + 1))
    return np.add.reduceat(brought[order], starts, axis=0)


def summaries(totals: np.ndarray, expected: np.ndarray, rules: Rules) -> Summaries:
    """Of each row of totals. A quantile is the lowest amount drawn that its share of the draws does not pass."""
    ordered = np.sort(totals, axis=1)
    tail = (1 - rules.interval_share) / 2
    lower, median, upper = (ordered[:, ceil(share * rules.draws) - 1] for share in (tail, Fraction(1, 2), 1 - tail))
    return Summaries(lower, median, upper, np.rint(np.abs(totals - expected[:, None]).mean(axis=1)).astype(np.int64))
