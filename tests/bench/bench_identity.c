/* bench_identity.c - what it costs to know who asks: `bench_identity DATA_DIR [DATABASE_URL]`: a request's identity by an access token, by an
 * API token and by the development header, and the parts of the first. CPU of this process, medians of 9 stretches of 2,000. */
#include "base/crypto.h"
#include "base/log.h"
#include "library/access_token.h"
#include "library/accounts.h"
#include "library/api_tokens.h"
#include "library/identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STRETCHES = 9, CALLS = 2000 };

struct bench {
	struct app *app;
	str access, token;
};

typedef enum err call(struct ctx *cx, const struct bench *b);

static enum err nothing(struct ctx *cx, const struct bench *b)
{
	(void)b;
	return db_lend(cx, cx->app->dbs);
}

static enum err read_only(struct ctx *cx, const struct bench *b)
{
	struct access_claims c;

	return access_token_read(cx, b->access, &c);
}

static enum err claim(struct ctx *cx, str authorization, str email)
{
	const struct identity_claim c = { .authorization = authorization,
					  .email = email,
					  .address = S("127.0.0.1") };
	enum err e = db_lend(cx, cx->app->dbs);

	return e ? e : identity_find(cx, &c);
}

static enum err by_session(struct ctx *cx, const struct bench *b)
{
	return claim(cx, str_fmt(&cx->arena, "Bearer " STR_FMT, STR_ARG(b->access)),
		     (str){ NULL, 0 });
}

static enum err by_token(struct ctx *cx, const struct bench *b)
{
	return claim(cx, str_fmt(&cx->arena, "Bearer " STR_FMT, STR_ARG(b->token)),
		     (str){ NULL, 0 });
}

static enum err by_header(struct ctx *cx, const struct bench *b)
{
	(void)b;
	return claim(cx, (str){ NULL, 0 }, S("ada@example.org"));
}

static double cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void run(const struct bench *b, const char *what, call *one)
{
	double us[STRETCHES];

	for (int s = 0; s < STRETCHES; s++) {
		us[s] = cpu_us();
		for (int i = 0; i < CALLS; i++) {
			struct ctx cx = ctx_make(b->app);

			CHECK(one(&cx, b) == OK);
			db_give_back(&cx, b->app->dbs);
			ctx_end(&cx);
		}
		us[s] = (cpu_us() - us[s]) / CALLS;
	}
	qsort(us, STRETCHES, sizeof *us, by_size);
	printf("%-44s %7.2f us\n", what, us[STRETCHES / 2]);
}

static void make_people(struct ctx *cx, struct bench *b)
{
	const struct registration r = { .email = S("ada@example.org"),
					.username = S("ada"),
					.display_name = S(""),
					.password = S("ada reads a book a week"),
					.invitation = S(""),
					.device = S("Bench") };
	struct signed_in in;
	struct api_token t;

	CHECK(!db_lend(cx, cx->app->dbs) && !library_register(cx, &r, &in));
	b->access = in.access_token;
	cx->actor.user_id = in.user_id;
	CHECK(!library_api_token_add(cx, S("bench"), SCOPE_ALL, 1, &t, &b->token));
	db_give_back(cx, cx->app->dbs);
}

int main(int argc, char **argv)
{
	struct ctx cx = ctx_make(NULL);
	struct bench b;
	struct conf conf;
	int none = 0;

	crypto_setup();
	log_setup(LOG_WARN, LOG_TEXT);
	if (argc < 2 || conf_load(&cx, argv, &none, &conf)) {
		fprintf(stderr, "usage: bench_identity DATA_DIR [DATABASE_URL]\n");
		return 2;
	}
	conf.data_dir = str_from(argv[1]);
	conf.database_url = str_from(argc > 2 ? argv[2] : "");
	conf.migrate = true;
	if (app_open(&cx, &conf, &b.app)) {
		fprintf(stderr, STR_FMT "\n", STR_ARG(cx.err_text));
		return 1;
	}
	make_people(&cx, &b);
	run(&b, "a connection lent and given back", nothing);
	run(&b, "an access token read", read_only);
	run(&b, "who asks, by access token", by_session);
	run(&b, "who asks, by API token", by_token);
	run(&b, "who asks, by development header", by_header);
	app_close(b.app);
	ctx_end(&cx);
	return 0;
}
