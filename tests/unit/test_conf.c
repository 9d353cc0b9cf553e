/* test_conf.c - settings: where they come from, and how a wrong one is refused. */
#include "t.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static enum err load(struct ctx *cx, struct conf *c, int n, const char *const *words, int *left)
{
	char **args = arena_new(&cx->arena, char *, (size_t)n + 1);
	enum err e;

	for (int i = 0; i < n; i++)
		args[i] = (char *)(uintptr_t)str_dup(&cx->arena, str_from(words[i])).p;
	*left = n;
	e = conf_load(cx, args, left, c);
	return e;
}

#define LOAD(c, left, ...) \
	load(&cx, (c), (int)countof(((const char *const[]){ __VA_ARGS__ })), \
	     (const char *const[]){ __VA_ARGS__ }, (left))

TEST(conf_options_may_stand_before_and_behind_other_words)
{
	struct ctx cx = ctx_make(NULL);
	struct conf c;
	int left;

	EXPECT(LOAD(&c, &left, "serve", "--port", "8080", "--data-dir=/tmp/none", "extra",
		    "--scan-enabled=no") == OK);
	EXPECT(left == 2 && c.port == 8080 && !c.scan_enabled);
	EXPECT_STR(c.data_dir, "/tmp/none");
	EXPECT(c.max_photo_mib == 25 && str_eq(c.host, S("127.0.0.1")));
	ctx_end(&cx);
}

TEST(conf_wrong_value_is_refused_by_its_name)
{
	struct ctx cx = ctx_make(NULL);
	struct conf c;
	int left;

	EXPECT(LOAD(&c, &left, "serve", "--port", "70000") == ERR_CONFIG &&
	       strstr(cx.err_text.p, "port"));
	EXPECT(LOAD(&c, &left, "serve", "--port", "5001x") == ERR_CONFIG);
	EXPECT(LOAD(&c, &left, "serve", "--port") == ERR_CONFIG);
	EXPECT(LOAD(&c, &left, "serve", "--dev-identity=perhaps") == ERR_CONFIG &&
	       strstr(cx.err_text.p, "dev_identity"));
	EXPECT(LOAD(&c, &left, "serve", "--env", "prod") == ERR_CONFIG &&
	       strstr(cx.err_text.p, "BOOKSHELF_ENV"));
	ctx_end(&cx);
}

TEST(conf_production_assumes_no_identity_and_needs_a_database)
{
	struct ctx cx = ctx_make(NULL);
	struct conf c;
	int left;

	EXPECT(LOAD(&c, &left, "serve", "--env", "Production") == ERR_CONFIG &&
	       strstr(cx.err_text.p, "DATABASE_URL"));
	EXPECT(LOAD(&c, &left, "serve", "--env", "production", "--dev-identity",
		    "--database-url=sqlite:x") == ERR_CONFIG);
	EXPECT(LOAD(&c, &left, "serve", "--env", "production", "--database-url=sqlite:x") == OK &&
	       !c.dev_identity);
	ctx_end(&cx);
}

TEST(conf_production_names_the_pages_that_may_call_or_has_none_but_its_own)
{
	struct ctx cx = ctx_make(NULL);
	struct conf c;
	int left;

#define PRODUCTION(origins) \
	LOAD(&c, &left, "serve", "--env=production", "--database-url=sqlite:x", \
	     "--allowed-origins=" origins)
	EXPECT(LOAD(&c, &left, "serve") == OK);
	EXPECT_STR(c.allowed_origins, "*");
	EXPECT(PRODUCTION("") == OK && c.allowed_origins.n == 0);
	EXPECT(PRODUCTION("https://a.example, http://b:81") == OK);
	EXPECT(PRODUCTION("*") == ERR_CONFIG && strstr(cx.err_text.p, "BOOKSHELF_ALLOWED_ORIGINS"));
	EXPECT(PRODUCTION("https://a.example, *") == ERR_CONFIG);
#undef PRODUCTION
	EXPECT(LOAD(&c, &left, "serve", "--allowed-origins=https://a.example/") == ERR_CONFIG &&
	       strstr(cx.err_text.p, "https://a.example/"));
	EXPECT(LOAD(&c, &left, "serve", "--allowed-origins=a.example") == ERR_CONFIG);
	EXPECT(LOAD(&c, &left, "serve", "--allowed-origins=https://*.example") == ERR_CONFIG);
	EXPECT(LOAD(&c, &left, "serve", "--allowed-origins=null") == ERR_CONFIG);
	ctx_end(&cx);
}

TEST(conf_production_says_whether_the_way_to_a_far_database_is_encrypted)
{
	static const char *const fine[] = {
		"postgres:///books",
		"postgres://me:p%40ss@localhost:5432/books",
		"postgresql://127.0.0.1/books",
		"postgres://[::1]:5432/books",
		"postgres://%2Frun%2Fpostgresql/books",
		"postgresql:///books?host=/run/postgresql&user=me",
		"postgres://me@db.example/books?sslmode=verify-full",
		"postgres://me@db.example/books?application_name=x&sslmode=disable",
		"sqlite:/data/lib.db",
	};
	static const char *const wrong[] = {
		"postgres://me:localhost@db.example/books",
		"postgres://db",
		"postgres://localhost.example:5432/books",
		"postgresql://me@localhost,10.0.0.7:5433/books",
		"postgresql:///books?host=db.example",
		"postgres://me:a@127.0.0.1@db.example/books",
		"postgres://me@db.example/sslmode=require",
		"postgres://me@db.example/books?sslmode=",
	};
	struct ctx cx = ctx_make(NULL);
	struct conf c;
	int left;

	for (size_t i = 0; i < countof(fine) + countof(wrong); i++) {
		bool bad = i >= countof(fine);
		const char *url = bad ? wrong[i - countof(fine)] : fine[i];
		str said = str_fmt(&cx.arena, "--database-url=%s", url);

		EXPECT(LOAD(&c, &left, "serve", "--env=production", said.p) ==
		       (bad ? ERR_CONFIG : OK));
		EXPECT(!bad || strstr(cx.err_text.p, "sslmode=verify-full"));
		ctx_forgive(&cx);
		EXPECT(LOAD(&c, &left, "serve", said.p) == OK);
	}
	ctx_end(&cx);
}

static void write_file(str folder, const char *text)
{
	char path[300];
	FILE *f;

	mkdir(folder.p, 0700);
	snprintf(path, sizeof path, "%s/bookshelf.conf", folder.p);
	f = fopen(path, "w");
	CHECK(f && fputs(text, f) >= 0 && fclose(f) == 0);
}

TEST(conf_file_gives_way_to_the_environment_and_that_to_options)
{
	struct ctx cx = ctx_make(NULL);
	str folder = t_folder(&cx),
	    option = str_fmt(&cx.arena, "--data-dir=" STR_FMT, STR_ARG(folder));
	struct conf c;
	int left;

	write_file(folder, "# ours\n\nport = 7001\nmax_photo_mib=7\nBOOKSHELF_HOST='0.0.0.0'\n");
	EXPECT(LOAD(&c, &left, "serve", option.p) == OK && c.port == 7001 && c.max_photo_mib == 7);
	EXPECT_STR(c.host, "0.0.0.0");
	setenv("BOOKSHELF_PORT", "7002", 1);
	EXPECT(LOAD(&c, &left, "serve", option.p) == OK && c.port == 7002);
	EXPECT(LOAD(&c, &left, "serve", option.p, "--port=7003") == OK && c.port == 7003);
	unsetenv("BOOKSHELF_PORT");
	write_file(folder, "prot = 1\n");
	EXPECT(LOAD(&c, &left, "serve", option.p) == ERR_CONFIG && strstr(cx.err_text.p, "line 1"));
	ctx_end(&cx);
}

TEST(conf_values_in_force_are_shown_without_passwords)
{
	static const struct {
		const char *url, *shown;
	} cases[] = {
		{ "postgres://me:sec:ret@host:1/books", "= postgres://me:***@host:1/books\n" },
		{ "postgres://me:s@/cret@host/books", "= postgres://me:***@host/books\n" },
		{ "postgresql:///books?host=/run&password=secret&user=me",
		  "= postgresql:///books?host=/run&password=***&user=me\n" },
		{ "postgresql://host:5432/books?password=sec@ret",
		  "= postgresql://host:5432/books?password=***\n" },
		{ "postgresql://me@host/books?password=secret",
		  "= postgresql://me@host/books?password=***\n" },
		{ "postgres://me@host/books", "= postgres://me@host/books\n" },
		{ "sqlite:data/books.db", "= sqlite:data/books.db\n" },
	};
	struct ctx cx = ctx_make(NULL);
	struct conf c;
	int left;

	for (size_t i = 0; i < countof(cases); i++) {
		struct buf b = buf_make(&cx.arena, 1 << 20);

		EXPECT(LOAD(&c, &left, "serve", "--database-url", cases[i].url) == OK);
		conf_put_values(&c, &b);
		if (!strstr(b.p, cases[i].shown))
			t_fail(__FILE__, __LINE__, cases[i].shown);
	}
	ctx_end(&cx);
}
