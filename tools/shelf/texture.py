"""texture - materials as pictures: sRGB arrays of height × width × 3, uint8."""

import numpy as np
from PIL import Image, ImageDraw


def smooth_noise(rng, height, width, cells_y, cells_x):
    """Values of about -1 to 1 that vary smoothly over so many cells."""
    grid = rng.normal(0, 0.5, (max(2, int(cells_y) + 1), max(2, int(cells_x) + 1))).astype(np.float32)
    return np.asarray(Image.fromarray(grid, "F").resize((width, height), Image.Resampling.BICUBIC))


def grain(rng, height, width, sigma):
    return rng.standard_normal((height, width), np.float32) * sigma


def tint(colour, light):
    """A colour varied by an array of factors around 0."""
    return np.clip(np.array(colour, np.float32) * (1 + light[..., None]), 0, 255).astype(np.uint8)


def wood(rng, length, height, colour, strength=1.0, px=2.0):
    """Grain along the x axis; sizes in mm, px per mm."""
    w, h = max(8, int(length * px)), max(8, int(height * px))
    bend = smooth_noise(rng, h, w, 3, length / 160) * 5
    rows = np.arange(h, dtype=np.float32)[:, None] / px + bend
    rings = np.sin(rows * 0.55 + 3 * smooth_noise(rng, h, w, height / 30, length / 400))
    fibres = smooth_noise(rng, h, w, h / 2, length / 45)
    pores = np.minimum(0, smooth_noise(rng, h, w, h / 1.5, length / 9) + 0.55)
    boards = smooth_noise(rng, h, w, height / 90, length / 500)
    return tint(colour, strength * (0.05 * rings + 0.08 * fibres + 0.16 * pores + 0.07 * boards))


def plaster(rng, width, height, colour, px=1.0):
    """A painted wall or board."""
    w, h = max(8, int(width * px)), max(8, int(height * px))
    light = 0.012 * smooth_noise(rng, h, w, height / 60, width / 60) + 0.008 * smooth_noise(
        rng, h, w, height / 5, width / 5
    )
    return tint(colour, light + grain(rng, h, w, 0.004))


def leaves(rng, along, thick, px=4.0):
    """The edge of a block of paper: x along the edges, y through the leaves."""
    w, h = max(8, int(along * px)), max(8, int(thick * px))
    colour = np.array([224, 212, 186]) + rng.uniform(-14, 14) + np.array([0, -1, -3]) * rng.uniform(0, 5)
    layers = np.repeat(rng.normal(0, 0.07, (h, 1)).astype(np.float32), w, 1) * (
        1 + 0.4 * smooth_noise(rng, h, w, 2, along / 20)
    )
    return tint(colour, layers + 0.05 * smooth_noise(rng, h, w, thick / 6, along / 30) - 0.06)


def cover(rng, depth, height, colour, px=1.0):
    """A book's front or back, seen at a slant: its colour, a little uneven."""
    w, h = max(8, int(depth * px)), max(8, int(height * px))
    return tint(colour, 0.05 * smooth_noise(rng, h, w, 4, 3) - 0.03)


def flat(colour):
    return np.full((2, 2, 3), colour, np.uint8)


def landscape(rng, width, height):
    """Ranges of hills, paler with distance."""
    sky, near = rng.uniform(165, 240, 3), rng.uniform(20, 110, 3)
    picture = np.repeat(np.linspace(1.0, 1.12, height)[:, None, None] * sky, width, 1)
    for i in range(5):
        ridge = height * (0.30 + 0.14 * i + 0.07 * smooth_noise(rng, 2, width, 1, 3 + i)[0])
        picture[np.arange(height)[:, None] > ridge] = sky + (near - sky) * (i + 1) / 5
    return np.clip(picture, 0, 255).astype(np.uint8)


def shapes(rng, width, height, colours):
    """Discs and bars, as on the covers of modern paperbacks."""
    image = Image.new("RGB", (width, height), colours[0])
    draw = ImageDraw.Draw(image)
    side = width / int(rng.integers(2, 4))
    for i in range(int(height / side) + 1):
        for j in range(int(width / side) + 1):
            x, y, colour = j * side, i * side, colours[int(rng.integers(1, len(colours)))]
            form = rng.integers(4)
            if form == 0:
                draw.ellipse((x, y, x + side, y + side), fill=colour)
            elif form == 1:
                draw.pieslice((x - side, y - side, x + side, y + side), 0, 90, fill=colour)
            elif form == 2:
                draw.rectangle((x, y, x + side / 2, y + side), fill=colour)
    return np.asarray(image)


def weave(rng, height, width, px):
    """The light of book cloth, as factors around 0."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / px
    threads = np.sin(x * 7.5) * np.sin(y * 7.5)
    return 0.035 * threads + grain(rng, height, width, 0.03) + 0.02 * smooth_noise(rng, height, width, 12, 3)
