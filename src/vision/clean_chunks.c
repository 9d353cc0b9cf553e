/* clean_chunks.c - the two formats that are lists of named chunks: PNG (length, name, data, checksum; big-endian) and
 * WebP (RIFF: name, length, data padded to even; little-endian). Chunks that are not named here are left out. */
#include "vision/clean.h"

#include <string.h>

enum { PNG_HEAD = 8, RIFF_HEAD = 12, CHUNK_HEAD = 8, PNG_CHECKSUM = 4, VP8X_BYTES = 10 };

/* VP8X: the features that stay true: an ICC profile, transparency. */
enum { VP8X_KEPT = 0x20 | 0x10 };

static bool named(const char *name, const char *list)
{
	for (; *list; list += 4)
		if (memcmp(name, list, 4) == 0)
			return true;
	return false;
}

static size_t number(const char *p, bool big)
{
	size_t v = 0;

	for (int i = 0; i < 4; i++)
		v = v << 8 | (unsigned char)p[big ? i : 3 - i];
	return v;
}

bool clean_png(str file, int orientation, struct buf *out)
{
	static const char end[] = "\0\0\0\0IEND\xae\x42\x60\x82";
	size_t at = PNG_HEAD;

	CHECK(orientation == 1);
	buf_add(out, (str){ file.p, PNG_HEAD });
	while (file.n - at >= CHUNK_HEAD) {
		const char *name = file.p + at + 4;
		size_t n = number(file.p + at, true);

		if (named(name, "IEND")) {
			buf_add(out, (str){ end, sizeof end - 1 });
			return true;
		}
		if (file.n - at < CHUNK_HEAD + PNG_CHECKSUM ||
		    n > file.n - at - CHUNK_HEAD - PNG_CHECKSUM)
			return false;
		n += CHUNK_HEAD + PNG_CHECKSUM;
		if (named(name, "IHDRPLTEtRNSgAMAcHRMsRGBiCCPIDAT"))
			buf_add(out, (str){ file.p + at, n });
		at += n;
	}
	return false;
}

static void put_riff_size(struct buf *out)
{
	size_t n = out->n - 8;

	for (int i = 0; i < 4; i++)
		out->p[4 + i] = (char)(n >> 8 * i & 255);
}

static void keep_webp(struct buf *out, const char *chunk, size_t n)
{
	size_t at = out->n;

	if (!named(chunk, "VP8 VP8LVP8XALPHICCP"))
		return;
	buf_add(out, (str){ chunk, CHUNK_HEAD + n });
	if (n % 2)
		buf_addc(out, '\0'); /* whatever the padding was */
	if (named(chunk, "VP8X") && n >= VP8X_BYTES && !out->full)
		out->p[at + CHUNK_HEAD] &= VP8X_KEPT;
}

/* What stands behind the size that the file says it has goes too. */
bool clean_webp(str file, int orientation, struct buf *out)
{
	size_t at = RIFF_HEAD, whole = number(file.p + 4, false);
	bool picture = false;

	CHECK(orientation == 1);
	whole = whole < file.n - 8 ? whole + 8 : file.n;
	buf_add(out, (str){ file.p, RIFF_HEAD });
	while (at < whole && whole - at >= CHUNK_HEAD) {
		size_t n = number(file.p + at + 4, false);

		if (n > whole - at - CHUNK_HEAD)
			break; /* behind the picture readers don't mind */
		keep_webp(out, file.p + at, n);
		picture |= named(file.p + at, "VP8 VP8L");
		at += CHUNK_HEAD + n + n % 2;
	}
	if (!out->full)
		put_riff_size(out);
	return picture;
}
