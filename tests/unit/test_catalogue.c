/* test_catalogue.c - importing, identifying and searching, and what happens to the file under it. */
#include "shelf.h"

#include "catalogue/file.h"
#include "catalogue/segments.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Invented editions around well-known works; the starter catalogue has the works themselves. */
#define BOOKS \
	"isbn13\ttitle\tauthors\tyear\tpublisher\tlanguage\n" \
	"9780306406157\tThe Lamplighter's Almanac\tMorwenna Trelawney\t1971\tHarbour Press\ten\n" \
	"9780804429573\tThe Lamplighter's Almanac (Collector's Edition)\tMorwenna Trelawney\t1999\t\ten\n" \
	"\tThe Lamplighter's Almanac\tMorwenna Trelawney\t\t\t\n" \
	"\tA Field Guide to Imaginary Weather\tOskar Blomqvist; Ines Duarte\t2004\tNorthlight\ten\n" \
	"\tSalt and Saffron Roads\tFarid Anwari\t1988\t\ten\n" \
	"\tDie Uhrmacherin von Görlitz\tHanne Köhler\t2011\t\tde\n" \
	"\tСад забытых писем\tЛидия Воронцова\t1963\t\tru\n" \
	"\t星を数える人\t三浦秋人\t1975\t\tja\n" \
	"\tOx\tRita Vale\t1990\t\ten\n"

static void open_shelf(struct shelf *s)
{
	shelf_open(s);
	shelf_import(s, "books.tsv", S(BOOKS));
	shelf_ask(s);
}

TEST(catalogue_knows_the_starter_without_any_import)
{
	struct shelf s;
	size_t n = 0;

	shelf_open(&s);
	shelf_ask(&s);
	EXPECT(catalogue_size(&s.cx, s.c, &n) == OK && n > 0);
	EXPECT_STR(shelf_read(&s, "JANE AUSTEN PRlDE AND PREJUDICE PENGUIN CLASSICS"),
		   "Pride and Prejudice");
	EXPECT_STR(shelf_search(&s, "pride and prej"), "Pride and Prejudice");
	shelf_close(&s);
}

TEST(identify_of_one_title_the_well_known_book_is_first_until_an_author_was_read)
{
	struct shelf s;

	shelf_open(&s);
	shelf_import(&s, "books.tsv", S("title\tauthors\nDracula\tAl Po\nThe Trial\tUna Lee\n"));
	EXPECT(catalogue_open(&s.cx, &s.conf, &s.c) == OK);
	EXPECT_STR(shelf_first(&s, false, "DRACULA").book.authors, "Bram Stoker");
	EXPECT_STR(shelf_first(&s, false, "Dracula PENGUIN").book.authors, "Bram Stoker");
	EXPECT_STR(shelf_first(&s, false, "AL PO DRACULA").book.authors, "Al Po");
	EXPECT_STR(shelf_first(&s, false, "Una Lee The Trial").book.authors, "Una Lee");
	shelf_close(&s);
}

TEST(identify_bears_what_recognisers_do_to_a_spine)
{
	struct shelf s;

	open_shelf(&s);
	EXPECT_STR(shelf_read(&s, "BLOMQVIST AFieldGuideto lmaginaryWeather"),
		   "A Field Guide to Imaginary Weather");
	EXPECT_STR(shelf_read(&s, "SA1T AND SAFFR0N R0ADS ANWAR1"), "Salt and Saffron Roads");
	EXPECT_STR(shelf_read(&s, "Farid Anvvari  Saffron Roads"), "Salt and Saffron Roads");
	EXPECT_STR(shelf_read(&s, "HANNE KOHLER UHRMACHERlN VON GORLITZ"),
		   "Die Uhrmacherin von Görlitz");
	EXPECT_STR(shelf_read(&s, "ВОРОНЦОВА Сад забытых лисем"), "Сад забытых писем");
	EXPECT_STR(shelf_read(&s, "星を数える 三浦秋人"), "星を数える人");
	EXPECT_STR(shelf_read(&s, "Ox Rita Vale"), "Ox");
	EXPECT(shelf_read(&s, "").n == 0 && shelf_read(&s, " .-. ").n == 0);
	shelf_close(&s);
}

TEST(identify_tells_what_speaks_for_a_book)
{
	struct shelf s;
	struct catalogue_hit whole, title, wrong;

	open_shelf(&s);
	whole = shelf_first(&s, false, "Salt and Saffron Roads Farid Anwari");
	title = shelf_first(&s, false, "Salt and Saffron Roads");
	wrong = shelf_first(&s, false,
			    "Saffron recipes for weeknight dinners by somebody else entirely");
	EXPECT(whole.title > 0.99f && whole.author > 0.99f && whole.explained > 0.99f &&
	       whole.score > 0.9f);
	EXPECT(title.title > 0.99f && title.author < 0.1f && title.score < whole.score);
	EXPECT(wrong.score < 0.7f && wrong.score < title.score && wrong.explained < 0.6f);
	shelf_close(&s);
}

TEST(identify_gives_a_work_once_as_its_best_edition)
{
	struct shelf s;
	struct catalogue_hits hits;
	int seen = 0;

	open_shelf(&s);
	EXPECT(catalogue_identify(&s.cx, s.c, S("Lamplighter's Almanac Trelawney"), 5, &hits) ==
	       OK);
	for (size_t i = 0; i < hits.n; i++)
		seen += str_eq(hits.items[i].book.authors, S("Morwenna Trelawney"));
	EXPECT(seen == 1 && hits.n > 1);
	EXPECT_STR(hits.items[0].book.title, "The Lamplighter's Almanac");
	EXPECT_STR(hits.items[0].book.isbn13, "9780306406157");
	EXPECT_STR(hits.items[0].book.isbn10, "0306406152");
	EXPECT_STR(hits.items[0].book.id, "isbn:9780306406157");
	EXPECT_STR(hits.items[0].book.publisher, "Harbour Press");
	EXPECT_STR(hits.items[0].book.language, "en");
	EXPECT(hits.items[0].book.year == 1971);
	shelf_close(&s);
}

TEST(search_takes_words_beginnings_typos_and_isbns)
{
	struct shelf s;

	open_shelf(&s);
	EXPECT_STR(shelf_search(&s, "field guide to imag"), "A Field Guide to Imaginary Weather");
	EXPECT_STR(shelf_search(&s, "blomqvist"), "A Field Guide to Imaginary Weather");
	EXPECT_STR(shelf_search(&s, "imaginery wether"), "A Field Guide to Imaginary Weather");
	EXPECT_STR(shelf_search(&s, "anwari salt"), "Salt and Saffron Roads");
	EXPECT_STR(shelf_search(&s, "uhrmacherin gorlitz"), "Die Uhrmacherin von Görlitz");
	EXPECT_STR(shelf_search(&s, "забытых"), "Сад забытых писем");
	EXPECT_STR(shelf_search(&s, "数える"), "星を数える人");
	EXPECT_STR(shelf_search(&s, "ox"), "Ox");
	EXPECT_STR(shelf_search(&s, "978-0-8044-2957-3"),
		   "The Lamplighter's Almanac (Collector's Edition)");
	EXPECT_STR(shelf_search(&s, "0306406152"), "The Lamplighter's Almanac");
	EXPECT(shelf_search(&s, "9781566199094").n == 0); /* a sound ISBN of no book here */
	EXPECT(shelf_search(&s, "zzyzx qwvkj").n == 0 && shelf_search(&s, "").n == 0);
	shelf_close(&s);
}

static bool among_five(struct shelf *s, const char *typed, const char *title)
{
	struct catalogue_hits hits;

	EXPECT(catalogue_search(&s->cx, s->c, str_from(typed), NULL, 0, 5, &hits) == OK);
	for (size_t i = 0; i < hits.n; i++)
		if (str_eq(hits.items[i].book.title, str_from(title)))
			return true;
	return false;
}

TEST(search_finds_the_books_of_a_series_alone_or_with_words_of_the_title)
{
	struct shelf s;

	shelf_open(&s);
	shelf_import(&s, "series.csv",
		     S("title,authors,series\n"
		       "The Tinker's Orchard,Ola Brandt,\"Chronicles of Vellmark; 1\"\n"
		       "The Ferrywoman,Ola Brandt,\"Chronicles of Vellmark; 2\"\n"
		       "Vell and Other Valleys,Piet Aarden,\n"));
	shelf_ask(&s);
	EXPECT_STR(shelf_search(&s, "vellmark ferry"), "The Ferrywoman");
	EXPECT_STR(shelf_search(&s, "chronicles of vellmark orchard"), "The Tinker's Orchard");
	EXPECT(among_five(&s, "chronicles vellm", "The Ferrywoman"));
	EXPECT(among_five(&s, "chronicles vellm", "The Tinker's Orchard"));
	EXPECT_STR(shelf_read(&s, "CHRONICLES OF VELLMARK BRANDT THE FERRYWOMAN"),
		   "The Ferrywoman");
	EXPECT_STR(shelf_first(&s, true, "vellmark ferry").book.series,
		   "Chronicles of Vellmark; 2");
	shelf_close(&s);
}

TEST(search_finds_from_the_first_letters_on)
{
	static const char *const typed[] = { "lamp", "lampl", "lamplighter",
					     "the lamplighter's al" };
	struct shelf s;

	open_shelf(&s);
	for (size_t i = 0; i < countof(typed); i++)
		EXPECT(among_five(&s, typed[i], "The Lamplighter's Almanac"));
	EXPECT_STR(shelf_search(&s, "lampl"), "The Lamplighter's Almanac");
	EXPECT(among_five(&s, "ox", "Ox") && among_five(&s, "星", "星を数える人"));
	EXPECT(shelf_search(&s, "p").n > 0);
	shelf_close(&s);
}

TEST(import_counts_and_a_second_time_adds_nothing)
{
	struct shelf s;
	struct catalogue_report r, again;
	struct catalogue_hit before, after;

	shelf_open(&s);
	r = shelf_import(&s, "books.tsv", S(BOOKS));
	EXPECT(r.rows == 9 && r.added == 9 && r.known == 0 && r.refused == 0 && r.bytes > 0);
	shelf_ask(&s);
	before = shelf_first(&s, true, "saffron roads");
	again = shelf_import(&s, "books.tsv", S(BOOKS));
	EXPECT(again.rows == 9 && again.added == 0 && again.known == 9 && again.books == r.books &&
	       again.bytes == r.bytes);
	shelf_ask(&s);
	after = shelf_first(&s, true, "saffron roads");
	EXPECT(str_eq(before.book.id, after.book.id) && before.book.id.n > 5);
	EXPECT_STR(shelf_read(&s, "JANE AUSTEN PRIDE AND PREJUDICE"),
		   "Pride and Prejudice"); /* the starter is still there */
	shelf_close(&s);
}

TEST(import_fills_in_what_a_record_lacks_and_changes_nothing_else)
{
	struct shelf s;
	struct catalogue_hit h;

	shelf_open(&s);
	shelf_import(&s, "a.csv",
		     S("isbn,title,author,publisher\n9780306406157,Quiet Harbours,,Northlight\n"));
	shelf_import(&s, "b.csv",
		     S("isbn,title,author,publisher,year,language\n"
		       "0306406152,Quite Harbours,Ada Finch,Other,1960,en\n"));
	shelf_ask(&s);
	h = shelf_first(&s, true, "9780306406157");
	EXPECT_STR(h.book.title, "Quiet Harbours");
	EXPECT_STR(h.book.publisher, "Northlight");
	EXPECT_STR(h.book.authors, "Ada Finch");
	EXPECT_STR(h.book.language, "en");
	EXPECT(h.book.year == 1960);
	EXPECT_STR(shelf_read(&s, "ADA FINCH QUIET HARBOURS"), "Quiet Harbours");
	shelf_close(&s);
}

TEST(import_drops_a_wrong_isbn_and_refuses_a_wrong_row)
{
	struct shelf s;
	struct catalogue_report r;
	struct catalogue_hit h;

	shelf_open(&s);
	r = shelf_import(
		&s, "a.csv",
		S("isbn13,isbn10,title\n9780306406158,0804429574,Windfall Orchard\n,,\n,,Ok\n"
		  "9780306406158,080442957X,Tidewater Songs\n"));
	EXPECT(r.rows == 4 && r.added == 3 && r.refused == 1 && r.nskips == 1);
	EXPECT_STR(r.skips[0].reason, "no title");
	EXPECT(r.skips[0].n == 1 && r.skips[0].samples == 1 && r.skips[0].sample[0].line == 3);
	shelf_ask(&s);
	h = shelf_first(&s, true, "windfall orchard");
	EXPECT_STR(h.book.title, "Windfall Orchard");
	EXPECT(h.book.isbn13.p == NULL && h.book.isbn10.p == NULL && h.book.authors.p == NULL &&
	       h.book.year == 0);
	EXPECT_STR(shelf_first(&s, true, "tidewater songs").book.isbn13, "9780804429573");
	shelf_close(&s);
}

TEST(import_that_fails_leaves_the_catalogue_as_it_was)
{
	struct shelf s;
	struct catalogue_report r;
	str path;

	open_shelf(&s);
	path = shelf_write(&s, "no.csv", S("name\nx\n"));
	EXPECT(shelf_take(&s, path.p, &r) == ERR_INVALID);
	EXPECT(shelf_take(&s, "/nowhere/at/all.csv", &r) == ERR_NOT_FOUND);
	EXPECT(shelf_take(&s, s.conf.data_dir.p, &r) == ERR_IO);
	EXPECT_STR(shelf_read(&s, "SALT AND SAFFRON ROADS"), "Salt and Saffron Roads");
	EXPECT(access(segments_path(&s.cx, &s.conf, "import").p, F_OK) != 0);
	shelf_close(&s);
}

static void count_progress(void *arg, const struct catalogue_progress *p)
{
	double *last = arg;

	EXPECT(p->done >= *last && p->done <= 1 && p->seconds >= 0 && p->rows >= 0 && p->rows <= 9);
	*last = p->done;
}

TEST(import_tells_its_progress_up_to_the_end)
{
	struct shelf s;
	const char *path;
	double last = 0;

	shelf_open(&s);
	path = shelf_write(&s, "books.tsv", S(BOOKS)).p;
	shelf_take_all(&s,
		       &(struct catalogue_import){
			       .paths = &path, .n = 1, .progress = count_progress, .arg = &last });
	EXPECT(last == 1);
	ctx_end(&s.cx);
}

TEST(open_handles_change_over_to_a_newer_file)
{
	struct shelf s;

	shelf_open(&s);
	shelf_ask(&s);
	EXPECT(!str_eq(shelf_read(&s, "SALT AND SAFFRON ROADS FARID ANWARI"),
		       S("Salt and Saffron Roads")));
	shelf_import(&s, "books.tsv", S(BOOKS));
	usleep(1100000);
	EXPECT_STR(shelf_read(&s, "SALT AND SAFFRON ROADS FARID ANWARI"), "Salt and Saffron Roads");
	shelf_close(&s);
}

TEST(open_refuses_a_damaged_cut_or_foreign_file_and_an_import_replaces_it)
{
	struct shelf s;

	for (int i = -1; i < (int)sizeof(struct file_header); i++) {
		shelf_open(&s);
		shelf_import(&s, "a.csv", S("title\nQuiet Harbours\n"));
		shelf_damage(shelf_file(&s, 0), i);
		EXPECT(catalogue_open(&s.cx, &s.conf, &s.c) == ERR_IO);
		ctx_end(&s.cx);
		if (i == 8)
			i = (int)sizeof(struct file_header) - 24; /* the places between are alike */
	}
	shelf_open(&s);
	shelf_import(&s, "a.csv", S("title\nQuiet Harbours\n"));
	shelf_write(&s, "catalogue/" SEGMENTS_LIST, S("not a catalogue"));
	EXPECT(catalogue_open(&s.cx, &s.conf, &s.c) == ERR_IO);
	shelf_import(&s, "books.tsv", S(BOOKS));
	shelf_ask(&s);
	EXPECT_STR(shelf_read(&s, "SALT AND SAFFRON ROADS"), "Salt and Saffron Roads");
	shelf_close(&s);
}

TEST(damage_behind_the_header_never_crashes)
{
	static const char *const asked[] = { "SALT AND SAFFRON ROADS", "lamp", "l", "the",
					     "9780306406157" };
	struct shelf s;
	struct stat st;
	str index;

	shelf_open(&s);
	shelf_import(&s, "books.tsv", S(BOOKS));
	index = shelf_file(&s, 0);
	CHECK(stat(index.p, &st) == 0);
	for (int round = 0; round < 40; round++) {
		for (int i = 0; i < 200; i++) {
			off_t room = st.st_size - (off_t)sizeof(struct file_header);
			uint64_t at = (uint64_t)(round * 200 + i) * 0x9e3779b97f4a7c15u >> 16;

			shelf_damage(index, (off_t)sizeof(struct file_header) +
						    (off_t)(at % (uint64_t)room));
		}
		shelf_ask(&s);
		for (size_t i = 0; i < countof(asked); i++) {
			shelf_first(&s, false, asked[i]);
			shelf_first(&s, true, asked[i]);
		}
	}
	shelf_close(&s);
}

TEST(two_imports_at_once_both_arrive)
{
	struct shelf s;
	pid_t child;
	int status = 1;
	str a, b;

	shelf_open(&s);
	a = shelf_write(&s, "a.csv", S("title,author\nQuiet Harbours,Ada Finch\n"));
	b = shelf_write(&s, "b.csv", S("title,author\nWindfall Orchard,Tom Reed\n"));
	child = fork();
	if (child == 0) {
		struct catalogue_report r;

		_exit(shelf_take(&s, a.p, &r) != OK);
	}
	shelf_import(&s, "b.csv", S("title,author\nWindfall Orchard,Tom Reed\n"));
	EXPECT(b.n && waitpid(child, &status, 0) == child && status == 0);
	shelf_ask(&s);
	EXPECT_STR(shelf_search(&s, "quiet harbours"), "Quiet Harbours");
	EXPECT_STR(shelf_search(&s, "windfall orchard"), "Windfall Orchard");
	shelf_close(&s);
}

struct reader {
	struct catalogue *c;
	int wrong;
};

static void *keep_reading(void *arg)
{
	struct reader *r = arg;

	for (int i = 0; i < 300; i++) {
		struct ctx cx = ctx_make(NULL);
		struct catalogue_hits hits;

		if (catalogue_identify(&cx, r->c, S("PRIDE AND PREJUDICE JANE AUSTEN"), 3, &hits) ||
		    hits.n == 0 || !str_eq(hits.items[0].book.title, S("Pride and Prejudice")))
			r->wrong++;
		ctx_end(&cx);
		usleep(5000);
	}
	return NULL;
}

TEST(readers_in_threads_see_whole_files_while_imports_run)
{
	struct shelf s;
	struct reader readers[3];
	pthread_t threads[3];

	shelf_open(&s);
	shelf_ask(&s);
	for (int i = 0; i < 3; i++) {
		readers[i] = (struct reader){ s.c, 0 };
		CHECK(pthread_create(&threads[i], NULL, keep_reading, &readers[i]) == 0);
	}
	for (int i = 0; i < 8; i++)
		shelf_import(&s, "books.tsv", S(BOOKS));
	for (int i = 0; i < 3; i++) {
		pthread_join(threads[i], NULL);
		EXPECT(readers[i].wrong == 0);
	}
	shelf_close(&s);
}
