/* test_http_buckets.c - how often is too often. */
#include "t.h"

#include "http/buckets.h"
#include "http/quotas.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { SECOND_US = 1000000 };

static const struct bucket_rule ten_a_minute = { 10, 60 };

TEST(a_bucket_gives_what_it_holds_at_once_then_one_token_at_a_time)
{
	struct buckets *b = buckets_open();
	int64_t now_us = 1000 * (int64_t)SECOND_US;
	struct bucket_level l;

	for (int i = 9; i >= 0; i--) {
		l = buckets_take(b, 1, S("ada"), ten_a_minute, now_us);
		EXPECT(l.taken && l.left == i && l.more_s == 6);
	}
	l = buckets_take(b, 1, S("ada"), ten_a_minute, now_us);
	EXPECT(!l.taken && l.left == 0 && l.more_s == 6);
	l = buckets_take(b, 1, S("ada"), ten_a_minute, now_us + 2 * SECOND_US + 1);
	EXPECT(!l.taken && l.more_s == 4);
	l = buckets_take(b, 1, S("ada"), ten_a_minute, now_us + 6 * SECOND_US);
	EXPECT(l.taken && l.left == 0 && l.more_s == 6); /* what was refused cost nothing */
	l = buckets_take(b, 1, S("ada"), ten_a_minute, now_us + 65 * SECOND_US);
	EXPECT(l.taken && l.left == 8);
	l = buckets_take(b, 1, S("ada"), ten_a_minute, now_us + 3600 * (int64_t)SECOND_US);
	EXPECT(l.taken && l.left == 9); /* never more than it holds */
	buckets_close(b);
}

TEST(buckets_are_told_apart_by_who_and_by_what_is_counted)
{
	struct buckets *b = buckets_open();
	const struct bucket_rule one = { 1, 60 };

	EXPECT(buckets_take(b, 1, S("ada"), one, 1).taken);
	EXPECT(!buckets_take(b, 1, S("ada"), one, 1).taken);
	EXPECT(buckets_take(b, 1, S("bob"), one, 1).taken);
	EXPECT(buckets_take(b, 2, S("ada"), one, 1).taken);
	EXPECT(buckets_take(b, 1, S(""), one, 1).taken);
	EXPECT(buckets_take(b, 1, ((str){ "ada\0", 4 }), one, 1).taken);
	buckets_close(b);
}

TEST(a_bucket_outlives_a_smaller_rule)
{
	struct buckets *b = buckets_open();
	struct bucket_level l;

	for (int i = 0; i < 10; i++)
		EXPECT(buckets_take(b, 1, S("ada"), ten_a_minute, SECOND_US).taken);
	l = buckets_take(b, 1, S("ada"), (struct bucket_rule){ 2, 60 }, SECOND_US);
	EXPECT(!l.taken && l.left == 0 && l.more_s >= 30);
	buckets_close(b);
}

/* Someone who is over the quota stays so while very many others come: theirs are fuller, and go first. */
TEST(a_flood_of_others_does_not_empty_the_memory_of_who_is_over)
{
	enum { MANY = 400000 };
	struct buckets *b = buckets_open();
	int refused = 0;
	char name[32];

	for (int i = 0; i < 10; i++)
		EXPECT(buckets_take(b, 1, S("mallory"), ten_a_minute, SECOND_US).taken);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "%d", i);
		EXPECT(buckets_take(b, 1, str_from(name), ten_a_minute, SECOND_US).taken);
		if (i % 1000 == 0)
			refused += !buckets_take(b, 1, S("mallory"), ten_a_minute, SECOND_US).taken;
	}
	EXPECT(refused == MANY / 1000);
	buckets_close(b);
}

struct taker {
	struct buckets *b;
	int taken;
	pthread_t thread;
};

static void *take_many(void *arg)
{
	struct taker *t = arg;

	for (int i = 0; i < 1000; i++)
		t->taken += buckets_take(t->b, 1, S("shared"), (struct bucket_rule){ 500, 60 },
					 SECOND_US)
				    .taken;
	return NULL;
}

TEST(threads_together_take_no_more_than_a_bucket_holds)
{
	struct buckets *b = buckets_open();
	struct taker t[4];
	int all = 0;

	for (size_t i = 0; i < countof(t); i++) {
		t[i] = (struct taker){ .b = b };
		CHECK(pthread_create(&t[i].thread, NULL, take_many, &t[i]) == 0);
	}
	for (size_t i = 0; i < countof(t); i++) {
		pthread_join(t[i].thread, NULL);
		all += t[i].taken;
	}
	EXPECT(all == 500);
	buckets_close(b);
}

/* ---- quotas ---- */

static struct http_req from(const char *address)
{
	struct http_req req = { .address = str_from(address) };

	EXPECT(address_read(str_from(address), false, &req.from));
	return req;
}

static int taken_of(struct quotas *q, enum quota kind, const char *address, int tries)
{
	int taken = 0;

	for (int i = 0; i < tries; i++) {
		struct ctx cx = ctx_make(NULL);
		struct http_req req = from(address);

		taken += quotas_take_address(&cx, q, kind, &req) == OK;
		ctx_end(&cx);
	}
	return taken;
}

static struct conf limits_of(const char *env, int64_t auth)
{
	return (struct conf){ .env = str_from(env),
			      .auth_per_minute = auth,
			      .search_per_minute = -1,
			      .scan_per_minute = 0,
			      .requests_per_minute = -1 };
}

TEST(quotas_count_an_ipv6_network_of_64_bits_as_one_and_ipv4_addresses_one_by_one)
{
	struct conf conf = limits_of("production", 3);
	struct quotas *q = quotas_open(&conf);

	EXPECT(taken_of(q, QUOTA_AUTH, "2001:db8:0:1::1", 2) == 2);
	EXPECT(taken_of(q, QUOTA_AUTH, "2001:db8:0:1:ffff:ffff:ffff:ffff", 2) == 1);
	EXPECT(taken_of(q, QUOTA_AUTH, "2001:db8:0:2::1", 2) == 2);
	EXPECT(taken_of(q, QUOTA_AUTH, "192.0.2.1", 9) == 3);
	EXPECT(taken_of(q, QUOTA_AUTH, "::ffff:192.0.2.1", 1) == 0);
	EXPECT(taken_of(q, QUOTA_AUTH, "192.0.2.2", 9) == 3);
	EXPECT(taken_of(q, QUOTA_SEARCH, "192.0.2.1", 9) == 9); /* each kind for itself */
	EXPECT(taken_of(q, QUOTA_SCAN, "192.0.2.1", 99) == 99); /* 0: no limit */
	quotas_close(q);
}

TEST(quotas_leave_this_computer_alone_in_development_unless_they_are_set)
{
	struct conf conf = limits_of("development", -1);
	struct quotas *q = quotas_open(&conf);

	EXPECT(taken_of(q, QUOTA_AUTH, "127.0.0.1", 200) == 200);
	EXPECT(taken_of(q, QUOTA_AUTH, "::1", 200) == 200);
	EXPECT(taken_of(q, QUOTA_AUTH, "192.0.2.1", 200) == 10);
	quotas_close(q);
	conf = limits_of("development", 5);
	q = quotas_open(&conf);
	EXPECT(taken_of(q, QUOTA_AUTH, "127.0.0.1", 200) == 5);
	quotas_close(q);
	conf = limits_of("production", -1);
	q = quotas_open(&conf);
	EXPECT(taken_of(q, QUOTA_AUTH, "127.0.0.1", 200) == 10);
	quotas_close(q);
}

TEST(quotas_tell_what_is_left_of_the_one_that_has_less)
{
	struct conf conf = limits_of("production", 5);
	struct quotas *q = quotas_open(&conf);
	struct http_req req = from("192.0.2.9");
	struct ctx cx = ctx_make(NULL);
	struct http_res res = { .status = 200 };

	EXPECT(taken_of(q, QUOTA_AUTH, "192.0.2.9", 2) == 2);
	EXPECT(quotas_take_address(&cx, q, QUOTA_AUTH, &req) == OK && req.quota.left == 2);
	EXPECT(quotas_take_account(&cx, q, QUOTA_AUTH, S(""), &req) == OK && req.quota.left == 2);
	EXPECT(quotas_take_account(&cx, q, QUOTA_AUTH, S("ada"), &req) == OK &&
	       req.quota.left == 2);
	for (int i = 0; i < 4; i++)
		EXPECT(quotas_take_account(&cx, q, QUOTA_AUTH, S("ada"), &req) == OK);
	EXPECT(req.quota.left == 0);
	EXPECT(quotas_take_account(&cx, q, QUOTA_AUTH, S("ada"), &req) == ERR_TOO_MANY);
	EXPECT(cx.err_wait_s == 12 && req.quota.more_s == 12);
	quotas_tell(&cx, &req, &res);
	EXPECT_STR(res.headers[0].value, "\"auth\";q=5;w=60");
	EXPECT_STR(res.headers[1].value, "\"auth\";r=0;t=12");
	quotas_close(q);
	ctx_end(&cx);
}
