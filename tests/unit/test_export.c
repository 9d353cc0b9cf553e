/* test_export.c - a whole library as a file: everything is in it, and memory does not grow with it. */
#include "t.h"
#include "person.h"

#include "api/export.h"
#include "base/json_read.h"
#include "library/friends.h"
#include "library/scans.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPINES = 40 };

static bool each(struct ctx *cx, int *i)
{
	if (!t_each_db(cx, i))
		return false;
	cx->app = arena_new(&cx->arena, struct app, 1);
	cx->app->conf = (struct conf){ .max_photo_megapixels = 64, .data_dir = t_folder(cx) };
	EXPECT(mkdir(cx->app->conf.data_dir.p, 0700) == 0);
	t_be(cx, "a@b.c");
	return true;
}

static void keep_scan(struct ctx *cx)
{
	struct identified_spine spines[SPINES] = { 0 };
	struct scan s = { .read = { .w = 400, .h = 300 }, .found = { spines, SPINES } };
	struct scan_kept kept;

	for (int i = 0; i < SPINES; i++)
		spines[i].text = S("THE LIGHTHOUSE LEDGER");
	library_scan_keep(cx, t_read_file(cx, "tests/photos/formats/exif-6.jpg"),
			  scan_limits_make(), &s, &kept);
	EXPECT(kept.id.n && !kept.notice.n);
}

static void befriend(struct ctx *cx, int n)
{
	struct friend_says says = { .name = str_fmt(&cx->arena, "Friend %d", n) };
	struct friend f;
	bool created;

	EXPECT(library_friend_save(cx, S(""), &says, &f, &created) == OK && created);
}

/* How much the export took of the memory that lasts as long as the request: a piece, and what is said once. */
static size_t export(struct ctx *cx, struct spool **out)
{
	size_t before;

	EXPECT(spool_open(cx, cx->app->conf.data_dir, out) == OK);
	before = cx->arena.total;
	EXPECT(export_write(cx, EXPORT_JSON, *out) == OK);
	return cx->arena.total - before;
}

static const struct jval *parsed(struct ctx *cx, const struct spool *s)
{
	char *text = arena_new(&cx->arena, char, (size_t)s->size);
	const struct jval *v = NULL;

	EXPECT(pread(s->fd, text, (size_t)s->size, 0) == s->size);
	EXPECT(jval_read(cx, (str){ text, (size_t)s->size }, &v) == OK);
	return v;
}

TEST(an_export_takes_no_more_memory_for_a_large_library_than_for_a_small_one)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct spool *small, *large;
		size_t few, many;

		for (int n = 0; n < 20; n++) {
			keep_scan(&cx);
			befriend(&cx, n);
		}
		few = export(&cx, &small);
		for (int n = 20; n < 80; n++) {
			keep_scan(&cx);
			befriend(&cx, n);
		}
		many = export(&cx, &large);
		EXPECT(small->size > 2 * SPOOL_PIECE && large->size > 3 * small->size);
		EXPECT(many < few + SPOOL_PIECE / 16);
	}
}

TEST(an_export_holds_every_scan_once_beyond_the_pages_it_is_written_in)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		const struct jval *v, *scans;
		struct spool *s;

		for (int n = 0; n < 9; n++)
			keep_scan(&cx);
		export(&cx, &s);
		v = parsed(&cx, s);
		scans = jval_get(v, "scans");
		EXPECT(jval_len(scans) == 9 && jval_len(jval_get(v, "imports")) == 0);
		for (size_t n = 0; n < jval_len(scans); n++) {
			const struct jval *scan = jval_at(scans, n);

			EXPECT(jval_len(jval_get(scan, "spines")) == SPINES);
			EXPECT(jval_text(jval_get(jval_get(scan, "photo"), "digest")).n == 64);
			for (size_t k = 0; k < n; k++)
				EXPECT(!str_eq(jval_text(jval_get(scan, "scanId")),
					       jval_text(jval_get(jval_at(scans, k), "scanId"))));
		}
	}
}
