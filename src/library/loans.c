/* loans.c - see loans.h. */
#include "library/loans.h"

#include "base/crypto.h"
#include "library/says.h"
#include "library/writes.h"

struct loan_query loan_query_make(void)
{
	return (struct loan_query){ .due_before_ms = NUMBER_NONE, .updated_since_ms = NUMBER_NONE };
}

enum err library_loans(struct ctx *cx, str status, struct loan_list *out)
{
	struct loan_query q = loan_query_make();

	*out = (struct loan_list){ NULL, 0 };
	q.status = status;
	q.limit = INT32_MAX;
	return cx->actor.user_id.n ? store_loan_find(cx, cx->actor.user_id, &q, out) : OK;
}

struct page {
	int64_t left;
	loan_row *each;
	void *arg;
	struct list_place last, *next;
};

/* The one beyond the page tells that another follows. */
static enum err page_row(struct ctx *cx, const struct loan *l, void *arg)
{
	struct page *p = arg;

	if (p->left == 0) {
		*p->next = p->last;
		return OK;
	}
	if (--p->left == 0)
		p->last = (struct list_place){ .number = l->created_ms,
					       .id = str_dup(&cx->arena, l->id) };
	return p->each(cx, l, p->arg);
}

enum err library_loans_each(struct ctx *cx, const struct loan_query *q, loan_row *each, void *arg,
			    struct list_place *next)
{
	struct page p = { q->limit ? q->limit : INT32_MAX, each, arg, { .id = S("") }, next };
	struct loan_query more = *q;

	*next = (struct list_place){ .id = S("") };
	more.limit = p.left + 1;
	return cx->actor.user_id.n ? store_loan_each(cx, cx->actor.user_id, &more, page_row, &p)
				   : OK;
}

/* Each bit of a number into every bit of the sum (the last step of splitmix64). */
static uint64_t stir(uint64_t sum, int64_t n)
{
	sum = (sum ^ (uint64_t)n) + 0x9e3779b97f4a7c15u;
	sum = (sum ^ sum >> 30) * 0xbf58476d1ce4e5b9u;
	sum = (sum ^ sum >> 27) * 0x94d049bb133111ebu;
	return sum ^ sum >> 31;
}

int64_t library_loan_tag(const struct loan *l)
{
	uint64_t sum = stir(stir(stir(0, l->seq), l->book.seq), l->book.version);

	return (int64_t)(stir(sum, l->friend.id.n ? l->friend.seq : 0) >> 1);
}

static enum err unknown(struct ctx *cx)
{
	return fail(cx, ERR_NOT_FOUND, "there is no such loan in this library");
}

enum err library_loan(struct ctx *cx, str id, struct loan *out)
{
	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return store_loan_get(cx, cx->actor.user_id, id, out);
}

static bool active(const struct loan *l) { return str_eq(l->status, S("active")); }

/* Nobody has more than a few loans of one copy. */
static enum err active_loan(struct ctx *cx, str user_book_id, struct loan *out, bool *found)
{
	struct loan_list list;
	enum err e;

	*found = false;
	if ((e = store_loan_find_of_book(cx, cx->actor.user_id, user_book_id, &list)))
		return e;
	for (size_t i = 0; i < list.n && !*found; i++)
		if ((*found = active(&list.items[i])))
			*out = list.items[i];
	return OK;
}

enum err loan_borrower(struct ctx *cx, str user_book_id, str *name)
{
	struct loan l;
	bool found;
	enum err e = active_loan(cx, user_book_id, &l, &found);

	*name = !e && found ? l.borrower_name : (str){ NULL, 0 };
	return e;
}

enum err loan_mark_book(struct ctx *cx, str user_book_id)
{
	struct book_change c = book_change_make();
	struct loan l;
	struct book b;
	int64_t seq;
	bool lent;
	enum err e;

	if ((e = store_book_get(cx, cx->actor.user_id, user_book_id, &b)) ||
	    (e = active_loan(cx, user_book_id, &l, &lent)) || b.loaned == lent)
		return e;
	c.loaned = lent;
	if ((e = library_changed(cx, NOUN_BOOK, b.id, false, &seq)))
		return e;
	return store_book_change(cx, cx->actor.user_id, b.id, &c, cx->now_ms, seq);
}

/* The loan has been written: mark its book, and see what it is now. */
static enum err written(struct ctx *cx, struct loan *l)
{
	enum err e = loan_mark_book(cx, l->user_book_id);

	return e ? e : store_loan_get(cx, cx->actor.user_id, l->id, l);
}

/* A copy that is with somebody cannot be given to another. */
static enum err check_free(struct ctx *cx, const struct loan *l)
{
	struct loan other;
	bool found;
	enum err e;

	if (!active(l))
		return OK;
	if ((e = active_loan(cx, l->user_book_id, &other, &found)) || !found ||
	    str_eq(other.id, l->id))
		return e;
	return fail(cx, ERR_CONFLICT,
		    "this book is lent to " STR_FMT " already: end that loan first",
		    STR_ARG(other.borrower_name));
}

/* An unknown friend is nobody: *id becomes {NULL, 0}. */
static enum err find_friend(struct ctx *cx, str *id, str *name)
{
	struct friend f = { .name = { NULL, 0 } };
	enum err e = ERR_NOT_FOUND;

	if (uuid_valid(*id))
		e = store_friend_get(cx, cx->actor.user_id, *id, &f);
	*name = f.name;
	if (e != ERR_NOT_FOUND)
		return e;
	ctx_forgive(cx);
	*id = (str){ NULL, 0 };
	return OK;
}

static bool say_status(struct loan *l, str says)
{
	return (str_eq(says, S("active")) || str_eq(says, S("returned"))) &&
	       say_text(&l->status, says);
}

/* What everything that is said of a loan has in common. */
static bool merge(struct loan *l, const struct loan_says *s)
{
	bool changed = s->friend_id.n && say_text(&l->friend_id, s->friend_id);

	changed |= s->borrower_name.n && say_text(&l->borrower_name, s->borrower_name);
	changed |= s->borrower_contact.n && say_text(&l->borrower_contact, s->borrower_contact);
	changed |= say_text(&l->note, s->note);
	changed |= s->lent_ms != NUMBER_CLEAR && say_number(&l->lent_ms, s->lent_ms);
	return changed | say_number(&l->due_ms, s->due_ms);
}

/* What is returned has a time of that, what is lent has none. The word wins over the time. */
static bool merge_return(struct ctx *cx, struct loan *l, const struct loan_says *s)
{
	bool changed = false;

	if (number_said(s->returned_ms)) {
		changed = say_number(&l->returned_ms, s->returned_ms);
		changed |= say_status(l, S("returned"));
	}
	changed |= say_status(l, s->status);
	if (active(l))
		l->returned_ms = NUMBER_NONE;
	else if (l->returned_ms == NUMBER_NONE)
		l->returned_ms = cx->now_ms;
	return changed;
}

struct work {
	str id;
	const struct loan_says *says;
	const struct expected *expected;
	struct loan *out;
};

static enum err find_book(struct ctx *cx, str id)
{
	struct book b;
	enum err e = ERR_NOT_FOUND;

	if (!id.n)
		return fail(cx, ERR_MISSING_USER_BOOK_ID, "userBookId is missing");
	if (uuid_valid(id))
		e = store_book_get(cx, cx->actor.user_id, id, &b);
	if (e == ERR_NOT_FOUND)
		return fail(cx, ERR_USER_BOOK_NOT_FOUND, "there is no such book in this library");
	return e;
}

/* A time of return says that it is one, whatever the word. */
static struct loan_says of_new(const struct loan_says *s)
{
	struct loan_says out = *s;

	if (number_said(s->returned_ms))
		out.status = S("returned");
	return out;
}

static enum err add(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	struct loan_says says = of_new(w->says);
	struct loan *l = w->out;
	str friend_name;
	enum err e;

	if ((e = find_book(cx, says.user_book_id)) ||
	    (e = find_friend(cx, &says.friend_id, &friend_name)))
		return e;
	*l = (struct loan){ .id = uuid_make(&cx->arena, cx->now_ms),
			    .user_book_id = says.user_book_id,
			    .borrower_name = friend_name,
			    .status = S("active"),
			    .lent_ms = cx->now_ms,
			    .due_ms = NUMBER_NONE,
			    .returned_ms = NUMBER_NONE,
			    .created_ms = cx->now_ms,
			    .updated_ms = cx->now_ms };
	merge(l, &says);
	merge_return(cx, l, &says);
	if (!l->borrower_name.n)
		return fail(cx, ERR_MISSING_BORROWER_NAME, "borrowerName is missing");
	if ((e = check_free(cx, l)) ||
	    (e = library_changed(cx, NOUN_LOAN, l->id, false, &l->seq)) ||
	    (e = store_loan_add(cx, cx->actor.user_id, l)))
		return e;
	return written(cx, l);
}

enum err library_loan_add(struct ctx *cx, const struct loan_says *says, struct loan *out)
{
	struct work w = { .says = says, .out = out };

	return library_write(cx, add, &w);
}

static enum err edit(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	struct loan_says says = *w->says;
	struct loan *l = w->out;
	bool changed;
	str name;
	enum err e;

	if ((e = store_loan_get(cx, cx->actor.user_id, w->id, l)) ||
	    (e = expect_seq(cx, w->expected, library_loan_tag(l))) ||
	    (e = find_friend(cx, &says.friend_id, &name)))
		return e;
	changed = merge(l, &says);
	if (!(merge_return(cx, l, &says) | changed))
		return OK;
	l->updated_ms = cx->now_ms;
	if ((e = check_free(cx, l)) ||
	    (e = library_changed(cx, NOUN_LOAN, l->id, false, &l->seq)) ||
	    (e = store_loan_set(cx, cx->actor.user_id, l)))
		return e;
	return written(cx, l);
}

enum err library_loan_change(struct ctx *cx, str id, const struct loan_says *says,
			     const struct expected *x, struct loan *out)
{
	struct work w = { id, says, x, out };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return library_write(cx, edit, &w);
}

static enum err drop(struct ctx *cx, str id)
{
	int64_t seq;
	enum err e = library_changed(cx, NOUN_LOAN, id, true, &seq);

	return e ? e : store_loan_delete(cx, cx->actor.user_id, id, cx->now_ms, seq);
}

enum err loan_drop(struct ctx *cx, const struct loan *l)
{
	enum err e = drop(cx, l->id);

	return e ? e : loan_mark_book(cx, l->user_book_id);
}

static enum err remove_one(struct ctx *cx, void *arg)
{
	const struct work *w = arg;
	struct loan l;
	enum err e;

	if ((e = store_loan_get(cx, cx->actor.user_id, w->id, &l)) ||
	    (e = expect_seq(cx, w->expected, library_loan_tag(&l))))
		return e;
	return loan_drop(cx, &l);
}

enum err library_loan_remove(struct ctx *cx, str id, const struct expected *x)
{
	struct work w = { .id = id, .expected = x };

	if (!cx->actor.user_id.n || !uuid_valid(id))
		return unknown(cx);
	return library_write(cx, remove_one, &w);
}

enum err loan_drop_all(struct ctx *cx, str user_book_id)
{
	struct loan_list list;
	enum err e = store_loan_find_of_book(cx, cx->actor.user_id, user_book_id, &list);

	for (size_t i = 0; !e && i < list.n; i++)
		e = drop(cx, list.items[i].id);
	return e;
}
