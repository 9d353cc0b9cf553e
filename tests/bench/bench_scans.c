/* bench_scans.c - what keeping a scan adds to it: `bench_scans PHOTO DATA_DIR [DATABASE_URL]`: the photo cleaned, written to the
 * disk, and the rows of 40 spines with 5 candidates each. Medians of 50. */
#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "library/profile.h"
#include "library/scans.h"
#include "library/users.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { ROUNDS = 50, SPINES = 40, CANDIDATES = 5, FILE_MAX = 32 << 20 };

static str read_file(struct ctx *cx, const char *path)
{
	char *p = arena_new(&cx->arena, char, FILE_MAX);
	FILE *f = fopen(path, "rb");
	str s = { p, 0 };

	CHECK(f);
	s.n = fread(p, 1, FILE_MAX, f);
	fclose(f);
	return s;
}

static struct scan shelf(struct ctx *cx)
{
	struct identified_spine *s = arena_new(&cx->arena, struct identified_spine, SPINES);

	for (int i = 0; i < SPINES; i++) {
		float x = 40.3f + 60 * (float)i;

		s[i] = (struct identified_spine){
			.quad = { { { x + 50, 20.1f },
				    { x + 50, 980.7f },
				    { x, 980.7f },
				    { x, 20.1f } } },
			.confidence = 0.93f,
			.text = S("THE REMAINS OF THE DAY\nKAZUO ISHIGURO\nfaber"),
			.title = S("THE REMAINS OF THE DAY"),
			.author = S("KAZUO ISHIGURO"),
			.text_confidence = 0.9f,
			.ncandidates = CANDIDATES
		};
		for (int c = 0; c < CANDIDATES; c++)
			s[i].candidates[c] = (struct identify_candidate){
				.book = { .id = S("isbn:9780571154913"),
					  .title = S("The Remains of the Day"),
					  .authors = S("Kazuo Ishiguro"),
					  .isbn13 = S("9780571154913"),
					  .publisher = S("Faber and Faber"),
					  .language = S("en"),
					  .year = 1989 },
				.score = 0.9f,
				.reasons = { "The whole title was read",
					     "The author's name was read" }
			};
	}
	return (struct scan){ .read = { .w = 4032, .h = 3024 },
			      .found = { s, SPINES },
			      .total_ms = 3000 };
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print(const char *what, int64_t *us)
{
	qsort(us, ROUNDS, sizeof *us, by_size);
	printf("%-40s %7.2f ms\n", what, (double)us[ROUNDS / 2] / 1000);
}

static int64_t clean(struct app *app, str file)
{
	struct ctx cx = ctx_make(app);
	int64_t start = clock_ticks_us();
	struct photo p;

	CHECK(vision_clean(&cx, &app->conf, file, &p) == OK);
	start = clock_ticks_us() - start;
	ctx_end(&cx);
	return start;
}

static int64_t keep(struct app *app, str file, bool photo)
{
	struct ctx cx = ctx_make(app);
	struct scan s = shelf(&cx);
	struct profile_says says = { .keep_photos = photo };
	struct scan_photos gone;
	struct scan_kept kept;
	int64_t start;

	CHECK(!db_lend(&cx, app->dbs) &&
	      !library_identify_actor(&cx, (str){ NULL, 0 }, (str){ NULL, 0 }));
	CHECK(!library_profile_change(&cx, &says) && !library_scan_photo_remove(&cx, S(""), &gone));
	start = clock_ticks_us();
	library_scan_keep(&cx, file, scan_limits_make(), &s, &kept);
	start = clock_ticks_us() - start;
	CHECK(kept.id.n && kept.photo == photo);
	db_give_back(&cx, app->dbs);
	ctx_end(&cx);
	return start;
}

int main(int argc, char **argv)
{
	struct ctx cx = ctx_make(NULL);
	int64_t us[3][ROUNDS];
	struct conf conf;
	int none = 0;
	struct app *app;
	str file;

	crypto_setup();
	log_setup(LOG_WARN, LOG_TEXT);
	if (argc < 3 || conf_load(&cx, argv, &none, &conf)) {
		fprintf(stderr, "usage: bench_scans PHOTO DATA_DIR [DATABASE_URL]\n");
		return 2;
	}
	conf.data_dir = str_from(argv[2]);
	conf.database_url = str_from(argc > 3 ? argv[3] : "");
	if (app_open(&cx, &conf, &app)) {
		fprintf(stderr, STR_FMT "\n", STR_ARG(cx.err_text));
		return 1;
	}
	file = read_file(&cx, argv[1]);
	for (int i = 0; i < ROUNDS; i++) {
		us[0][i] = clean(app, file);
		us[1][i] = keep(app, file, false);
		us[2][i] = keep(app, file, true);
	}
	printf("a photo of %.1f MB, %d spines, %d candidates each\n", (double)file.n / 1e6, SPINES,
	       CANDIDATES);
	print("the photo without its metadata", us[0]);
	print("keeping the scan without its photo", us[1]);
	print("keeping it with its photo, on the disk", us[2]);
	app_close(app);
	ctx_end(&cx);
	return 0;
}
