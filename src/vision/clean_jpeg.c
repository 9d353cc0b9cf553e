/* clean_jpeg.c - a JPEG file (ITU T.81, annex B) without all that is no picture. Of the application's segments stay JFIF and
 * Adobe, which say what the numbers mean as colours, cut to their fixed parts, and an ICC profile. */
#include "vision/clean.h"

#include <string.h>

enum {
	SOI = 0xd8,
	EOI = 0xd9,
	SOS = 0xda,
	DQT = 0xdb,
	DRI = 0xdd,
	RST0 = 0xd0,
	RST7 = 0xd7,
	TEM = 0x01,
	SOF0 = 0xc0,
	SOF15 = 0xcf,
	APP0 = 0xe0,
	APP1 = 0xe1,
	APP2 = 0xe2,
	APP14 = 0xee,
	JFIF_BYTES = 14, /* behind them a thumbnail */
	ADOBE_BYTES = 12
};

static void put_marker(struct buf *out, int marker)
{
	buf_addc(out, (char)0xff);
	buf_addc(out, (char)marker);
}

static void put_segment(struct buf *out, int marker, str data)
{
	size_t length = data.n + 2;

	put_marker(out, marker);
	buf_addc(out, (char)(length >> 8));
	buf_addc(out, (char)(length & 255));
	buf_add(out, data);
}

/* Exif 2.32: a TIFF directory with the one entry. */
static void put_orientation(struct buf *out, int orientation)
{
	char data[] = "Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0";

	data[25] = (char)orientation;
	put_segment(out, APP1, (str){ data, sizeof data - 1 });
}

static bool begins(str data, const char *with, size_t n)
{
	return data.n >= n && memcmp(data.p, with, n) == 0;
}

static void put_jfif(struct buf *out, str data)
{
	char fixed[JFIF_BYTES];

	memcpy(fixed, data.p, JFIF_BYTES);
	fixed[JFIF_BYTES - 2] = fixed[JFIF_BYTES - 1] = 0; /* a thumbnail of 0 × 0 */
	put_segment(out, APP0, (str){ fixed, JFIF_BYTES });
}

/* What shows the picture: frames, tables, and what tells the colours. */
static void keep_segment(struct buf *out, int marker, str data)
{
	if ((marker >= SOF0 && marker <= SOF15) || marker == DQT || marker == DRI)
		put_segment(out, marker, data);
	else if (marker == APP0 && data.n >= JFIF_BYTES && begins(data, "JFIF\0", 5))
		put_jfif(out, data);
	else if (marker == APP14 && data.n >= ADOBE_BYTES && begins(data, "Adobe", 5))
		put_segment(out, marker, (str){ data.p, ADOBE_BYTES });
	else if (marker == APP2 && begins(data, "ICC_PROFILE\0", 12))
		put_segment(out, marker, data);
}

/* Where the compressed data that begins at `at` ends: at a marker that is none of its own. */
static size_t scan_end(str file, size_t at)
{
	while (at < file.n) {
		const char *ff = memchr(file.p + at, 0xff, file.n - at);
		size_t next;
		int marker;

		if (!ff)
			return file.n;
		next = at = (size_t)(ff - file.p);
		while (next < file.n && (unsigned char)file.p[next] == 0xff)
			next++;
		marker = next < file.n ? (unsigned char)file.p[next] : EOI;
		if (marker >= SOF0 && (marker < RST0 || marker > RST7))
			return at;
		at = next;
	}
	return file.n;
}

/* The next marker's second byte, *at behind it; what lies before it is passed over. -1: there is none. */
static int next_marker(str file, size_t *at)
{
	for (size_t i = *at; i + 1 < file.n; i++)
		if ((unsigned char)file.p[i] == 0xff && file.p[i + 1] != 0 &&
		    (unsigned char)file.p[i + 1] != 0xff) {
			*at = i + 2;
			return (unsigned char)file.p[i + 1];
		}
	return -1;
}

/* A length that does not even count itself is an empty segment, as libjpeg reads it. */
static bool read_segment(str file, size_t *at, str *out)
{
	size_t length;

	if (file.n - *at < 2)
		return false;
	length = (size_t)(unsigned char)file.p[*at] << 8 | (unsigned char)file.p[*at + 1];
	if (length < 2)
		length = 2;
	if (length > file.n - *at)
		return false;
	*out = (str){ file.p + *at + 2, length - 2 };
	*at += length;
	return true;
}

bool clean_jpeg(str file, int orientation, struct buf *out)
{
	size_t at = 2, end;
	int marker;
	str data;

	put_marker(out, SOI);
	if (orientation != 1)
		put_orientation(out, orientation);
	while ((marker = next_marker(file, &at)) >= 0 && marker != EOI) {
		if (marker == TEM || (marker >= RST0 && marker <= SOI))
			continue;
		if (!read_segment(file, &at, &data))
			return false;
		if (marker != SOS) {
			keep_segment(out, marker, data);
			continue;
		}
		end = scan_end(file, at);
		put_segment(out, SOS, data);
		buf_add(out, (str){ file.p + at, end - at });
		at = end;
	}
	put_marker(out, EOI);
	return marker == EOI;
}
