/* online_source.h - what each online catalogue is asked, and how its answer is read: online_sources.def as a table. */
#ifndef ONLINE_SOURCE_H
#define ONLINE_SOURCE_H

#include "library/online_book.h"

enum { ONLINE_SOURCES_MAX = 8 };

/* What is looked for: an ISBN, or words. Nothing else ever leaves this server. */
struct online_question {
	uint64_t isbn; /* 0: words */
	str words;     /* letters and digits with single spaces between (utf8_plain) */
	int max;       /* books */
};

struct online_source {
	const char *id, *name, *usual;
	str (*address)(const struct conf *conf);
	str (*key)(const struct conf *conf); /* NULL: needs none */
	str (*url)(struct ctx *cx, const struct online_question *q, str address, str key);
	/* The books of a 200, cleaned, at most q->max; ids and sources are set. ERR_INVALID_JSON: it is no such answer. */
	enum err (*read)(struct ctx *cx, const struct online_question *q, str body,
			 struct online_list *out);
};

extern const struct online_source online_sources[];
extern const size_t online_sources_n;

/* Those the settings name, in that order. ERR_CONFIG: they name one that there is not, or an address that is none. */
enum err online_sources_of(struct ctx *cx, const struct conf *conf,
			   const struct online_source *out[ONLINE_SOURCES_MAX],
			   size_t *n) NODISCARD;

/* The address without a slash at its end; whether it is the usual one; whether it wants a key and the settings have none. */
str online_source_base(const struct online_source *s, const struct conf *conf);
bool online_source_usual(const struct online_source *s, const struct conf *conf);
bool online_source_lacks_key(const struct online_source *s, const struct conf *conf);

/* Sets *good false when the words are too few to ask by. */
struct online_question online_question(struct ctx *cx, str query, int max, bool *good);

/* What an answer is kept under, a digest. */
str online_question_key(struct ctx *cx, const struct online_question *q);

#endif
