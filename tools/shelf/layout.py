"""layout - where the words stand on a spine, as publishers set them.

Layouts along the spine use the reading frame: x from where reading begins, y across the spine from its middle, towards
the letters' feet. The layout across the spine uses the upright frame: x from the middle, y from the head.
"""

from dataclasses import dataclass

import numpy as np

from .faces import Face

LEAST_CAP = 2.8  # mm; smaller titles are rare on real spines
LARGEST_CAP = 12.0


@dataclass
class Wording:
    """What is printed and in which face; tracking is in shares of the capital's height."""

    title: str
    author: str  # "" where the spine shows none
    title_face: Face
    author_face: Face
    title_tracking: float
    author_tracking: float

    def title_width(self, text):
        return self.title_face.width(text, self.title_tracking)

    def author_width(self, text):
        return self.author_face.width(text, self.author_tracking)


@dataclass
class Line:
    role: str  # title or author
    text: str
    cap: float  # height of a capital
    x: float
    y: float  # of the middle of the capitals
    anchor: str  # l, m or r: what of the line x is


@dataclass
class Layout:
    lines: list
    across: bool = False

    def title_cap(self):
        return min((line.cap for line in self.lines if line.role == "title"), default=0.0)


@dataclass
class Area:
    """The part of a spine that may hold words: what is left of its length, `thickness` wide around its middle."""

    whole: float
    head: float  # kept free at the head
    foot: float
    thickness: float
    direction: str  # of words along the spine: down or up

    @property
    def start(self):
        return self.head if self.direction == "down" else self.foot

    @property
    def end(self):
        return self.start + self.length()

    def length(self):
        return self.whole - self.head - self.foot


def along(area, w, rng):
    """Title and author in one line."""
    return one_line(area, w, rng, author_first=False)


def author_along(area, w, rng):
    return one_line(area, w, rng, author_first=True)


def one_line(area, w, rng, author_first):
    cap = min(area.thickness * rng.uniform(0.30, 0.46), LARGEST_CAP)
    small = cap * rng.uniform(0.55, 0.9) if w.author else 0.0
    gap = max(8.0, 1.6 * cap) if w.author else 0.0
    wide, narrow = w.title_width(w.title) * cap, w.author_width(w.author) * small
    fit = min(1.0, (area.length() - gap) / (wide + narrow))
    cap, small, wide, narrow = cap * fit, small * fit, wide * fit, narrow * fit
    first, second = (narrow, wide) if author_first else (wide, narrow)
    spare = area.length() - wide - narrow - gap
    if rng.random() < 0.6:
        x, x2 = area.start, area.end - second  # spread over the whole length
    else:
        x = area.start + spare / 2 * (rng.random() < 0.6)
        x2 = x + first + gap + min(spare / 3, rng.uniform(0, 20))
    at_title, at_author = (x2, x) if author_first else (x, x2)
    lines = [Line("title", w.title, cap, at_title, 0.0, "l")]
    return Layout(lines + [Line("author", w.author, small, at_author, 0.0, "l")] * bool(w.author))


def over(area, w, rng):
    """The title above, the author below, both along the spine."""
    cap = min(area.thickness * rng.uniform(0.26, 0.33), LARGEST_CAP, area.length() / w.title_width(w.title))
    lines = [Line("title", w.title, cap, 0, area.thickness * (-0.19 if w.author else 0.0), "l")]
    if w.author:
        small = min(area.thickness * 0.19, cap * 0.9, area.length() / w.author_width(w.author))
        lines.append(Line("author", w.author, small, 0, area.thickness * 0.27, "l"))
    anchor = "l" if rng.random() < 0.5 else "m"
    for line in lines:
        line.x, line.anchor = (area.start, "l") if anchor == "l" else ((area.start + area.end) / 2, "m")
    return Layout(lines)


def two_lines(area, w, rng):
    """The title in two lines, the author beside it."""
    halves = halve(w.title, w.title_width)
    names = halve(w.author, w.author_width) if len(w.author) > 12 else [w.author]
    cap = min(area.thickness * rng.uniform(0.22, 0.29), LARGEST_CAP)
    small = cap * rng.uniform(0.6, 0.85)
    gap = max(8.0, 1.5 * cap)
    wide = max(map(w.title_width, halves)) * cap
    narrow = max(map(w.author_width, names)) * small if w.author else 0.0
    fit = min(1.0, (area.length() - gap) / (wide + narrow))
    cap, small, wide, narrow = cap * fit, small * fit, wide * fit, narrow * fit
    if rng.random() < 0.6:
        lines = spaced("title", halves, cap, area.start, 0.0, 1.6, "l")
    else:
        lines = spaced("title", halves, cap, area.start + wide / 2, 0.0, 1.6, "m")
    at = area.end - narrow if rng.random() < 0.7 else area.start + wide + gap
    return Layout(lines + (spaced("author", names, small, at, 0.0, 1.6, "l") if w.author else []))


def across(area, w, rng):
    """Short lines across a thick spine, read without turning the head."""
    room = area.thickness * 0.92
    title, cap = wrap(w.title, w.title_width, room, min(LARGEST_CAP, room * 0.3), area.length() * 0.5)
    author, small = (
        wrap(w.author, w.author_width, room, min(cap * 0.75, 5.0), area.length() * 0.2) if w.author else ([], 0.0)
    )
    title_high, author_high = cap * 1.65 * len(title), small * 1.65 * len(author)
    spare = area.length() - title_high - author_high
    x, top = 0.0, area.head + spare * rng.uniform(0.02, 0.15)
    if rng.random() < 0.5:
        at_title, at_author = top, area.whole - area.foot - author_high - spare * 0.05
    else:
        at_author, at_title = top, top + author_high + spare * rng.uniform(0.1, 0.25)
    lines = spaced("title", title, cap, x, at_title + title_high / 2, 1.65, "m")
    return Layout(lines + spaced("author", author, small, x, at_author + author_high / 2, 1.65, "m"), across=True)


def spaced(role, texts, cap, x, middle, leading, anchor):
    """Lines one below the other around a middle."""
    top = middle - (len(texts) - 1) / 2 * cap * leading
    return [Line(role, t, cap, x, top + i * cap * leading, anchor) for i, t in enumerate(texts)]


def halve(text, width):
    """Two lines of widths as equal as the words allow; one where there is one word."""
    words = text.split()
    splits = [[" ".join(words[:i]), " ".join(words[i:])] for i in range(1, len(words))]
    return min(splits, key=lambda s: max(map(width, s)), default=[text])


def wrap(text, width, room, largest, height):
    """The words in lines no wider than room and together no higher than height, with the largest capitals that allow it."""
    words = text.split()
    for cap in np.linspace(largest, 1.0, 45):
        lines = [words[0]]
        for word in words[1:]:
            longer = f"{lines[-1]} {word}"
            if width(longer) * cap <= room:
                lines[-1] = longer
            else:
                lines.append(word)
        if max(map(width, lines)) * cap <= room and len(lines) * cap * 1.65 <= height:
            return lines, float(cap)
    return [text], room / width(text)


def fitting(area, wording, rng, lying=False):
    """A layout by chance among those whose title is large enough; where none is, the one with the largest title."""
    thick, words = area.thickness, len(wording.title.split())
    likely = {
        along: 4.0,
        author_along: 2.0,
        over: 3.0 * (thick > 18),
        two_lines: 3.0 * (thick > 17 and words > 2),
        across: 5.0 * (thick > 31 and not lying),
    }
    made = [(weight, f(area, wording, rng)) for f, weight in likely.items() if weight]
    able = [m for m in made if m[1].title_cap() >= LEAST_CAP]
    if not able:
        return max((m[1] for m in made), key=Layout.title_cap)
    weights = np.array([weight * layout.title_cap() for weight, layout in able])
    return able[int(rng.choice(len(able), p=weights / weights.sum()))][1]
