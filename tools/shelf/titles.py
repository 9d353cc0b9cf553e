"""titles - reads a catalogue (TSV with a header, columns by name; one file or a folder of them) and picks the books to draw."""

import csv
import pathlib
from dataclasses import dataclass

from . import ShelfError


@dataclass(frozen=True)
class Title:
    title: str
    authors: tuple
    language: str


def read_titles(path):
    """The rows that have a title, of one file or of all TSV files of a folder. Columns: title, and where there authors
    (or author) and language."""
    path = pathlib.Path(path)
    files = sorted(path.glob("*.tsv")) if path.is_dir() else [path]
    titles = [t for file in files for t in read_file(file)]
    if not titles:
        raise ShelfError(f"{path} holds no titles")
    return titles


def read_file(path):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if "title" not in (rows.fieldnames or ()):
                raise ShelfError(f"{path} has no column named title in its first line")
            return [from_row(row) for row in rows if (row["title"] or "").strip()]
    except OSError as e:
        raise ShelfError(f"cannot read {path}: {e.strerror}") from e
    except UnicodeDecodeError as e:
        raise ShelfError(f"{path} is not UTF-8 text") from e


def from_row(row):
    authors = row.get("authors") or row.get("author") or ""
    names = tuple(n.strip() for n in authors.replace("|", ";").split(";") if n.strip())
    return Title(row["title"].strip(), names, (row.get("language") or "").strip())


def pick_titles(titles, rng, count, languages=(), exact=()):
    """`exact` titles in their order, filled up to `count` with others by chance; no title twice."""
    chosen = [named(titles, name) for name in exact]
    known = {t.title for t in chosen}
    pool = []
    for t in titles:
        if t.title not in known and (not languages or t.language in languages):
            known.add(t.title)
            pool.append(t)
    missing = count - len(chosen)
    if missing > len(pool):
        where = f" in {', '.join(languages)}" if languages else ""
        raise ShelfError(
            f"{count} books asked for, but only {len(chosen) + len(pool)} different titles{where} can be drawn"
        )
    chance = rng.permutation(len(pool))[: max(0, missing)]
    return chosen + [pool[i] for i in chance]


def named(titles, name):
    """The title, by its text and where needed its author: "Emma" or "Emma / Jane Austen"."""
    wanted, _, author = (part.strip().casefold() for part in name.partition(" / "))
    for t in titles:
        if t.title.casefold() == wanted and (not author or any(author == a.casefold() for a in t.authors)):
            return t
    raise ShelfError(f"no title {name!r} in the catalogue (or no typeface can write it)")
