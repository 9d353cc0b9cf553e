/* test_trash.c - tombstones: what comes back, what stands in its way, what goes for good. */
#include "person.h"
#include "t.h"

#include "library/books.h"
#include "library/trash.h"
#include "library/writes.h"
#include "store/users.h"

static const struct expected any = { .any = true };

static struct book add(struct ctx *cx, const char *title)
{
	struct book_entry e = book_entry_make();
	struct book_saved s = { .err = OK };

	e.says.about.title = str_from(title);
	EXPECT(library_book_save(cx, &e, &s) == OK);
	return s.book;
}

TEST(a_deleted_book_comes_back_as_it_was_with_a_new_number)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct trash_item it;
		struct trash_list list;
		struct book b, back;

		t_be(&cx, "a@x.org");
		b = add(&cx, "Emma");
		EXPECT(library_book_remove(&cx, b.id, &any) == OK);
		EXPECT(library_trash(&cx, &list) == OK && list.n == 1);
		EXPECT_STR(list.items[0].title, "Emma");
		t_be(&cx, "thief@x.org");
		EXPECT(library_trash(&cx, &list) == OK && list.n == 0);
		EXPECT(library_trash_restore(&cx, b.id, &it) == ERR_NOT_FOUND);
		t_be(&cx, "a@x.org");
		EXPECT(library_trash_restore(&cx, b.id, &it) == OK && it.noun == NOUN_BOOK);
		EXPECT(store_book_get(&cx, cx.actor.user_id, b.id, &back) == OK && back.seq == 3);
		EXPECT(library_trash_restore(&cx, b.id, &it) == ERR_NOT_FOUND);
		EXPECT(library_trash(&cx, &list) == OK && list.n == 0);
	}
}

TEST(a_book_that_was_added_again_does_not_come_back_as_a_double)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct trash_item it;
		struct book b;

		t_be(&cx, "a@x.org");
		b = add(&cx, "Emma");
		EXPECT(library_book_remove(&cx, b.id, &any) == OK);
		add(&cx, "Emma");
		EXPECT(library_trash_restore(&cx, b.id, &it) == ERR_CONFLICT);
		EXPECT(strstr(cx.err_text.p, "again"));
	}
}

static int64_t count_changes(struct ctx *cx, struct change_list *list)
{
	EXPECT(store_change_find(cx, cx->actor.user_id, 0, 1000, list) == OK);
	return (int64_t)list->n;
}

TEST(after_30_days_a_tombstone_is_purged_and_old_changes_say_each_thing_once)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book_change c = book_change_make();
		struct change_list changes;
		struct trash_item it;
		struct book kept, gone;
		size_t people;

		t_be(&cx, "a@x.org");
		kept = add(&cx, "Emma");
		gone = add(&cx, "Dune");
		c.liked = 1;
		EXPECT(library_book_change(&cx, kept.id, &c, &any, &kept) == OK);
		EXPECT(library_book_remove(&cx, gone.id, &any) == OK);
		cx.now_ms += TRASH_KEPT_MS;
		EXPECT(library_trash_purge(&cx, &people) == OK && people == 0);
		cx.now_ms += 1;
		EXPECT(library_trash_purge(&cx, &people) == OK && people == 1);
		EXPECT(library_trash_restore(&cx, gone.id, &it) == ERR_NOT_FOUND);
		EXPECT(count_changes(&cx, &changes) == 1 && changes.items[0].seq == 3);
		EXPECT(store_book_get(&cx, cx.actor.user_id, kept.id, &kept) == OK && kept.liked);
		EXPECT(library_trash_purge(&cx, &people) == OK && people == 0);
		EXPECT(add(&cx, "Dune").seq == 5);
	}
}

static int64_t floor_of(struct ctx *cx)
{
	static const struct sql q = { "t_floor", "s", "i",
				      "SELECT change_floor FROM users WHERE id = $1", NULL };
	struct rows r;

	EXPECT(db_query(cx, &q, ARGS(V(cx->actor.user_id)), &r) == OK && r.n == 1);
	return row_i64(&r, 0, 0);
}

/* Of two instances one may be slow by its clock: its changes have higher numbers and earlier times. */
TEST(readers_who_must_read_everything_anew_are_never_told_that_they_need_not)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book fast, slow;
		size_t people;

		t_be(&cx, "a@x.org");
		cx.now_ms += 1000;
		fast = add(&cx, "Emma");
		EXPECT(library_book_remove(&cx, fast.id, &any) == OK);
		cx.now_ms -= 1000;
		slow = add(&cx, "Dune");
		EXPECT(library_book_remove(&cx, slow.id, &any) == OK);
		cx.now_ms += TRASH_KEPT_MS + 1;
		EXPECT(library_trash_purge(&cx, &people) == OK && people == 1);
		EXPECT(floor_of(&cx) == 4);
		cx.now_ms += 1000;
		EXPECT(library_trash_purge(&cx, &people) == OK && people == 1);
		EXPECT(floor_of(&cx) == 4);
	}
}

TEST(all_who_have_something_to_purge_are_served_however_many_they_are)
{
	enum { PEOPLE = 101 };
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct book b;
		size_t people;

		for (int k = 0; k < PEOPLE; k++) {
			t_be(&cx, str_fmt(&cx.arena, "p%d@x.org", k).p);
			b = add(&cx, "Emma");
			EXPECT(library_book_remove(&cx, b.id, &any) == OK);
		}
		cx.now_ms += TRASH_KEPT_MS + 1;
		EXPECT(library_trash_purge(&cx, &people) == OK && people == PEOPLE);
	}
}

TEST(the_trash_is_emptied_by_its_owner_only_and_other_devices_still_learn_of_it)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct change_list changes;
		struct trash_list list;
		struct book a, b, theirs;
		size_t n;

		t_be(&cx, "b@x.org");
		theirs = add(&cx, "Emma");
		EXPECT(library_book_remove(&cx, theirs.id, &any) == OK);
		t_be(&cx, "a@x.org");
		a = add(&cx, "Emma");
		b = add(&cx, "Dune");
		EXPECT(library_book_remove(&cx, a.id, &any) == OK &&
		       library_book_remove(&cx, b.id, &any) == OK);
		EXPECT(library_trash_remove(&cx, theirs.id) == ERR_NOT_FOUND);
		EXPECT(library_trash_remove(&cx, a.id) == OK);
		EXPECT(library_trash(&cx, &list) == OK && list.n == 1);
		EXPECT(library_trash_empty(&cx, &n) == OK && n == 1);
		EXPECT(library_trash(&cx, &list) == OK && list.n == 0);
		EXPECT(count_changes(&cx, &changes) == 4 && changes.items[3].deleted);
		t_be(&cx, "b@x.org");
		EXPECT(library_trash(&cx, &list) == OK && list.n == 1);
	}
}
