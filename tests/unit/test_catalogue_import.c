/* test_catalogue_import.c - imports as a whole: dumps, several files, kills, what is refused, and the files that come of it. */
#include "shelf.h"

#include "base/checksum.h"
#include "catalogue/file.h"
#include "catalogue/segments.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT(day) "\t1\t2026-10-" day "T08:00:00\t"
#define AUTHORS(day) \
	"/type/author\t/authors/OL1A" AT( \
		day) "{\"name\": \"Ada Finch\", \"alternate_names\": [\"Finch, A.\"]}\n" \
		     "/type/author\t/authors/OL2A" AT(day) "{\"name\": \"Tom Reed\"}\n"
#define WORKS(day) \
	"/type/work\t/works/OL10W" AT( \
		day) "{\"title\": \"Quiet Harbours\", \"covers\": [5], \"authors\": [{\"author\": {\"key\": \"/authors/OL1A\"}}]}\n" \
		     "/type/work\t/works/OL11W" AT( \
			     day) "{\"title\": \"Windfall Orchard\", \"authors\": [{\"author\": {\"key\": \"/authors/OL900A\"}}]}\n" \
				  "/type/work\t/works/OL12W" AT(day) "{\"title\": \"Bare\"}\n"
#define EDITIONS(day) \
	"/type/edition\t/books/OL20M" AT( \
		day) "{\"title\": \"Quiet Harbours\", \"isbn_13\": [\"9780306406157\"], \"publish_date\": \"May 1960\", " \
		     "\"languages\": [{\"key\": \"/languages/eng\"}], \"works\": [{\"key\": \"/works/OL10W\"}], \"number_of_pages\": 99}\n" \
		     "/type/edition\t/books/OL21M" AT( \
			     day) "{\"title\": \"Stille Häfen\", \"languages\": [{\"key\": \"/languages/ger\"}], \"publish_date\": \"1988\", " \
				  "\"works\": [{\"key\": \"/works/OL10W\"}]}\n" \
				  "/type/edition\t/books/OL22M" AT( \
					  day) "{\"title\": \"Windfall Orchard\", \"isbn_10\": [\"0306406152\"], \"works\": [{\"key\": \"/works/OL901W\"}]}\n" \
					       "/type/edition\t/books/OL23M" AT( \
						       day) "{\"title\": \"Tidewater Songs\", \"authors\": [{\"key\": \"/authors/OL2A\"}], \"publish_date\": \"2001\"}\n" \
							    "/type/edition\t/books/OL24M" AT( \
								    day) "{\"title\": \"cut off by some accident, \"x\": [}\n"
#define REDIRECTS(day) \
	"/type/redirect\t/authors/OL900A" AT( \
		day) "{\"location\": \"/authors/OL2A\"}\n" \
		     "/type/redirect\t/works/OL901W" AT( \
			     day) "{\"location\": \"/works/OL11W\"}\n" \
				  "/type/redirect\t/books/OL902M" AT( \
					  day) "{\"location\": \"/books/OL20M\"}\n" \
					       "/type/delete\t/books/OL903M" AT( \
						       day) "{\"type\": {\"key\": \"/type/delete\"}}\n"
#define DUMP(day) AUTHORS(day) WORKS(day) EDITIONS(day) REDIRECTS(day)

/* What the dump says, however it came in. */
static void expect_dump(struct shelf *s)
{
	struct catalogue_book b = shelf_get(s, "ol:OL20M");

	EXPECT_STR(b.title, "Quiet Harbours");
	EXPECT_STR(b.authors, "Ada Finch");
	EXPECT_STR(b.id, "isbn:9780306406157");
	EXPECT_STR(b.work_id, "ol:OL10W");
	EXPECT_STR(b.language, "eng");
	EXPECT(b.year == 1960 && b.pages == 99 && b.cover == 5 && b.editions == 2);
	b = shelf_get(s, "ol:OL22M");
	EXPECT_STR(b.authors, "Tom Reed");
	EXPECT_STR(b.work_id, "ol:OL11W");
	b = shelf_get(s, "ol:OL23M");
	EXPECT_STR(b.authors, "Tom Reed");
	EXPECT_STR(b.id, "ol:OL23M");
	EXPECT(b.work_id.n == 0 && b.editions == 1);
	EXPECT_STR(shelf_read(s, "ADA FINCH QUlET HARB0URS"), "Quiet Harbours");
	EXPECT_STR(shelf_search(s, "stille hafen"), "Stille Häfen");
}

static struct catalogue_report take_files(struct shelf *s, const char *const *texts,
					  const char *const *names, size_t n)
{
	const char *paths[8];

	for (size_t i = 0; i < n; i++)
		paths[i] = shelf_write(s, names[i], str_from(texts[i])).p;
	return shelf_take_all(s, &(struct catalogue_import){ .paths = paths, .n = n });
}

TEST(a_dump_of_several_files_becomes_works_with_authors)
{
	static const char *const texts[] = { EDITIONS("31"), WORKS("30"), AUTHORS("29"),
					     REDIRECTS("28") };
	static const char *const names[] = { "ol_dump_editions_2026-10-31.txt",
					     "ol_dump_works_2026-10-31.txt",
					     "ol_dump_authors_2026-10-31.txt",
					     "ol_dump_redirects_2026-10-31.txt" };
	struct shelf s;
	struct catalogue_report r;

	shelf_open(&s);
	r = take_files(&s, texts, names, 4);
	EXPECT(r.rows == 14 && r.added == 4 && r.known == 0 && r.works == 3 && r.authors == 2 &&
	       r.redirects == 3 && r.refused == 2);
	EXPECT(r.nskips == 2 && r.books == 4 && r.bytes > 0 && r.resumed_rows == 0);
	EXPECT_STR(r.skips[0].reason, "deleted, or no book");
	EXPECT_STR(r.skips[1].reason, "the row's JSON is broken");
	EXPECT(r.skips[1].sample[0].line == 5 && r.skips[1].sample[0].text.n > 20);
	shelf_ask(&s);
	expect_dump(&s);
	shelf_close(&s);
}

TEST(a_dump_says_the_same_in_any_order_of_files_and_in_one)
{
	static const char *const parts[] = { EDITIONS("31"), WORKS("31"), AUTHORS("31"),
					     REDIRECTS("31") };

	for (size_t order = 0; order < 24; order++) {
		const char *texts[4], *names[] = { "a.txt", "b.txt", "c.txt", "d.txt" };
		size_t left[] = { 0, 1, 2, 3 }, code = order;
		struct shelf s;

		for (size_t i = 0; i < 4; i++) { /* the permutations by their number */
			size_t k = code % (4 - i);

			code /= 4 - i;
			texts[i] = parts[left[k]];
			memmove(&left[k], &left[k + 1], (3 - k) * sizeof *left);
		}
		shelf_open(&s);
		if (order % 2) {
			take_files(&s, texts, names, 4);
		} else {
			shelf_import(&s, "all.txt",
				     str_fmt(&s.cx.arena, "%s%s%s%s", texts[0], texts[1], texts[2],
					     texts[3]));
		}
		shelf_ask(&s);
		expect_dump(&s);
		shelf_close(&s);
	}
}

TEST(books_are_got_by_isbn_edition_work_and_by_numbers_that_were_redirected)
{
	struct shelf s;
	struct catalogue_book b;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("31")));
	shelf_import(&s, "own.csv", S("title,authors,year\nSalt and Saffron,Farid Anwari,1988\n"));
	shelf_ask(&s);
	EXPECT_STR(shelf_get(&s, "isbn:0306406152").isbn13, "9780306406157");
	EXPECT_STR(shelf_get(&s, "isbn:978-0-306-40615-7").title,
		   "Quiet Harbours"); /* of two, the better known */
	EXPECT_STR(shelf_get(&s, "ol:OL21M").title, "Stille Häfen");
	EXPECT_STR(shelf_get(&s, "ol:OL902M").title, "Quiet Harbours");
	EXPECT_STR(shelf_get(&s, "ol:OL10W").title, "Quiet Harbours");
	EXPECT_STR(shelf_get(&s, "ol:OL901W").title, "Windfall Orchard");
	b = shelf_first(&s, true, "salt and saffron").book;
	EXPECT(b.id.n == 21 && memcmp(b.id.p, "work:", 5) == 0);
	EXPECT_STR(shelf_get(&s, b.id.p).authors, "Farid Anwari");
	shelf_close(&s);
}

TEST(books_are_not_got_by_what_is_no_id)
{
	static const char *const ids[] = { "",
					   ":",
					   "isbn:",
					   "isbn:9780306406158",
					   "isbn:9781566199094",
					   "ol:",
					   "ol:OL20",
					   "ol:OL20X",
					   "ol:OL0M",
					   "ol:OL-20M",
					   "ol:20M",
					   "ol:OL99999999999M",
					   "ol:OL12W",
					   "ol:OL903M",
					   "ol:OL20W",
					   "work:",
					   "work:zzzzzzzzzzzzzzzz",
					   "work:0123456789abcdef",
					   "work:0123456789abcdef0",
					   "OL20M",
					   "9780306406157",
					   "ISBN:9780306406157",
					   "ol:OL20M " };
	struct shelf s;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("31")));
	shelf_ask(&s);
	for (size_t i = 0; i < countof(ids); i++)
		if (shelf_get(&s, ids[i]).title.n)
			t_fail(__FILE__, __LINE__, ids[i]);
	shelf_close(&s);
}

static size_t found(struct shelf *s, const char *query, struct catalogue_filter filter,
		    const char *want)
{
	struct catalogue_hits hits;

	EXPECT(catalogue_search(&s->cx, s->c, str_from(query), &filter, 0, 10, &hits) == OK);
	if (want)
		EXPECT_STR(hits.n ? hits.items[0].book.title : S("(none)"), want);
	return hits.n;
}

TEST(search_passes_only_what_the_filter_wants)
{
	struct shelf s;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("31")));
	shelf_ask(&s);
	found(&s, "quiet harbours", (struct catalogue_filter){ .language = S("eng") },
	      "Quiet Harbours");
	found(&s, "quiet harbours", (struct catalogue_filter){ .language = S("en") },
	      "Quiet Harbours");
	found(&s, "quiet harbours", (struct catalogue_filter){ .language = S("English") },
	      "Quiet Harbours");
	found(&s, "stille hafen", (struct catalogue_filter){ .language = S("de") }, "Stille Häfen");
	EXPECT(found(&s, "quiet harbours", (struct catalogue_filter){ .language = S("de") },
		     NULL) == 0);
	EXPECT(found(&s, "quiet harbours", (struct catalogue_filter){ .language = S("Klingonese") },
		     NULL) == 0);
	EXPECT(found(&s, "tidewater songs",
		     (struct catalogue_filter){ .language = S("Klingonese") }, NULL) == 0);
	EXPECT(found(&s, "tidewater songs", (struct catalogue_filter){ .language = S("en") },
		     NULL) == 0); /* it does not say */
	found(&s, "quiet harbours", (struct catalogue_filter){ .year_min = 1960, .year_max = 1960 },
	      "Quiet Harbours");
	EXPECT(found(&s, "quiet harbours", (struct catalogue_filter){ .year_min = 1961 }, NULL) ==
	       0);
	EXPECT(found(&s, "quiet harbours", (struct catalogue_filter){ .year_max = 1959 }, NULL) ==
	       0);
	EXPECT(found(&s, "windfall orchard", (struct catalogue_filter){ .year_max = 2100 }, NULL) ==
	       0);
	found(&s, "stille hafen",
	      (struct catalogue_filter){ .language = S("ger"), .year_min = 1980 }, "Stille Häfen");
	shelf_close(&s);
}

TEST(search_goes_through_its_answers_page_by_page)
{
	struct shelf s;
	struct buf b;
	struct catalogue_hits all, page;
	size_t seen = 0;

	shelf_open(&s);
	b = buf_make(&s.cx.arena, 1 << 16);
	buf_add(&b, S("title,authors,year\n"));
	for (int i = 0; i < 60; i++)
		buf_addf(&b, "Harbour lights %c%c,Author %c%c Quill,%d\n", 'a' + i % 26,
			 'k' + i / 26, 'a' + i % 26, 'k' + i / 26, 1900 + i);
	shelf_import(&s, "many.csv", buf_str(&b));
	shelf_ask(&s);
	EXPECT(catalogue_search(&s.cx, s.c, S("harbour lights"), NULL, 0, 100, &all) == OK &&
	       all.n >= 50 && !all.more);
	for (bool more = true; more; seen += page.n) {
		EXPECT(catalogue_search(&s.cx, s.c, S("harbour lights"), NULL, seen, 7, &page) ==
		       OK);
		EXPECT(page.n == (all.n - seen < 7 ? all.n - seen : 7) &&
		       page.more == (seen + page.n < all.n));
		for (size_t i = 0; i < page.n; i++)
			EXPECT(str_eq(page.items[i].book.id, all.items[seen + i].book.id));
		more = page.more && page.n;
	}
	EXPECT(seen == all.n);
	EXPECT(catalogue_search(&s.cx, s.c, S("harbour lights"), NULL, 1000, 7, &page) == OK &&
	       page.n == 0 && !page.more);
	EXPECT(catalogue_search(&s.cx, s.c, S("harbour lights"),
				&(struct catalogue_filter){ .year_min = 1950 }, 0, 100,
				&page) == OK &&
	       page.n == 10);
	shelf_close(&s);
}

/* ---- what is refused ---- */

static bool says(const struct shelf *s, const char *words)
{
	return memmem(s->cx.err_text.p, s->cx.err_text.n, words, strlen(words)) != NULL;
}

static void expect_refused(struct shelf *s, const char *path, enum err want, const char *words)
{
	struct catalogue_report r;
	enum err e = shelf_take(s, path, &r);

	EXPECT(e == want);
	if (!says(s, words))
		t_expect_str(__FILE__, __LINE__, s->cx.err_text, words);
	ctx_forgive(&s->cx);
}

TEST(an_older_dump_is_refused_and_taken_all_the_same_when_asked)
{
	struct shelf s;
	const char *path;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("20")));
	expect_refused(&s, shelf_write(&s, "old.txt", S(EDITIONS("19"))).p, ERR_CONFLICT,
		       "the dump is of 2026-10-19, the catalogue has that of 2026-10-20");
	expect_refused(&s, shelf_write(&s, "ol_dump_2026-09-30.txt", S(EDITIONS("21"))).p,
		       ERR_CONFLICT, "the dump is of 2026-09-30");
	shelf_ask(&s);
	expect_dump(&s);
	path = shelf_write(&s, "old.txt", S(EDITIONS("19"))).p;
	shelf_take_all(&s, &(struct catalogue_import){ .paths = &path, .n = 1, .older = true });
	shelf_ask(&s);
	EXPECT(shelf_get(&s, "ol:OL20M").authors.n == 0 && shelf_file(&s, 1).n == 0);
	shelf_import(&s, "dump.txt", S(DUMP("20"))); /* and a newer one takes its place again */
	shelf_import(&s, "same.txt", S(DUMP("20")));
	shelf_ask(&s);
	expect_dump(&s);
	EXPECT(shelf_file(&s, 1).n == 0);
	shelf_close(&s);
}

TEST(dumps_of_different_days_are_refused_together)
{
	struct shelf s;
	struct catalogue_report r;
	const char *paths[2];
	struct catalogue_import what = { .paths = paths, .n = 2 };

	shelf_open(&s);
	paths[0] = shelf_write(&s, "ol_dump_works_2026-09-30.txt", S(WORKS("30"))).p;
	paths[1] = shelf_write(&s, "ol_dump_editions_2026-10-31.txt", S(EDITIONS("31"))).p;
	EXPECT(catalogue_import(&s.cx, &s.conf, &what, &r) == ERR_CONFLICT);
	EXPECT(says(&s, "2026-09-30") && says(&s, "2026-10-31") && says(&s, "--older"));
	ctx_forgive(&s.cx);
	what.older = true;
	EXPECT(shelf_take_all(&s, &what).added == 4);
	shelf_close(&s);
}

TEST(dumps_and_tables_are_not_imported_together)
{
	for (int order = 0; order < 2; order++) {
		struct shelf s;
		struct catalogue_report r;
		const char *paths[2];
		struct catalogue_import what = { .paths = paths, .n = 2 };

		shelf_open(&s);
		paths[order] = shelf_write(&s, "a.txt", S(EDITIONS("30"))).p;
		paths[1 - order] = shelf_write(&s, "b.txt", S("title\nEmma\n")).p;
		EXPECT(catalogue_import(&s.cx, &s.conf, &what, &r) == ERR_INVALID);
		EXPECT(shelf_file(&s, 0).n == 0 &&
		       access(segments_path(&s.cx, &s.conf, "import").p, F_OK) != 0);
		shelf_close(&s);
	}
}

TEST(files_that_are_empty_or_cut_off_are_refused_and_the_catalogue_stays)
{
	static const char empty_gz[20] = "\x1f\x8b\x08\0\0\0\0\0\0\x03\x03";
	struct shelf s;
	char *wide;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("20")));
	expect_refused(&s, shelf_write(&s, "none.txt", S("")).p, ERR_INVALID, "empty");
	expect_refused(&s, shelf_write(&s, "none.gz", (str){ empty_gz, 20 }).p, ERR_INVALID,
		       "empty");
	expect_refused(&s, shelf_write(&s, "head.gz", (str){ empty_gz, 10 }).p, ERR_IO,
		       "head.gz was not taken: it is cut off");
	expect_refused(&s, shelf_write(&s, "cut.txt", (str){ DUMP("21"), sizeof DUMP("21") - 3 }).p,
		       ERR_IO, "its last row is cut off");
	wide = arena_new(&s.cx.arena, char, 9 << 20);
	memset(wide, 'x', 9 << 20);
	memcpy(wide, "/type/edition\t/books/OL1M", 25);
	expect_refused(&s, shelf_write(&s, "wide.txt", (str){ wide, 9 << 20 }).p, ERR_IO,
		       "its last row is cut off");
	shelf_ask(&s);
	expect_dump(&s);
	shelf_close(&s);
}

TEST(a_row_that_is_too_long_is_left_out_and_the_next_is_taken)
{
	struct shelf s;
	struct catalogue_report r;
	enum { WIDE = (4 << 20) + 100 };
	struct buf b;
	char *wide;

	shelf_open(&s);
	b = buf_make(&s.cx.arena, 32 << 20);
	wide = arena_new(&s.cx.arena, char, 3 * WIDE);
	memset(wide, 'x', 3 * WIDE);
	buf_add(&b, S(EDITIONS("20")));
	buf_add(&b, (str){ wide, WIDE });
	buf_add(&b, S("\n" WORKS("20")));
	buf_add(&b, (str){ wide, 3 * WIDE });
	buf_add(&b, S("\n\n" AUTHORS("20") REDIRECTS("20")));
	r = shelf_import(&s, "dump.txt", buf_str(&b));
	EXPECT(r.added == 4 && r.refused == 4);
	EXPECT_STR(r.skips[1].reason, "the row is too long");
	EXPECT(r.skips[1].n == 2 && r.skips[1].sample[0].line == 6 &&
	       r.skips[1].sample[1].line == 10);
	shelf_ask(&s);
	expect_dump(&s);
	shelf_close(&s);
}

TEST(only_wanted_languages_and_works_with_editions_enough_come_in)
{
	struct shelf s;
	struct catalogue_report r;
	const char *path;

	shelf_open(&s);
	path = shelf_write(&s, "dump.txt", S(DUMP("20"))).p;
	r = shelf_take_all(
		&s, &(struct catalogue_import){ .paths = &path, .n = 1, .languages = S("de, fr") });
	EXPECT(r.added == 3 && r.refused == 3);
	EXPECT_STR(r.skips[0].reason, "in a language that is not wanted");
	shelf_ask(&s);
	EXPECT(shelf_get(&s, "ol:OL20M").title.n == 0 && shelf_get(&s, "ol:OL21M").title.n &&
	       shelf_get(&s, "ol:OL23M").title.n);
	r = shelf_take_all(&s,
			   &(struct catalogue_import){ .paths = &path, .n = 1, .min_editions = 2 });
	EXPECT(r.added == 2 && r.rare == 2);
	shelf_ask(&s);
	EXPECT(shelf_get(&s, "ol:OL20M").title.n && shelf_get(&s, "ol:OL22M").title.n == 0);
	EXPECT(catalogue_import(&s.cx, &s.conf,
				&(struct catalogue_import){
					.paths = &path, .n = 1, .languages = S("de,klingonese") },
				&r) == ERR_INVALID);
	EXPECT(says(&s, "languages") && says(&s, "klingonese"));
	shelf_close(&s);
}

/* ---- dumps and tables, one after the other ---- */

TEST(a_new_dump_takes_the_place_of_the_old_and_leaves_tables_alone)
{
	struct shelf s;

	shelf_open(&s);
	shelf_import(&s, "a.csv", S("title,authors\nSalt and Saffron,Farid Anwari\n"));
	shelf_import(&s, "dump.txt", S(DUMP("20")));
	shelf_import(&s, "b.csv", S("title,authors\nSad Forgotten Letters,Lidia Voronova\n"));
	shelf_import(
		&s, "dump.txt",
		S("/type/edition\t/books/OL30M" AT("21") "{\"title\": \"Northlight Rising\"}\n"));
	shelf_ask(&s);
	EXPECT(shelf_get(&s, "ol:OL20M").title.n == 0);
	EXPECT_STR(shelf_get(&s, "ol:OL30M").title, "Northlight Rising");
	EXPECT_STR(shelf_search(&s, "salt and saffron"), "Salt and Saffron");
	EXPECT_STR(shelf_search(&s, "sad forgotten letters"), "Sad Forgotten Letters");
	shelf_close(&s);
}

TEST(a_table_adds_to_a_dump_only_what_it_does_not_say)
{
	struct shelf s;
	struct catalogue_report r;
	struct catalogue_book b;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("20")));
	r = shelf_import(
		&s, "a.csv",
		S("isbn,title,authors,year\n9780306406157,Quiet Harbors,Ada Finch,1960\n"));
	EXPECT(r.known == 1 && r.added == 0 && shelf_file(&s, 1).n == 0);
	r = shelf_import(
		&s, "b.csv",
		S("isbn,title,authors,publisher\n9780306406157,Quiet Harbors,Another,Northlight\n"));
	EXPECT(r.known == 0 && r.added == 1 && shelf_file(&s, 1).n);
	r = shelf_import(
		&s, "b.csv",
		S("isbn,title,authors,publisher\n9780306406157,Quiet Harbors,Another,Northlight\n"));
	EXPECT(r.known == 1 && r.added == 0);
	shelf_ask(&s);
	b = shelf_get(&s, "isbn:9780306406157");
	EXPECT_STR(b.title, "Quiet Harbours");
	EXPECT_STR(b.authors, "Ada Finch");
	EXPECT_STR(b.publisher, "Northlight");
	EXPECT(b.year == 1960 && b.pages == 99);
	shelf_close(&s);
}

TEST(what_the_starter_lacks_is_filled_in_once)
{
	struct shelf s;
	struct catalogue_report r;
	struct catalogue_book b;

	shelf_open(&s);
	shelf_ask(&s);
	b = shelf_first(&s, true, "emma jane austen").book;
	EXPECT_STR(b.title, "Emma");
	r = shelf_import(&s, "a.csv",
			 str_fmt(&s.cx.arena,
				 "title,authors,year,publisher\nEmma,Jane Austen,%d,Northlight\n",
				 b.year));
	EXPECT(r.added == 1);
	r = shelf_import(&s, "a.csv",
			 str_fmt(&s.cx.arena,
				 "title,authors,year,publisher\nEmma,Jane Austen,%d,Northlight\n",
				 b.year));
	EXPECT(r.added == 0 && r.known == 1);
	shelf_ask(&s);
	EXPECT_STR(shelf_get(&s, b.id.p).publisher, "Northlight");
	EXPECT_STR(shelf_first(&s, true, "emma jane austen").book.publisher, "Northlight");
	shelf_close(&s);
}

TEST(many_imports_become_few_files_and_no_book_is_lost)
{
	struct shelf s;
	size_t files = 0, n = 0, before = 0;

	shelf_open(&s);
	shelf_ask(&s);
	EXPECT(catalogue_size(&s.cx, s.c, &before) == OK);
	for (int i = 0; i < 50; i++) {
		struct catalogue_report r;

		r = shelf_import(
			&s, "a.csv",
			str_fmt(&s.cx.arena,
				"title,authors\nHarbour of the number %d,Author Nr %d\nAlways the same,Tom Reed\n",
				i, i));
		EXPECT(r.added == (i ? 1 : 2) && r.known == (i ? 1 : 0) && r.books == i + 2);
	}
	while (shelf_file(&s, files).n)
		files++;
	EXPECT(files <= 6);
	shelf_ask(&s);
	EXPECT(catalogue_size(&s.cx, s.c, &n) == OK && n == before + 51);
	for (int i = 0; i < 50; i++) {
		str title = str_fmt(&s.cx.arena, "Harbour of the number %d", i);

		EXPECT_STR(
			shelf_search(
				&s,
				str_fmt(&s.cx.arena, STR_FMT " Author Nr %d", STR_ARG(title), i).p),
			title.p);
	}
	shelf_close(&s);
}

TEST(what_is_sound_stays_when_another_file_is_damaged)
{
	struct shelf s;
	const char *first;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("20")));
	shelf_import(&s, "a.csv", S("title\nSalt and Saffron\n"));
	first = shelf_file(&s, 0).p;
	shelf_damage(shelf_file(&s, 1), 20);
	EXPECT(catalogue_open(&s.cx, &s.conf, &s.c) == ERR_IO);
	ctx_forgive(&s.cx);
	s.c = NULL;
	shelf_import(&s, "b.csv", S("title\nQuiet Rivers\n"));
	shelf_ask(&s);
	expect_dump(&s);
	EXPECT_STR(shelf_search(&s, "quiet rivers"), "Quiet Rivers");
	EXPECT(shelf_search(&s, "salt and saffron").n == 0);
	EXPECT_STR(shelf_file(&s, 0), first);
	shelf_close(&s);
}

TEST(a_damaged_or_foreign_list_is_told_and_replaced)
{
	static const char *const lists[] = {
		"",
		"x",
		"bookshelf-catalogue 1 2\n",
		"bookshelf-catalogue 2\n",
		"bookshelf-catalogue 2 x\n",
		"bookshelf-catalogue 2 2\n00000001.index 1\n",
		"bookshelf-catalogue 2 2\n../x 1 0 1 1 -\n",
		"bookshelf-catalogue 2 2\n00000001.index 99999999999999999999 0 1 1 -\n",
		"bookshelf-catalogue 2 2\nmissing.index 1 0 1 1 -\n",
		"bookshelf-catalogue 2 2\n. 1 0 1 1 -\n"
	};
	struct shelf s;

	for (size_t i = 0; i < countof(lists); i++) {
		shelf_open(&s);
		shelf_import(&s, "a.csv", S("title\nSalt and Saffron\n"));
		shelf_write(&s, "catalogue/" SEGMENTS_LIST, str_from(lists[i]));
		EXPECT(catalogue_open(&s.cx, &s.conf, &s.c) == ERR_IO);
		EXPECT(says(&s, "catalogue") && !says(&s, "/"));
		ctx_forgive(&s.cx);
		s.c = NULL;
		shelf_import(&s, "a.csv", S("title\nQuiet Rivers\n"));
		shelf_ask(&s);
		EXPECT_STR(shelf_search(&s, "quiet rivers"), "Quiet Rivers");
		shelf_close(&s);
	}
}

TEST(an_import_that_could_not_read_the_list_does_not_write_over_files_in_use)
{
	struct shelf s;

	shelf_open(&s);
	shelf_import(&s, "a.csv", S("title\nSalt and Saffron\n"));
	shelf_import(&s, "a.csv", S("title\nQuiet Rivers\n"));
	shelf_ask(&s);
	shelf_write(&s, "catalogue/" SEGMENTS_LIST, S("damaged"));
	shelf_import(&s, "a.csv", S("title\nWindfall Orchard\n"));
	EXPECT_STR(shelf_search(&s, "salt and saffron"),
		   "Salt and Saffron"); /* of the file that is still mapped */
	usleep(1100000);
	EXPECT_STR(shelf_search(&s, "windfall orchard"), "Windfall Orchard");
	EXPECT(shelf_search(&s, "salt and saffron").n == 0);
	shelf_close(&s);
}

TEST(a_newer_list_that_is_damaged_leaves_the_open_catalogue_as_it_is)
{
	struct shelf s;

	shelf_open(&s);
	shelf_import(&s, "dump.txt", S(DUMP("20")));
	shelf_ask(&s);
	shelf_write(&s, "catalogue/" SEGMENTS_LIST, S("damaged"));
	usleep(1100000);
	expect_dump(&s);
	shelf_close(&s);
}

/* ---- killed ---- */

/* Two files of a dump; the second takes several reads and several parts of an hour, in small. */
static void write_long_dump(struct shelf *s, const char *paths[2])
{
	struct buf a = buf_make(&s->cx.arena, 64 << 20), b = buf_make(&s->cx.arena, 64 << 20);

	for (int i = 1; i <= 3000; i++)
		buf_addf(&a,
			 "/type/author\t/authors/OL%dA" AT(
				 "20") "{\"name\": \"Author Number %d\"}\n%s",
			 i, i, i % 100 ? "" : "/type/author\t/x" AT("20") "{}\n");
	for (int i = 1; i <= 36000; i++)
		buf_addf(
			&b,
			"/type/edition\t/books/OL%dM" AT(
				"21") "{\"title\": \"Harbour %x of %x\", \"authors\": [{\"key\": \"/authors/OL%dA\"}], "
				      "\"works\": [{\"key\": \"/works/OL%uW\"}], \"publishers\": [\"Some publisher or other of %d\"], \"notes\": \"%0*d\"}\n%s",
			i, i * 7919, i % 977, i % 3000 + 1,
			(unsigned)i * 40503u % 30011u * 997u + 1, i % 50, 120, i,
			i % 1000 ? ""
				 : "/type/redirect\t/works/OL998W" AT(
					   "21") "{\"location\": \"/works/OL1W\"}\n");
	paths[0] = shelf_write(s, "authors.txt", buf_str(&a)).p;
	paths[1] = shelf_write(s, "editions.txt", buf_str(&b)).p;
}

struct killer {
	int left; /* calls until the end comes */
};

static void kill_in_time(void *arg, const struct catalogue_progress *p)
{
	struct killer *k = arg;

	(void)p;
	if (k->left-- == 0)
		raise(SIGKILL);
}

/* Import in a process of its own, which is killed at the nth word of its progress. False: it came to its end before. */
static bool import_killed(struct shelf *s, struct catalogue_import what, int n)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		struct killer k = { n };
		struct catalogue_report r;

		what.progress = kill_in_time;
		what.arg = &k;
		_exit(catalogue_import(&s->cx, &s->conf, &what, &r) != OK);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	EXPECT(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
	return WIFSIGNALED(status);
}

static uint64_t sum_of_file(str path)
{
	struct checksum sum = checksum_make();
	char piece[1 << 16];
	int fd = open(path.p, O_RDONLY);
	ssize_t n;

	CHECK(fd >= 0);
	while ((n = read(fd, piece, sizeof piece)) > 0)
		checksum_add(&sum, piece, (size_t)n);
	close(fd);
	return checksum_take(&sum);
}

TEST(an_import_killed_anywhere_is_gone_on_with_to_the_same_file)
{
	struct shelf s;
	const char *paths[2];
	struct catalogue_import what = { .paths = paths, .n = 2, .save_bytes = 1 };
	struct catalogue_report whole, r;
	uint64_t want;
	int resumed = 0, n = 0;

	shelf_open(&s);
	write_long_dump(&s, paths);
	whole = shelf_take_all(&s, &what);
	EXPECT(whole.authors == 3000 && whole.added == 36000 && whole.redirects == 36 &&
	       whole.refused == 30);
	want = sum_of_file(shelf_file(&s, 0));
	CHECK(unlink(segments_path(&s.cx, &s.conf, SEGMENTS_LIST).p) == 0);
	for (n = 0; import_killed(&s, what, n); n += n < 8 ? 1 : n) {
		EXPECT(shelf_file(&s, 0).n == 0);
		r = shelf_take_all(&s, &what);
		resumed += r.resumed_rows > 0;
		EXPECT(r.rows == whole.rows && r.added == whole.added &&
		       r.refused == whole.refused && r.authors == whole.authors);
		EXPECT(sum_of_file(shelf_file(&s, 0)) == want);
		EXPECT(access(segments_path(&s.cx, &s.conf, "import").p, F_OK) != 0);
		CHECK(unlink(segments_path(&s.cx, &s.conf, SEGMENTS_LIST).p) == 0);
	}
	EXPECT(n >= 32 && resumed >= 9);
	shelf_close(&s);
}

TEST(an_import_killed_again_and_again_comes_to_its_end)
{
	struct shelf s;
	const char *paths[2];
	struct catalogue_import what = { .paths = paths, .n = 2, .save_bytes = 1 };
	uint64_t want;
	int tries = 0;

	shelf_open(&s);
	write_long_dump(&s, paths);
	shelf_take_all(&s, &what);
	want = sum_of_file(shelf_file(&s, 0));
	CHECK(unlink(segments_path(&s.cx, &s.conf, SEGMENTS_LIST).p) == 0);
	while (tries < 40 && import_killed(&s, what, 3 + 20 * tries))
		tries++;
	EXPECT(tries > 1 && tries < 40 && sum_of_file(shelf_file(&s, 0)) == want);
	shelf_close(&s);
}

TEST(an_import_is_not_gone_on_with_when_something_else_is_asked)
{
	struct shelf s;
	const char *paths[2];
	struct catalogue_import what = { .paths = paths, .n = 2, .save_bytes = 1 };
	struct catalogue_report r;

	shelf_open(&s);
	write_long_dump(&s, paths);
	EXPECT(import_killed(&s, what, 3));
	what.min_editions = 2;
	r = shelf_take_all(&s, &what);
	EXPECT(r.resumed_rows == 0 && r.rare > 0);
	CHECK(unlink(segments_path(&s.cx, &s.conf, SEGMENTS_LIST).p) == 0);
	what.min_editions = 0;
	EXPECT(import_killed(&s, what, 3));
	shelf_write(&s, "editions.txt", S(EDITIONS("22"))); /* the file is another by now */
	r = shelf_take_all(&s, &what);
	EXPECT(r.resumed_rows == 0 && r.added == 4);
	shelf_close(&s);
}

TEST(a_damaged_state_of_an_import_is_none)
{
	static const char *const files[] = { "catalogue/import/state", "catalogue/import/rows",
					     "catalogue/import/names" };
	struct shelf s;
	const char *paths[2];
	struct catalogue_import what = { .paths = paths, .n = 2, .save_bytes = 1 };

	shelf_open(&s);
	write_long_dump(&s, paths);
	for (size_t i = 0; i < countof(files); i++) {
		struct catalogue_report r;

		EXPECT(import_killed(&s, what, 3));
		shelf_damage(
			str_fmt(&s.cx.arena, STR_FMT "/%s", STR_ARG(s.conf.data_dir), files[i]),
			i ? -1 : 200);
		r = shelf_take_all(&s, &what);
		EXPECT(r.resumed_rows == 0 && r.rows == 39066 && r.added == 36000);
		CHECK(unlink(segments_path(&s.cx, &s.conf, SEGMENTS_LIST).p) == 0);
	}
	shelf_close(&s);
}
