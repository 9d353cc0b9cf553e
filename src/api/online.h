/* online.h - the second step of a search in JSON, the same wherever online catalogues are asked. */
#ifndef API_ONLINE_H
#define API_ONLINE_H

#include "api/nouns.h"
#include "library/online.h"
#include "library/online_merge.h"

/* What a search has come to: the catalogue's hits, and what others say. */
struct search_found {
	const struct catalogue_hits *local;
	struct online_found online;
	struct found_list books;
};

/* The second step for whoever asks, who need not be known; the parameter online says auto, always or never. Later pages of an answer are the
 * catalogue's alone. */
enum err search_online(struct ctx *cx, const struct http_req *req, str query, size_t max,
		       bool first_page, const struct catalogue_hits *local,
		       struct search_found *out) NODISCARD;

/* The members items, totalItems and online. */
void put_search_found(struct ctx *cx, struct json *j, const struct search_found *f);

/* The member onlineSources: names for people. */
void put_online_sources(struct json *j, const struct online *o);

#endif
