/* test_accounts.c - what is left of people who leave; which keys sign; what is a password, and whose turn it is to hash one. */
#include "person.h"
#include "t.h"

#include "library/hashing.h"
#include "library/own_account.h"
#include "library/passwords.h"
#include "library/secrets.h"
#include "store/audit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

TEST(who_leaves_is_erased_with_everything_of_theirs_when_the_day_has_come)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		const char *id = "00000000-0000-7000-8000-000000000001";
		static const struct sql left = {
			"left", "s", "i",
			"SELECT (SELECT COUNT(*) FROM user_books WHERE user_id = $1) + (SELECT COUNT(*) FROM loans WHERE user_id = $1)"
			" + (SELECT COUNT(*) FROM sessions WHERE user_id = $1) + (SELECT COUNT(*) FROM users WHERE id = $1)"
			" + (SELECT COUNT(*) FROM audit WHERE user_id = $1 OR actor_id = $1)"
		};
		struct account a;
		struct rows r;
		bool found;

		t_seed(&cx);
		EXPECT(store_account_erase_at(&cx, str_from(id), cx.now_ms + 1) == OK);
		EXPECT(library_accounts_erase_due(&cx) == OK);
		EXPECT(store_account_get(&cx, str_from(id), &a, &found) == OK && found);
		EXPECT(store_account_erase_at(&cx, str_from(id), cx.now_ms) == OK);
		EXPECT(library_accounts_erase_due(&cx) == OK);
		EXPECT(db_query_once(&cx, &left, ARGS(V(str_from(id))), &r) == OK &&
		       row_i64(&r, 0, 0) == 0);
		EXPECT(store_account_find(&cx, S("b@x"), &a, &found) == OK && found);
	}
}

/* ---- keys ---- */

static struct conf in_folder(struct ctx *cx)
{
	char path[] = "/tmp/bookshelf-test-XXXXXX";

	EXPECT(mkdtemp(path));
	return (struct conf){ .data_dir = str_dup(&cx->arena, str_from(path)) };
}

static void remove_folder(struct ctx *cx, const struct conf *conf)
{
	str command = str_fmt(&cx->arena, "rm -rf '" STR_FMT "'", STR_ARG(conf->data_dir));

	EXPECT(system(command.p) == 0);
}

TEST(signing_keys_are_changed_every_30_days_and_believed_for_a_day_more)
{
	const int64_t day_ms = 86400000;
	struct ctx cx = ctx_make(NULL);
	struct conf conf = in_folder(&cx);
	struct signing_key first, second, k;
	struct secrets *s, *other;

	EXPECT(secrets_open(&cx, &conf, &s) == OK && secrets_open(&cx, &conf, &other) == OK);
	first = secrets_signing_key(s);
	EXPECT(secrets_find_key(other, str_from(first.header), &k));
	cx.now_ms += 30 * day_ms - 1;
	EXPECT(secrets_rotate(&cx, s) == OK);
	EXPECT(str_eq(str_from(secrets_signing_key(s).header), str_from(first.header)));
	cx.now_ms += 2;
	EXPECT(secrets_rotate(&cx, s) == OK);
	second = secrets_signing_key(s);
	EXPECT(!str_eq(str_from(second.header), str_from(first.header)));
	EXPECT(secrets_find_key(s, str_from(first.header), &k));
	usleep(1100000); /* the other process looks at the file once a second at most */
	EXPECT(secrets_find_key(other, str_from(second.header), &k));
	cx.now_ms += day_ms + 1;
	EXPECT(secrets_rotate(&cx, s) == OK);
	EXPECT(!secrets_find_key(s, str_from(first.header), &k));
	EXPECT(secrets_find_key(s, str_from(second.header), &k));
	secrets_close(s);
	secrets_close(other);
	remove_folder(&cx, &conf);
	ctx_end(&cx);
}

TEST(secrets_that_others_can_read_or_that_are_damaged_are_refused)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = in_folder(&cx);
	struct secrets *s;
	str path;
	FILE *f;

	EXPECT(secrets_open(&cx, &conf, &s) == OK);
	secrets_close(s);
	path = str_fmt(&cx.arena, STR_FMT "/secrets/signing-keys", STR_ARG(conf.data_dir));
	EXPECT(chmod(path.p, 0640) == 0 && secrets_open(&cx, &conf, &s) == ERR_CONFIG);
	EXPECT(chmod(path.p, 0600) == 0 && truncate(path.p, 20) == 0);
	EXPECT(secrets_open(&cx, &conf, &s) == ERR_CONFIG);
	EXPECT((f = fopen(path.p, "w")) && fclose(f) == 0 &&
	       secrets_open(&cx, &conf, &s) == ERR_CONFIG);
	EXPECT(unlink(path.p) == 0 && secrets_open(&cx, &conf, &s) == OK);
	secrets_close(s);
	remove_folder(&cx, &conf);
	ctx_end(&cx);
}

/* ---- passwords ---- */

TEST(passwords_that_everybody_would_try_are_refused_and_others_are_not)
{
	static const char *const refused[] = {
		"short",
		"passwordpassword",
		"123456789012345",
		"1234567890123456",
		"aaaaaaaaaaaaaaaa",
		"abcdefghijklmnopq",
		"9876543210987654",
		"qwertyqwertyqwerty",
		"password12345678",
		"PASSWORD 12345678",
		"Ada Lovelace Lovelace",
		"ada@example.orgada",
		"example.orgexample.org",
		"bookshelfbookshelf",
		"lovelacepassword",
	};
	static const char *const taken[] = {
		"correct horse battery staple",
		"a password for the books",
		"Żółw czyta książkę co tydzień",
		"夜の図書館で本を読む猫がいるよとても",
		"x7#kQ!92mZ@pL4vn",
	};
	const struct password_owner ada = { S("ada@example.org"), S("ada"), S("Ada Lovelace"),
					    false };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(refused); i++)
		EXPECT_STR(password_refused(&cx, str_from(refused[i]), &ada) ? S("refused")
									     : str_from(refused[i]),
			   "refused");
	for (size_t i = 0; i < countof(taken); i++)
		EXPECT_STR(password_refused(&cx, str_from(taken[i]), &ada) ? str_from(taken[i])
									   : S("taken"),
			   "taken");
	ctx_end(&cx);
}

TEST(with_a_second_factor_a_password_may_be_shorter)
{
	const struct password_owner ada = { S("a@b.org"), S("ada"), S(""), true };
	struct ctx cx = ctx_make(NULL);

	EXPECT(!password_refused(&cx, S("kd8!bqpw"), &ada) &&
	       password_refused(&cx, S("kd8!bqp"), &ada));
	ctx_end(&cx);
}

/* ---- turns ---- */

struct turns {
	struct app app;
	atomic_int inside, most, done, refused;
};

static void *take_a_turn(void *arg)
{
	struct turns *t = arg;
	struct ctx cx = ctx_make(&t->app);
	int now;

	if (hashing_begin(&cx, false) == ERR_BUSY) {
		atomic_fetch_add(&t->refused, 1);
	} else {
		now = atomic_fetch_add(&t->inside, 1) + 1;
		if (now > atomic_load(&t->most))
			atomic_store(&t->most, now);
		usleep(20000);
		atomic_fetch_sub(&t->inside, 1);
		EXPECT(hashing_end(&cx) == OK);
		atomic_fetch_add(&t->done, 1);
	}
	db_give_back(&cx, t->app.dbs);
	ctx_end(&cx);
	return NULL;
}

TEST(hashing_is_done_a_few_at_a_time_and_a_flood_is_refused_but_for_who_is_known)
{
	enum { CROWD = 40, AT_ONCE = 2 };
	struct turns t = { .app = { .hashing = hashing_open(AT_ONCE),
				    .dbs = db_pool_open(S("sqlite::memory:"), 4, true) } };
	struct ctx known = ctx_make(&t.app);
	pthread_t crowd[CROWD];

	for (int i = 0; i < CROWD; i++)
		EXPECT(pthread_create(&crowd[i], NULL, take_a_turn, &t) == 0);
	while (!atomic_load(&t.refused))
		usleep(1000);
	EXPECT(hashing_begin(&known, true) == OK);
	EXPECT(hashing_end(&known) == OK);
	for (int i = 0; i < CROWD; i++)
		pthread_join(crowd[i], NULL);
	EXPECT(atomic_load(&t.most) <= AT_ONCE);
	EXPECT(atomic_load(&t.done) + atomic_load(&t.refused) == CROWD && atomic_load(&t.done) > 0);
	db_give_back(&known, t.app.dbs);
	ctx_end(&known);
	hashing_close(t.app.hashing);
	db_pool_close(t.app.dbs);
}
