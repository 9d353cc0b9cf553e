/* known.c - see known.h. */
#include "catalogue/known.h"

#include "catalogue/work.h"

static bool has_key(const struct record_edition *e, uint64_t key)
{
	if (e->edition && file_key(FILE_KEY_EDITION, e->edition) == key)
		return true;
	if (!e->edition && !e->nisbns)
		return file_key(FILE_KEY_DIGEST, work_digest(e->title, e->authors, e->year)) == key;
	for (size_t i = 0; i < e->nisbns; i++)
		if (file_key(FILE_KEY_ISBN, e->isbn[i]) == key)
			return true;
	return false;
}

bool known_with_key(struct record r, uint64_t key, struct record_edition *out)
{
	while (record_next(&r, out))
		if (has_key(out, key))
			return true;
	return false;
}

/* The newest word on it. */
static bool find(const struct view *v, uint64_t key, struct record_edition *out, bool *starter)
{
	size_t n = 0;

	for (size_t i = v->n; i-- > 0;) {
		const uint32_t *titles = file_find(&v->files[i], key, &n);

		for (size_t k = 0; k < n; k++) {
			struct record r = file_record(&v->files[i], titles[k]);

			if (!known_with_key(r, key, out))
				continue;
			*starter = r.starter;
			return true;
		}
	}
	return false;
}

uint64_t known_key(const struct record *r, const struct record_edition *e)
{
	if (e->nisbns)
		return file_key(FILE_KEY_ISBN, e->isbn[0]);
	if (e->edition)
		return file_key(FILE_KEY_EDITION, e->edition);
	return file_key(FILE_KEY_DIGEST,
			work_digest(e->title.n ? e->title : r->title,
				    e->authors.n ? e->authors : r->authors, e->year));
}

static bool fill_str(str *have, str more)
{
	if (have->n || !more.n)
		return false;
	*have = more;
	return true;
}

static bool fill_number(uint32_t *have, uint32_t more)
{
	if (*have || !more)
		return false;
	*have = more;
	return true;
}

static bool fill_isbns(struct record_edition *have, const struct record_edition *more)
{
	size_t n = have->nisbns;

	for (size_t i = 0; i < more->nisbns && have->nisbns < ENTRY_ISBNS; i++) {
		size_t k = 0;

		while (k < have->nisbns && have->isbn[k] != more->isbn[i])
			k++;
		if (k == have->nisbns)
			have->isbn[have->nisbns++] = more->isbn[i];
	}
	return have->nisbns > n;
}

bool known_edition(void *view, struct record *r, struct record_edition *e)
{
	struct record_edition have;
	bool more, starter;

	if (!find(view, known_key(r, e), &have, &starter))
		return false;
	r->starter |= starter;
	more = fill_str(&have.authors, e->authors.n ? e->authors : r->authors);
	more |= fill_str(&have.publisher, e->publisher);
	more |= fill_str(&have.language, e->language);
	more |= fill_str(&have.series, e->series);
	more |= fill_number(&have.cover, e->cover);
	more |= fill_number(&have.pages, e->pages);
	more |= fill_isbns(&have, e);
	if (!have.year && e->year) {
		have.year = e->year;
		more = true;
	}
	*e = have;
	return !more;
}
