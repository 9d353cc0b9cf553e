/* exif.c - see exif.h. Containers: JPEG APP1 segments, PNG eXIf and WebP EXIF chunks; inside, TIFF (Exif 2.32). */
#include "vision/exif.h"

#include <string.h>

enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3 };

static bool bytes_at(str s, size_t at, const char *want, size_t n)
{
	return at <= s.n && n <= s.n - at && memcmp(s.p + at, want, n) == 0;
}

/* n bytes (at most 4) as a number; 0 beyond the end. */
static uint32_t number(str s, size_t at, size_t n, bool big)
{
	uint32_t v = 0;

	if (at > s.n || n > s.n - at)
		return 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t byte = (unsigned char)s.p[at + (big ? i : n - 1 - i)];

		v = v << 8 | byte;
	}
	return v;
}

static int from_tiff(str t)
{
	bool big = bytes_at(t, 0, "MM", 2);
	size_t ifd = number(t, 4, 4, big), count;

	if (!big && !bytes_at(t, 0, "II", 2))
		return 1;
	count = number(t, ifd, 2, big);
	for (size_t i = 0; i < count && ifd + 2 + i * 12 + 12 <= t.n; i++) {
		size_t at = ifd + 2 + i * 12;

		if (number(t, at, 2, big) == TAG_ORIENTATION &&
		    number(t, at + 2, 2, big) == TYPE_SHORT) {
			uint32_t v = number(t, at + 8, 2, big);

			return v >= 1 && v <= 8 ? (int)v : 1;
		}
	}
	return 1;
}

static int from_jpeg(str f)
{
	size_t at = 2;

	while (at + 4 <= f.n && (unsigned char)f.p[at] == 0xff) {
		unsigned marker = (unsigned char)f.p[at + 1];
		size_t length = number(f, at + 2, 2, true);

		if (marker == 0xff) {
			at++;
			continue;
		}
		if (marker == 0xda || length < 2)
			break;
		if (marker == 0xe1 && length > 8 && bytes_at(f, at + 4, "Exif\0\0", 6) &&
		    length - 8 <= f.n - at - 10)
			return from_tiff((str){ f.p + at + 10, length - 8 });
		at += 2 + length;
	}
	return 1;
}

/* Both are lists of chunks: PNG length, name, data, checksum; WebP name, length, data padded to even. */
static int from_chunks(str f, size_t at, bool png)
{
	while (at + 8 <= f.n) {
		size_t n = number(f, at + (png ? 0 : 4), 4, png);

		if (n > f.n - at - 8)
			break;
		if (bytes_at(f, at + (png ? 4 : 0), png ? "eXIf" : "EXIF", 4)) {
			str data = { f.p + at + 8, n };

			if (bytes_at(data, 0, "Exif\0\0", 6))
				data = (str){ data.p + 6, data.n - 6 };
			return from_tiff(data);
		}
		at += 8 + n + (png ? 4 : n % 2);
	}
	return 1;
}

int exif_orientation(str f)
{
	if (bytes_at(f, 0, "\xff\xd8", 2))
		return from_jpeg(f);
	if (bytes_at(f, 0, "\x89PNG", 4))
		return from_chunks(f, 8, true);
	if (bytes_at(f, 0, "RIFF", 4))
		return from_chunks(f, 12, false);
	return 1;
}

static void mirror(struct image *im)
{
	for (int y = 0; y < im->h; y++)
		for (int x = 0; x < im->w / 2; x++) {
			uint8_t *a = &im->px[((size_t)y * (size_t)im->w + (size_t)x) * 3];
			uint8_t *b = &im->px[((size_t)y * (size_t)im->w + (size_t)(im->w - 1 - x)) *
					     3],
				t[3];

			memcpy(t, a, 3);
			memcpy(a, b, 3);
			memcpy(b, t, 3);
		}
}

void exif_apply(struct image *im, int orientation)
{
	/* Quarter turns counter-clockwise that undo the camera's, after mirroring for the even ones. */
	static const struct {
		bool mirrored;
		int quarters;
	} undo[9] = { { false, 0 }, { false, 0 }, { true, 0 }, { false, 2 }, { true, 2 },
		      { true, 1 },  { false, 3 }, { true, 3 }, { false, 1 } };

	if (undo[orientation].mirrored)
		mirror(im);
	if (undo[orientation].quarters) {
		struct image turned = image_turn(im, undo[orientation].quarters);

		image_free(im);
		*im = turned;
	}
}
