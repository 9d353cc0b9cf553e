"""books - what a book is as a thing: format, thickness, binding."""

from dataclasses import dataclass

from . import choose
from .titles import Title

FORMATS = {  # height and depth in mm of common trade formats
    "pocket": (178, 110),
    "small": (190, 118),
    "medium": (198, 129),
    "trade": (210, 135),
    "royal": (234, 153),
    "large": (246, 175),
}
PAPERBACK = {"pocket": 3, "small": 3, "medium": 5, "trade": 4, "royal": 2}
HARDCOVER = {"small": 1, "medium": 1, "trade": 4, "royal": 4, "large": 1}


@dataclass
class Book:
    title: Title
    height: float
    thickness: float
    depth: float
    binding: str  # paperback, hardcover (paper over boards or a jacket) or cloth
    rounded: float  # how far the spine bulges, mm


def make_book(title, rng, thick=False):
    """A body for the title. Long titles get no thin one."""
    binding = choose(rng, {"paperback": 6, "hardcover": 3, "cloth": 2})
    height, depth = FORMATS[choose(rng, PAPERBACK if binding == "paperback" else HARDCOVER)]
    thickness = float(rng.gamma(9, 2.7)) + (2 if binding == "paperback" else 7)
    least = 15 + min(12, max(0, len(title.title) - 20) * 0.6) + (10 if thick else 0)
    thickness = min(max(thickness, least), 52)
    bulge = {"paperback": 0.0, "hardcover": rng.uniform(0.04, 0.10), "cloth": rng.uniform(0.08, 0.15)}[binding]
    return Book(title, height + rng.uniform(-2, 2), thickness, depth + rng.uniform(-3, 3), binding, bulge * thickness)
