/* import_people.c - see import_people.h.
 *
 * What is stored of an import is first what its file says, { profile, friends, loans }, and once that is done what it added,
 * { added: { profile, friends, loans } }: texts that were empty, and ids with the number of their change. */
#include "library/import_people.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "library/books.h"
#include "library/friends.h"
#include "library/link.h"
#include "library/loans.h"
#include "library/profile.h"
#include "library/users.h"
#include "library/writes.h"
#include "store/trash.h"

#include <string.h>

enum { PEOPLE_MAX = 64 << 20 };

static const char *const profile_keys[] = { "displayName", "bio",   "location",
					    "website",     "badge", "avatarUrl" };
static const char *const friend_keys[] = {
	"id", "name", "email", "avatarUrl", "status", "createdAt"
};
static const char *const loan_keys[] = { "userBookId",      "friendId", "borrowerName",
					 "borrowerContact", "status",   "note",
					 "lentAt",          "dueAt",    "returnedAt",
					 "createdAt" };

/* ---- kept ---- */

static void put_object(struct json *j, const char *name, const struct jval *v,
		       const char *const *keys, size_t n)
{
	json_obj(j, name);
	for (size_t k = 0; k < n; k++) {
		str text = jval_text(jval_get(v, keys[k]));

		if (text.n)
			json_str(j, keys[k], utf8_head(text, AVATAR_MAX));
	}
	json_end(j, '}');
}

static void put_texts(struct json *j, const char *name, const struct jval *list,
		      const char *const *keys, size_t n)
{
	json_arr(j, name);
	for (size_t i = 0; i < jval_len(list) && jval_is(list, JVAL_ARR); i++)
		put_object(j, NULL, jval_at(list, i), keys, n);
	json_end(j, ']');
}

str import_people_of(struct ctx *cx, str bytes)
{
	const struct jval *root, *friends, *loans;
	struct buf b = buf_make(&cx->arena, PEOPLE_MAX);
	struct json j = json_make(&b);

	if (jval_read(cx, bytes, &root)) {
		ctx_forgive(cx);
		return (str){ NULL, 0 };
	}
	friends = jval_get(root, "friends");
	loans = jval_get(root, "loans");
	json_obj(&j, NULL);
	put_object(&j, "profile", jval_get(root, "profile"), profile_keys, countof(profile_keys));
	put_texts(&j, "friends", friends, friend_keys, countof(friend_keys));
	put_texts(&j, "loans", loans, loan_keys, countof(loan_keys));
	json_end(&j, '}');
	return b.full ? (str){ NULL, 0 } : buf_str(&b);
}

/* ---- added ---- */

static str text(const struct jval *obj, const char *key) { return jval_text(jval_get(obj, key)); }

static int64_t when(const struct jval *obj, const char *key, int64_t otherwise)
{
	int64_t ms = otherwise;

	return clock_parse(text(obj, key), &ms) ? ms : otherwise;
}

/* The id it had, unless something here has it, deleted or not. */
static enum err own_id(struct ctx *cx, str id, str *out)
{
	struct trash_item it;
	struct friend f;
	enum err e;

	*out = uuid_make(&cx->arena, cx->now_ms);
	if (!uuid_valid(id) || (e = store_friend_get(cx, cx->actor.user_id, id, &f)) == OK)
		return OK;
	if (e == ERR_NOT_FOUND)
		e = store_trash_get(cx, cx->actor.user_id, id, &it);
	if (e != ERR_NOT_FOUND)
		return e;
	ctx_forgive(cx);
	*out = id;
	return OK;
}

/* The file may have been written by anybody: what the API would refuse is left out. */
static str when_sound(str s, bool (*sound)(str)) { return s.n && sound(s) ? s : (str){ NULL, 0 }; }

static str name_in(const struct jval *v, const char *key, size_t max)
{
	return utf8_head(utf8_trim(text(v, key)), max);
}

static void note(struct json *added, str id, int64_t seq)
{
	json_obj(added, NULL);
	json_str(added, "id", id);
	json_i64(added, "seq", seq);
	json_end(added, '}');
}

static enum err add_friend(struct ctx *cx, const struct jval *v, struct json *added)
{
	struct friend there, f = {
		.name = name_in(v, "name", FRIEND_NAME_MAX),
		.email = when_sound(text(v, "email"), email_shape),
		.avatar_url = when_sound(text(v, "avatarUrl"), link_shape),
		.status = str_eq(text(v, "status"), S("blocked")) ? S("blocked") : S("active"),
		.created_ms = when(v, "createdAt", cx->now_ms),
		.updated_ms = cx->now_ms,
	};
	bool found = false;
	enum err e;

	if (!f.name.n)
		return OK;
	if ((e = store_friend_find_by_name(cx, cx->actor.user_id, f.name, &there, &found)) || found)
		return e;
	if ((e = own_id(cx, text(v, "id"), &f.id)) ||
	    (e = library_changed(cx, NOUN_FRIEND, f.id, false, &f.seq)))
		return e;
	note(added, f.id, f.seq);
	return store_friend_add(cx, cx->actor.user_id, &f);
}

/* The friend of that name among those who are here now: ids may have changed on the way. */
static enum err friend_of(struct ctx *cx, const struct jval *friends, str id, str *out)
{
	struct friend f;
	bool found = false;
	enum err e = OK;

	*out = (str){ NULL, 0 };
	for (size_t i = 0; i < jval_len(friends) && id.n && !found && !e; i++)
		if (str_eq(text(jval_at(friends, i), "id"), id))
			e = store_friend_find_by_name(
				cx, cx->actor.user_id,
				name_in(jval_at(friends, i), "name", FRIEND_NAME_MAX), &f, &found);
	if (found)
		*out = f.id;
	return e;
}

/* It is there already, or something stands in its way. */
static bool passed_over(const struct loan *l, const struct loan_list *others)
{
	bool active = str_eq(l->status, S("active"));

	for (size_t i = 0; i < others->n; i++) {
		const struct loan *o = &others->items[i];

		if (o->lent_ms == l->lent_ms && str_eq(o->borrower_name, l->borrower_name))
			return true;
		if (active && str_eq(o->status, S("active")))
			return true;
	}
	return false;
}

static enum err mark_lent(struct ctx *cx, const struct book *have)
{
	struct book_change c = book_change_make();
	struct book after;

	if (have->loaned)
		return OK;
	c.loaned = 1;
	return library_book_edit(cx, have, &c, &after);
}

static struct loan loan_from(struct ctx *cx, const struct jval *v, str book_id)
{
	bool returned = str_eq(text(v, "status"), S("returned"));
	struct loan l = {
		.id = uuid_make(&cx->arena, cx->now_ms),
		.user_book_id = book_id,
		.borrower_name = name_in(v, "borrowerName", BORROWER_MAX),
		.borrower_contact = str_or_null(name_in(v, "borrowerContact", BORROWER_MAX)),
		.note = str_or_null(utf8_head(text(v, "note"), NOTE_MAX)),
		.status = returned ? S("returned") : S("active"),
		.lent_ms = when(v, "lentAt", cx->now_ms),
		.due_ms = when(v, "dueAt", NUMBER_NONE),
		.created_ms = when(v, "createdAt", cx->now_ms),
		.updated_ms = cx->now_ms,
	};

	l.returned_ms = returned ? when(v, "returnedAt", cx->now_ms) : NUMBER_NONE;
	return l;
}

static enum err add_loan(struct ctx *cx, const struct jval *friends, const struct jval *v,
			 struct json *added)
{
	str book_id = text(v, "userBookId");
	struct loan_list others;
	struct book have;
	struct loan l;
	enum err e;

	if (!uuid_valid(book_id))
		return OK;
	if ((e = store_book_get(cx, cx->actor.user_id, book_id, &have)) == ERR_NOT_FOUND) {
		ctx_forgive(cx);
		return OK;
	}
	l = loan_from(cx, v, book_id);
	if (e || (e = store_loan_find_of_book(cx, cx->actor.user_id, book_id, &others)) ||
	    !l.borrower_name.n || passed_over(&l, &others))
		return e;
	if ((e = friend_of(cx, friends, text(v, "friendId"), &l.friend_id)) ||
	    (e = library_changed(cx, NOUN_LOAN, l.id, false, &l.seq)) ||
	    (e = store_loan_add(cx, cx->actor.user_id, &l)))
		return e;
	note(added, l.id, l.seq);
	return str_eq(l.status, S("active")) ? mark_lent(cx, &have) : OK;
}

/* ---- the profile ---- */

struct profile_text {
	const char *key;
	str *have;
	size_t max;
	bool (*sound)(str);
};

enum { PROFILE_TEXTS = 6 };

static void texts_of(struct profile *p, struct profile_text out[PROFILE_TEXTS])
{
	const struct profile_text all[PROFILE_TEXTS] = {
		{ "displayName", &p->display_name, DISPLAY_NAME_MAX, NULL },
		{ "bio", &p->bio, BIO_MAX, NULL },
		{ "location", &p->location, LOCATION_MAX, NULL },
		{ "website", &p->website, WEBSITE_MAX, profile_website_shape },
		{ "badge", &p->badge, BADGE_MAX, NULL },
		{ "avatarUrl", &p->avatar_url, AVATAR_MAX, link_shape },
	};

	memcpy(out, all, sizeof all);
}

/* A display name that is the user name was never chosen; nor was the badge that everybody has. */
static bool is_empty(const struct profile *p, const struct profile_text *t)
{
	return !t->have->n || (t->have == &p->display_name && str_eq(*t->have, p->username)) ||
	       (t->have == &p->badge && str_eq(*t->have, S("PATRON")));
}

/* Fill what is empty with what the file says, and note it. */
static bool fill_text(const struct profile *p, const struct profile_text *t, const struct jval *v,
		      struct json *added)
{
	str said = name_in(v, t->key, t->max);

	if (!said.n || !is_empty(p, t) || str_eq(said, *t->have) || (t->sound && !t->sound(said)))
		return false;
	*t->have = said;
	json_str(added, t->key, said);
	return true;
}

/* Empty what still says what was filled. */
static bool empty_text(const struct profile_text *t, const struct jval *v)
{
	str filled = text(v, t->key);

	if (!filled.n || !str_eq(filled, *t->have))
		return false;
	*t->have = (str){ NULL, 0 };
	return true;
}

/* With `added` the texts of v are filled in, without they are taken back. */
static enum err change_profile(struct ctx *cx, const struct jval *v, struct json *added)
{
	struct profile_text texts[PROFILE_TEXTS];
	struct profile p;
	bool changed = false;
	int64_t seq;
	enum err e;

	if ((e = store_profile_get(cx, cx->actor.user_id, &p)))
		return e;
	texts_of(&p, texts);
	for (size_t i = 0; i < PROFILE_TEXTS; i++)
		changed |= added ? fill_text(&p, &texts[i], v, added) : empty_text(&texts[i], v);
	if (!changed || (e = library_changed(cx, NOUN_PROFILE, p.user_id, false, &seq)))
		return e;
	return store_profile_set(cx, &p);
}

/* ---- the whole ---- */

enum err import_people(struct ctx *cx, str people, str *added)
{
	const struct jval *root = NULL, *friends, *loans;
	struct buf b = buf_make(&cx->arena, PEOPLE_MAX);
	struct json j = json_make(&b);
	enum err e;

	*added = (str){ NULL, 0 };
	if (!people.n)
		return OK;
	if ((e = jval_read(cx, people, &root)))
		return e;
	friends = jval_get(root, "friends");
	loans = jval_get(root, "loans");
	json_obj(&j, NULL);
	json_obj(&j, "added");
	json_obj(&j, "profile");
	e = change_profile(cx, jval_get(root, "profile"), &j);
	json_end(&j, '}');
	json_arr(&j, "friends");
	for (size_t i = 0; i < jval_len(friends) && !e; i++)
		e = add_friend(cx, jval_at(friends, i), &j);
	json_end(&j, ']');
	json_arr(&j, "loans");
	for (size_t i = 0; i < jval_len(loans) && !e; i++)
		e = add_loan(cx, friends, jval_at(loans, i), &j);
	json_end(&j, ']');
	json_end(&j, '}');
	json_end(&j, '}');
	*added = buf_str(&b);
	return e;
}

/* Unless it was changed since, or is gone already. */
static enum err take_loan(struct ctx *cx, const struct jval *v)
{
	struct loan l;
	enum err e = store_loan_get(cx, cx->actor.user_id, text(v, "id"), &l);

	if (e == ERR_NOT_FOUND)
		return ctx_forgive(cx), OK;
	if (e || l.seq != jval_int(jval_get(v, "seq")))
		return e;
	return loan_drop(cx, &l);
}

/* Unless it was changed since, is gone already, or something is lent to them still. */
static enum err take_friend(struct ctx *cx, const struct jval *v)
{
	const struct loan_query theirs = { .friend_id = text(v, "id"),
					   .due_before_ms = NUMBER_NONE,
					   .updated_since_ms = NUMBER_NONE,
					   .limit = 1 };
	struct loan_list loans;
	struct friend f;
	enum err e = store_friend_get(cx, cx->actor.user_id, theirs.friend_id, &f);

	if (e == ERR_NOT_FOUND)
		return ctx_forgive(cx), OK;
	if (e || f.seq != jval_int(jval_get(v, "seq")) ||
	    (e = store_loan_find(cx, cx->actor.user_id, &theirs, &loans)) || loans.n)
		return e;
	return friend_drop(cx, &f);
}

enum err import_people_undo(struct ctx *cx, str people)
{
	const struct jval *root = NULL, *added, *list;
	enum err e;

	if (!people.n)
		return OK;
	if ((e = jval_read(cx, people, &root)) || !(added = jval_get(root, "added")))
		return e;
	list = jval_get(added, "loans");
	for (size_t i = 0; i < jval_len(list) && !e; i++)
		e = take_loan(cx, jval_at(list, i));
	list = jval_get(added, "friends");
	for (size_t i = 0; i < jval_len(list) && !e; i++)
		e = take_friend(cx, jval_at(list, i));
	return e ? e : change_profile(cx, jval_get(added, "profile"), NULL);
}
