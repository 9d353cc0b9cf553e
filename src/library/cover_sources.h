/* cover_sources.h - where pictures of covers may be asked for: the addresses of the settings, and one with a book's numbers in it. */
#ifndef COVER_SOURCES_H
#define COVER_SOURCES_H

#include "library/app.h"

enum { COVER_SOURCES_MAX = 8 };

/* What is known of the edition whose cover is wanted. */
struct cover_numbers {
	uint64_t isbn;  /* 0: none */
	uint32_t cover; /* Open Library's number; 0: none */
};

/* The addresses that the settings name. ERR_CONFIG: one is no address, or has no {isbn} and no {cover}, or there are too many. */
enum err cover_sources_of(struct ctx *cx, const struct conf *conf, str out[COVER_SOURCES_MAX],
			  size_t *n) NODISCARD;

/* In the arena; empty: that source wants a number that is not known. */
str cover_source_url(struct arena *a, str source, const struct cover_numbers *of);

/* Whether it may be in this network, and http: all that whoever runs the server named, but for the one the manual names. */
bool cover_source_near(str source);

#endif
