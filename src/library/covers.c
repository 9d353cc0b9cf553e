/* covers.c - see covers.h. An answer comes on the fetcher's thread; a thread of its own makes its sizes and keeps them. Which are being
 * asked for is a list in memory: each process of several has one. */
#include "library/covers.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/fetch.h"
#include "base/log.h"
#include "base/pool.h"
#include "catalogue/isbn.h"
#include "library/cover_sources.h"
#include "store/covers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	ASKED = FETCH_ASKS_MAX, /* at a time */
	CONNECTIONS = 2,
	FILE_MAX = 8 << 20,
	MEGAPIXELS = 24, /* of a cover: memory while its sizes are made */
	SIDE_MIN = 16,   /* smaller is the blank that some answer in place of none */
	KEEP_DAYS = 180,
	NONE_DAYS = 30,   /* nobody has one */
	BROKEN_DAYS = 1,  /* what came is no picture */
	AWAY_MS = 600000, /* it did not answer */
	OLDEST = 100,
};

/* What came of asking, the best for the person last: of several sources the best counts. */
enum outcome { BUSY, AWAY, BROKEN, NONE, FOUND, OUTCOMES };

static const char *const outcome_names[OUTCOMES] = {
	[BUSY] = "busy", [AWAY] = "away", [BROKEN] = "broken", [NONE] = "none", [FOUND] = "found",
};

struct covers {
	struct app *app;
	str sources[COVER_SOURCES_MAX];
	size_t n;
	struct fetcher *fetcher;
	struct pool *keeper;
	pthread_mutex_t lock;                /* of asked */
	char asked[ASKED][COVER_ID_MAX + 1]; /* empty: free */
};

/* One cover that is being asked for. */
struct job {
	struct covers *c;
	size_t place;  /* in `asked`, which has its id */
	size_t source; /* the one that is asked now */
	struct cover_numbers numbers;
	enum outcome outcome; /* of the present answer */
	bool away, broken;    /* of some earlier one */
	bool busy;
	char *file; /* what came */
	size_t file_n;
	int64_t began_us;
	struct trace trace;
};

/* ---- from start to end ---- */

enum err covers_open(struct ctx *cx, struct app *app, struct covers **out)
{
	struct covers *c = xmalloc(sizeof *c);
	enum err e;

	*out = NULL;
	*c = (struct covers){ .app = app };
	if ((e = cover_sources_of(cx, &app->conf, c->sources, &c->n)) || !c->n) {
		free(c);
		return e;
	}
	pthread_mutex_init(&c->lock, NULL);
	c->keeper = pool_open(1, ASKED);
	c->fetcher = fetch_open(&(struct fetch_rules){
		.connections = CONNECTIONS,
		.pace_ms = 60000 / app->conf.cover_per_minute,
		.agent = "bookshelf/" BOOKSHELF_VERSION " (a library server of somebody's own)",
	});
	*out = c;
	return OK;
}

/* What is being kept ends first, for it may ask the next source; answers that come after that find nobody who takes them. */
void covers_close(struct covers *c)
{
	if (!c)
		return;
	pool_end(c->keeper);
	fetch_close(c->fetcher);
	pool_close(c->keeper);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

/* ---- what is being asked for ---- */

/* A place for it. False: it is being asked for, or there is none left. */
static bool take_place(struct covers *c, str id, size_t *place)
{
	bool asked = false;

	*place = ASKED;
	pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < ASKED; i++) {
		asked = asked || str_eq(id, str_from(c->asked[i]));
		if (!c->asked[i][0])
			*place = i;
	}
	if (asked)
		*place = ASKED;
	if (*place < ASKED) {
		memcpy(c->asked[*place], id.p, id.n);
		c->asked[*place][id.n] = '\0';
	}
	pthread_mutex_unlock(&c->lock);
	return *place < ASKED;
}

static str id_of(const struct job *j) { return str_from(j->c->asked[j->place]); }

static void settle(struct job *j)
{
	struct covers *c = j->c;

	pthread_mutex_lock(&c->lock);
	c->asked[j->place][0] = '\0';
	pthread_mutex_unlock(&c->lock);
	free(j->file);
	free(j);
}

/* ---- an answer ---- */

static bool is_picture(str b)
{
	static const char *const starts[] = { "\xff\xd8\xff", "\x89PNG\r\n", "RIFF" };

	for (size_t i = 0; i < countof(starts); i++)
		if (b.n > strlen(starts[i]) && memcmp(b.p, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* The blank of one pixel that some send is a GIF, and no cover is. */
static enum outcome outcome_of(const struct fetch_answer *a)
{
	if (a->end == FETCH_BUSY || a->end == FETCH_HELD)
		return BUSY;
	if (a->end == FETCH_LARGE || a->end == FETCH_REFUSED)
		return BROKEN;
	if (a->end != FETCH_DONE)
		return AWAY;
	if (a->status == 404 || a->status == 410)
		return NONE;
	if (a->status == 429 || a->status == 503)
		return BUSY;
	if (a->status != 200)
		return AWAY;
	if (a->body.n > 4 && memcmp(a->body.p, "GIF8", 4) == 0)
		return NONE;
	return is_picture(a->body) ? FOUND : BROKEN;
}

static void keep(void *arg);

static bool answered(void *arg, const struct fetch_answer *a)
{
	struct job *j = arg;
	enum outcome outcome = outcome_of(a);

	log_line(LOG_INFO, "cover",
		 LOG_FIELDS(log_z("trace_id", j->trace.id),
			    log_i64("source", (int64_t)j->source + 1),
			    log_z("outcome", outcome_names[outcome]), log_i64("status", a->status),
			    log_i64("bytes", (int64_t)a->body.n),
			    log_ms("ms", clock_ticks_us() - j->began_us)));
	if (outcome == FOUND) {
		j->file = xmalloc(a->body.n);
		j->file_n = a->body.n;
		memcpy(j->file, a->body.p, a->body.n);
	}
	j->outcome = outcome;
	if (a->end == FETCH_STOPPED || !pool_add(j->c->keeper, keep, j))
		settle(j);
	return outcome == NONE || outcome == FOUND;
}

/* Ask the present source, or the next that can be asked for what is known. False: there is none left. */
static bool ask(struct job *j)
{
	struct covers *c = j->c;
	struct arena a = { 0 };
	bool added = false;

	for (; !added && j->source < c->n; j->source++) {
		const struct fetch_ask what = {
			.url = cover_source_url(&a, c->sources[j->source], &j->numbers),
			.within_ms = c->app->conf.cover_timeout * 1000,
			.max_bytes = FILE_MAX,
			.near = cover_source_near(c->sources[j->source]),
			.accept = "image/jpeg, image/png, image/webp",
			.also = c->app->conf.cover_redirects,
			.traceparent = j->trace.id[0] ? trace_parent(&a, &j->trace) : S(""),
		};

		if (!what.url.n)
			continue;
		j->began_us = clock_ticks_us();
		if ((added = fetch_add(c->fetcher, &what, answered, j)))
			break;
		j->busy = true;
	}
	arena_free(&a);
	return added;
}

/* ---- keeping ---- */

static enum err make_sizes(struct ctx *cx, const struct job *j, str pictures[COVER_SIZES])
{
	struct conf conf = cx->app->conf;
	struct point full;
	enum err e;

	if (conf.max_photo_megapixels > MEGAPIXELS)
		conf.max_photo_megapixels = MEGAPIXELS;
	if ((e = vision_sizes(cx, &conf, (str){ j->file, j->file_n }, cover_widths, COVER_SIZES,
			      pictures, &full)))
		return e;
	if (full.x < SIDE_MIN || full.y < SIDE_MIN)
		return fail(cx, ERR_INVALID_IMAGE, "this is a blank");
	return OK;
}

struct kept {
	str id;
	struct cover_row row;
};

static enum err set_row(struct ctx *cx, void *arg)
{
	const struct kept *k = arg;

	return k->row.digest.p ? store_cover_set(cx, k->id, &k->row)
			       : store_cover_none(cx, k->id, cx->now_ms, k->row.expires_ms);
}

static enum err write_row(struct ctx *cx, struct kept *k)
{
	enum err e = db_lend(cx, cx->app->dbs);

	if (!e)
		e = db_transaction(cx, set_row, k);
	db_give_back(cx, cx->app->dbs);
	return e;
}

static enum err keep_picture(struct ctx *cx, struct job *j)
{
	struct kept k = { .id = id_of(j) };
	str pictures[COVER_SIZES];
	enum err e;

	if ((e = make_sizes(cx, j, pictures)))
		return e;
	k.row.digest = crypto_digest_hex(&cx->arena, pictures[COVER_LARGE]);
	k.row.expires_ms = cx->now_ms + KEEP_DAYS * DAY_MS;
	k.row.used_ms = cx->now_ms;
	for (size_t i = 0; i < COVER_SIZES; i++)
		k.row.bytes += (int64_t)pictures[i].n;
	if (!cover_files_keep(cx, k.row.digest, pictures))
		return fail(cx, ERR_IO, "the cover could not be written");
	return write_row(cx, &k);
}

/* No source has one. While one was too busy to say so, nothing is known. */
static enum err keep_none(struct ctx *cx, const struct job *j)
{
	struct kept k = { .id = id_of(j) };

	k.row.expires_ms = cx->now_ms + (j->away     ? AWAY_MS
					 : j->broken ? BROKEN_DAYS * DAY_MS
						     : NONE_DAYS * DAY_MS);
	return j->busy ? OK : write_row(cx, &k);
}

/* In the pool: what came is kept, or the next source asked, or it is kept that there is none. */
static void keep(void *arg)
{
	struct job *j = arg;
	struct ctx cx = ctx_make(j->c->app);
	bool over = j->outcome == FOUND;
	enum err e = OK;

	if (over && (e = keep_picture(&cx, j)) == ERR_INVALID_IMAGE) {
		ctx_forgive(&cx);
		j->outcome = BROKEN;
		over = false;
	}
	j->busy = j->busy || j->outcome == BUSY;
	j->away = j->away || j->outcome == AWAY;
	j->broken = j->broken || j->outcome == BROKEN;
	free(j->file);
	j->file = NULL;
	j->source++;
	if (!over && ask(j)) {
		ctx_end(&cx);
		return;
	}
	if (!over)
		e = keep_none(&cx, j);
	if (e)
		log_line(LOG_WARN, "cover", LOG_FIELDS(log_str("error", cx.err_text)));
	ctx_end(&cx);
	settle(j);
}

/* ---- the question ---- */

/* "isbn:9780141439587" of any way to write that number; else the id. Empty: it can be none. */
static str known_as(struct ctx *cx, str id, uint64_t *isbn)
{
	static const char prefix[] = "isbn:";
	size_t n = strlen(prefix);

	*isbn = 0;
	if (!id.n || id.n > COVER_ID_MAX || memchr(id.p, '\0', id.n))
		return S("");
	if (id.n <= n || memcmp(id.p, prefix, n) != 0)
		return id;
	*isbn = isbn_read((str){ id.p + n, id.n - n });
	return *isbn ? str_fmt(&cx->arena, "%s" STR_FMT, prefix,
			       STR_ARG(isbn_text(&cx->arena, *isbn)))
		     : S("");
}

static enum err none(struct ctx *cx) { return fail(cx, ERR_NOT_FOUND, "there is no such cover"); }

/* What the catalogue knows; an ISBN is enough by itself. */
static enum err find_numbers(struct ctx *cx, str id, uint64_t isbn, struct cover_numbers *out)
{
	struct catalogue_book b = { .cover = 0 };
	enum err e = catalogue_get(cx, cx->app->catalogue, id, &b);

	if (e == ERR_NOT_FOUND && isbn) {
		ctx_forgive(cx);
		e = OK;
	}
	*out = (struct cover_numbers){ isbn, b.cover };
	if (!e && !isbn && b.isbn13.n)
		out->isbn = isbn_read(b.isbn13);
	return e;
}

static enum err start(struct ctx *cx, struct covers *c, str id, uint64_t isbn)
{
	struct cover_numbers numbers;
	struct job *j;
	size_t place;
	enum err e;

	if ((e = find_numbers(cx, id, isbn, &numbers)))
		return e;
	if (take_place(c, id, &place)) {
		j = xmalloc(sizeof *j);
		*j = (struct job){ .c = c, .place = place, .numbers = numbers, .trace = cx->trace };
		j->trace.state = S(""); /* it is the request's */
		if (!ask(j)) {
			settle(j);
			return none(cx);
		}
	}
	return fail_for(cx, ERR_NOT_FOUND, COVER_AGAIN_S, "this cover is being asked for");
}

static enum err touch(struct ctx *cx, void *arg)
{
	return store_cover_used(cx, *(const str *)arg, cx->now_ms);
}

/* It is there; what is too old is shown while a new one is asked for. */
static enum err show(struct ctx *cx, struct covers *c, str id, uint64_t isbn,
		     const struct cover_row *row)
{
	if (c && row->expires_ms < cx->now_ms && start(cx, c, id, isbn))
		ctx_forgive(cx);
	if (row->used_ms < cx->now_ms - DAY_MS && db_transaction(cx, touch, &id))
		ctx_forgive(cx);
	return OK;
}

enum err library_cover(struct ctx *cx, str id, enum cover_size size, struct cover_picture *out)
{
	struct covers *c = cx->app->covers;
	struct cover_row row;
	uint64_t isbn;
	bool found;
	enum err e;

	if (!(id = known_as(cx, id, &isbn)).n)
		return none(cx);
	if ((e = db_lend(cx, cx->app->dbs)) || (e = store_cover_get(cx, id, &row, &found)))
		return e;
	if (found && row.digest.n && cover_file_open(cx, row.digest, size, &out->fd, &out->bytes)) {
		out->digest = row.digest;
		return show(cx, c, id, isbn, &row);
	}
	if (!c || (found && !row.digest.n && row.expires_ms > cx->now_ms))
		return none(cx);
	return start(cx, c, id, isbn);
}

str library_cover_id(struct ctx *cx, str isbn13)
{
	uint64_t isbn = cx->app && cx->app->covers && isbn13.n ? isbn_read(isbn13) : 0;

	return isbn ? str_fmt(&cx->arena, "isbn:" STR_FMT, STR_ARG(isbn_text(&cx->arena, isbn)))
		    : (str){ NULL, 0 };
}

str library_cover_id_of(struct ctx *cx, const struct catalogue_book *b)
{
	if (b->isbn13.n)
		return library_cover_id(cx, b->isbn13);
	return cx->app && cx->app->covers && b->cover ? b->id : (str){ NULL, 0 };
}

/* ---- housekeeping ---- */

static enum err purge(struct ctx *cx, void *arg)
{
	(void)arg;
	return store_cover_purge(cx, cx->now_ms);
}

static enum err forget(struct ctx *cx, void *arg)
{
	return store_cover_forget(cx, *(const str *)arg);
}

/* The row goes first: a file that is left over is swept. */
static enum err make_room(struct ctx *cx)
{
	struct cover_use oldest[OLDEST];
	int64_t bytes, max = cx->app->conf.covers_mib << 20;
	size_t n = OLDEST;
	enum err e = store_cover_bytes(cx, &bytes);

	while (!e && bytes > max && n > 0) {
		if ((e = store_cover_oldest(cx, OLDEST, oldest, &n)))
			return e;
		for (size_t i = 0; i < n && bytes > max; i++) {
			if ((e = db_transaction(cx, forget, &oldest[i].digest)))
				return e;
			cover_files_remove(cx, oldest[i].digest);
			bytes -= oldest[i].bytes;
		}
	}
	return e;
}

enum err covers_tidy(struct ctx *cx)
{
	enum err e;

	if ((e = db_transaction(cx, purge, NULL)) || (e = make_room(cx)))
		return e;
	return cover_files_sweep(cx, store_cover_named);
}
