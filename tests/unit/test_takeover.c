/* test_takeover.c - the catalogue of an earlier version. files/books-v1.index was written by that version: three imported books, one of
 * its starter catalogue, and one of its starter that the program has no more. */
#include "t.h"

#include "catalogue/catalogue.h"
#include "catalogue/old_file.h"
#include "catalogue/segments.h"
#include "catalogue/takeover.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIXTURE "tests/unit/files/books-v1.index"

struct place {
	struct ctx cx;
	struct conf conf;
};

static str path_of(struct place *p, const char *name)
{
	return segments_path(&p->cx, &p->conf, name);
}

static bool is_there(struct place *p, const char *name)
{
	return access(path_of(p, name).p, F_OK) == 0;
}

static void put_file(struct place *p, const char *name, str bytes)
{
	int fd = open(path_of(p, name).p, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n && close(fd) == 0);
}

static void begin(struct place *p, str old)
{
	*p = (struct place){ .cx = ctx_make(NULL) };
	p->conf.data_dir = t_folder(&p->cx);
	mkdir(p->conf.data_dir.p, 0700);
	mkdir(path_of(p, "").p, 0700);
	if (old.n)
		put_file(p, TAKEOVER_OLD, old);
}

static str fixture(struct ctx *cx) { return t_read_file(cx, FIXTURE); }

/* What the catalogue says of a title and its author; an empty title: it has none like it. */
static struct catalogue_book look(struct place *p, const char *words)
{
	struct catalogue_hits hits = { .n = 0 };
	struct catalogue *c;

	EXPECT(catalogue_open(&p->cx, &p->conf, &c) == OK);
	EXPECT(catalogue_search(&p->cx, c, str_from(words), NULL, 0, 5, &hits) == OK);
	catalogue_close(c);
	return hits.n ? hits.items[0].book : (struct catalogue_book){ .title = S("") };
}

static size_t imported(struct place *p)
{
	struct segments list = { .n = 0 };
	int folder = open(path_of(p, "").p, O_RDONLY | O_DIRECTORY);
	size_t n = 0;

	EXPECT(segments_read(&p->cx, folder, &list) == OK);
	for (size_t i = 0; i < list.n; i++)
		n += list.items[i].editions;
	close(folder);
	return n;
}

TEST(takeover_brings_every_book_of_an_earlier_version_over_with_all_it_said)
{
	struct place p;
	struct catalogue_book b;

	begin(&p, S(""));
	put_file(&p, TAKEOVER_OLD, fixture(&p.cx));
	b = look(&p, "lamplighters almanac");
	EXPECT_STR(b.title, "The Lamplighter's Almanac");
	EXPECT_STR(b.authors, "Morwenna Trelawney");
	EXPECT_STR(b.publisher, "Harbour Press");
	EXPECT_STR(b.isbn13, "9780306406157");
	EXPECT(b.year == 1971);
	EXPECT_STR(look(&p, "field guide imaginary weather").authors,
		   "Oskar Blomqvist; Ines Duarte");
	EXPECT_STR(look(&p, "uhrmacherin gorlitz").title, "Die Uhrmacherin von Görlitz");
	EXPECT(look(&p, "work the program has forgotten").year == -44);
	EXPECT(imported(&p) == 4); /* and Pride and Prejudice is the starter's still */
	EXPECT_STR(look(&p, "pride and prejudice austen").title, "Pride and Prejudice");
	EXPECT(!is_there(&p, TAKEOVER_OLD) && !is_there(&p, TAKEOVER_DAMAGED) &&
	       !is_there(&p, "import"));
	ctx_end(&p.cx);
}

TEST(takeover_comes_before_an_import_and_neither_loses_the_others_books)
{
	struct catalogue_report r;
	struct place p;
	const char *path;

	begin(&p, S(""));
	put_file(&p, TAKEOVER_OLD, fixture(&p.cx));
	path = path_of(&p, "more.tsv").p;
	put_file(&p, "more.tsv", S("title\tauthors\nSalt and Saffron Roads\tFarid Anwari\n"));
	EXPECT(catalogue_import(&p.cx, &p.conf,
				&(struct catalogue_import){ .paths = &path, .n = 1 }, &r) == OK);
	EXPECT(r.added == 1 && r.books == 5 && !is_there(&p, TAKEOVER_OLD));
	EXPECT_STR(look(&p, "lamplighters almanac").isbn13, "9780306406157");
	EXPECT_STR(look(&p, "salt and saffron").title, "Salt and Saffron Roads");
	ctx_end(&p.cx);
}

TEST(takeover_that_was_killed_before_the_old_file_went_adds_nothing_twice)
{
	struct place p;

	begin(&p, S(""));
	for (int i = 0; i < 3; i++) {
		put_file(&p, TAKEOVER_OLD, fixture(&p.cx));
		EXPECT_STR(look(&p, "lamplighters almanac").publisher, "Harbour Press");
		EXPECT(imported(&p) == 4 && !is_there(&p, TAKEOVER_OLD));
	}
	ctx_end(&p.cx);
}

TEST(takeover_keeps_a_file_it_cannot_read_and_says_so_once)
{
	struct place p;
	str whole, cut;

	begin(&p, S(""));
	whole = fixture(&p.cx);
	for (size_t n = 0; n < whole.n; n += 61) {
		cut = (str){ whole.p, n };
		put_file(&p, TAKEOVER_OLD, cut);
		EXPECT_STR(look(&p, "pride and prejudice austen").title, "Pride and Prejudice");
		EXPECT(!is_there(&p, TAKEOVER_OLD) && imported(&p) == 0);
		EXPECT(str_eq(t_read_file(&p.cx, path_of(&p, TAKEOVER_DAMAGED).p), cut));
	}
	ctx_end(&p.cx);
}

TEST(takeover_survives_every_wrong_byte_and_never_throws_away_what_it_could_not_read)
{
	struct ctx cx = ctx_make(NULL);
	str whole = fixture(&cx), bad = str_dup(&cx.arena, whole);
	int fd = memfd_create("old", MFD_CLOEXEC);
	size_t refused = 0, damaged = 0;

	for (size_t i = 0; i < whole.n; i++) {
		struct ctx one = ctx_make(NULL);
		struct old_file f;
		struct entry e;

		((char *)bad.p)[i] = (char)(whole.p[i] ^ 0xff);
		EXPECT(pwrite(fd, bad.p, bad.n, 0) == (ssize_t)bad.n);
		if (old_file_map(&one, fd, &f)) {
			refused++;
		} else {
			for (uint32_t b = 0; b < f.n + 2; b++)
				damaged += !old_file_book(&f, b, &e) && b < f.n;
			old_file_unmap(&f);
		}
		((char *)bad.p)[i] = whole.p[i];
		ctx_end(&one);
	}
	close(fd);
	EXPECT(refused >= 100 && damaged >= 100); /* all of the head; most of the texts */
	ctx_end(&cx);
}

TEST(takeover_takes_the_sound_books_of_a_damaged_file_and_keeps_the_file)
{
	struct place p;
	str old;
	char *title;

	begin(&p, S(""));
	old = str_dup(&p.cx.arena, fixture(&p.cx));
	title = memmem(old.p, old.n, "A Field Guide", 13);
	EXPECT(title != NULL);
	title[0] = (char)0xff; /* no UTF-8 */
	put_file(&p, TAKEOVER_OLD, old);
	EXPECT_STR(look(&p, "lamplighters almanac").title, "The Lamplighter's Almanac");
	EXPECT(imported(&p) == 3);
	EXPECT(!is_there(&p, TAKEOVER_OLD) && is_there(&p, TAKEOVER_DAMAGED));
	ctx_end(&p.cx);
}
