"""scene - a whole shelf from what was asked for: books, furniture, lamps, camera; and the photo of it."""

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from . import ShelfError, body, faces, light, photo, printing, room, scheme, spine, stream, titles, truth
from .arrange import Habits, arrange
from .books import make_book
from .render import Camera

ORNAMENT_ROOM = 130.0  # mm


@dataclass
class Style:
    """How the photo was taken, of what kind of shelf. Pairs are ranges to choose from."""

    furniture: tuple
    spines: spine.Look
    habits: Habits
    lens: photo.Lens
    field_of_view: tuple  # degrees across
    aside: tuple  # degrees that the camera stands to the left or right
    above: tuple  # degrees that it stands higher
    roll: float  # degrees, at most
    lamp: float  # power of the lamp beside the sky's
    lamp_size: float  # mm
    lamp_far: float  # mm
    sky: float


STYLES = {
    "clean": Style(
        furniture=("white case", "white board", "oak board"),
        spines=spine.Look(least_contrast=5.0, art=0.1),
        habits=Habits(tilt=0.0, depth_scatter=3.0, turn=0.3),
        lens=photo.Lens(blur=0.45, noise=0.004, vignette=0.06, quality=90),
        field_of_view=(34, 40),
        aside=(0, 3),
        above=(1, 4),
        roll=0.3,
        lamp=0.75,
        lamp_size=300,
        lamp_far=1900,
        sky=0.75,
    ),
    "home": Style(
        furniture=("oak board", "walnut board", "white board", "oak case", "walnut case", "white case"),
        spines=spine.Look(least_contrast=4.0, art=0.25),
        habits=Habits(tilt=9.0, depth_scatter=9.0, turn=0.8, ornament=ORNAMENT_ROOM),
        lens=photo.Lens(warmth=0.5),
        field_of_view=(44, 52),
        aside=(3, 9),
        above=(5, 12),
        roll=1.0,
        lamp=1.2,
        lamp_size=140,
        lamp_far=1300,
        sky=0.55,
    ),
    "hard": Style(
        furniture=("walnut case", "black case", "oak case"),
        spines=spine.Look(least_contrast=2.4, art=0.35, call_numbers=0.12, silent=0.06),
        habits=Habits(tilt=15.0, depth_scatter=22.0, turn=1.6),
        lens=photo.Lens(
            exposure=0.5, blur=0.95, motion=2.0, vignette=0.35, noise=0.016, sharpen=0.4, warmth=1.4, quality=62
        ),
        field_of_view=(52, 62),
        aside=(8, 17),
        above=(-4, 12),
        roll=3.0,
        lamp=1.7,
        lamp_size=60,
        lamp_far=750,
        sky=0.26,
    ),
}


@dataclass
class Order:
    """What the person asked for; None where the style decides."""

    titles: str
    count: int = 14
    seed: int = 1
    width: int = 2400
    height: int = 0  # 0: two thirds of the width
    style: str = "home"
    rows: int = 1
    direction: str = "down"
    stack: int = 0
    tilt: float = None
    furniture: str = None
    ornaments: bool = None
    quality: int = None
    exif_orientation: int = 1
    languages: tuple = ()
    exact: tuple = ()
    name: str = "shelf.jpg"


@dataclass
class Scene:
    solids: list = field(default_factory=list)
    placed: list = field(default_factory=list)  # (place, design) by the book's number
    ornaments: list = field(default_factory=list)  # (range of solids' numbers, name)
    width: float = 0.0
    floors: list = field(default_factory=list)
    tops: list = field(default_factory=list)

    def corners(self):
        """Of the space whose shadows matter."""
        low, high = (-120, self.floors[0] - 60, -260), (self.width + 120, self.tops[-1] + 60, 30)
        return np.array(
            [[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])], float
        )

    def add(self, solids):
        self.solids.extend(solids)


def take_photo(order):
    """The JPEG's bytes and its transcription."""
    style = adjusted(order)
    catalogue, letters = titles.read_titles(order.titles), faces.Faces()
    chosen = titles.pick_titles(
        drawable(catalogue, letters), stream(order.seed, "titles"), order.count, order.languages, order.exact
    )
    height = order.height or round(order.width * 2 / 3)
    scene, rows, directions = furnish(order, style, chosen)
    view = frame(scene, rows, style, order.width, height, stream(order.seed, "camera"))
    px = 1.5 * order.width / view[2]
    print_books(scene, rows, directions, style, letters, px, order.seed)
    linear, owner = light.expose(
        scene.solids,
        scene.corners(),
        lamps(scene, style, order.width, stream(order.seed, "light")),
        *view,
        order.width,
        height,
        stream(order.seed, "shadows"),
    )
    image = photo.develop(linear, style.lens, stream(order.seed, "photo"))
    camera = Camera(*view, order.width, height)
    return (
        photo.jpeg(image, order.quality or style.lens.quality, order.exif_orientation),
        truth.transcribe(order.name, camera, owner, scene.solids, scene.placed, scene.ornaments),
    )


def adjusted(order):
    """The style with what was asked for in its place."""
    style = STYLES[order.style]
    habits = replace(style.habits, rows=order.rows, stack=order.stack)
    if order.tilt is not None:
        habits.tilt = order.tilt
    if order.ornaments is not None:
        habits.ornament = ORNAMENT_ROOM * order.ornaments
    return replace(style, habits=habits, furniture=(order.furniture,) if order.furniture else style.furniture)


def drawable(catalogue, letters):
    """Titles that the typefaces can write and a spine can hold."""
    able = [
        t
        for t in catalogue
        if len(t.title) <= 70 and letters.can_write(t.title) and letters.can_write("".join(t.authors))
    ]
    if not able:
        raise ShelfError("the typefaces can write none of the titles")
    return able


def furnish(order, style, chosen):
    """Books on their places and the furniture around them; rows bottom first; the direction of each book's words."""
    rng = stream(order.seed, "furniture")
    books = [make_book(t, stream(order.seed, "book", t.title)) for t in chosen]
    directions = {
        id(b): order.direction if order.direction != "mixed" else str(rng.choice(["down", "up"])) for b in books
    }
    rows = arrange(books, directions, style.habits, stream(order.seed, "places"))
    scene, y = Scene(width=max(r.width for r in rows) + 2 * 14), 0.0
    furniture = replace(room.FURNITURE[str(rng.choice(style.furniture))])
    for row in rows:
        at = np.array([14 + (scene.width - 28 - row.width) * (0 if rng.random() < 0.5 else 1), y, 0])
        row.places = [p.moved(at) for p in row.places]
        row.free = (row.free[0] + at[0], row.free[1] + at[0])
        scene.floors.append(y)
        scene.tops.append(y + row.height + rng.uniform(30, 55))
        y = scene.tops[-1] + room.BOARD
    scene.add(room.shelf_solids(furniture, scene.floors, scene.tops, scene.width, rng))
    for row, floor in zip(rows, scene.floors):
        if row.free[1] - row.free[0] > 40:
            adorn(scene, row, floor + row.free_height, rng)
    return scene, rows, directions


def adorn(scene, row, floor, rng):
    make = room.ORNAMENTS[int(rng.integers(len(room.ORNAMENTS)))]
    solids, name = make(sum(row.free) / 2, floor, row.free[1] - row.free[0], rng)
    scene.ornaments.append((range(len(scene.solids), len(scene.solids) + len(solids)), name))
    scene.add(solids)


def print_books(scene, rows, directions, style, letters, px, seed):
    places = [p for row in rows for p in row.places]
    paper, cloth = (
        scheme.deal(stream(seed, "colours", i), s, len(places)) for i, s in enumerate((scheme.PAPER, scheme.CLOTH))
    )
    for number, place in enumerate(places):
        dice = partial(stream, seed, place.book.title.title)
        colours = (cloth if place.book.binding == "cloth" else paper)[number]
        design = spine.design_spine(
            place.book, colours, directions[id(place.book)], place.lying, style.spines, letters, dice("design")
        )
        picture = printing.print_spine(design, px, style.spines, dice)
        scene.add(body.book_solids(place, picture, colours.ground, number, dice("covers")))
        scene.placed.append((place, design))


def frame(scene, rows, style, width, height, rng):
    """Where the camera stands so that all books are in the photo: eye, target, width seen at the target, roll."""
    corners = np.concatenate(
        [p.spine_corners() for row in rows for p in row.places]
        + [s.outline() for numbers, _ in scene.ornaments for s in scene.solids[numbers.start : numbers.stop]]
    )
    low, high = corners.min(0), corners.max(0)
    target = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, -10.0])
    aside, above = np.radians(rng.uniform(*style.aside) * rng.choice([-1, 1])), np.radians(rng.uniform(*style.above))
    towards = np.array([np.sin(aside) * np.cos(above), np.sin(above), np.cos(aside) * np.cos(above)])
    half_view = np.tan(np.radians(rng.uniform(*style.field_of_view)) / 2)
    roll, across = rng.uniform(-style.roll, style.roll), 100.0
    while True:
        eye = target + towards * across / 2 / half_view
        px = Camera(eye, target, across, roll, width, height).project(corners)
        if (
            np.isfinite(px).all()
            and (px > 0.035 * width).all()
            and (px < np.array([width, height]) - 0.035 * width).all()
        ):
            return eye, target, across, roll
        across *= 1.02


def lamps(scene, style, width, rng):
    """A window's sky from the front and one lamp above."""
    middle = np.array([scene.width / 2, scene.tops[-1] / 2, -20.0])
    side = rng.choice([-1, 1]) * rng.uniform(0.35, 0.8)
    place = middle + style.lamp_far * np.array([side, rng.uniform(0.75, 1.0), rng.uniform(0.8, 1.1)])
    warm = np.array([1.0, 0.93, 0.82])
    lamp = light.Lamp(place, middle, style.lamp_size, style.lamp, warm)
    return light.Lighting([lamp], style.sky * np.array([0.97, 1.0, 1.04]), fineness=min(1.0, width / 1200))
