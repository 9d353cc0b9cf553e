"""body - a book as solids: spine, covers and the paper between them."""

import numpy as np

from . import texture
from .solid import Cap, Material, Panel, Turned, box_panels

BOARD = 2.8  # thickness of a hardcover's boards, mm
SQUARE = 3.2  # how far boards stand out over the paper, mm
GLOSS = {"paperback": (0.16, 45.0), "hardcover": (0.22, 60.0), "cloth": (0.02, 8.0)}


def book_solids(place, picture, colour, number, rng):
    """picture: the printed spine; colour: of the covers; number: the book's, carried by its spine."""
    book = place.book
    gloss, polish = GLOSS[book.binding]
    spine = Material(picture, gloss, polish)
    covers = Material(texture.cover(rng, book.depth, book.height, colour), gloss * 0.6, polish)
    paper = Material(np.ascontiguousarray(texture.leaves(rng, book.depth, book.thickness).transpose(1, 0, 2)))
    yield spine_solid(place, spine, number)
    if book.binding == "paperback":
        yield from block(
            place, 0, book.thickness, 0, {"left": covers, "right": covers, "top": paper, "bottom": paper}
        )
        return
    if book.rounded > 0.1:
        yield from spine_caps(place, covers)
    edge = Material(texture.flat(tuple(int(c * 0.92) for c in colour)), gloss * 0.5, polish)
    boards = {"left": covers, "right": covers, "top": edge, "bottom": edge}
    yield from block(place, 0, BOARD, 0, boards)
    yield from block(place, book.thickness - BOARD, book.thickness, 0, boards)
    yield from block(place, BOARD, book.thickness - BOARD, SQUARE, {"top": paper, "bottom": paper})


def block(place, left, right, inset, materials):
    """A part of the book between two places across the spine, shorter by `inset` at head and foot."""
    book = place.book
    origin = place.corner + place.x * left + place.y * inset - place.z * (book.depth - inset)
    return box_panels(
        origin,
        place.x * (right - left),
        place.y * (book.height - 2 * inset),
        place.z * (book.depth - inset),
        materials,
    )


def spine_solid(place, material, number):
    book = place.book
    across, along = place.x * book.thickness, place.y * book.height
    if book.rounded <= 0.1:
        return Panel(place.corner + along, across, -along, material, number)
    radius, chord = arc(book)
    centre = place.corner + across / 2 - place.z * chord
    return Turned(
        centre, along, place.z, radius, radius, float(np.arcsin(book.thickness / 2 / radius)), material, number
    )


def arc(book):
    """Radius of the round of a spine, and the distance of its chord from the centre."""
    half = book.thickness / 2
    radius = (half**2 + book.rounded**2) / (2 * book.rounded)
    return radius, radius - book.rounded


def spine_caps(place, material):
    """What closes a round spine at head and foot."""
    radius, chord = arc(place.book)
    centre = place.corner + place.x * place.book.thickness / 2 - place.z * chord
    for end in (0, place.book.height):
        yield Cap(centre + place.y * end, place.z, place.x, radius, chord, material)
