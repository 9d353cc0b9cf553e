/* fetch.c - see fetch.h. The only file that includes curl. Asks arrive under the lock; all else belongs to the one thread. */
#include "base/fetch.h"

#include "base/breaker.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/reach.h"
#include "base/utf8.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { HOSTS = 16, ORIGIN_MAX = 300, IDLE_MS = 1000, LOOK_MS = 10 };

/* A server that is asked, or was. */
struct host {
	char origin[ORIGIN_MAX]; /* "https://example.org:443"; empty: unused */
	struct breaker breaker;
	int64_t due_ms; /* when all that was begun would be done at the pace of the rules */
	int64_t used_ms;
	int asks, running;
};

struct ask {
	struct ask *next;
	struct host *host;
	CURL *easy; /* NULL: it waits */
	struct curl_slist *headers;
	char *url, *also;
	int64_t until_ms;
	size_t max_bytes;
	bool near, large, forbidden;
	int redirects, tries;
	struct arena arena; /* of the body */
	struct buf body;
	fetch_done *done;
	void *arg;
	char traceparent[80];
};

struct fetcher {
	struct fetch_rules rules;
	CURLM *multi;
	pthread_t thread;
	pthread_mutex_t lock; /* of closing, arrived, count */
	bool closing;
	struct ask *arrived;
	int count;        /* of all asks that are not over */
	struct ask *asks; /* of the thread: waiting and running */
	struct host hosts[HOSTS];
};

static int64_t now_ms(void) { return clock_ticks_us() / 1000; }

static double chance(void)
{
	uint32_t n;

	crypto_random(&n, sizeof n);
	return (double)n / UINT32_MAX;
}

str fetch_escape(struct arena *a, str s)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf b = buf_make(a, s.n * 3 + 1);

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    c == '-' || c == '.' || c == '_' || c == '~') {
			buf_addc(&b, (char)c);
		} else {
			buf_addc(&b, '%');
			buf_addc(&b, digits[c >> 4]);
			buf_addc(&b, digits[c & 15]);
		}
	}
	return buf_str(&b);
}

/* ---- servers ---- */

/* "https://example.org:443" of an address, by curl's own reading of it; false: it has none, or another scheme. */
static bool origin_of(const char *url, bool near, char out[ORIGIN_MAX])
{
	char *scheme = NULL, *host = NULL, *port = NULL;
	CURLU *u = curl_url();
	bool good = u && !curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) &&
		    !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) &&
		    !curl_url_get(u, CURLUPART_HOST, &host, 0) &&
		    !curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT);

	if (good) {
		str s = str_from(scheme), h = str_from(host), p = str_from(port);
		struct arena a = { 0 };
		str all = str_fmt(&a, STR_FMT "://" STR_FMT ":" STR_FMT, STR_ARG(s), STR_ARG(h),
				  STR_ARG(p));

		good = (str_eq(s, S("https")) || (near && str_eq(s, S("http")))) &&
		       all.n < ORIGIN_MAX;
		if (good)
			memcpy(out, all.p, all.n + 1);
		arena_free(&a);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(u);
	return good;
}

/* Its entry, or that of the one which has been of no use for longest; NULL: all are in use. */
static struct host *host_of(struct fetcher *f, const char *origin)
{
	struct host *spare = NULL;

	for (size_t i = 0; i < HOSTS; i++) {
		struct host *h = &f->hosts[i];

		if (strcmp(h->origin, origin) == 0)
			return h;
		if (h->asks == 0 && (!spare || h->used_ms < spare->used_ms))
			spare = h;
	}
	if (!spare)
		return NULL;
	*spare = (struct host){ .used_ms = now_ms() };
	memcpy(spare->origin, origin, strlen(origin) + 1);
	return spare;
}

/* How long until it may be asked at the pace of the rules. */
static int64_t pace_wait_ms(const struct fetcher *f, const struct host *h, int64_t now)
{
	int64_t ahead = h->due_ms - now - (FETCH_BURST - 1) * f->rules.pace_ms;

	return ahead > 0 ? ahead : 0;
}

/* ---- the end of an ask ---- */

static void free_ask(struct ask *a)
{
	curl_slist_free_all(a->headers);
	if (a->easy)
		curl_easy_cleanup(a->easy);
	arena_free(&a->arena);
	free(a->url);
	free(a->also);
	free(a);
}

static void unlink_ask(struct fetcher *f, struct ask *a)
{
	struct ask **at = &f->asks;

	while (*at && *at != a)
		at = &(*at)->next;
	if (*at)
		*at = a->next;
}

/* It no longer runs; it may wait once more. */
static void release_easy(struct fetcher *f, struct ask *a)
{
	if (!a->easy)
		return;
	curl_multi_remove_handle(f->multi, a->easy);
	curl_easy_cleanup(a->easy);
	a->easy = NULL;
	a->host->running--;
}

static bool finish(struct fetcher *f, struct ask *a, struct fetch_answer answer)
{
	bool good;

	release_easy(f, a);
	unlink_ask(f, a);
	if (a->host) {
		a->host->asks--;
		a->host->used_ms = now_ms();
		if (!answer.wait_ms && answer.end != FETCH_STOPPED)
			answer.wait_ms = breaker_wait_ms(&a->host->breaker, now_ms());
	}
	good = a->done(a->arg, &answer);
	free_ask(a);
	pthread_mutex_lock(&f->lock);
	f->count--;
	pthread_mutex_unlock(&f->lock);
	return good;
}

/* It failed and so did its server. */
static void finish_failed(struct fetcher *f, struct ask *a, enum fetch_end end)
{
	breaker_failure(&a->host->breaker, now_ms(), chance());
	finish(f, a, (struct fetch_answer){ .end = end });
}

/* ---- running ---- */

static size_t take_body(char *p, size_t size, size_t n, void *arg)
{
	struct ask *a = arg;

	buf_add(&a->body, (str){ p, size * n });
	a->large = a->body.full;
	return a->large ? 0 : size * n;
}

/* Looked at when the name has been resolved: what it resolves to now is what is connected to. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct ask *a = arg;

	(void)purpose;
	if (!a->near && !reach_is_public(&to->addr)) {
		a->forbidden = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static bool set_up(const struct fetcher *f, struct ask *a, int64_t now)
{
	CURL *c = a->easy;
	long left = (long)(a->until_ms - now);
	bool good = true;

#define SET(option, value) good = good && !curl_easy_setopt(c, CURLOPT_##option, value)
	SET(URL, a->url);
	SET(PRIVATE, a);
	SET(NOSIGNAL, 1L);
	SET(PROTOCOLS_STR, a->near ? "http,https" : "https");
	SET(DISALLOW_USERNAME_IN_URL, 1L);
	SET(PROXY, "");
	SET(SSL_VERIFYPEER, 1L);
	SET(SSL_VERIFYHOST, 2L);
	SET(TIMEOUT_MS, left);
	SET(CONNECTTIMEOUT_MS, left);
	SET(MAXFILESIZE_LARGE, (curl_off_t)a->max_bytes);
	SET(USERAGENT, f->rules.agent);
	SET(ACCEPT_ENCODING, "");
	SET(HTTPHEADER, a->headers);
	SET(WRITEFUNCTION, take_body);
	SET(WRITEDATA, a);
	SET(OPENSOCKETFUNCTION, open_socket);
	SET(OPENSOCKETDATA, a);
#if LIBCURL_VERSION_NUM >= 0x075700
	SET(QUICK_EXIT, 1L); /* a name that does not resolve does not hold up the end */
#endif
#undef SET
	return good;
}

static void begin(struct fetcher *f, struct ask *a, int64_t now)
{
	struct host *h = a->host;

	a->body = buf_make(&a->arena, a->max_bytes);
	a->large = a->forbidden = false;
	a->easy = curl_easy_init();
	CHECK(a->easy && set_up(f, a, now));
	breaker_begin(&h->breaker, now);
	h->due_ms = (h->due_ms > now ? h->due_ms : now) + f->rules.pace_ms;
	h->running++;
	a->tries++;
	CHECK(curl_multi_add_handle(f->multi, a->easy) == CURLM_OK);
}

static enum fetch_end end_of_held(const struct host *h, int64_t now)
{
	return h->breaker.hold_ms > now ? FETCH_BUSY : FETCH_HELD;
}

/* Begin it if it may. How long until something about it changes. */
static int64_t consider(struct fetcher *f, struct ask *a, int64_t now)
{
	int64_t held = breaker_wait_ms(&a->host->breaker, now),
		paced = pace_wait_ms(f, a->host, now), left = a->until_ms - now;

	if (held > 0 && (held >= left || a->host->breaker.state != BREAKER_CLOSED)) {
		finish(f, a,
		       (struct fetch_answer){ .end = end_of_held(a->host, now), .wait_ms = held });
		return IDLE_MS;
	}
	if (left <= 0 || paced >= left) {
		finish(f, a, (struct fetch_answer){ .end = FETCH_BUSY, .wait_ms = paced });
		return IDLE_MS;
	}
	if (held > 0 || paced > 0)
		return held > paced ? held : paced;
	if (a->host->running >= f->rules.connections)
		return left;
	begin(f, a, now);
	return IDLE_MS;
}

/* ---- what came of it ---- */

static char *copy(const char *p, size_t n)
{
	char *c = xmalloc(n + 1);

	if (n)
		memcpy(c, p, n);
	c[n] = '\0';
	return c;
}

/* "https://a.example.org:443" is below "example.org". */
static bool is_below(const char *origin, str name)
{
	str host = str_from(strstr(origin, "://") + 3);

	while (host.n && host.p[--host.n] != ':')
		;
	return name.n && host.n >= name.n &&
	       memcmp(host.p + host.n - name.n, name.p, name.n) == 0 &&
	       (host.n == name.n || host.p[host.n - name.n - 1] == '.');
}

static bool may_lead_to(const struct ask *a, const char *origin)
{
	str names = str_from(a->also);

	if (strcmp(origin, a->host->origin) == 0)
		return true;
	while (names.n)
		if (is_below(origin, utf8_trim(str_cut(&names, ','))))
			return true;
	return false;
}

/* It goes on with another server, which has a pace and a breaker of its own. False: too many are in use. */
static bool move_to(struct fetcher *f, struct ask *a, const char *origin)
{
	struct host *h = host_of(f, origin);

	if (!h)
		return false;
	a->host->asks--;
	a->host->used_ms = now_ms();
	a->host = h;
	h->asks++;
	return true;
}

static void follow(struct fetcher *f, struct ask *a)
{
	char origin[ORIGIN_MAX];
	char *to = NULL, *url;

	if (curl_easy_getinfo(a->easy, CURLINFO_REDIRECT_URL, &to) || !to ||
	    ++a->redirects > FETCH_REDIRECTS || !origin_of(to, a->near, origin) ||
	    !may_lead_to(a, origin)) {
		finish_failed(f, a, FETCH_REFUSED);
		return;
	}
	url = copy(to, strlen(to));
	breaker_cancel(&a->host->breaker, now_ms());
	release_easy(f, a);
	free(a->url);
	a->url = url;
	a->tries = 0;
	if (!move_to(f, a, origin))
		finish(f, a, (struct fetch_answer){ .end = FETCH_BUSY });
}

/* Too many questions. Once more, if that is in time. */
static void back_off(struct fetcher *f, struct ask *a, int status)
{
	int64_t now = now_ms();
	curl_off_t after_s = 0;

	curl_easy_getinfo(a->easy, CURLINFO_RETRY_AFTER, &after_s);
	if (after_s < 0 || after_s > BREAKER_HOLD_MAX_MS / 1000)
		after_s = BREAKER_HOLD_MAX_MS / 1000;
	breaker_hold(&a->host->breaker, now, (int64_t)after_s * 1000, chance());
	if (a->tries < FETCH_TRIES && breaker_wait_ms(&a->host->breaker, now) < a->until_ms - now)
		release_easy(f, a);
	else
		finish(f, a, (struct fetch_answer){ .end = FETCH_DONE, .status = status });
}

static void answered(struct fetcher *f, struct ask *a)
{
	struct breaker *b = &a->host->breaker;
	long status = 0;

	curl_easy_getinfo(a->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 300 && status < 400) {
		follow(f, a);
	} else if (status == 429 || status == 503) {
		back_off(f, a, (int)status);
	} else {
		bool good = finish(f, a,
				   (struct fetch_answer){ .end = FETCH_DONE,
							  .status = (int)status,
							  .body = buf_str(&a->body) });

		if (good && status < 500)
			breaker_success(b);
		else
			breaker_failure(b, now_ms(), chance());
	}
}

static void ended(struct fetcher *f, struct ask *a, CURLcode code)
{
	if (code == CURLE_OK)
		answered(f, a);
	else if (a->forbidden)
		finish_failed(f, a, FETCH_REFUSED);
	else if (a->large || code == CURLE_FILESIZE_EXCEEDED)
		finish_failed(f, a, FETCH_LARGE);
	else if (code == CURLE_OPERATION_TIMEDOUT)
		finish_failed(f, a, FETCH_SLOW);
	else
		finish_failed(f, a, FETCH_AWAY);
}

static void collect(struct fetcher *f)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(f->multi, &left)))
		if (m->msg == CURLMSG_DONE) {
			CURLcode code = m->data.result;
			struct ask *a = NULL;

			curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &a);
			ended(f, a, code);
		}
}

/* ---- the thread ---- */

/* Give it its server; without one it is over. */
static void admit(struct fetcher *f, struct ask *a)
{
	char origin[ORIGIN_MAX];
	bool good = origin_of(a->url, a->near, origin);

	if (good && (a->host = host_of(f, origin))) {
		a->host->asks++;
		a->next = f->asks;
		f->asks = a;
		return;
	}
	finish(f, a, (struct fetch_answer){ .end = good ? FETCH_BUSY : FETCH_REFUSED });
}

/* False: it is over. */
static bool take_arrived(struct fetcher *f)
{
	struct ask *list;
	bool closing;

	pthread_mutex_lock(&f->lock);
	list = f->arrived;
	f->arrived = NULL;
	closing = f->closing;
	pthread_mutex_unlock(&f->lock);
	while (list) {
		struct ask *a = list;

		list = a->next;
		a->next = NULL;
		admit(f, a);
	}
	return !closing;
}

/* The oldest first: the list has the newest first. */
static int64_t start_some(struct fetcher *f)
{
	struct ask *order[FETCH_ASKS_MAX];
	int64_t now = now_ms(), wait = IDLE_MS;
	size_t n = 0;

	for (struct ask *a = f->asks; a && n < countof(order); a = a->next)
		if (!a->easy)
			order[n++] = a;
	while (n > 0) {
		int64_t w = consider(f, order[--n], now);

		wait = w < wait ? w : wait;
	}
	return wait > LOOK_MS ? wait : LOOK_MS;
}

static void *work(void *arg)
{
	struct fetcher *f = arg;
	int running;

	while (take_arrived(f)) {
		curl_multi_perform(f->multi, &running);
		collect(f);
		curl_multi_poll(f->multi, NULL, 0, (int)start_some(f), NULL);
	}
	while (f->asks) {
		if (f->asks->easy)
			breaker_cancel(&f->asks->host->breaker, now_ms());
		finish(f, f->asks, (struct fetch_answer){ .end = FETCH_STOPPED });
	}
	return NULL;
}

/* ---- the door ---- */

struct fetcher *fetch_open(const struct fetch_rules *rules)
{
	struct fetcher *f = xmalloc(sizeof *f);

	CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
	*f = (struct fetcher){ .rules = *rules, .multi = curl_multi_init() };
	CHECK(f->multi && rules->connections > 0 && rules->pace_ms >= 0);
	pthread_mutex_init(&f->lock, NULL);
	CHECK(pthread_create(&f->thread, NULL, work, f) == 0);
	return f;
}

static struct ask *make_ask(const struct fetch_ask *from, fetch_done *done, void *arg)
{
	struct ask *a = xmalloc(sizeof *a);
	str line;

	*a = (struct ask){ .until_ms = now_ms() + from->within_ms,
			   .max_bytes = from->max_bytes,
			   .near = from->near,
			   .done = done,
			   .arg = arg };
	a->url = copy(from->url.p, from->url.n);
	a->also = copy(from->also.p, from->also.n);
	line = str_fmt(&a->arena, "Accept: %s", from->accept ? from->accept : "application/json");
	a->headers = curl_slist_append(NULL, line.p);
	if (from->traceparent.n) {
		line = str_fmt(&a->arena, "traceparent: " STR_FMT, STR_ARG(from->traceparent));

		a->headers = curl_slist_append(a->headers, line.p);
	}
	CHECK(a->headers);
	return a;
}

bool fetch_add(struct fetcher *f, const struct fetch_ask *ask, fetch_done *done, void *arg)
{
	bool room = ask->url.n > 0 && ask->url.n <= FETCH_URL_MAX &&
		    !memchr(ask->url.p, '\0', ask->url.n);

	pthread_mutex_lock(&f->lock);
	room = room && !f->closing && f->count < FETCH_ASKS_MAX;
	if (room) {
		struct ask *a = make_ask(ask, done, arg);

		f->count++;
		a->next = f->arrived;
		f->arrived = a;
		curl_multi_wakeup(f->multi);
	}
	pthread_mutex_unlock(&f->lock);
	return room;
}

void fetch_close(struct fetcher *f)
{
	if (!f)
		return;
	pthread_mutex_lock(&f->lock);
	f->closing = true;
	curl_multi_wakeup(f->multi);
	pthread_mutex_unlock(&f->lock);
	pthread_join(f->thread, NULL);
	curl_multi_cleanup(f->multi);
	curl_global_cleanup();
	pthread_mutex_destroy(&f->lock);
	free(f);
}
