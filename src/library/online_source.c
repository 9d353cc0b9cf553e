/* online_source.c - see online_source.h. */
#include "library/online_source.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "catalogue/isbn.h"

#include <inttypes.h>

enum { WORDS_MAX = 150, LEAST_LETTERS = 3 };

#define SOURCE(id, name, address, usual, key) \
	str online_##id##_url(struct ctx *cx, const struct online_question *q, str base, \
			      str secret); \
	enum err online_##id##_read(struct ctx *cx, const struct online_question *q, str body, \
				    struct online_list *out); \
	static str id##_address(const struct conf *conf) { return conf->address; }
#include "library/online_sources.def"
#undef SOURCE

static str google_key(const struct conf *conf) { return conf->google_books_api_key; }

#define NO_KEY NULL
#define KEY(setting) google_key
const struct online_source online_sources[] = {
#define SOURCE(id, name, address, usual, key) \
	{ #id, name, usual, id##_address, key, online_##id##_url, online_##id##_read },
#include "library/online_sources.def"
#undef SOURCE
};
const size_t online_sources_n = countof(online_sources);

struct online_question online_question(struct ctx *cx, str query, int max, bool *good)
{
	struct online_question q = { .isbn = isbn_read(query), .max = max };

	q.words = utf8_trim(utf8_head(utf8_plain(&cx->arena, query), WORDS_MAX));
	/* of scripts whose letters are whole words fewer are enough; each of theirs is three bytes */
	*good = q.isbn || q.words.n >= LEAST_LETTERS;
	return q;
}

str online_question_key(struct ctx *cx, const struct online_question *q)
{
	str text = q->isbn ? str_fmt(&cx->arena, "1\n%d\nisbn\n%" PRIu64, q->max, q->isbn)
			   : str_fmt(&cx->arena, "1\n%d\nwords\n" STR_FMT, q->max,
				     STR_ARG(q->words));

	return crypto_digest_hex(&cx->arena, text);
}

/* ---- as the settings say ---- */

str online_source_base(const struct online_source *s, const struct conf *conf)
{
	str base = s->address(conf);

	while (base.n && base.p[base.n - 1] == '/')
		base.n--;
	return base;
}

bool online_source_usual(const struct online_source *s, const struct conf *conf)
{
	return str_eq(online_source_base(s, conf), str_from(s->usual));
}

bool online_source_lacks_key(const struct online_source *s, const struct conf *conf)
{
	return s->key && !s->key(conf).n;
}

static bool is_address(str s)
{
	static const char *const schemes[] = { "https://", "http://" };

	for (size_t i = 0; i < countof(schemes); i++) {
		size_t n = strlen(schemes[i]);

		if (s.n > n && memcmp(s.p, schemes[i], n) == 0)
			return !memchr(s.p, ' ', s.n) && !memchr(s.p, '?', s.n) &&
			       !memchr(s.p, '#', s.n);
	}
	return false;
}

static const struct online_source *source_named(str id)
{
	for (size_t i = 0; i < online_sources_n; i++)
		if (str_eq(id, str_from(online_sources[i].id)))
			return &online_sources[i];
	return NULL;
}

static bool is_among(const struct online_source *s, const struct online_source *const *list,
		     size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == s)
			return true;
	return false;
}

enum err online_sources_of(struct ctx *cx, const struct conf *conf,
			   const struct online_source *out[ONLINE_SOURCES_MAX], size_t *n)
{
	str list = conf->online_sources;

	*n = 0;
	while (list.n) {
		str id = utf8_trim(str_cut(&list, ','));
		const struct online_source *s = source_named(id);

		if (!id.n || is_among(s, out, *n))
			continue;
		if (!s)
			return fail(
				cx, ERR_CONFIG,
				"online_sources (BOOKSHELF_ONLINE_SOURCES): there is no \"" STR_FMT
				"\"; there are openlibrary and google",
				STR_ARG(utf8_head(id, 80)));
		if (!is_address(online_source_base(s, conf)))
			return fail(
				cx, ERR_CONFIG,
				"the address of %s must begin with https:// or http://, and have no query",
				s->name);
		CHECK(*n < ONLINE_SOURCES_MAX);
		out[(*n)++] = s;
	}
	return OK;
}
