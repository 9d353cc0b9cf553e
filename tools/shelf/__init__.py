"""The parts of tools/make-shelf, which renders photos of bookshelves with known titles.

titles    which books                    arrange   where each book stands
books     formats and bindings           body      a book as solids
faces     typefaces                      room      boards, case, wall, ornaments
scheme    colours                        solid     the shapes, and where rays hit them
layout    where words stand              render    views, and what each pixel sees
spine     a spine's design               light     lamps, sky, shadows
printing  a spine as a picture           photo     lens, sensor, JPEG
marks     publishers' marks              truth     the transcription
texture   wood, plaster, cloth, paper    scene     all of it in its order
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
