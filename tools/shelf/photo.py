"""photo - what lens, sensor and encoder make of the light."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter


@dataclass
class Lens:
    exposure: float = 0.62  # linear light that the brighter parts come to
    blur: float = 0.5  # sigma, px of a photo 1600 px wide
    motion: float = 0.0  # px of a photo 1600 px wide
    vignette: float = 0.12  # loss of light in the corners
    noise: float = 0.006  # of the full scale, in the middle tones
    sharpen: float = 0.6
    warmth: float = 0.0  # what is left of the lamps' colour, -1 to 1
    quality: int = 88  # of the JPEG


def develop(light, lens, rng):
    """Linear light to an sRGB photo."""
    height, width = light.shape[:2]
    light = light * (lens.exposure / np.percentile(light.max(-1), 93))
    light = light * (1 + 0.06 * lens.warmth * np.array([1.0, 0.0, -1.3], np.float32))
    light = light * falloff(height, width, lens.vignette)[..., None]
    light = blurred(light, lens, width / 1600)
    shot = np.sqrt(np.maximum(light, 0) + 0.02) * lens.noise
    light = light + shot * coloured_grain(rng, height, width)
    image = Image.fromarray((encode(tone(light)) * 255 + 0.5).astype(np.uint8))
    return image.filter(ImageFilter.UnsharpMask(1.2, int(100 * lens.sharpen), 2)) if lens.sharpen else image


def falloff(height, width, loss):
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    return 1 - loss * (x * x + y * y) / 2


def blurred(light, lens, scale):
    """Gaussian for focus, a short line for the hand's motion."""
    for axis in (0, 1):
        light = along(light, gaussian(lens.blur * scale), axis)
    if lens.motion:
        light = along(light, np.ones(max(1, round(lens.motion * scale)), np.float32), 1)
    return light


def gaussian(sigma):
    reach = np.arange(-int(3 * sigma) - 1, int(3 * sigma) + 2)
    return np.exp(-0.5 * (reach / max(sigma, 1e-3)) ** 2)


def along(light, kernel, axis):
    """Convolution along an axis; the border repeats."""
    half = len(kernel) // 2
    pad = [(0, 0)] * 3
    pad[axis] = (half, len(kernel) - 1 - half)
    wide, n = np.pad(light, pad, "edge"), light.shape[axis]
    take = lambda i: wide[i : i + n] if axis == 0 else wide[:, i : i + n]
    return sum((np.float32(k) * take(i) for i, k in enumerate(kernel / kernel.sum())), np.float32(0))


def coloured_grain(rng, height, width):
    """Noise as a phone leaves it: brightness at two scales, colour in blotches."""
    fine, blotches = (rng.standard_normal((height, width, n), np.float32) for n in (1, 3))
    for axis in (0, 1):
        fine, blotches = along(fine, gaussian(0.5), axis), along(blotches, gaussian(1.4), axis)
    return 1.3 * fine + 1.6 * blotches


def tone(light):
    """A film-like shoulder and a little toe, 0..1 to 0..1."""
    light = np.maximum(light, 0)
    return np.clip(light * (2.51 * light + 0.20) / (light * (2.43 * light + 0.42) + 0.16), 0, 1) * 0.4 + 0.6 * (
        1 - np.exp(-1.9 * light)
    )


def encode(light):
    """sRGB's curve."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(np.maximum(light, 1e-9), 1 / 2.4) - 0.055)


STORED = {  # EXIF orientation: how the upright picture is turned to be stored with that tag
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def jpeg(image, quality, orientation=1):
    """JPEG bytes of an upright picture, stored turned with the EXIF tag that turns it back."""
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
        image = image.transpose(STORED[orientation])
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, exif=exif.tobytes() if len(exif) else b"")
    return out.getvalue()
