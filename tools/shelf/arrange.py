"""arrange - where each book stands, leans or lies on which shelf."""

from dataclasses import dataclass

import numpy as np

from .books import Book

STEADY = 110.0  # on stacks lower than this people put things, mm


@dataclass
class Place:
    """A book's spine: its corner at the foot, left as the spine is looked at upright, and the spine's own unit axes
    x (to the right), y (to the head) and z (outwards)."""

    book: Book
    corner: np.ndarray
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    lean: float = 0.0  # degrees from upright
    lying: bool = False

    def spine_corners(self):
        """Head left, head right, foot right, foot left, of the spine looked at upright."""
        across, along = self.x * self.book.thickness, self.y * self.book.height
        return np.array([self.corner + along, self.corner + along + across, self.corner + across, self.corner])

    def moved(self, by):
        return Place(self.book, self.corner + by, self.x, self.y, self.z, self.lean, self.lying)


@dataclass
class Row:
    places: list
    width: float
    height: float  # of the highest book
    free: tuple = (0.0, 0.0)  # from where to where an ornament may stand; empty where no room was asked for
    free_height: float = 0.0  # what it stands on is so high


@dataclass
class Habits:
    """How the owner keeps the shelf."""

    rows: int = 1
    stack: int = 0  # books that lie on each other
    tilt: float = 0.0  # degrees that leaning books lean at most
    depth_scatter: float = 4.0  # mm that spines stand out of line
    turn: float = 0.6  # degrees that books are turned
    ornament: float = 0.0  # mm kept free for one


def arrange(books, direction_of, habits, rng):
    """Rows of places, bottom row first; each row's x begins at 0 and its books stand on y = 0."""
    stacked = stackable(books, habits.stack)
    shares = deal([b for b in books if not any(b is s for s in stacked)], habits.rows)
    last = int(rng.integers(habits.rows))
    return [
        fill_row(share, stacked if i == last else [], direction_of, habits, habits.ornament * (i == last), rng)
        for i, share in enumerate(shares)
    ]


def stackable(books, n):
    """The n books that lie best, the largest first."""
    flat = sorted(books, key=lambda b: b.thickness)[:n]
    return sorted(flat, key=lambda b: -b.height * b.depth)


def deal(books, rows):
    """Books in their order in rows of about equal width."""
    whole, shares, so_far = sum(b.thickness for b in books), [[] for _ in range(rows)], 0.0
    for b in books:
        shares[min(rows - 1, int((so_far + b.thickness / 2) / whole * rows))].append(b)
        so_far += b.thickness
    return shares


def fill_row(books, stacked, direction_of, habits, ornament, rng):
    """From left to right: upright books, leaning ones, a stack, room for an ornament (on a low stack); or all mirrored."""
    leaning = []
    if habits.tilt and len(books) > 3:
        n = min(int(rng.integers(1, 4)), len(books) - 2)
        leaning = sorted(books, key=lambda b: b.thickness)[: 2 * n : 2]
        books = [b for b in books if not any(b is s for s in leaning)]
    places, x = stand(books, habits, rng)
    if leaning:
        more, x = lean(leaning, x, books[-1].height if books else 0, habits, rng)
        places += more
    free, stack_height = (x, x), 0.0
    if stacked:
        more, end = lie(stacked, x + 18, direction_of, habits, rng)
        places += more
        free, stack_height = ((x + 18 + end) / 2,) * 2, top(more)
        x = end
    if ornament and stacked and stack_height < STEADY:
        free = (free[0] - ornament / 2 + 12, free[0] + ornament / 2 - 12)
    elif ornament:
        free, stack_height, x = (x + 12, x + ornament - 12), 0.0, x + ornament
    row = Row(places, x, top(places), free, stack_height)
    return mirror(row) if rng.random() < 0.5 else row


def top(places):
    return max((float(p.spine_corners()[:, 1].max()) for p in places), default=0.0)


def stand(books, habits, rng):
    """Upright books, one against the other."""
    places, x = [], 0.0
    for b in books:
        z = -12 - rng.uniform(0, 1) * habits.depth_scatter - b.rounded
        places.append(turned(Place(b, np.array([x, 0.0, z]), *np.eye(3)), rng.normal(0, habits.turn)))
        x += b.thickness + rng.uniform(0.3, 1.2)
    return places, x


def lean(books, x, support, habits, rng):
    """Books that lean to the left against a support that ends at x; the lowest corner of each stands on the board."""
    angle = np.radians(habits.tilt * rng.uniform(0.6, 1.0))
    c, s = np.cos(angle), np.sin(angle)
    first = books[0].height
    foot = x + (first * s if first * c <= support else support * np.tan(angle)) + 0.5
    places, end = [], x
    for b in books:
        z = -12 - rng.uniform(0, 1) * habits.depth_scatter - b.rounded
        places.append(
            Place(
                b,
                np.array([foot, 0.0, z]),
                np.array([c, s, 0]),
                np.array([-s, c, 0]),
                np.array([0, 0, 1.0]),
                np.degrees(angle),
            )
        )
        end = foot + b.thickness * c
        foot += b.thickness / c + 0.5
    return places, end


def lie(books, x, direction_of, habits, rng):
    """A stack, its words upright: those that run up the spine lie on their front."""
    half = max(b.height for b in books) / 2
    places, y = [], 0.0
    for b in books:
        middle, z = x + half + rng.uniform(-6, 6), -14 - rng.uniform(0, 1) * habits.depth_scatter - b.rounded
        if direction_of[id(b)] == "down":
            p = Place(
                b,
                np.array([middle + b.height / 2, y, z]),
                np.array([0, 1.0, 0]),
                np.array([-1.0, 0, 0]),
                np.array([0, 0, 1.0]),
                lying=True,
            )
        else:
            p = Place(
                b,
                np.array([middle - b.height / 2, y + b.thickness, z]),
                np.array([0, -1.0, 0]),
                np.array([1.0, 0, 0]),
                np.array([0, 0, 1.0]),
                lying=True,
            )
        places.append(turned(p, rng.normal(0, 2 * habits.turn + 0.5)))
        y += b.thickness + 0.3
    return places, x + 2 * half + 6


def turned(place, degrees):
    """The place turned about the upright line through the middle of its spine."""
    middle = place.spine_corners().mean(0)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    m = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return Place(
        place.book,
        middle + m @ (place.corner - middle),
        m @ place.x,
        m @ place.y,
        m @ place.z,
        place.lean,
        place.lying,
    )


def mirror(row):
    """Left and right exchanged; the books themselves stay as they are."""
    flip = np.array([-1, 1, 1])
    places = []
    for p in row.places:
        if p.lying:
            middle = p.spine_corners().mean(0)
            places.append(p.moved(np.array([row.width - 2 * middle[0], 0, 0])))
            continue
        right_foot = p.corner + p.x * p.book.thickness
        corner = right_foot * flip + (row.width, 0, 0)
        places.append(Place(p.book, corner, -p.x * flip, p.y * flip, p.z * flip, p.lean, p.lying))
    return Row(places, row.width, row.height, (row.width - row.free[1], row.width - row.free[0]), row.free_height)
