# unpack.py ARCHIVE DIR: takes single members out of a .tgz or .zip, in one pass: the largest is 150 MB.
# On stdin, again and again, a line with a member's path and one with its name below DIR; a!b is the member b of
# the archive that is the member a.
import io, os, sys, tarfile, zipfile

def members(file, wanted):
    if zipfile.is_zipfile(file):
        whole = zipfile.ZipFile(file)
        for name in wanted:
            yield name, whole.read(name)
        return
    file.seek(0)
    whole = tarfile.open(fileobj=file, mode="r|gz")
    for entry in whole:
        if entry.name in wanted:
            yield entry.name, whole.extractfile(entry).read()

def take(file, targets):
    outer = {}
    for path, target in targets:
        name, _, inner = path.partition("!")
        outer.setdefault(name, []).append((inner, target))
    for name, data in members(file, list(outer)):
        for inner, target in outer.pop(name):
            if inner:
                take(io.BytesIO(data), [(inner, target)])
            else:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "wb") as out:
                    out.write(data)
    if outer:
        sys.exit("no " + ", ".join(outer))

lines = sys.stdin.read().splitlines()
targets = [(path, os.path.join(sys.argv[2], name)) for path, name in zip(lines[::2], lines[1::2])]
with open(sys.argv[1], "rb") as archive:
    take(archive, targets)
