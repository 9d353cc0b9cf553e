"""solid - the shapes a shelf is made of, and where rays hit them.

A view gives every pixel a ray whose origin and direction are affine in the pixel's x and y (see render.View), so a
plane's distance and coordinates are ratios of affine functions: no vectors per pixel are needed.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass
class Material:
    picture: np.ndarray  # sRGB, height × width × 3, uint8; u runs along its x, v along its y
    gloss: float = 0.0  # strength of the reflection of lamps, 0 to 1
    polish: float = 30.0  # how narrow that reflection is


@dataclass
class Panel:
    """A parallelogram: origin + u·across + v·along, u and v 0 to 1."""

    origin: np.ndarray
    across: np.ndarray
    along: np.ndarray
    material: Material
    book: int = -1  # which book's spine this is

    def outline(self):
        o, a, b = self.origin, self.across, self.along
        return np.array([o, o + a, o + a + b, o + b])

    @cached_property
    def frame(self):
        """The normal, and the vectors that give u and v by a scalar product."""
        normal = np.cross(self.across, self.along)
        return (
            normal,
            np.cross(self.along, normal) / (normal @ normal),
            np.cross(normal, self.across) / (normal @ normal),
        )

    def hit(self, view, x, y):
        """Distance (inf where missed), u and v for the pixels x (a row) and y (a column)."""
        normal, dual_u, dual_v = self.frame
        with np.errstate(divide="ignore", invalid="ignore"):
            t = -view.origin_along(normal, self.origin, x, y) / view.direction_along(normal, x, y)
            u = view.origin_along(dual_u, self.origin, x, y) + t * view.direction_along(dual_u, x, y)
            v = view.origin_along(dual_v, self.origin, x, y) + t * view.direction_along(dual_v, x, y)
            inside = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1) & (t > 1)
        return np.where(inside, t, np.inf), u, v

    def normals(self, u, v):
        normal = self.frame[0]
        return np.broadcast_to(normal / np.linalg.norm(normal), (*u.shape, 3))


@dataclass
class Turned:
    """Part of a cone or cylinder around an axis: v runs along the axis, u around it from -angle to +angle, 0 in front."""

    foot: np.ndarray  # centre of the circle at v = 1
    axis: np.ndarray  # from the foot to the head, where v = 0
    front: np.ndarray  # unit vector across the axis
    radius: float  # at the foot
    radius_head: float
    angle: float
    material: Material
    book: int = -1
    slopes: tuple = None  # of the radius at foot and head, where neighbours make the outline a curve

    @cached_property
    def frame(self):
        height = np.linalg.norm(self.axis)
        up = self.axis / height
        return height, up, np.cross(up, self.front)

    def outline(self):
        height, up, side = self.frame
        r = max(self.radius, self.radius_head)
        reach = np.sin(min(self.angle, np.pi / 2)) * r
        near, far = r, r * np.cos(self.angle)
        return np.array(
            [
                self.foot + a * side + b * self.front + c * self.axis
                for a in (-reach, reach)
                for b in (near, far)
                for c in (0, 1)
            ]
        )

    def hit(self, view, x, y):
        height, up, side = self.frame
        o = [view.origin_along(n, self.foot, x, y) for n in (side, self.front, up)]
        d = [view.direction_along(n, x, y) for n in (side, self.front, up)]
        slope = (self.radius_head - self.radius) / height
        r0, dr = self.radius + slope * o[2], slope * d[2]
        a, b, c = d[0] ** 2 + d[1] ** 2 - dr**2, o[0] * d[0] + o[1] * d[1] - r0 * dr, o[0] ** 2 + o[1] ** 2 - r0**2
        root = np.sqrt(np.maximum(b * b - a * c, 0))
        missed = b * b < a * c
        best = [np.full(root.shape, np.inf), np.zeros(root.shape), np.zeros(root.shape)]
        for t in ((-b - root) / a, (-b + root) / a):
            along = (o[2] + t * d[2]) / height
            turn = np.arctan2(o[0] + t * d[0], o[1] + t * d[1])
            good = ~missed & (along >= 0) & (along <= 1) & (np.abs(turn) <= self.angle) & (t > 1) & (t < best[0])
            best = [np.where(good, new, old) for new, old in zip((t, 0.5 + turn / (2 * self.angle), 1 - along), best)]
        return best

    def normals(self, u, v):
        height, up, side = self.frame
        turn = (u[..., None] - 0.5) * 2 * self.angle
        foot, head = self.slopes or [(self.radius_head - self.radius) / height] * 2
        slope = head + (foot - head) * v[..., None]
        return (np.sin(turn) * side + np.cos(turn) * self.front - slope * up) / np.sqrt(1 + slope**2)


@dataclass
class Cap:
    """The segment of a disc between its rim and the chord at `chord` from its centre (0: half of it, -radius: all)."""

    centre: np.ndarray
    front: np.ndarray
    side: np.ndarray
    radius: float
    chord: float
    material: Material
    book: int = -1

    @cached_property
    def square(self):
        r, c = self.radius, self.chord
        reach = np.sqrt(max(r * r - c * c, 0)) if c > 0 else r
        return Panel(
            self.centre - reach * self.side + c * self.front,
            2 * reach * self.side,
            (r - c) * self.front,
            self.material,
        )

    def outline(self):
        return self.square.outline()

    def hit(self, view, x, y):
        square = self.square
        t, u, v = square.hit(view, x, y)
        reach = np.linalg.norm(square.across) / 2
        inside = ((u - 0.5) * 2 * reach) ** 2 + (self.chord + v * (self.radius - self.chord)) ** 2 <= self.radius**2
        return np.where(inside, t, np.inf), u, v

    def normals(self, u, v):
        return self.square.normals(u, v)


def box_panels(origin, x, y, z, materials, book=-1):
    """The panels of a box spanned by three edges. materials: by face name (left right bottom top back front) or "" for the
    rest; faces without a material are left out. Each picture stands upright as seen from outside."""
    faces = {
        "front": (origin + y + z, x, -y),
        "back": (origin + x + y, -x, -y),
        "left": (origin + y, z, -y),
        "right": (origin + x + y + z, -z, -y),
        "top": (origin + y, x, z),
        "bottom": (origin + z, x, -z),
    }
    for name, (corner, across, along) in faces.items():
        material = materials.get(name, materials.get(""))
        if material is not None:
            yield Panel(corner, across, along, material, book if name == "front" else -1)
