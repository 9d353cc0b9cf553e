/* cover_sources.c - see cover_sources.h. */
#include "library/cover_sources.h"

#include "base/fetch.h"
#include "base/utf8.h"
#include "catalogue/isbn.h"

#include <inttypes.h>
#include <string.h>

static const char isbn_word[] = "{isbn}", cover_word[] = "{cover}";

static bool begins(str s, const char *with)
{
	return s.n >= strlen(with) && memcmp(s.p, with, strlen(with)) == 0;
}

static bool holds(str s, const char *word) { return memmem(s.p, s.n, word, strlen(word)) != NULL; }

static enum err check(struct ctx *cx, str source)
{
	if (!begins(source, "https://") && !begins(source, "http://"))
		return fail(cx, ERR_CONFIG,
			    "cover_sources (BOOKSHELF_COVER_SOURCES): \"" STR_FMT
			    "\" does not begin with https:// or http://",
			    STR_ARG(utf8_head(source, 80)));
	if (!holds(source, isbn_word) && !holds(source, cover_word))
		return fail(cx, ERR_CONFIG,
			    "cover_sources (BOOKSHELF_COVER_SOURCES): \"" STR_FMT
			    "\" has neither {isbn} nor {cover} in it",
			    STR_ARG(utf8_head(source, 80)));
	if (source.n > FETCH_URL_MAX / 2)
		return fail(cx, ERR_CONFIG,
			    "cover_sources (BOOKSHELF_COVER_SOURCES): an address is too long");
	return OK;
}

enum err cover_sources_of(struct ctx *cx, const struct conf *conf, str out[COVER_SOURCES_MAX],
			  size_t *n)
{
	str list = conf->cover_sources;
	enum err e;

	*n = 0;
	while (list.n) {
		str source = utf8_trim(str_cut(&list, ' '));

		if (!source.n)
			continue;
		if ((e = check(cx, source)))
			return e;
		if (*n == COVER_SOURCES_MAX)
			return fail(
				cx, ERR_CONFIG,
				"cover_sources (BOOKSHELF_COVER_SOURCES): more than %d addresses",
				COVER_SOURCES_MAX);
		out[(*n)++] = source;
	}
	return OK;
}

str cover_source_url(struct arena *a, str source, const struct cover_numbers *of)
{
	struct buf b = buf_make(a, FETCH_URL_MAX);

	if ((holds(source, isbn_word) && !of->isbn) || (holds(source, cover_word) && !of->cover))
		return S("");
	while (source.n) {
		if (begins(source, isbn_word)) {
			buf_add(&b, isbn_text(a, of->isbn));
			source = (str){ source.p + strlen(isbn_word),
					source.n - strlen(isbn_word) };
		} else if (begins(source, cover_word)) {
			buf_addf(&b, "%" PRIu32, of->cover);
			source = (str){ source.p + strlen(cover_word),
					source.n - strlen(cover_word) };
		} else {
			buf_addc(&b, *source.p);
			source = (str){ source.p + 1, source.n - 1 };
		}
	}
	return b.full ? S("") : buf_str(&b);
}

bool cover_source_near(str source) { return !begins(source, "https://covers.openlibrary.org/"); }
