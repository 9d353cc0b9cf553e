"""marks - publishers' marks, drawn in white on a square of 100 pixels."""


def ring(draw):
    draw.ellipse((4, 4, 96, 96), outline=255, width=7)
    draw.ellipse((34, 34, 66, 66), fill=255)


def diamond(draw):
    draw.polygon(((50, 0), (92, 50), (50, 100), (8, 50)), fill=255)
    draw.line((50, 22, 50, 78), fill=0, width=8)


def steps(draw):
    for i in range(4):
        draw.rectangle((10 + 22 * i, 74 - 22 * i, 26 + 22 * i, 96), fill=255)


def tree(draw):
    draw.polygon(((50, 2), (88, 70), (12, 70)), fill=255)
    draw.rectangle((43, 70, 57, 98), fill=255)


def open_book(draw):
    draw.polygon(((4, 24), (47, 34), (47, 88), (4, 76)), fill=255)
    draw.polygon(((96, 24), (53, 34), (53, 88), (96, 76)), fill=255)


def sun(draw):
    draw.pieslice((14, 24, 86, 96), 180, 360, fill=255)
    draw.rectangle((2, 66, 98, 73), fill=255)


MARKS = (ring, diamond, steps, tree, open_book, sun)
