/* friends.c - see friends.h. */
#include "library/friends.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "library/says.h"
#include "library/writes.h"
#include "store/users.h"

enum err library_friends(struct ctx *cx, struct friend_list *out)
{
	struct friend_query q = { .updated_since_ms = NUMBER_NONE };
	struct list_place next;

	return library_friends_page(cx, q, out, &next);
}

enum err library_friends_page(struct ctx *cx, struct friend_query q, struct friend_list *out,
			      struct list_place *next)
{
	int64_t limit = q.limit ? q.limit : INT32_MAX;
	enum err e;

	*out = (struct friend_list){ NULL, 0 };
	*next = (struct list_place){ .id = S("") };
	if (!cx->actor.user_id.n)
		return OK;
	q.limit = limit + 1; /* one more tells whether another page follows */
	if ((e = store_friend_find(cx, cx->actor.user_id, &q, out)) || out->n <= (size_t)limit)
		return e;
	out->n = (size_t)limit;
	next->text = out->items[out->n - 1].name;
	next->id = out->items[out->n - 1].id;
	return OK;
}

static enum err unknown(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no such friend in this library");
}

enum err library_friend(struct ctx *cx, str id, struct friend *out)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return store_friend_get(cx, cx->actor.user_id, id, out);
}

static bool status_known(str s) { return str_eq(s, S("active")) || str_eq(s, S("blocked")); }

static enum err check_user(struct ctx *cx, str user_id)
{
	bool found = false;
	enum err e = OK;

	if (!user_id.n)
		return OK;
	if (uuid_valid(user_id))
		e = store_user_exists(cx, user_id, &found);
	if (e || found)
		return e;
	return fail_field(cx, S("friendUserId"), "friendUserId is nobody's id here");
}

/* True: something is different now. */
static bool merge(struct friend *f, const struct friend_says *s)
{
	bool changed = s->name.n && say_text(&f->name, s->name);

	changed |= say_text(&f->email, s->email);
	changed |= say_text(&f->avatar_url, s->avatar_url);
	changed |= say_text(&f->user_id, s->user_id);
	return changed | (status_known(s->status) && say_text(&f->status, s->status));
}

static enum err create(struct ctx *cx, const struct friend_says *says, struct friend *out)
{
	enum err e;

	*out = (struct friend){ .id = uuid_make(&cx->arena, cx->now_ms),
				.status = S("active"),
				.created_ms = cx->now_ms,
				.updated_ms = cx->now_ms };
	merge(out, says);
	if ((e = check_user(cx, out->user_id)) ||
	    (e = library_changed(cx, NOUN_FRIEND, out->id, false, &out->seq)))
		return e;
	return store_friend_add(cx, cx->actor.user_id, out);
}

/* out is the friend as they were. */
static enum err update(struct ctx *cx, const struct friend_says *says, struct friend *out)
{
	str name = out->name;
	struct friend other;
	bool taken = false;
	enum err e;

	if (!merge(out, says))
		return OK;
	if ((e = check_user(cx, out->user_id)))
		return e;
	if (!str_eq(name, out->name) &&
	    (e = store_friend_find_by_name(cx, cx->actor.user_id, out->name, &other, &taken)))
		return e;
	if (taken)
		return fail(cx, ERR_CONFLICT, "there is a friend of this name already: " STR_FMT,
			    STR_ARG(out->name));
	out->updated_ms = cx->now_ms;
	if ((e = library_changed(cx, NOUN_FRIEND, out->id, false, &out->seq)))
		return e;
	return store_friend_set(cx, cx->actor.user_id, out);
}

struct save {
	str id;
	const struct friend_says *says;
	struct friend *out;
	bool *created;
};

static enum err find_by_id(struct ctx *cx, str id, struct friend *out, bool *found)
{
	enum err e;

	*found = false;
	if (!uuid_valid(id))
		return OK;
	e = store_friend_get(cx, cx->actor.user_id, id, out);
	if (e == ERR_NOT_FOUND)
		return ctx_forgive(cx), OK;
	*found = !e;
	return e;
}

/* Two people of one name: who has written down both addresses means both of them. */
static bool another_person(struct ctx *cx, str have, str says)
{
	return have.n && says.n &&
	       !str_eq(utf8_norm(&cx->arena, have), utf8_norm(&cx->arena, says));
}

static enum err save(struct ctx *cx, void *arg)
{
	struct save *w = arg;
	struct friend *f = w->out;
	bool found;
	enum err e;

	if ((e = find_by_id(cx, w->id, f, &found)))
		return e;
	*w->created = false;
	if (found)
		return update(cx, w->says, f);
	if (!w->says->name.n)
		return fail(cx, ERR_MISSING_FRIEND_NAME, "name is missing");
	if ((e = store_friend_find_by_name(cx, cx->actor.user_id, w->says->name, f, &found)))
		return e;
	if (found && another_person(cx, f->email, w->says->email))
		return fail(
			cx, ERR_CONFLICT,
			"there is a friend of this name with another e-mail address: give this one another name");
	*w->created = !found;
	return found ? update(cx, w->says, f) : create(cx, w->says, f);
}

/* An empty text says nothing in a whole friend: clients that know only the name send null for the rest. */
static struct friend_says without_clearing(const struct friend_says *s)
{
	struct friend_says out = *s;
	str *all[] = { &out.name, &out.email, &out.avatar_url, &out.status, &out.user_id };

	for (size_t i = 0; i < countof(all); i++)
		if (!all[i]->n)
			*all[i] = (str){ NULL, 0 };
	return out;
}

enum err library_friend_save(struct ctx *cx, str id, const struct friend_says *says,
			     struct friend *out, bool *created)
{
	struct friend_says said = without_clearing(says);
	struct save w = { id, &said, out, created };

	return library_write(cx, save, &w);
}

struct edit {
	str id;
	const struct friend_says *says;
	const struct expected *x;
	struct friend *out;
};

static enum err edit(struct ctx *cx, void *arg)
{
	struct edit *w = arg;
	enum err e;

	if ((e = store_friend_get(cx, cx->actor.user_id, w->id, w->out)) ||
	    (e = expect_seq(cx, w->x, w->out->seq)))
		return e;
	return update(cx, w->says, w->out);
}

enum err library_friend_change(struct ctx *cx, str id, const struct friend_says *says,
			       const struct expected *x, struct friend *out)
{
	struct edit w = { id, says, x, out };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return library_write(cx, edit, &w);
}

enum err friend_drop(struct ctx *cx, const struct friend *f)
{
	int64_t seq;
	enum err e = library_changed(cx, NOUN_FRIEND, f->id, true, &seq);

	return e ? e : store_friend_delete(cx, cx->actor.user_id, f->id, cx->now_ms, seq);
}

static enum err drop(struct ctx *cx, void *arg)
{
	struct edit *w = arg;
	struct friend f;
	enum err e;

	if ((e = store_friend_get(cx, cx->actor.user_id, w->id, &f)) ||
	    (e = expect_seq(cx, w->x, f.seq)))
		return e;
	return friend_drop(cx, &f);
}

enum err library_friend_remove(struct ctx *cx, str id, const struct expected *x)
{
	struct edit w = { .id = id, .x = x };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return library_write(cx, drop, &w);
}

str friend_initials(struct arena *a, str name)
{
	str first = utf8_word(&name), last = { NULL, 0 };

	if (!first.n)
		return S("?");
	for (str word; (word = utf8_word(&name)).n;)
		last = word;
	if (!last.n)
		return utf8_upper(a, utf8_head(first, 2));
	first = utf8_head(first, 1);
	last = utf8_head(last, 1);
	return utf8_upper(a, str_fmt(a, STR_FMT STR_FMT, STR_ARG(first), STR_ARG(last)));
}
