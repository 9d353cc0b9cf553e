"""The parts of tools/make-shelf, which renders photos of bookshelves with known titles.

titles    which books             spine     what is printed on a spine       arrange   where each book stands
faces     typefaces               texture   wood, plaster, cloth, paper      solid     shapes that rays can hit
books     formats and bindings    room      the bookcase around them         render    camera, depth, light
photo     lens, sensor, JPEG      truth     the transcription
Lengths are millimetres (x right, y up, z towards the camera, 0 at the shelf's front edge) unless named _px.
"""
import zlib

import numpy as np


class ShelfError(Exception):
    """What the person asked for cannot be drawn; the text says why."""


def stream(seed, *names):
    """A random stream of its own for each named part, so that a change in one part leaves the others as they were."""
    return np.random.default_rng([seed, *(zlib.crc32(str(n).encode()) for n in names)])


def choose(rng, weights):
    """A key of {key: weight}."""
    keys, w = list(weights), np.array(list(weights.values()), float)
    return keys[int(rng.choice(len(keys), p=w / w.sum()))]
