"""scheme - the colours of spines, and which ink can be read on which ground."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Scheme:
    ground: tuple
    inks: tuple
    accent: tuple


def rgb(text):
    return tuple(int(text[i : i + 2], 16) for i in (0, 2, 4))


def scheme(ground, inks, accent):
    return Scheme(rgb(ground), tuple(map(rgb, inks.split())), rgb(accent))


PAPER = [  # paperbacks and jackets
    scheme("f3efe6", "1b1b1b b3261e 1f3a5f", "b3261e"),
    scheme("f8f6f1", "202020 0f5c66", "0f5c66"),
    scheme("ece3cf", "3a2a20 7a1f1f", "c28a2c"),
    scheme("f6f2ea", "1d2b44 c8501e", "1d2b44"),
    scheme("161616", "f7f4ec f2c230 d9d2c3", "c8102e"),
    scheme("1a1d21", "ffffff e8573a", "e8573a"),
    scheme("16263f", "f3ead7 e9bf5a", "b8402f"),
    scheme("24405e", "ffffff f1d9a0", "e0a030"),
    scheme("8e1d22", "fff3df f2cb7c", "2a1212"),
    scheme("b5321f", "fff8ec 1a1a1a", "f0c050"),
    scheme("e2622f", "ffffff 1c1410", "2b2b2b"),
    scheme("f0b51c", "181818 7a1f1f", "181818"),
    scheme("f4d35e", "1d2b44 101010", "c0392b"),
    scheme("0f4c4a", "f5efdf e7b95b", "d9822b"),
    scheme("2f6f4f", "fbf7ea f3d27a", "f3d27a"),
    scheme("7f9a7c", "1c2a1e ffffff", "f0ead8"),
    scheme("a9c8d8", "14304a 4a1c2c", "14304a"),
    scheme("4f86a8", "ffffff 0c2233", "f2e6c9"),
    scheme("5a3e6b", "f6eefb f1c86a", "e2a7b8"),
    scheme("d793a2", "3a1020 ffffff", "7b2740"),
    scheme("c8b596", "2b2018 6a1e1e", "6a1e1e"),
    scheme("6f7d88", "ffffff 14181c", "d8dde1"),
    scheme("3d4a3a", "efe8d4 d8b45a", "a34a28"),
    scheme("7a4a2c", "fbeed8 f0c878", "2c1a10"),
]
CLOTH = [  # stamped in gold, silver or black
    scheme("4a1418", "d9b566 e6cf93", "1c0a0b"),
    scheme("1c2a44", "d8b768 e8d8a8", "0e1626"),
    scheme("1f3b2c", "d6b463 ead9a6", "10201a"),
    scheme("2a2522", "d5b26a cfc8ba", "7a1f1f"),
    scheme("7b6a4c", "1c140c 2a1a10", "3a2414"),
    scheme("5b2f1d", "e0bd72 f0dcae", "27130b"),
    scheme("8a8676", "16181c 401414", "2a2c30"),
    scheme("34495a", "dcdcd4 e4c987", "1a2630"),
    scheme("6a2236", "e3c27e efdcb0", "2c0c16"),
    scheme("c2b79e", "2b1d12 5a1a1a", "5a1a1a"),
]
NEUTRAL = (rgb("fbf8f0"), rgb("141414"), rgb("f0d9a0"))


def luminance(colour):
    """Relative luminance of WCAG 2, 0 to 1."""
    c = np.asarray(colour, float) / 255
    linear = np.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(a, b):
    """Contrast ratio of WCAG 2, 1 to 21."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def ink_on(ground, inks, rng, least):
    """One of the inks with at least that contrast; where none has it, the clearest of a few neutral ones."""
    able = [ink for ink in inks if contrast(ink, ground) >= least]
    if able:
        return able[int(rng.integers(len(able)))]
    return max(NEUTRAL, key=lambda ink: contrast(ink, ground))


def deal(rng, schemes, n):
    """n schemes, as different as the list allows: each comes once before any comes again."""
    order = []
    while len(order) < n:
        order.extend(rng.permutation(len(schemes)))
    return [schemes[i] for i in order[:n]]
