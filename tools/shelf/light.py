"""light - lamps, sky and shadows, and the picture that comes of them.

Shadows are maps of depth seen from each lamp (Williams, "Casting curved shadows on curved surfaces", 1978), many per
lamp for soft ones; the sky is a ring of weak lamps. Narrow gaps are darkened by the difference of the depth to its
blurred self (Luft, Colditz, Deussen, "Image enhancement by unsharp masking the depth buffer", 2006).
"""

from dataclasses import dataclass, field

import numpy as np

from .render import Camera, Sun, look

OVERSAMPLING = 2  # rays per pixel and axis
BAND_PX = 128  # rows shaded at once, to bound memory
SHADOW_PX, SKY_PX = 640, 300
LAMP_SUNS, SKY_SUNS = 10, 56
SHADOW_BIAS = 2.5  # mm
BOUNCE = 0.06
DECODE = np.where(
    np.arange(256) <= 10, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4
).astype(np.float32)


@dataclass
class Lamp:
    place: np.ndarray
    target: np.ndarray  # where it shines with `power`
    size: float  # radius of its soft surface, mm
    power: float
    colour: np.ndarray


@dataclass
class Lighting:
    lamps: list = field(default_factory=list)
    sky: np.ndarray = field(default_factory=lambda: np.array([0.4, 0.4, 0.42]))
    sky_from: np.ndarray = field(default_factory=lambda: np.array([0.0, 0.35, 1.0]))
    fineness: float = 1.0  # of shadows; small photos need less


def samples(most, lighting):
    return max(4, round(most * lighting.fineness))


def unit(v):
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def suns_of(lamp, corners, n, rng):
    """n parallel lights from points spread over the lamp."""
    for i in range(n):
        r, a = lamp.size * np.sqrt((i + 0.5) / n), i * 2.39996 + rng.uniform(0, 0.3)
        offset = np.array([r * np.cos(a), r * np.sin(a) * 0.6, r * np.sin(a) * 0.6])
        yield Sun(lamp.place + offset - lamp.target, corners, SHADOW_PX)


def sky_suns(lighting, corners, n):
    """n directions spread over the half of the sky around sky_from, as many as their cosine weighs."""
    axis = unit(lighting.sky_from)
    side = unit(np.cross((0.0, 1.0, 0.0), axis))
    up = np.cross(axis, side)
    for i in range(n):
        r, a = np.sqrt((i + 0.5) / n) * 0.985, i * 2.39996
        yield Sun(axis * np.sqrt(1 - r * r) + r * np.cos(a) * side + r * np.sin(a) * up, corners, SKY_PX)


def lit(sun, solids, points, rng):
    """Which of the points the sun reaches, 0 or 1. The places asked for are scattered a little to hide the map's pixels."""
    depth = look(sun, solids).depth
    px = sun.project(points) + rng.uniform(-1.2, 1.2, (*points.shape[:-1], 2))
    x, y = (
        np.clip(np.rint(px[..., i]).astype(np.int32), 0, size - 1) for i, size in ((0, sun.width), (1, sun.height))
    )
    return (sun.far - points @ sun.towards <= depth[y, x] + SHADOW_BIAS).astype(np.float32)


def blur(a, radius):
    """Three box blurs, about a Gaussian of sigma `radius`."""
    size = 2 * max(1, round(radius)) + 1
    for axis in (0, 1, 0, 1, 0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (size // 2 + 1, size // 2)
        sums = np.cumsum(np.pad(a, pad, "edge"), axis, dtype=np.float64)
        n = sums.shape[axis]
        a = ((np.take(sums, range(size, n), axis) - np.take(sums, range(n - size), axis)) / size).astype(np.float32)
    return a


def smooth(share, depth, step):
    """Mean over the neighbours at about the same depth (a cross-bilateral filter), so that light does not run over edges."""
    depth, reach, (h, w) = np.minimum(depth, 1e5), 2 * step, depth.shape
    wide, wide_depth = np.pad(share, reach, "edge"), np.pad(depth, reach, "edge")
    total, weight = 0, 0
    for y in range(0, 2 * reach + 1, step):
        for x in range(0, 2 * reach + 1, step):
            near = np.exp(-(((wide_depth[y : y + h, x : x + w] - depth) / 8) ** 2))
            total, weight = total + near * wide[y : y + h, x : x + w], weight + near
    return total / weight


def gaps(depth):
    """How much narrow gaps keep light away, 0 to 1; nothing where what is in front stands far in front."""
    depth = np.minimum(depth, 1e5)
    dark = np.zeros_like(depth)
    for radius in (2, 5):
        dark += 0.5 * np.clip((depth - blur(depth, radius)) / 10, 0, 1)
    return dark * np.clip((70 - (depth - nearest(depth, 15))) / 40, 0, 1)


def nearest(depth, reach):
    """The least depth around each pixel."""
    for axis in (0, 1):
        pad = [(0, 0), (0, 0)]
        pad[axis] = (reach, reach)
        wide, n = np.pad(depth, pad, "edge"), depth.shape[axis]
        depth = np.min([wide[i : i + n] if axis == 0 else wide[:, i : i + n] for i in range(2 * reach + 1)], axis=0)
    return depth


def surface(seen, view, solids):
    """Places and normals of what the view's pixels see, height × width × 3."""
    x, y = np.meshgrid(np.arange(view.width, dtype=float), np.arange(view.height, dtype=float))
    points = view.points(x, y, np.where(seen.owner < 0, 1e4, seen.depth))
    normals = np.zeros_like(points)
    for i in np.unique(seen.owner[seen.owner >= 0]):
        at = seen.owner == i
        n = solids[i].normals(seen.u[at], seen.v[at])
        towards = np.sum(n * (view.o - points[at]), -1, keepdims=True)
        normals[at] = np.where(towards < 0, -n, n)
    return points, normals


@dataclass
class Light:
    """Of a coarse view, layers of height × width: for each lamp the share that is not shadowed, last the sky's share."""

    layers: list
    depth: np.ndarray
    finer: int  # pixels of the fine view for one of this

    def at(self, y, x, depth):
        """The layers at pixels of the fine view, from the four neighbours at about the same depth (joint bilateral
        upsampling: Kopf et al. 2007)."""
        total, weight = [0] * len(self.layers), 0
        y, x = (y + 0.5) / self.finer - 0.5, (x + 0.5) / self.finer - 0.5
        y0, x0 = np.floor(y).astype(np.int32), np.floor(x).astype(np.int32)
        for dy in (0, 1):
            for dx in (0, 1):
                at = np.clip(y0 + dy, 0, self.depth.shape[0] - 1), np.clip(x0 + dx, 0, self.depth.shape[1] - 1)
                w = (1 - np.abs(y - y0 - dy)) * (1 - np.abs(x - x0 - dx))
                w = w * (np.exp(-(((self.depth[at] - depth) / 6) ** 2)) + 1e-4)
                total = [t + w * layer[at] for t, layer in zip(total, self.layers)]
                weight = weight + w
        return [t / weight for t in total]


def illuminate(camera, solids, corners, lighting, finer, rng):
    seen = look(camera, solids)
    points, normals = surface(seen, camera, solids)
    points = points + normals * 1.2
    lamp_suns = samples(LAMP_SUNS, lighting)
    shares = [
        np.mean([lit(s, solids, points, rng) for s in suns_of(lamp, corners, lamp_suns, rng)], 0)
        for lamp in lighting.lamps
    ]
    sky, whole = 0, 0
    for sun in sky_suns(lighting, corners, samples(SKY_SUNS, lighting)):
        sky = sky + lit(sun, solids, points, rng) * np.maximum(0, normals @ sun.towards)
        whole += max(0.0, sun.towards[2])
    shares, sky = [smooth(share, seen.depth, 1) for share in shares], smooth(sky / whole, seen.depth, 2)
    sky = BOUNCE + (1 - BOUNCE) * sky**0.75  # what walls and books throw back reaches everywhere
    return Light(shares + [sky * (1 - 0.45 * gaps(seen.depth))], seen.depth, finer)


def expose(solids, corners, lighting, eye, target, across, roll, width, height, rng):
    """The linear light that reaches the sensor, height × width × 3, and the number of the solid at each pixel."""
    view = lambda scale: Camera(eye, target, across, roll, int(width * scale), int(height * scale))
    light = illuminate(view(0.5), solids, corners, lighting, 2 * OVERSAMPLING, rng)
    fine = view(OVERSAMPLING)
    seen = look(fine, solids)
    out = np.empty((height, width, 3), np.float32)
    for top in range(0, height, BAND_PX):
        rows = slice(top, min(top + BAND_PX, height))
        out[rows] = shade_band(seen, fine, solids, lighting, light, rows)
    return out, seen.owner[::OVERSAMPLING, ::OVERSAMPLING]


def shade_band(seen, view, solids, lighting, light, rows):
    """Rows of the picture, averaged over the rays of each pixel."""
    k = OVERSAMPLING
    fine = np.s_[rows.start * k : rows.stop * k]
    owner, depth, u, v = seen.owner[fine], seen.depth[fine], seen.u[fine], seen.v[fine]
    picture = np.zeros((*owner.shape, 3), np.float32)
    for i in np.unique(owner[owner >= 0]):
        at = np.nonzero(owner == i)
        y, x = at[0] + float(fine.start), at[1].astype(float)
        points = view.points(x, y, depth[at])
        picture[at] = reflect(solids[i], points, view.o, u[at], v[at], lighting, light.at(y, x, depth[at]))
    return picture.reshape(owner.shape[0] // k, k, owner.shape[1] // k, k, 3).mean((1, 3))


def reflect(solid, points, eye, u, v, lighting, layers):
    """Diffuse light (Lambert) and the lamps' gloss (Blinn)."""
    normals = solid.normals(u, v)
    to_eye = unit(eye - points)
    normals = np.where(np.sum(normals * to_eye, -1, keepdims=True) < 0, -normals, normals)
    total, gloss = layers[-1][:, None] * lighting.sky, 0
    for lamp, share in zip(lighting.lamps, layers):
        away = lamp.place - points
        fall = np.sum((lamp.place - lamp.target) ** 2) / np.sum(away**2, -1)
        towards = unit(away)
        strength = (share * fall * lamp.power)[:, None] * lamp.colour
        total = total + strength * np.maximum(0, np.sum(normals * towards, -1, keepdims=True))
        shine = np.maximum(0, np.sum(normals * unit(towards + to_eye), -1, keepdims=True)) ** solid.material.polish
        gloss = gloss + strength * shine * solid.material.gloss
    return sample(solid.material.picture, u, v) * total + gloss


def sample(picture, u, v):
    """Linear light of the picture at u, v in 0..1, bilinear."""
    h, w = picture.shape[:2]
    x, y = np.clip(u * w - 0.5, 0, w - 1.001), np.clip(v * h - 0.5, 0, h - 1.001)
    x0, y0 = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - x0)[:, None], (y - y0)[:, None]
    x1, y1 = np.minimum(x0 + 1, w - 1), np.minimum(y0 + 1, h - 1)
    top = DECODE[picture[y0, x0]] * (1 - fx) + DECODE[picture[y0, x1]] * fx
    foot = DECODE[picture[y1, x0]] * (1 - fx) + DECODE[picture[y1, x1]] * fx
    return top * (1 - fy) + foot * fy
