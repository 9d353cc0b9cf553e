"""spine - designs a spine: words, faces, layout, colours, ornament. printing makes a picture of it."""

from dataclasses import dataclass, field

from . import choose, layout
from .marks import MARKS
from .books import Book
from .scheme import Scheme

IMPRINTS = (
    "Northgate",
    "Harrow & Finch",
    "Lindwurm",
    "Éditions du Quai",
    "Turmverlag",
    "Meridian",
    "Oak Street",
    "Saltmarsh",
    "Casa Verde",
    "Polaris",
    "Nordlicht",
    "Bellwether",
)
FACES = {  # the face of the title and those of authors that go with it
    "serif": (5, ("serif", "italic", "sans")),
    "sans": (4, ("sans", "serif", "condensed")),
    "condensed": (2.5, ("condensed", "sans")),
    "heavy": (2, ("sans", "serif")),
    "slab": (1.5, ("slab", "sans")),
    "italic": (0.8, ("serif",)),
    "script": (0.5, ("sans", "serif")),
}
ON_CLOTH = {"rules": 4, "panel": 3, "plain": 2}  # ornaments, as likely as that
ON_PAPER = {"plain": 6, "gradient": 2, "stripe": 1, "rules": 1}


@dataclass
class Look:
    """How daring the designs of a shelf may be."""

    least_contrast: float = 4.0
    art: float = 0.2  # share of spines with a picture
    call_numbers: float = 0.0  # share of spines with a library's label
    silent: float = 0.0  # share of spines without an author


@dataclass
class Design:
    book: Book
    scheme: Scheme
    direction: str
    wording: layout.Wording
    layout: layout.Layout
    head: float = 0.0  # kept free of words, mm
    foot: float = 0.0
    bands: list = field(default_factory=list)  # (from the head, to, colour) in mm
    ornament: str = "plain"  # plain, rules, panel, stripe, gradient, brush or picture
    imprint: str = ""
    mark: int = 0
    call_number: str = ""

    def text_direction(self):
        return "across" if self.layout.across else self.direction


def design_spine(book, colours, direction, lying, look, faces, rng):
    cloth = book.binding == "cloth"
    wording = word_spine(book, look, faces, rng)
    ornament = choose(rng, ON_CLOTH if cloth else {**ON_PAPER, "brush": 5 * look.art, "picture": 5 * look.art})
    bands = [] if cloth else band_spine(book.height, colours, ornament == "picture", rng)
    call_number = f"{rng.integers(100, 990)}.{rng.integers(1, 99)}" if rng.random() < look.call_numbers else ""
    imprint = str(rng.choice(IMPRINTS)) if not call_number and rng.random() < 0.8 else ""
    head, foot = free_ends(book, bands, call_number, imprint, rng)
    inner = book.thickness * (0.90 if book.binding == "paperback" else 0.80)  # words keep off the joints
    words = layout.fitting(layout.Area(book.height, head, foot, inner, direction), wording, rng, lying)
    mark = int(rng.integers(len(MARKS)))
    return Design(book, colours, direction, wording, words, head, foot, bands, ornament, imprint, mark, call_number)


def free_ends(book, bands, call_number, imprint, rng):
    """How much of head and foot words leave to bands, label and mark."""
    head = max((end for start, end, _ in bands if start == 0), default=0) + rng.uniform(7, 14)
    foot = max((end - start for start, end, _ in bands if start > 0), default=0) + rng.uniform(6, 9)
    if call_number:
        return head, max(foot, 36.0)
    return head, max(foot, 10 + mark_size(book)) if imprint else foot


def word_spine(book, look, faces, rng):
    title, author = book.title.title, author_on_spine(book.title.authors, rng)
    if rng.random() < look.silent:
        author = ""
    role = choose(rng, {r: weight for r, (weight, _) in FACES.items()})
    title_upper = rng.random() < {"script": 0, "italic": 0.1, "condensed": 0.8}.get(role, 0.45)
    author_upper = rng.random() < 0.4
    title, author = capitals(title) if title_upper else title, capitals(author) if author_upper else author
    pick = lambda able: able[int(rng.integers(len(able)))]
    title_face = pick(faces.that_write(role, title))
    author_face = pick(faces.that_write(pick(FACES[role][1]), author))
    return layout.Wording(
        title,
        author,
        title_face,
        author_face,
        0.14 * title_upper * rng.random(),
        (0.08 + 0.15 * rng.random()) * author_upper,
    )


def capitals(text):
    """Greek stays as it is: its capitals would have to lose their accents."""
    return text if any("\u0370" <= c <= "\u03ff" for c in text) else text.upper()


def author_on_spine(authors, rng):
    if len(authors) > 2 or (authors and rng.random() < 0.12):
        return " · ".join(surname(a) for a in authors[:3])
    return str(rng.choice([" & ", " · ", ", "])).join(authors)


def surname(name):
    """The last word, with the particle before it."""
    words = name.split()
    particle = len(words) > 2 and words[-2].lower() in (
        "von",
        "van",
        "de",
        "du",
        "da",
        "di",
        "del",
        "della",
        "le",
        "la",
        "ter",
    )
    return " ".join(words[-2:] if particle else words[-1:])


def band_spine(height, colours, picture, rng):
    """Blocks of colour at the head or foot, or room for a picture at the head."""
    if picture:
        return [(0, height * rng.uniform(0.14, 0.28), colours.accent)]
    kind = choose(rng, {"none": 6, "foot": 2, "both": 1, "head": 1})
    bands = []
    if kind in ("head", "both"):
        bands.append((0, rng.uniform(9, 22), colours.accent))
    if kind in ("foot", "both"):
        bands.append((height - rng.uniform(16, 34), height, colours.accent))
    return bands


def mark_size(book):
    return min(0.5 * book.thickness, 12.0)
