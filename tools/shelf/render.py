"""render - the views of the camera and of lamps, and what each pixel of a view sees."""

from dataclasses import dataclass

import numpy as np


@dataclass
class View:
    """Rays: origin o + x·ox + y·oy, direction d + x·dx + y·dy, for pixels x and y. A camera's origins and a lamp's
    directions do not vary."""

    o: np.ndarray
    ox: np.ndarray
    oy: np.ndarray
    d: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    width: int
    height: int

    def origin_along(self, n, base, x, y):
        return n @ (self.o - base) + x * (n @ self.ox) + y * (n @ self.oy)

    def direction_along(self, n, x, y):
        return n @ self.d + x * (n @ self.dx) + y * (n @ self.dy)

    def points(self, x, y, t):
        """Where rays are after t, ... × 3."""
        x, y, t = x[..., None], y[..., None], t[..., None]
        return self.o + x * self.ox + y * self.oy + t * (self.d + x * self.dx + y * self.dy)

    def window(self, outline):
        """Pixels (x0, y0, x1, y1) that a shape within the outline may cover; empty where it is out of view."""
        px = self.project(outline)
        if not np.isfinite(px).all():
            return 0, 0, self.width, self.height
        x0, y0 = np.floor(px.min(0)).astype(int)
        x1, y1 = np.ceil(px.max(0)).astype(int) + 1
        return max(0, x0), max(0, y0), min(self.width, x1), min(self.height, y1)


class Camera(View):
    """A pinhole at `eye` looking at `target`; `across` is the width of what it sees at the target, mm; roll in degrees."""

    def __init__(self, eye, target, across, roll, width, height):
        forward = (target - eye) / np.linalg.norm(target - eye)
        right = np.cross(forward, (0, 1, 0))
        right /= np.linalg.norm(right)
        up = np.cross(right, forward)
        c, s = np.cos(np.radians(roll)), np.sin(np.radians(roll))
        right, up = c * right + s * up, c * up - s * right
        per_px = across / np.linalg.norm(target - eye) / width
        corner = forward - right * per_px * (width - 1) / 2 + up * per_px * (height - 1) / 2
        super().__init__(
            np.array(eye, float), np.zeros(3), np.zeros(3), corner, right * per_px, -up * per_px, width, height
        )
        self.axes, self.per_px = (right, up, forward), per_px

    def project(self, points):
        """Pixels (n × 2) where points are seen; inf for those behind the camera."""
        right, up, forward = np.array(self.axes) @ (np.asarray(points) - self.o).T
        with np.errstate(divide="ignore", invalid="ignore"):
            x = np.where(forward > 1, right / forward / self.per_px, np.inf) + (self.width - 1) / 2
            y = np.where(forward > 1, -up / forward / self.per_px, np.inf) + (self.height - 1) / 2
        return np.stack([x, y], -1)


class Sun(View):
    """Parallel light that comes from `towards`, seen over a rectangle that holds all corners."""

    def __init__(self, towards, corners, size):
        towards = towards / np.linalg.norm(towards)
        right = np.cross((0, 1, 0) if abs(towards[1]) < 0.95 else (0, 0, 1), towards)
        right /= np.linalg.norm(right)
        up = np.cross(towards, right)
        flat = np.stack([corners @ right, corners @ up], -1)
        low, high = flat.min(0) - 5, flat.max(0) + 5
        step = (high - low) / size
        far = (corners @ towards).max() + 100
        o = right * (low[0] + step[0] / 2) + up * (high[1] - step[1] / 2) + towards * far
        super().__init__(o, right * step[0], -up * step[1], -towards, np.zeros(3), np.zeros(3), size, size)
        self.right, self.up, self.low, self.high, self.step, self.far, self.towards = (
            right,
            up,
            low,
            high,
            step,
            far,
            towards,
        )

    def project(self, points):
        x = ((points @ self.right) - self.low[0]) / self.step[0] - 0.5
        y = (self.high[1] - (points @ self.up)) / self.step[1] - 0.5
        return np.stack([x, y], -1)


@dataclass
class Seen:
    """What each pixel sees: the solid's number (-1: none), distance along the ray, place on the solid."""

    owner: np.ndarray
    depth: np.ndarray
    u: np.ndarray
    v: np.ndarray


def look(view, solids):
    shape = view.height, view.width
    seen = Seen(
        np.full(shape, -1, np.int16),
        np.full(shape, np.inf, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
    )
    for i, solid in enumerate(solids):
        x0, y0, x1, y1 = view.window(solid.outline())
        if x0 >= x1 or y0 >= y1:
            continue
        t, u, v = solid.hit(view, np.arange(x0, x1, dtype=float)[None, :], np.arange(y0, y1, dtype=float)[:, None])
        part = np.s_[y0:y1, x0:x1]
        nearer = t < seen.depth[part]
        for old, new in ((seen.depth, t), (seen.u, u), (seen.v, v), (seen.owner, i)):
            np.copyto(old[part], new, where=nearer, casting="unsafe")
    return seen
