"""room - what stands around the books: boards, case, wall, and ornaments."""

from dataclasses import dataclass

import numpy as np

from . import texture
from .solid import Cap, Material, Panel, Turned, box_panels

BOARD = 24.0  # thickness of a shelf board, mm
REACH = 900.0  # how far wall and boards go on beside the books, mm


@dataclass
class Furniture:
    kind: str  # case (sides, back, boards above) or board (one board on a wall)
    wood: tuple  # colour of boards
    grain: float  # 0 for painted boards
    back: tuple  # colour of the wall or the case's back
    depth: float = 250.0


FURNITURE = {
    "white case": Furniture("case", (232, 230, 224), 0.0, (221, 219, 212)),
    "oak case": Furniture("case", (178, 144, 106), 1.0, (163, 130, 94)),
    "walnut case": Furniture("case", (96, 66, 46), 1.0, (84, 58, 41)),
    "black case": Furniture("case", (52, 46, 43), 0.6, (38, 34, 33)),
    "oak board": Furniture("board", (184, 150, 110), 1.0, (206, 205, 196), 215.0),
    "walnut board": Furniture("board", (104, 71, 48), 1.0, (188, 196, 190), 215.0),
    "white board": Furniture("board", (236, 234, 229), 0.0, (168, 184, 190), 215.0),
}


def surface(furniture, rng, length, height):
    if furniture.grain:
        return Material(texture.wood(rng, length, height, furniture.wood, furniture.grain), 0.05, 12)
    return Material(texture.plaster(rng, length, height, furniture.wood), 0.04, 12)


def shelf_solids(furniture, floors, tops, width, rng):
    """Boards under each of the floors (y of the rows, bottom first), a case around them. tops: where each row's air ends."""
    case = furniture.kind == "case"
    left, right = (0.0, width) if case else (-REACH, width + REACH)
    depth, low, high = furniture.depth, floors[0] - REACH, tops[-1] + REACH
    back = Material(texture.plaster(rng, 2 * REACH + width, high - low, furniture.back, 0.7))
    yield Panel(
        np.array([-REACH, high, -depth]), np.array([2 * REACH + width, 0, 0]), np.array([0, low - high, 0]), back
    )
    for y in [f - BOARD for f in floors] + ([tops[-1]] if case else []):
        yield from board(furniture, rng, left, right, y)
    if not case:
        return
    for x in (-BOARD, width):
        side = surface(furniture, rng, high - low, depth)
        upright = Material(np.ascontiguousarray(side.picture.transpose(1, 0, 2)), 0.05, 12)
        front = surface(furniture, rng, high - low, BOARD)
        edge = Material(np.ascontiguousarray(front.picture.transpose(1, 0, 2)), 0.05, 12)
        yield from box_panels(
            np.array([x, low, -depth]),
            np.array([BOARD, 0, 0]),
            np.array([0, high - low, 0]),
            np.array([0, 0, depth]),
            {"left": upright, "right": upright, "front": edge},
        )


def board(furniture, rng, left, right, y):
    """A shelf board whose upper side is BOARD over y."""
    flat, edge = surface(furniture, rng, right - left, furniture.depth), surface(furniture, rng, right - left, BOARD)
    return box_panels(
        np.array([left, y, -furniture.depth]),
        np.array([right - left, 0, 0]),
        np.array([0, BOARD, 0]),
        np.array([0, 0, furniture.depth]),
        {"top": flat, "bottom": flat, "front": edge},
    )


# ---- ornaments: (solids, name) in a free part of a row --------------------------------------------------------


VASE = (  # its outline: share of the height, of the radius
    (0, 0.06, 0.2, 0.36, 0.5, 0.66, 0.78, 0.88, 0.95, 1),
    (0.62, 0.66, 0.88, 1.0, 0.97, 0.74, 0.5, 0.42, 0.45, 0.52),
)


def vase(x, y, room, rng):
    """Thrown on the wheel: a stack of cones."""
    glaze = [(196, 106, 74), (86, 118, 124), (222, 213, 196), (92, 104, 78)][int(rng.integers(4))]
    radius, height = min(room / 2, 46.0), rng.uniform(120, 165)
    at = np.linspace(0, 1, 28)
    profile = np.polyval(np.polyfit(*VASE, 7), at) * radius
    at = at * height
    slope = np.gradient(profile, at)
    foot = np.array([x, y, -100.0])
    material = Material(texture.tint(glaze, texture.smooth_noise(rng, 60, 240, 8, 3) * 0.05), 0.35, 40)
    solids = [
        Turned(
            foot + (0, at[i], 0),
            np.array([0, at[i + 1] - at[i], 0]),
            np.array([0, 0, 1.0]),
            profile[i],
            profile[i + 1],
            np.pi,
            material,
            slopes=(slope[i], slope[i + 1]),
        )
        for i in range(len(at) - 1)
    ]
    inside = Material(texture.flat(tuple(int(c * 0.25) for c in glaze)))
    solids.append(
        Cap(
            foot + (0, height * 0.97, 0),
            np.array([0, 0, 1.0]),
            np.array([1.0, 0, 0]),
            0.46 * radius,
            -0.46 * radius,
            inside,
        )
    )
    return solids, "vase"


def framed_picture(x, y, room, rng):
    """Hills in a wooden frame, leaning back against the wall."""
    w, h = min(room, 130.0), min(room, 130.0) * rng.uniform(1.15, 1.35)
    slope = np.radians(9)
    up, out = np.array([0, np.cos(slope), -np.sin(slope)]), np.array([0, np.sin(slope), np.cos(slope)])
    origin = np.array([x - w / 2, y, -150.0])
    wood = Material(texture.wood(rng, w, h, (60, 44, 34)), 0.1, 20)
    mount, hills = Material(texture.flat((238, 234, 224)), 0.2, 80), Material(
        texture.landscape(rng, 300, 380), 0.2, 80
    )
    solids = list(box_panels(origin - out * 14, np.array([w, 0, 0]), up * h, out * 14, {"": wood}))
    for inset, lift, material in ((9, 0.3, mount), (24, 0.6, hills)):
        corner = origin + np.array([inset, 0, 0]) + up * (h - inset) + out * lift
        solids.append(Panel(corner, np.array([w - 2 * inset, 0, 0]), -up * (h - 2 * inset), material))
    return solids, "framed picture"


ORNAMENTS = (vase, framed_picture)
