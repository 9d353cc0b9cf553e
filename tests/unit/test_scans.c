/* test_scans.c - scans that are kept: where a book came from, and how to take it back. */
#include "person.h"
#include "t.h"

#include "base/crypto.h"
#include "library/carry.h"
#include "library/choices.h"
#include "library/housekeeping.h"
#include "library/photos.h"
#include "library/scans.h"
#include "library/trash.h"
#include "library/users.h"
#include "store/changes.h"
#include "store/users.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPINES = 3 };

/* A database, a data folder, somebody. */
static bool each(struct ctx *cx, int *i)
{
	if (!t_each_db(cx, i))
		return false;
	cx->app = arena_new(&cx->arena, struct app, 1);
	cx->app->conf = (struct conf){ .max_photo_megapixels = 64, .data_dir = t_folder(cx) };
	EXPECT(mkdir(cx->app->conf.data_dir.p, 0700) == 0);
	t_be(cx, "a@b.c");
	return true;
}

static struct identify_candidate candidate(const char *id, const char *title, float score)
{
	return (struct identify_candidate){ .book = { .id = str_from(id),
						      .title = str_from(title),
						      .authors = S("Ada Quill; Tom Harrow"),
						      .isbn13 = S("9780141439518"),
						      .publisher = S("Harbour Press"),
						      .language = S("en"),
						      .year = 1951 },
					    .score = score,
					    .reasons = { "The whole title was read",
							 "The author's name was read" } };
}

/* Three spines: sure, with two candidates; to check, with one; unknown, with nothing read. */
static struct scan shelf(struct ctx *cx)
{
	struct identified_spine *s = arena_new(&cx->arena, struct identified_spine, SPINES);

	for (int i = 0; i < SPINES; i++) {
		float x = 40.3f + 100 * (float)i;

		s[i] = (struct identified_spine){
			.quad = { { { x + 60, 20 }, { x + 60, 280 }, { x, 280 }, { x, 20.7f } } },
			.confidence = 0.9f,
			.text = S("THE LIGHTHOUSE\nLEDGER"),
			.title = S("THE LIGHTHOUSE LEDGER"),
			.text_confidence = 0.75f,
			.status = (enum identify_status)i
		};
	}
	s[0].author = S("ADA QUILL");
	s[0].candidates[0] = candidate("work:1", "The Lighthouse Ledger", 0.97f);
	s[0].candidates[1] = candidate("work:2", "The Light House", 0.4f);
	s[0].ncandidates = 2;
	s[1].candidates[0] = candidate("work:3", "Winter Orchard", 0.61f);
	s[1].ncandidates = 1;
	s[2].text = s[2].title = (str){ NULL, 0 };
	return (struct scan){ .read = { .w = 400, .h = 300 },
			      .found = { s, SPINES },
			      .total_ms = 1234.5 };
}

static str photo(struct ctx *cx) { return t_read_file(cx, "tests/photos/formats/exif-6.jpg"); }

static struct scan_kept keep(struct ctx *cx)
{
	struct scan s = shelf(cx);
	struct scan_kept kept;

	library_scan_keep(cx, photo(cx), scan_limits_make(), &s, &kept);
	return kept;
}

static struct kept_scan get(struct ctx *cx, str id)
{
	struct kept_scan s = { .choices = NULL };

	EXPECT(library_scan_get(cx, id, &s) == OK);
	return s;
}

static bool same_spine(const struct identified_spine *a, const struct identified_spine *b)
{
	bool same = memcmp(&a->quad, &b->quad, sizeof a->quad) == 0 &&
		    a->confidence == b->confidence && str_eq(a->text, b->text) &&
		    str_eq(a->title, b->title) && str_eq(a->author, b->author) &&
		    a->text_confidence == b->text_confidence && a->status == b->status &&
		    a->ncandidates == b->ncandidates;

	for (size_t i = 0; i < a->ncandidates && same; i++) {
		const struct identify_candidate *c = &a->candidates[i], *d = &b->candidates[i];

		same = str_eq(c->book.id, d->book.id) && str_eq(c->book.title, d->book.title) &&
		       str_eq(c->book.authors, d->book.authors) &&
		       str_eq(c->book.isbn13, d->book.isbn13) && c->book.year == d->book.year &&
		       str_eq(c->book.publisher, d->book.publisher) && c->score == d->score &&
		       strcmp(c->reasons[1], d->reasons[1]) == 0 && !d->reasons[2];
	}
	return same;
}

TEST(a_kept_scan_reads_back_as_it_was_answered)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct scan was = shelf(&cx);
		struct scan_kept kept = keep(&cx);
		struct kept_scan s = get(&cx, kept.id);

		EXPECT(kept.photo && !kept.notice.n);
		EXPECT(s.answer.read.w == 400 && s.answer.read.h == 300);
		EXPECT(s.answer.total_ms == 1234.5 && s.answer.found.n == SPINES);
		EXPECT(s.row.max_spines == 50 && s.row.min_area_px == 250);
		EXPECT_STR(s.row.program, BOOKSHELF_VERSION);
		for (size_t k = 0; k < SPINES; k++) {
			EXPECT(same_spine(&was.found.spines[k], &s.answer.found.spines[k]));
			EXPECT(s.choices[k].made == CHOICE_NONE);
		}
		EXPECT(cx.actor.user_id.n == 36);
		t_be(&cx, "other@b.c");
		EXPECT(library_scan_get(&cx, kept.id, &s) == ERR_NOT_FOUND);
	}
}

/* ---- choices ---- */

static struct book_saved save(struct ctx *cx, const char *title, struct book_origin from)
{
	struct book_entry e = book_entry_make();
	struct book_saved saved = { .err = OK };

	e.says.about.title = str_from(title);
	e.says.about.authors = S("Ada Quill");
	e.origin = from;
	EXPECT(library_book_save_all(cx, &e, &saved, 1) == OK);
	return saved;
}

TEST(what_was_chosen_for_a_spine_is_recorded_with_the_book)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		struct book_saved a = save(&cx, "The Lighthouse Ledger",
					   (struct book_origin){ id, 0, 0 });
		struct book_saved b = save(&cx, "Another Book",
					   (struct book_origin){ id, 1, NUMBER_NONE });
		struct kept_scan s = get(&cx, id);

		EXPECT(a.origin_known && b.origin_known);
		EXPECT(s.choices[0].made == CHOICE_CONFIRMED && s.choices[0].candidate == 0);
		EXPECT(str_eq(s.choices[0].book_id, a.book.id) && s.choices[0].created);
		EXPECT(s.choices[0].at_ms == cx.now_ms);
		EXPECT(s.choices[1].made == CHOICE_CORRECTED);
		EXPECT(s.choices[1].candidate == NUMBER_NONE);
		EXPECT(str_eq(s.choices[1].book_id, b.book.id));
		EXPECT(s.row.decided == 2 && s.row.added == 2 && s.row.spines == SPINES);
	}
}

TEST(a_book_that_was_there_before_is_not_the_scan_s)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		struct kept_scan s;

		save(&cx, "The Lighthouse Ledger",
		     (struct book_origin){ .candidate = NUMBER_NONE });
		save(&cx, "The Lighthouse Ledger", (struct book_origin){ id, 0, 0 });
		s = get(&cx, id);
		EXPECT(s.choices[0].made == CHOICE_CONFIRMED && !s.choices[0].created);
	}
}

TEST(a_spine_is_set_aside_and_taken_back)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		int64_t before = get(&cx, id).row.seq;

		EXPECT(library_choice_set(&cx, id, 2, true) == OK);
		EXPECT(get(&cx, id).choices[2].made == CHOICE_DISMISSED);
		EXPECT(get(&cx, id).row.seq > before);
		EXPECT(library_choice_set(&cx, id, 2, false) == OK);
		EXPECT(get(&cx, id).choices[2].made == CHOICE_NONE);
		EXPECT(get(&cx, id).choices[2].at_ms == NUMBER_NONE);
		EXPECT(library_choice_set(&cx, id, SPINES, true) == ERR_NOT_FOUND);
		t_be(&cx, "other@b.c");
		save(&cx, "A Book", (struct book_origin){ .candidate = NUMBER_NONE });
		EXPECT(library_choice_set(&cx, id, 2, true) == ERR_NOT_FOUND);
	}
}

/* The book matters more than where it came from. */
TEST(a_scan_that_is_gone_keeps_no_book_from_being_saved)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		struct book_saved s;

		EXPECT(library_scan_remove(&cx, id) == OK);
		s = save(&cx, "The Lighthouse Ledger", (struct book_origin){ id, 0, 0 });
		EXPECT(!s.err && s.outcome == BOOK_CREATED && !s.origin_known);
	}
}

TEST(a_candidate_that_a_spine_has_not_is_refused_and_nothing_written)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		struct book_saved s = save(&cx, "The Lighthouse Ledger",
					   (struct book_origin){ id, 0, 2 });
		struct book_list books;

		EXPECT(s.err == ERR_INVALID_FIELD);
		EXPECT_STR(s.err_name, "invalid_candidate_index");
		EXPECT(library_books(&cx, &books) == OK && books.n == 0);
		EXPECT(get(&cx, id).choices[0].made == CHOICE_NONE);
	}
}

/* ---- reading again ---- */

static void move(struct identified_spine *s, float by)
{
	for (int i = 0; i < 4; i++)
		s->quad.p[i].x += by;
}

/* Other models see other outlines, other spines, and rank otherwise. */
TEST(read_again_a_spine_keeps_what_was_decided_for_the_one_in_its_place)
{
	struct ctx cx = ctx_make(NULL);
	struct scan was = shelf(&cx), now = shelf(&cx);
	struct scan_choice none = { .candidate = NUMBER_NONE, .at_ms = NUMBER_NONE };
	struct scan_choice old[SPINES] = {
		{ CHOICE_CONFIRMED, 1, S("book 1"), true, 5 },
		{ CHOICE_CONFIRMED, 0, S("book 2"), true, 6 },
		{ CHOICE_DISMISSED, NUMBER_NONE, { NULL, 0 }, false, 7 }
	};
	struct kept_scan kept = { .answer = was, .choices = old };
	struct identified_spine *s = now.found.spines;
	struct identify_candidate first = s[0].candidates[0];
	struct scan_choice *c;

	move(&s[0], 8); /* of 60 pixels */
	s[0].candidates[0] = s[0].candidates[1];
	s[0].candidates[1] = first;
	s[1].candidates[0] = candidate("work:9", "Something Else", 0.9f);
	move(&s[2], 35);
	c = scan_carry_over(&cx, &kept, &now.found);
	EXPECT(c[0].made == CHOICE_CONFIRMED && c[0].candidate == 0 && !c[0].created);
	EXPECT(str_eq(c[0].book_id, S("book 1")) && c[0].at_ms == 5);
	EXPECT(c[1].made == CHOICE_CORRECTED && c[1].candidate == NUMBER_NONE);
	EXPECT(str_eq(c[1].book_id, S("book 2")));
	EXPECT(c[2].made == CHOICE_NONE &&
	       c[2].at_ms == NUMBER_NONE); /* less than half is shared */
	old[0] = old[1] = none;
	s[1].quad = s[2].quad = was.found.spines[2].quad;
	c = scan_carry_over(&cx, &kept, &now.found);
	EXPECT(c[0].made == CHOICE_NONE && c[1].made == CHOICE_DISMISSED);
	EXPECT(c[2].made == CHOICE_NONE); /* given once */
	ctx_end(&cx);
}

/* ---- taking back ---- */

static void like(struct ctx *cx, const char *title)
{
	struct book_entry e = book_entry_make();
	struct book_saved saved = { .err = OK };

	e.says.about.title = str_from(title);
	e.says.liked = 1;
	EXPECT(library_book_save(cx, &e, &saved) == OK && saved.outcome == BOOK_UPDATED);
}

TEST(undoing_a_scan_removes_what_it_added_unless_changed_since)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		struct book_saved a = save(&cx, "One", (struct book_origin){ id, 0, 0 });
		struct book_saved b = save(&cx, "Two", (struct book_origin){ id, 1, 0 });
		struct scan_undone u;
		struct book_list books;

		save(&cx, "Three", (struct book_origin){ .candidate = NUMBER_NONE });
		save(&cx, "Three", (struct book_origin){ id, 2, NUMBER_NONE });
		cx.now_ms++;
		like(&cx, "Two");
		EXPECT(library_scan_undo(&cx, id, &u) == OK);
		EXPECT(u.nremoved == 1 && str_eq(u.removed[0], a.book.id));
		EXPECT(u.nchanged == 1 && str_eq(u.changed[0], b.book.id));
		EXPECT(library_books(&cx, &books) == OK && books.n == 2);
		EXPECT(get(&cx, id).choices[0].made == CHOICE_NONE);
		EXPECT(get(&cx, id).choices[1].made == CHOICE_CONFIRMED);
		EXPECT(library_scan_undo(&cx, id, &u) == OK && u.nremoved == 0 && u.nchanged == 1);
	}
}

TEST(undoing_a_scan_leaves_a_book_that_is_lent)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		struct scan_undone u;

		save(&cx, "One", (struct book_origin){ id, 0, 0 });
		EXPECT(db_exec(&cx, "UPDATE user_books SET loaned = 1") == OK);
		EXPECT(library_scan_undo(&cx, id, &u) == OK && !u.nremoved && u.nchanged == 1);
	}
}

/* ---- photos ---- */

static bool file_is_there(struct ctx *cx, const struct scan_row *row)
{
	str name = photo_name_of(cx, row->photo, row->photo_type);

	return photo_size(cx, cx->actor.user_id, name) == row->photo_bytes;
}

TEST(a_photo_is_kept_once_and_deleted_for_all_scans_that_show_it)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str one = keep(&cx).id, two = keep(&cx).id, name;
		struct scan_row row = get(&cx, one).row;
		struct scan_photos p;

		EXPECT(file_is_there(&cx, &row) && str_eq(row.photo, get(&cx, two).row.photo));
		EXPECT(store_photo_count(&cx, cx.actor.user_id, &p) == OK);
		EXPECT(p.count == 1 && p.bytes == row.photo_bytes);
		EXPECT(library_scan_photo_remove(&cx, one, &p) == OK);
		EXPECT(p.count == 1 && p.bytes == row.photo_bytes);
		EXPECT(!file_is_there(&cx, &row));
		EXPECT(!get(&cx, one).row.photo.n && !get(&cx, two).row.photo.n);
		EXPECT(library_scan_photo(&cx, two, &name) == ERR_NOT_FOUND);
		EXPECT(library_scan_photo_remove(&cx, one, &p) == ERR_NOT_FOUND);
		EXPECT(get(&cx, one).answer.found.n == SPINES);
	}
}

/* A deleted scan can come back, and its photo with it; deleting all photos means all. */
TEST(a_scan_that_goes_for_good_takes_its_photo_along_unless_another_shows_it)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct scan_row one = get(&cx, keep(&cx).id).row, same = get(&cx, keep(&cx).id).row;
		size_t n;

		EXPECT(library_scan_remove(&cx, one.id) == OK);
		EXPECT(library_trash_remove(&cx, one.id) == OK && file_is_there(&cx, &same));
		EXPECT(library_scan_remove(&cx, same.id) == OK && file_is_there(&cx, &same));
		EXPECT(library_trash_empty(&cx, &n) == OK && n == 1);
		EXPECT(!file_is_there(&cx, &same));
	}
}

TEST(all_photos_are_deleted_with_those_in_the_trash)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = keep(&cx).id;
		struct scan_row row = get(&cx, id).row;
		struct scan_photos p;

		EXPECT(library_scan_remove(&cx, id) == OK);
		EXPECT(file_is_there(&cx, &row));
		EXPECT(library_scan_photo_remove(&cx, S(""), &p) == OK && p.count == 1);
		EXPECT(!file_is_there(&cx, &row));
		EXPECT(library_scan_photo_remove(&cx, S(""), &p) == OK && p.count == 0);
	}
}

TEST(who_wants_no_photos_kept_has_their_scans_without)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct scan_kept kept;
		str folder;

		save(&cx, "A Book", (struct book_origin){ .candidate = NUMBER_NONE });
		EXPECT(db_exec(&cx, "UPDATE users SET keep_photos = 0") == OK);
		kept = keep(&cx);
		EXPECT(kept.id.n && !kept.photo && !kept.notice.n);
		EXPECT(!get(&cx, kept.id).row.photo.n);
		folder = str_fmt(&cx.arena, STR_FMT "/photos", STR_ARG(cx.app->conf.data_dir));
		EXPECT(access(folder.p, F_OK) != 0);
	}
}

static struct scan_kept keep_file(struct ctx *cx, const char *path)
{
	struct scan s = shelf(cx);
	struct scan_kept kept;

	library_scan_keep(cx, t_read_file(cx, path), scan_limits_make(), &s, &kept);
	return kept;
}

static int files_in(struct ctx *cx)
{
	struct photo_files files;

	EXPECT(photos_list(cx, &files) == OK);
	return (int)files.n;
}

/* The rows say how much there is: so that a test needs no large files, they are made to say more. */
TEST(a_photo_beyond_what_a_person_s_photos_may_take_is_read_but_not_kept)
{
	static const char large[] = "tests/photos/hard.jpg", small[] = "tests/photos/clean.jpg";
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct scan_photos p;
		struct scan_kept one, two;

		cx.app->conf.max_kept_mib = 1;
		EXPECT(keep_file(&cx, large).photo && keep_file(&cx, small).photo);
		EXPECT(db_exec(&cx, "UPDATE scans SET photo_bytes = photo_bytes + 900000") == OK);
		EXPECT(keep_file(&cx, small).photo); /* the same again takes nothing */
		one = keep(&cx);
		EXPECT(one.id.n && !one.photo && strstr(one.notice.p, "delete some"));
		EXPECT(cx.err == OK && !get(&cx, one.id).row.photo.n && files_in(&cx) == 2);
		EXPECT(get(&cx, one.id).answer.found.n == SPINES);
		EXPECT(library_scan_photo_remove(&cx, S(""), &p) == OK);
		two = keep(&cx);
		EXPECT(two.photo && !two.notice.n && files_in(&cx) == 1);
		cx.app->conf.max_kept_mib = 0;
		EXPECT(db_exec(&cx, "UPDATE scans SET photo_bytes = 9000000") == OK);
		EXPECT(keep_file(&cx, small).photo);
	}
}

TEST(a_photo_that_cannot_be_written_leaves_a_scan_without_one_and_says_so)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str folder = str_fmt(&cx.arena, STR_FMT "/photos", STR_ARG(cx.app->conf.data_dir));
		struct scan_kept kept;

		EXPECT(symlink("/dev/null", folder.p) == 0);
		kept = keep(&cx);
		EXPECT(kept.id.n && !kept.photo && kept.notice.n && cx.err == OK);
		EXPECT(!get(&cx, kept.id).row.photo.n);
	}
}

TEST(a_scan_that_cannot_be_stored_says_so_and_leaves_no_photo)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct scan_row row = get(&cx, keep(&cx).id).row;
		struct scan_photos p;
		struct scan_kept kept;

		EXPECT(library_scan_photo_remove(&cx, S(""), &p) == OK);
		EXPECT(db_exec(&cx, "DROP TABLE scan_candidates") == OK);
		kept = keep(&cx);
		EXPECT(!kept.id.n && !kept.photo && kept.notice.n && cx.err == OK);
		EXPECT(!file_is_there(&cx, &row));
		EXPECT(store_photo_count(&cx, cx.actor.user_id, &p) == OK && p.count == 0);
	}
}

static void make_old(struct ctx *cx, const struct scan_row *row)
{
	str path = photo_path(cx, cx->actor.user_id,
			      photo_name_of(cx, row->photo, row->photo_type));
	struct timespec t = { .tv_sec = cx->now_ms / 1000 - 25 * 3600 };

	EXPECT(utimensat(AT_FDCWD, path.p, (struct timespec[]){ t, t }, 0) == 0);
}

TEST(housekeeping_removes_the_photo_of_a_scan_that_was_purged_and_no_other)
{
	struct ctx cx = ctx_make(NULL);
	struct conf conf = { .max_photo_megapixels = 64,
			     .database_connections = 2,
			     .data_dir = t_folder(&cx) };
	struct scan s = shelf(&cx);
	struct scan_row purged, there;
	struct scan_kept other;
	struct app *app;

	EXPECT(app_open(&cx, &conf, &app) == OK && db_lend(&cx, app->dbs) == OK);
	t_be(&cx, "a@b.c");
	purged = get(&cx, keep(&cx).id).row;
	EXPECT(db_exec(&cx, "DELETE FROM scans") == OK);
	library_scan_keep(&cx, t_read_file(&cx, "tests/photos/formats/rgb.png"), scan_limits_make(),
			  &s, &other);
	there = get(&cx, other.id).row;
	make_old(&cx, &purged), make_old(&cx, &there);
	db_give_back(&cx, app->dbs);
	housekeeping_run(&cx);
	EXPECT(!file_is_there(&cx, &purged) && file_is_there(&cx, &there));
	app_close(app);
	ctx_end(&cx);
}
