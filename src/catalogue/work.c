/* work.c - see work.h. */
#include "catalogue/work.h"

static str head_until(str s, const char *stops, size_t from)
{
	for (size_t i = from; i < s.n; i++)
		if (s.p[i] && strchr(stops, s.p[i]))
			return (str){ s.p, i };
	return s;
}

str work_main_title(str title) { return head_until(title, ":([;", 1); }

str work_first_author(str authors) { return head_until(authors, ",;&/", 0); }

str work_author_head(str authors)
{
	if (authors.n <= WORK_AUTHOR_BYTES)
		return authors;
	authors.n = WORK_AUTHOR_BYTES;
	while (authors.n && ((unsigned char)authors.p[authors.n] & 0xc0) == 0x80)
		authors.n--;
	return authors;
}

uint64_t work_hash(str title, str authors)
{
	struct fold f;
	uint64_t h;

	fold_text(work_main_title(title), &f);
	if (f.n == 0)
		fold_text(title, &f);
	h = fold_hash(1, f.unit, f.n);
	fold_text(work_first_author(authors), &f);
	if (f.words) {
		size_t last = f.words - 1;

		h = fold_hash(h, f.unit + f.start[last], (size_t)(f.end[last] - f.start[last]));
	}
	return h;
}

uint32_t work_key(str title, str authors) { return (uint32_t)(work_hash(title, authors) >> 32); }

static uint64_t add(uint64_t h, str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u; /* FNV-1a */
	return (h ^ 0x1f) * 0x100000001b3u; /* so that "ab", "c" is not "a", "bc" */
}

uint64_t work_digest(str title, str authors, int year)
{
	uint32_t parts[2] = { 0, (uint32_t)year };
	uint64_t h = add(add(0xcbf29ce484222325u, title), authors);

	parts[0] = (uint32_t)h;
	return fold_hash(h, parts, 2);
}
