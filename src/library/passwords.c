/* passwords.c - see passwords.h. */
#include "library/passwords.h"

#include "base/crypto.h"
#include "base/embed.h"
#include "base/utf8.h"
#include "library/hashing.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_PIECES = 16, PIECE_MIN = 3 };

/* ---- what everybody would guess ---- */

struct pieces {
	str name[NAME_PIECES]; /* of the owner, in lower case */
	size_t n;
};

static int by_bytes(str a, str b)
{
	int c = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* Lines in order, of any length: the middle of what is left, and back to its line's beginning. */
static bool is_common(str s)
{
	const char *low = common_passwords[0].data, *high = low + common_passwords[0].n;

	while (low < high) {
		const char *at = low + (high - low) / 2, *end;
		int c;

		while (at > low && at[-1] != '\n')
			at--;
		end = memchr(at, '\n', (size_t)(high - at));
		c = by_bytes(s, (str){ at, (size_t)(end - at) });
		if (c == 0)
			return true;
		if (c < 0)
			high = at;
		else
			low = end + 1;
	}
	return false;
}

static bool is_piece(const struct pieces *own, str s)
{
	for (size_t i = 0; i < own->n; i++)
		if (str_eq(own->name[i], s))
			return true;
	return s.n == 1 || is_common(s);
}

static str behind(str s, size_t n) { return (str){ s.p + n, s.n - n }; }

/* Without all repeats of its first n bytes. */
static str without(str s, size_t n)
{
	str piece = { s.p, n };

	while (s.n >= n && memcmp(s.p, piece.p, n) == 0)
		s = behind(s, n);
	return s;
}

/* One piece, or with `more` two, each as often as one likes. */
static bool is_made_of(const struct pieces *own, str s, bool more)
{
	for (size_t n = 1; n <= s.n; n++) {
		str rest;

		if (!is_piece(own, (str){ s.p, n }))
			continue;
		rest = without(s, n);
		if (!rest.n || (more && is_made_of(own, rest, false)))
			return true;
	}
	return false;
}

/* "abcdefghijklmnop", "9876543210987654": each a step from the one before, 9 and 0 being neighbours. */
static bool is_run(str s)
{
	for (int step = -1; step <= 1; step += 2) {
		size_t i = 1;

		while (i < s.n &&
		       (s.p[i] - s.p[i - 1] == step || (s.p[i] - s.p[i - 1]) * step == -9))
			i++;
		if (i >= s.n)
			return true;
	}
	return false;
}

static void add_piece(struct pieces *out, str s)
{
	if (s.n >= PIECE_MIN && out->n < NAME_PIECES)
		out->name[out->n++] = s;
}

/* The name whole, and its words. */
static void add_name(struct ctx *cx, struct pieces *out, str name)
{
	str words = utf8_norm(&cx->arena, name), w;

	add_piece(out, words);
	while ((w = utf8_word(&words)).n)
		add_piece(out, w);
}

static struct pieces pieces_of(struct ctx *cx, const struct password_owner *owner)
{
	struct pieces out = { .n = 0 };
	str domain = utf8_norm(&cx->arena, owner->email), local = str_cut(&domain, '@');

	add_piece(&out, S("bookshelf"));
	add_name(cx, &out, owner->email);
	add_name(cx, &out, local);
	add_name(cx, &out, domain);
	add_name(cx, &out, owner->username);
	add_name(cx, &out, owner->display_name);
	return out;
}

const char *password_refused(struct ctx *cx, str password, const struct password_owner *owner)
{
	struct pieces own = pieces_of(cx, owner);
	str folded = utf8_norm(&cx->arena, password);
	struct buf glued = buf_make(&cx->arena, folded.n + 1);
	str w;

	if (owner->second_factor && utf8_length(password) < PASSWORD_MIN_WITH_FACTOR)
		return "has at least 8 characters";
	if (!owner->second_factor && utf8_length(password) < PASSWORD_MIN)
		return "has at least 15 characters: a few words will do";
	while ((w = utf8_word(&folded)).n)
		buf_add(&glued, w);
	if (is_run(buf_str(&glued)) || is_made_of(&own, buf_str(&glued), true))
		return "is not one that everybody would try: common words, runs of figures, your own names";
	return NULL;
}

/* ---- hashing ---- */

static struct crypto_cost cost_of(const struct conf *conf)
{
	return (struct crypto_cost){ conf->password_memory_kib, conf->password_passes };
}

enum err password_make(struct ctx *cx, str field, str password, const struct password_owner *owner,
		       str *hash)
{
	const char *why;
	enum err e;

	if (!utf8_valid(password) || password.n > PASSWORD_MAX)
		return fail_field(cx, field, "a password has at most %d bytes, of UTF-8",
				  PASSWORD_MAX);
	if ((why = password_refused(cx, password, owner)))
		return fail_field(cx, field, "a password %s", why);
	if ((e = hashing_begin(cx, cx->actor.user_id.n || !cx->actor.address.n)))
		return e;
	*hash = crypto_password_hash(&cx->arena, password, cost_of(&cx->app->conf));
	return hashing_end(cx);
}

enum err password_check(struct ctx *cx, str hash, str password, bool known_place, bool *right,
			bool *stale)
{
	struct crypto_cost cost = cost_of(&cx->app->conf);
	enum err e;

	*right = *stale = false;
	if ((e = hashing_begin(cx, known_place)))
		return e;
	if (hash.n)
		*right = crypto_password_verify(hash, password);
	else
		crypto_password_hash(&cx->arena, password, cost); /* for the time it takes */
	*stale = *right && crypto_password_stale(hash, cost);
	return hashing_end(cx);
}
