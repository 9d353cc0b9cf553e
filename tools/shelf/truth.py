"""truth - the transcription of a photo: which book is where, and whether a person can read it."""

import json

import numpy as np

LEAST_LETTER_PX = 8  # capitals lower than this are not called legible
LEAST_SEEN = 0.55  # nor spines of which less is seen


def transcribe(name, camera, owner, solids, placed, ornaments):
    """placed: (place, design) by the book's number; ornaments: (range of solids' numbers, name)."""
    books = []
    for number, (place, design) in enumerate(placed):
        polygon = camera.project(place.spine_corners())
        box = clip_box(polygon, camera)
        if box[2] - box[0] < 3 or box[3] - box[1] < 3:
            continue
        seen = np.isin(owner, [i for i, s in enumerate(solids) if s.book == number]).sum() / polygon_area(polygon)
        books.append(entry(place, design, polygon, box, seen))
    return {
        "image": name,
        "width": camera.width,
        "height": camera.height,
        "books": sorted(books, key=lambda b: b["box"][0]),
        "non_books": [
            {"text": text, "box": pixel_box(np.isin(owner, list(numbers)))}
            for numbers, text in ornaments
            if np.isin(owner, list(numbers)).any()
        ],
        "ignore_regions": [],
    }


def entry(place, design, polygon, box, seen):
    head_px = np.linalg.norm(polygon[0] - polygon[3])
    letter_px = design.layout.title_cap() * head_px / place.book.height
    out = {
        "title": place.book.title.title,
        "author": "; ".join(place.book.title.authors) or None,
        "legible": bool(letter_px >= LEAST_LETTER_PX and seen >= LEAST_SEEN),
        "box": box,
        "orientation": "horizontal" if place.lying else "tilted" if abs(place.lean) >= 3 else "vertical",
        "polygon": [[round(float(v), 1) for v in p] for p in reading_order(polygon, design.text_direction())],
        "text_direction": "across" if place.lying else design.text_direction(),
    }
    if not design.wording.author:
        out["author_on_spine"] = False
    if seen < 0.9:
        out["partial"] = True
    return out


def reading_order(corners, direction):
    """Clockwise from where reading begins. corners: head left, head right, foot right, foot left."""
    first = {"across": 0, "down": 1, "up": 3}[direction]
    return np.roll(corners, -first, axis=0)


def clip_box(polygon, camera):
    low, high = np.floor(polygon.min(0)), np.ceil(polygon.max(0))
    size = (camera.width, camera.height)
    return [int(min(max(v, 0), s)) for v, s in zip((*low, *high), size * 2)]


def pixel_box(mask):
    y, x = np.nonzero(mask)
    return [int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1]


def polygon_area(p):
    x, y = p[:, 0], p[:, 1]
    return max(1.0, abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def write(path, truth):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(truth, file, ensure_ascii=False, indent=1)
        file.write("\n")
