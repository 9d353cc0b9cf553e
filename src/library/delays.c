/* delays.c - see delays.h. */
#include "library/delays.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "store/delays.h"

#include <arpa/inet.h>
#include <string.h>

#define YEAR_MS (MARK_DAYS * DAY_MS)

enum { MARK_BYTES = 32 };

/* Of IPv6 the /64: a household has one, and all the addresses in it. */
static str place_of(struct ctx *cx, str address)
{
	struct in6_addr six;

	if (inet_pton(AF_INET6, str_dup(&cx->arena, address).p, &six) != 1 ||
	    IN6_IS_ADDR_V4MAPPED(&six))
		return address;
	return crypto_base64url(&cx->arena, (str){ (const char *)six.s6_addr, 8 });
}

static str digest_of(struct ctx *cx, str email, str place)
{
	return crypto_digest_hex(&cx->arena, str_fmt(&cx->arena, STR_FMT "\n" STR_FMT,
						     STR_ARG(email), STR_ARG(place)));
}

enum err delay_still(struct ctx *cx, const struct attempt *a)
{
	struct login_delay d;
	int64_t wait_s;
	bool found;
	enum err e;

	if ((e = store_delay_get(cx, a->subject, &d, &found)) || !found || d.until_ms <= cx->now_ms)
		return e;
	wait_s = (d.until_ms - cx->now_ms + 999) / 1000;
	return fail_for(cx, ERR_TOO_MANY, wait_s,
			"too many wrong passwords: try again in %lld second%s", (long long)wait_s,
			wait_s == 1 ? "" : "s");
}

/* No place is written so. */
static str browser_of(struct ctx *cx, str email, str mark)
{
	return digest_of(cx, email, str_fmt(&cx->arena, "browser " STR_FMT, STR_ARG(mark)));
}

static enum err find_browser(struct ctx *cx, str email, str mark, struct attempt *a)
{
	str digest = browser_of(cx, email, mark);
	bool known;
	enum err e = store_place_known(cx, a->user_id, digest, &known);

	if (!e && known)
		a->browser = digest;
	return e;
}

/* The browser first: others may share the place. */
enum err delay_check(struct ctx *cx, str email, str user_id, str mark, struct attempt *out)
{
	enum err e;

	*out = (struct attempt){ .place = digest_of(cx, email, place_of(cx, cx->actor.address)),
				 .browser = S(""),
				 .user_id = user_id };
	if (user_id.n && ((e = store_place_known(cx, user_id, out->place, &out->known_place)) ||
			  (mark.n && (e = find_browser(cx, email, mark, out)))))
		return e;
	out->subject = out->browser.n     ? out->browser
		       : out->known_place ? out->place
					  : digest_of(cx, email, S(""));
	out->known_place = out->known_place || out->browser.n;
	return delay_still(cx, out);
}

enum err delay_wrong(struct ctx *cx, const struct attempt *a)
{
	int64_t failures, wait_s;
	enum err e;

	if ((e = store_delay_count(cx, a->subject, cx->now_ms,
				   cx->now_ms - DELAY_FORGET_S * INT64_C(1000), &failures)) ||
	    failures <= DELAY_FREE)
		return e;
	failures -= DELAY_FREE + 1;
	wait_s = failures < 6 ? INT64_C(1) << failures : DELAY_MAX_S;
	wait_s = wait_s < DELAY_MAX_S ? wait_s : DELAY_MAX_S;
	return store_delay_until(cx, a->subject, cx->now_ms + wait_s * 1000);
}

enum err delay_right(struct ctx *cx, const struct attempt *a)
{
	enum err e;

	if ((e = store_delay_clear(cx, a->subject)) ||
	    (a->browser.n && (e = store_place_seen(cx, a->user_id, a->browser, cx->now_ms))))
		return e;
	return store_place_seen(cx, a->user_id, a->place, cx->now_ms);
}

enum err delay_mark(struct ctx *cx, str email, str user_id, str *mark)
{
	*mark = crypto_random_text(&cx->arena, MARK_BYTES);
	return store_place_seen(cx, user_id, browser_of(cx, email, *mark), cx->now_ms);
}

enum err delay_forget(struct ctx *cx, str user_id) { return store_places_forget(cx, user_id); }

enum err delay_place_known(struct ctx *cx, str email, str user_id)
{
	return store_place_seen(cx, user_id, digest_of(cx, email, place_of(cx, cx->actor.address)),
				cx->now_ms);
}

static enum err purge(struct ctx *cx, void *arg)
{
	enum err e = store_delay_purge(cx, cx->now_ms - DELAY_FORGET_S * INT64_C(1000));

	(void)arg;
	return e ? e : store_place_purge(cx, cx->now_ms - YEAR_MS);
}

enum err delays_purge(struct ctx *cx) { return db_transaction(cx, purge, NULL); }
