/* online.c - see online.h. Words in, JSON out; who is asked and when is the library's business. */
#include "api/online.h"

#include "api/api.h"

enum wanted { AUTO, ALWAYS_ONLINE, NEVER };

static enum err read_wanted(struct ctx *cx, const struct http_req *req, enum wanted *out)
{
	static const char *const words[] = { "auto", "always", "never" };
	size_t at = AUTO;
	enum err e = http_query_choice(cx, req, "online", words, countof(words), &at);

	*out = (enum wanted)at;
	return e;
}

/* A person who is known and has said that it may be. Who is nobody, and a database that is away, are no reason to fail. */
static enum err who_allows(struct ctx *cx, const struct http_req *req, enum online_state *out)
{
	bool allowed = false;
	enum err e = api_actor(cx, req);

	if (!e)
		e = online_allowed(cx, &allowed);
	*out = allowed ? ONLINE_ASKED : ONLINE_NOT_ALLOWED;
	if (e != ERR_MISSING_IDENTITY && e != ERR_UNAVAILABLE)
		return e;
	*out = e == ERR_UNAVAILABLE ? ONLINE_UNAVAILABLE : ONLINE_OFF;
	ctx_forgive(cx);
	return OK;
}

static enum err ask(struct ctx *cx, const struct http_req *req, str query,
		    const struct catalogue_hits *local, enum wanted wanted,
		    struct online_found *out)
{
	struct online *o = cx->app->online;
	enum err e;

	if (!o)
		return OK;
	if (wanted == NEVER || (wanted == AUTO && online_is_good(local))) {
		out->state = ONLINE_LOCAL;
		return OK;
	}
	if ((e = who_allows(cx, req, &out->state)) || out->state != ONLINE_ASKED)
		return e;
	if (!local->n && online_lacks_key(o))
		return fail(cx, ERR_MISSING_API_KEY,
			    "Google Books API key is not configured. Set GOOGLE_BOOKS_API_KEY.");
	return online_search(cx, o, query, out);
}

enum err search_online(struct ctx *cx, const struct http_req *req, str query, size_t max,
		       bool first_page, const struct catalogue_hits *local,
		       struct search_found *out)
{
	enum wanted wanted;
	enum err e;

	*out = (struct search_found){ .local = local };
	if ((e = read_wanted(cx, req, &wanted)) ||
	    (e = ask(cx, req, query, local, first_page ? wanted : NEVER, &out->online)))
		return e;
	out->books = online_merge(cx, query, local, &out->online.books, max);
	return OK;
}

static void put_notes(struct json *j, const struct online_found *f)
{
	json_arr(j, "notes");
	for (size_t i = 0; i < f->nnotes; i++) {
		json_obj(j, NULL);
		json_str(j, "source", str_from(f->notes[i].source));
		json_str(j, "reason", str_from(f->notes[i].reason));
		json_str(j, "message", f->notes[i].message);
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void put_names(struct json *j, const char *key, const struct online *o)
{
	const char *names[ONLINE_SOURCES_MAX];
	size_t n = online_names_of(o, names);

	json_arr(j, key);
	for (size_t i = 0; i < n; i++)
		json_str(j, NULL, str_from(names[i]));
	json_end(j, ']');
}

void put_online_sources(struct json *j, const struct online *o)
{
	put_names(j, "onlineSources", o);
}

void put_search_found(struct ctx *cx, struct json *j, const struct search_found *f)
{
	json_arr(j, "items");
	for (size_t i = 0; i < f->books.n; i++) {
		const struct found_book *b = &f->books.items[i];

		if (b->local)
			put_lookup_item(cx, j,
					&(struct identify_candidate){ .book = b->local->book },
					false);
		else
			put_online_item(cx, j, b->online);
	}
	json_end(j, ']');
	json_i64(j, "totalItems", (int64_t)f->books.n);
	json_obj(j, "online");
	json_str(j, "state", str_from(online_states[f->online.state]));
	put_names(j, "sources", cx->app->online);
	put_notes(j, &f->online);
	if (f->online.state == ONLINE_ASKED)
		json_i64(j, "askAgainMs", f->online.wait_ms);
	else
		json_nil(j, "askAgainMs");
	json_end(j, '}');
}
