"""faces - the typefaces spines are set in: Debian's fonts, by role, with the characters each can write."""

import os
from dataclasses import dataclass, field

from PIL import ImageFont

from . import ShelfError

PACKAGES = "fonts-ebgaramond fonts-linuxlibertine fonts-open-sans fonts-roboto-slab fonts-bebas-neue fonts-lobster"
FOLDER = "/usr/share/fonts"
FILES = {
    "serif": [
        "opentype/ebgaramond/EBGaramond12-Regular.otf",
        "opentype/ebgaramond/EBGaramond12-Bold.otf",
        "opentype/linux-libertine/LinLibertine_R.otf",
        "opentype/linux-libertine/LinLibertine_RB.otf",
        "opentype/linux-libertine/LinLibertine_DR.otf",
    ],
    "italic": ["opentype/ebgaramond/EBGaramond12-Italic.otf", "opentype/linux-libertine/LinLibertine_RI.otf"],
    "sans": [
        "truetype/open-sans/OpenSans-Semibold.ttf",
        "truetype/open-sans/OpenSans-Bold.ttf",
        "truetype/open-sans/OpenSans-Regular.ttf",
        "opentype/linux-libertine/LinBiolinum_RB.otf",
        "opentype/linux-libertine/LinBiolinum_R.otf",
    ],
    "heavy": ["truetype/open-sans/OpenSans-ExtraBold.ttf", "opentype/linux-libertine/LinLibertine_RB.otf"],
    "condensed": [
        "truetype/open-sans/OpenSans-CondBold.ttf",
        "opentype/bebas-neue/BebasNeue-Bold.otf",
        "opentype/bebas-neue/BebasNeue-Regular.otf",
    ],
    "slab": ["opentype/roboto/slab/RobotoSlab-Regular.otf", "opentype/roboto/slab/RobotoSlab-Bold.otf"],
    "script": ["opentype/lobster/lobster.otf"],
}
PROBE_PX = 200  # the size letters are measured at


@dataclass
class Face:
    role: str
    path: str
    sizes: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)

    def at(self, px):
        if px not in self.sizes:
            self.sizes[px] = ImageFont.truetype(self.path, px)
        return self.sizes[px]

    def writes(self, text):
        """Every character has a glyph of its own, not the face's mark for a missing one."""
        return all(self.has(c) for c in text if not c.isspace())

    def has(self, c):
        if c not in self.known:
            self.known[c] = self.drawing(c) not in (self.drawing("\uffff"), self.drawing("\u0378"))
        return self.known[c]

    def drawing(self, c):
        mask = self.at(24).getmask(c)
        return mask.size, bytes(mask)

    def cap_height(self):
        """Of a capital, as a share of the font's size."""
        left, top, right, bottom = self.at(PROBE_PX).getbbox("H", anchor="ls")
        return (bottom - top) / PROBE_PX

    def width(self, text, tracking=0.0):
        """Of the text whose capitals are 1 high; tracking in the same unit."""
        return self.at(PROBE_PX).getlength(text) / PROBE_PX / self.cap_height() + tracking * (len(text) - 1)


class Faces:
    def __init__(self):
        self.roles = {
            role: [Face(role, os.path.join(FOLDER, f)) for f in files if os.path.exists(os.path.join(FOLDER, f))]
            for role, files in FILES.items()
        }
        if not (self.roles["serif"] and self.roles["sans"]):
            raise ShelfError(f"typefaces are missing; install the Debian packages {PACKAGES}")

    def that_write(self, role, text):
        """Those of the role that can write the text; where none can, any that can, may be empty."""
        able = [f for f in self.roles[role] if f.writes(text)]
        return able or [f for faces in self.roles.values() for f in faces if f.writes(text)]

    def can_write(self, text):
        return any(f.writes(text) for role in ("serif", "sans") for f in self.roles[role])
