"""printing - a designed spine as a picture: ground, words, label or mark, material and wear."""

import numpy as np
from PIL import Image, ImageDraw

from . import scheme, texture
from .marks import MARKS
from .spine import mark_size, surname


class Sheet:
    """An upright spine being printed, at px pixels per mm."""

    def __init__(self, design, px):
        book = design.book
        self.px, self.size = px, (max(4, round(book.thickness * px)), max(8, round(book.height * px)))
        self.image = Image.new("RGB", self.size, design.scheme.ground)

    def fill(self, box_mm, colour):
        ImageDraw.Draw(self.image).rectangle([round(v * self.px) for v in box_mm], fill=colour)

    def stamp(self, mask, colour, at=(0, 0)):
        self.image.paste(colour, at, mask)

    def ground_at(self, y_mm):
        """The colour the middle of the spine has there."""
        y = min(max(0, int(y_mm * self.px)), self.size[1] - 1)
        return self.image.getpixel((self.size[0] // 2, y))


def print_spine(design, px, look, dice):
    """The spine as an array of height × thickness × 3, sRGB. dice(name) is the random stream of a step: each has its own,
    so that the same spine printed larger has the same colours."""
    sheet = Sheet(design, px)
    print_ground(sheet, design, dice("ground"))
    inks, choice, wear = {}, dice("ink"), dice("wear")
    for line in design.layout.lines:
        print_line(sheet, design, line, line_ink(sheet, design, line, inks, look, choice), wear)
    if design.call_number:
        print_label(sheet, design)
    elif design.imprint:
        print_mark(sheet, design, choice)
    return finish(np.asarray(sheet.image), design.book, px, wear)


def print_ground(sheet, design, rng):
    ground, book = design.scheme.ground, design.book
    if design.ornament in ("gradient", "brush"):
        sheet.image = shade_ground(sheet, design, rng)
    if design.ornament == "stripe":
        edge = book.thickness * rng.uniform(0.07, 0.12)
        left = rng.random() < 0.5
        sheet.fill(
            (0, 0, edge, book.height) if left else (book.thickness - edge, 0, book.thickness, book.height),
            design.scheme.accent,
        )
    for start, end, colour in design.bands:
        sheet.fill((0, start, book.thickness, end), colour)
    if design.ornament == "picture":
        size = sheet.size[0], round(design.bands[0][1] * sheet.px)
        colours = (design.scheme.accent, *design.scheme.inks, ground)
        picture = texture.landscape(rng, *size) if rng.random() < 0.5 else texture.shapes(rng, *size, colours)
        sheet.image.paste(Image.fromarray(picture), (0, 0))
    if design.ornament == "rules":
        ink = scheme.ink_on(ground, design.scheme.inks, rng, 2.5)
        for y in (3.5, 5.2, book.height - 3.5, book.height - 5.2):
            sheet.fill((0, y, book.thickness, y + 0.5), ink)
    if design.ornament == "panel" and not design.layout.across:
        print_panel(sheet, design, rng)


def shade_ground(sheet, design, rng):
    """A ground that runs from one shade to another, or looks painted with a broad brush."""
    w, h = sheet.size
    if design.ornament == "gradient":
        light = np.repeat(np.linspace(-0.22, 0.12, h, dtype=np.float32)[:, None], w, 1) * rng.choice([-1, 1])
    else:
        strokes = texture.smooth_noise(rng, h, w, design.book.height / 2.5, design.book.thickness / 25)
        light = 0.07 * strokes + 0.10 * texture.smooth_noise(rng, h, w, design.book.height / 40, 1)
    return Image.fromarray(texture.tint(design.scheme.ground, light))


def print_panel(sheet, design, rng):
    """A label of another colour behind the title, between rules."""
    book, lines = design.book, [line for line in design.layout.lines if line.role == "title"]
    cap = lines[0].cap
    start, end = zip(*(extent(design, line) for line in lines))
    start, end = min(start) - 1.1 * cap, max(end) + 1.1 * cap
    if design.direction == "up":
        start, end = book.height - end, book.height - start
    start, end = max(start, design.head - 4), min(end, book.height - design.foot + 3)
    ink = scheme.ink_on(design.scheme.accent, design.scheme.inks, rng, 2.5)
    sheet.fill((0, start - 1.0, book.thickness, end + 1.0), ink)
    sheet.fill((0, start - 0.5, book.thickness, end + 0.5), design.scheme.accent)


def extent(design, line):
    """From where to where a line runs, in the frame of its layout."""
    w = design.wording
    width = (w.title_width if line.role == "title" else w.author_width)(line.text) * line.cap
    start = line.x - {"l": 0, "m": width / 2, "r": width}[line.anchor]
    return start, start + width


def line_ink(sheet, design, line, inks, look, rng):
    """The ink of the line's role, or another where that could not be read. inks: by role, as far as chosen."""
    ground = ground_of(sheet, design, line)
    if line.role not in inks or scheme.contrast(inks[line.role], ground) < look.least_contrast:
        inks[line.role] = scheme.ink_on(ground, design.scheme.inks, rng, look.least_contrast)
    return inks[line.role]


def ground_of(sheet, design, line):
    """The colour under the middle of a line."""
    if design.layout.across:
        return sheet.ground_at(line.y)
    middle = sum(extent(design, line)) / 2
    return sheet.ground_at(design.book.height - middle if design.direction == "up" else middle)


def print_line(sheet, design, line, ink, rng):
    mask = Image.new("L", sheet.size if design.layout.across else sheet.size[::-1], 0)
    write(mask, design, line, sheet.px)
    if not design.layout.across:
        turn = Image.Transpose.ROTATE_90 if design.direction == "up" else Image.Transpose.ROTATE_270
        mask = mask.transpose(turn)
    if design.book.binding == "cloth":  # stamped: a dark edge where the die pressed
        shadow = tuple(int(c * 0.55) for c in ground_of(sheet, design, line))
        sheet.stamp(mask, shadow, (0, max(1, round(0.12 * sheet.px))))
        mask = worn(mask, rng)
    sheet.stamp(mask, ink)


def write(mask, design, line, px):
    """One line of text; its place is that of the middle of its capitals."""
    w = design.wording
    face, tracking = (w.title_face, w.title_tracking) if line.role == "title" else (w.author_face, w.author_tracking)
    font = face.at(max(4, round(line.cap * px / face.cap_height())))
    start = extent(design, line)[0] + (design.book.thickness / 2 if design.layout.across else 0)
    across = line.y if design.layout.across else design.book.thickness / 2 + line.y
    x, baseline = start * px, (across + line.cap / 2) * px
    draw = ImageDraw.Draw(mask)
    if tracking < 0.01:
        draw.text((x, baseline), line.text, 255, font, "ls")
        return
    for i, c in enumerate(line.text):
        at = x + font.getlength(line.text[:i]) + i * tracking * line.cap * px
        draw.text((at, baseline), c, 255, font, "ls")


def worn(mask, rng):
    """Gold leaf rubs off in places."""
    w, h = mask.size
    left = np.clip(1.05 - 0.5 * np.maximum(0, texture.smooth_noise(rng, h, w, 40, 8)), 0.4, 1)
    return Image.fromarray((np.asarray(mask) * left).astype(np.uint8))


def print_label(sheet, design):
    """A library's paper label with the call number."""
    book, px = design.book, sheet.px
    margin = max(0.0, (book.thickness - 26) / 2)
    top, bottom = book.height - 30, book.height - 8
    sheet.fill((margin, top, book.thickness - margin, bottom), (243, 242, 236))
    face = design.wording.author_face
    letters = surname((design.book.title.authors or (design.book.title.title,))[0])[:3].upper()
    for i, text in enumerate((design.call_number, letters)):
        cap = min(2.6, (book.thickness - 2 * margin) * 0.86 / face.width(text))
        font = face.at(max(4, round(cap * px / face.cap_height())))
        ImageDraw.Draw(sheet.image).text(
            (book.thickness / 2 * px, (top + 8 + i * 6) * px), text, (30, 30, 30), font, "ms"
        )


def print_mark(sheet, design, rng):
    """The publisher's mark at the foot, and on thick spines the name under it."""
    book, px = design.book, sheet.px
    ruled = design.ornament == "rules"
    size, named = mark_size(book), not ruled and book.thickness > 20 and rng.random() < 0.6
    foot = book.height - (6.5 if named or ruled else 5.0)
    ground = sheet.ground_at(foot - size / 2)
    ink = scheme.ink_on(ground, design.scheme.inks, rng, 3)
    side = max(4, round(size * px))
    mask = Image.new("L", (100, 100), 0)
    MARKS[design.mark](ImageDraw.Draw(mask))
    sheet.stamp(
        mask.resize((side, side), Image.Resampling.LANCZOS),
        ink,
        (round((book.thickness * px - side) / 2), round((foot - size) * px)),
    )
    if named:
        w = design.wording
        face = w.author_face if w.author_face.writes(design.imprint) else w.title_face
        cap = min(1.7, 0.75 * book.thickness / face.width(design.imprint))
        font = face.at(max(4, round(cap * px / face.cap_height())))
        ImageDraw.Draw(sheet.image).text(
            (book.thickness / 2 * px, (book.height - 2.6) * px), design.imprint, ink, font, "ms"
        )


# ---- material and wear ----------------------------------------------------------------------------------------


def finish(image, book, px, rng):
    """Cloth or paper, joints, rubbed edges, creases."""
    h, w = image.shape[:2]
    across = np.linspace(0, 1, w, dtype=np.float32)
    edge = np.minimum(across, 1 - across) * book.thickness  # mm from the nearer edge
    light = 0.025 * texture.smooth_noise(rng, h, w, book.height / 25, 2) + texture.grain(rng, h, w, 0.006)
    if book.binding == "cloth":
        light = light + texture.weave(rng, h, w, px)
    if book.binding == "paperback":
        light = light - 0.10 * np.exp(-((edge / 0.5) ** 2))
        for at in rng.uniform(0.2, 0.8, rng.integers(0, 3)):
            light = light + crease(rng, h, across, at, book.thickness)
    else:
        light = light - 0.22 * np.exp(-(((edge - 2.2) / 0.7) ** 2)) + 0.06 * np.exp(-(((edge - 1.0) / 0.6) ** 2))
    return rub(texture.tint(np.asarray(image, np.float32), light), edge, book, rng)


def crease(rng, h, across, at, thickness):
    """What opening a paperback leaves along its spine."""
    along = np.maximum(0, texture.smooth_noise(rng, h, 1, 14, 1)) * 0.22
    return along * np.exp(-(((across - at) * thickness / 0.25) ** 2))[None, :]


def rub(image, edge, book, rng):
    """Bare board shows where head, foot and edges are rubbed."""
    h, w = image.shape[:2]
    y = np.linspace(0, book.height, h, dtype=np.float32)[:, None]
    from_end = np.minimum(y, book.height - y)
    near = np.exp(-from_end / 1.2) + 0.35 * np.exp(-edge[None, :] / 0.35)
    worn_away = np.clip(
        (near + 0.5 * texture.smooth_noise(rng, h, w, book.height / 3, book.thickness / 3) - 1.02) * 2.2, 0, 0.6
    )
    bare = np.array([206, 194, 172], np.float32)
    return (image + (bare - image) * worn_away[..., None]).astype(np.uint8)
