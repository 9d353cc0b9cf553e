/* test_fetch.c - asking other servers: whom never, and that nobody waits. What they answer is tested by tests/http/online.test.mjs. */
#include "t.h"

#include "base/clock.h"
#include "base/fetch.h"
#include "base/reach.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

struct got {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	int n;
	enum fetch_end end;
	int64_t wait_ms;
};

static bool take(void *arg, const struct fetch_answer *a)
{
	struct got *g = arg;

	pthread_mutex_lock(&g->lock);
	g->n++;
	g->end = a->end;
	g->wait_ms = a->wait_ms;
	pthread_cond_signal(&g->wake);
	pthread_mutex_unlock(&g->lock);
	return true;
}

static struct got got_make(void)
{
	return (struct got){ .lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER };
}

static void wait_for(struct got *g, int n)
{
	pthread_mutex_lock(&g->lock);
	while (g->n < n)
		pthread_cond_wait(&g->wake, &g->lock);
	pthread_mutex_unlock(&g->lock);
}

static struct fetcher *open_fetcher(void)
{
	return fetch_open(&(struct fetch_rules){ .connections = 2, .pace_ms = 1, .agent = "test" });
}

/* A server that takes connections and says nothing. */
static int listen_silently(struct ctx *cx, str *url)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	EXPECT(bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 16) == 0);
	EXPECT(getsockname(fd, (struct sockaddr *)&at, &n) == 0);
	*url = str_fmt(&cx->arena, "http://127.0.0.1:%d/x", ntohs(at.sin_port));
	return fd;
}

static enum fetch_end end_of(const char *url, bool near)
{
	struct fetcher *f = open_fetcher();
	struct got g = got_make();
	const struct fetch_ask ask = {
		.url = str_from(url), .within_ms = 5000, .max_bytes = 1000, .near = near
	};

	EXPECT(fetch_add(f, &ask, take, &g));
	wait_for(&g, 1);
	fetch_close(f);
	EXPECT(g.n == 1);
	return g.end;
}

TEST(an_address_of_this_house_or_without_encryption_is_not_asked_unless_the_settings_name_it)
{
	static const char *const never[] = {
		"http://127.0.0.1:1/",      "http://example.org/", "https://127.0.0.1:1/",
		"https://[::1]:1/",         "https://10.0.0.1/",   "https://[::ffff:192.168.0.1]/",
		"https://169.254.169.254/", "https://0x7f.1/",     "https://2130706433/",
	};

	for (size_t i = 0; i < countof(never); i++)
		EXPECT(end_of(never[i], false) == FETCH_REFUSED);
	EXPECT(end_of("http://127.0.0.1:1/", true) == FETCH_AWAY);
	EXPECT(end_of("https://127.0.0.1:1/", true) == FETCH_AWAY);
}

TEST(what_is_no_address_is_not_asked)
{
	static const char *const bad[] = { "x",
					   "file:///etc/passwd",
					   "ftp://127.0.0.1/",
					   "https://",
					   "https://user:secret@127.0.0.1/",
					   "gopher://127.0.0.1/" };
	struct ctx cx = ctx_make(NULL);
	struct fetcher *f = open_fetcher();
	struct buf b = buf_make(&cx.arena, FETCH_URL_MAX + 10);

	for (size_t i = 0; i < countof(bad); i++)
		EXPECT(end_of(bad[i], true) == FETCH_REFUSED);
	while (b.n <= FETCH_URL_MAX)
		buf_addc(&b, 'x');
	EXPECT(!fetch_add(f, &(struct fetch_ask){ .url = buf_str(&b) }, take, NULL));
	EXPECT(!fetch_add(f, &(struct fetch_ask){ .url = S("") }, take, NULL));
	EXPECT(!fetch_add(f, &(struct fetch_ask){ .url = S("https://x\0y") }, take, NULL));
	fetch_close(f);
	ctx_end(&cx);
}

TEST(silence_ends_at_the_deadline_and_what_runs_when_all_ends_is_given_up)
{
	struct ctx cx = ctx_make(NULL);
	struct fetcher *f = open_fetcher();
	struct got slow = got_make(), rest = got_make();
	struct fetch_ask ask = { .within_ms = 100, .max_bytes = 10, .near = true };
	int fd = listen_silently(&cx, &ask.url);
	int64_t began_us = clock_ticks_us();

	EXPECT(fetch_add(f, &ask, take, &slow));
	wait_for(&slow, 1);
	EXPECT(slow.end == FETCH_SLOW && clock_ticks_us() - began_us >= 90000);
	ask.within_ms = 60000;
	for (int i = 0; i < 10; i++)
		EXPECT(fetch_add(f, &ask, take, &rest));
	fetch_close(f);
	EXPECT(rest.n == 10 && rest.end == FETCH_STOPPED);
	EXPECT(clock_ticks_us() - began_us < 5000000);
	close(fd);
	ctx_end(&cx);
}

TEST(more_than_there_is_room_for_is_refused_and_the_last_to_come_do_not_get_their_turn)
{
	struct ctx cx = ctx_make(NULL);
	struct fetcher *f = open_fetcher();
	struct got g = got_make();
	struct fetch_ask ask = { .within_ms = 300, .max_bytes = 10, .near = true };
	int fd = listen_silently(&cx, &ask.url), taken = 0;

	for (int i = 0; i < FETCH_ASKS_MAX + 10; i++)
		taken += fetch_add(f, &ask, take, &g);
	EXPECT(taken >= FETCH_ASKS_MAX && taken < FETCH_ASKS_MAX + 10);
	wait_for(&g, taken);
	EXPECT(g.end == FETCH_BUSY || g.end == FETCH_HELD || g.end == FETCH_SLOW);
	fetch_close(f);
	close(fd);
	ctx_end(&cx);
}

static bool public(const char *text)
{
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return reach_is_public((const struct sockaddr *)&four);
	EXPECT(inet_pton(AF_INET6, text, &six.sin6_addr) == 1);
	return reach_is_public((const struct sockaddr *)&six);
}

TEST(addresses_that_are_not_of_the_whole_internet_are_known_however_they_are_wrapped)
{
	static const char *const yes[] = { "1.1.1.1",        "8.8.8.8",         "172.15.0.1",
					   "172.32.0.1",     "100.128.0.1",     "223.255.255.255",
					   "198.20.0.1",     "2606:4700::1111", "64:ff9b::8.8.8.8",
					   "::ffff:8.8.8.8", "2002:808:808::1" };
	static const char *const no[] = {
		"0.0.0.0",
		"10.1.2.3",
		"100.64.0.1",
		"127.0.0.1",
		"127.255.255.255",
		"169.254.169.254",
		"172.16.0.1",
		"172.31.255.255",
		"192.168.1.1",
		"192.0.0.8",
		"198.19.255.255",
		"224.0.0.1",
		"240.0.0.1",
		"255.255.255.255",
		"::",
		"::1",
		"fe80::1",
		"fc00::1",
		"fd12::1",
		"ff02::1",
		"fec0::1",
		"2001:db8::1",
		"2001::1",
		"::ffff:10.0.0.1",
		"::ffff:127.0.0.1",
		"64:ff9b::192.168.0.1",
		"2002:7f00:1::1",
		"3fff::1",
		"4000::1",
		"::127.0.0.1",
	};

	for (size_t i = 0; i < countof(yes); i++)
		EXPECT(public(yes[i]));
	for (size_t i = 0; i < countof(no); i++)
		EXPECT(!public(no[i]));
	EXPECT(!reach_is_public(&(struct sockaddr){ .sa_family = AF_UNIX }));
}

TEST(text_becomes_part_of_an_address_as_percent_signs)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(fetch_escape(&cx.arena, S("a b&c=d/é~.-_Z9")), "a%20b%26c%3Dd%2F%C3%A9~.-_Z9");
	EXPECT_STR(fetch_escape(&cx.arena, S("")), "");
	ctx_end(&cx);
}
