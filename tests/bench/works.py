"""works.py - for the benches: which titles and authors are one work, as the catalogue tells works apart, and what the program answers about a text."""
import json
import re
import subprocess
import unicodedata


def plain(text):
    """Lower case without accents."""
    if text and text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text or "") if not unicodedata.combining(c)).casefold()


def fold(text):
    return re.sub(r"[^\w]+", " ", plain(text)).strip()


def work(title, authors):
    """A main title and the surname of the first author."""
    main = re.split(r"[:(\[;]", title[1:])[0]
    words = fold(re.split(r"[,;&/]", authors)[0]).split()
    return fold(title[:1] + main).replace(" ", "") or fold(title), words[-1] if words else ""


def import_into(program, data, *paths):
    subprocess.run([program, "catalogue", "import", *map(str, paths), "--data-dir", str(data)], check=True, capture_output=True)


def identify(program, data, texts, most=10, images=None):
    """What `bookshelf catalogue identify` says about each; with `images`, texts of one image stand side by side."""
    lines = [f"\n{text or '-'}\n" if images and i and images[i] != images[i - 1] else f"{text or '-'}\n" for i, text in enumerate(texts)]
    out = subprocess.run([program, "catalogue", "identify", "--data-dir", str(data), "--max", str(most), *(["--shelf"] if images else [])], check=True,
                         capture_output=True, encoding="utf-8", input="".join(lines)).stdout
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(texts), (len(answers), len(texts))
    return answers
