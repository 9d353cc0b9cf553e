/* test_linking.c - which book of the catalogue a copy is: found, said, and kept when the catalogue is imported anew. */
#include "person.h"
#include "t.h"

#include "library/entry_json.h"
#include "library/linking.h"
#include "library/scans.h"
#include "library/writes.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROW(type, key, json) "/type/" type "\t" key "\t1\t2026-01-01T00:00:00\t" json "\n"
#define TITLED(title) "\"title\": \"" title "\""
#define OF_WORK(n) \
	", \"works\": [{\"key\": \"/works/OL" n "W\"}], \"authors\": [{\"key\": \"/authors/OL9A\"}]"
#define REDIRECT(from, to) ROW("redirect", from, "{\"location\": \"" to "\"}")

/* One author, two works, three editions. */
#define AUTHOR ROW("author", "/authors/OL9A", "{\"name\": \"Ada Quill\"}")
#define WORKS \
	ROW("work", "/works/OL5W", "{" TITLED("The Lighthouse Ledger") "}") \
	ROW("work", "/works/OL6W", "{" TITLED("Harbour Lights") "}")
#define LEDGER \
	ROW("edition", "/books/OL1M", \
	    "{" TITLED("The Lighthouse Ledger") \
		    OF_WORK("5") ", \"isbn_13\": [\"9780141439518\"]}")
#define OLD_LEDGER \
	ROW("edition", "/books/OL2M", "{" TITLED("The Lighthouse Ledger") OF_WORK("5") "}")
#define LIGHTS \
	ROW("edition", "/books/OL3M", \
	    "{" TITLED("Harbour Lights") OF_WORK("6") ", \"isbn_13\": [\"9780439785969\"]}")
#define FIRST AUTHOR WORKS LEDGER OLD_LEDGER LIGHTS

/* Import a dump, which takes the place of the one before, and open what is there then. */
static void teach(struct ctx *cx, const char *dump)
{
	struct app *app = cx->app;
	const char *path = str_fmt(&cx->arena, STR_FMT "/dump.txt", STR_ARG(app->conf.data_dir)).p;
	struct catalogue_import what = { .paths = &path, .n = 1 };
	struct catalogue_report r;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, dump, strlen(dump)) == (ssize_t)strlen(dump) && close(fd) == 0);
	catalogue_close(app->catalogue);
	app->catalogue = NULL;
	EXPECT(catalogue_import(cx, &app->conf, &what, &r) == OK && r.refused == 0);
	CHECK(catalogue_open(cx, &app->conf, &app->catalogue) == OK);
}

/* A database, a catalogue, somebody. */
static bool each(struct ctx *cx, int *i)
{
	if (*i > 0)
		catalogue_close(cx->app->catalogue);
	if (!t_each_db(cx, i))
		return false;
	cx->app = arena_new(&cx->arena, struct app, 1);
	cx->app->conf = (struct conf){ .max_photo_megapixels = 64, .data_dir = t_folder(cx) };
	CHECK(mkdir(cx->app->conf.data_dir.p, 0700) == 0);
	t_be(cx, "a@b.c");
	teach(cx, FIRST);
	return true;
}

static struct book_entry named(const char *title, const char *author)
{
	struct book_entry e = book_entry_make();

	e.says.about.title = str_from(title);
	e.says.about.authors = str_from(author);
	return e;
}

static struct book save(struct ctx *cx, struct book_entry e)
{
	struct book_saved s = { .err = OK };

	EXPECT(library_book_save(cx, &e, &s) == OK);
	return s.book;
}

static struct book again(struct ctx *cx, struct book b)
{
	EXPECT(library_book(cx, b.id, &b) == OK);
	return b;
}

static struct book change(struct ctx *cx, struct book b, struct book_change c)
{
	const struct expected any = EXPECT_ANY;

	EXPECT(library_book_change(cx, b.id, &c, &any, &b) == OK);
	return b;
}

static bool is(const struct book *b, const char *edition, const char *work)
{
	return str_eq(b->link.edition, str_from(edition)) && str_eq(b->link.work, str_from(work));
}

static bool leads_to(struct ctx *cx, str id, const char *title)
{
	struct catalogue_book b;
	bool there = catalogue_get(cx, cx->app->catalogue, id, &b) == OK;

	if (!there)
		ctx_forgive(cx);
	return title ? there && str_eq(b.title, str_from(title)) : !there;
}

TEST(a_book_is_linked_to_its_edition_by_isbn_and_to_its_work_by_title)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("My old ledger", "Somebody");
		struct book b;

		e.says.about.isbn13 = S("9780141439518");
		b = save(&cx, e);
		EXPECT(is(&b, "isbn:9780141439518", "ol:OL5W"));
		EXPECT_STR(b.about.title, "My old ledger"); /* what the person says stays */
		EXPECT_STR(b.about.authors, "Somebody");
		b = save(&cx, named("the lighthouse LEDGER: a novel", "A. Quill"));
		EXPECT(is(&b, "", "ol:OL5W"));
		EXPECT_STR(b.about.title, "the lighthouse LEDGER: a novel");
		b = save(&cx, named("The Lighthouse Ledger", "Bea Quill"));
		EXPECT(is(&b, "", ""));
		b = save(&cx, named("The Lighthouse", "Ada Quill"));
		EXPECT(is(&b, "", ""));
		b = save(&cx, named("Nothing of the kind", ""));
		EXPECT(is(&b, "", ""));
		b = again(
			&cx,
			save(&cx, named("Emma",
					"Jane Austen"))); /* the starter's works have no numbers */
		EXPECT(!b.link.edition.n && leads_to(&cx, b.link.work, "Emma"));
	}
}

TEST(a_google_id_that_is_the_catalogue_s_links_and_another_does_not)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("A ledger", "Somebody");
		struct book b;

		e.says.about.google_books_id = S("ol:OL2M");
		b = save(&cx, e);
		EXPECT(is(&b, "ol:OL2M", "ol:OL5W"));
		e = named("Lights", "Somebody");
		e.says.about.google_books_id = S("ol:OL6W");
		b = save(&cx, e);
		EXPECT(is(&b, "", "ol:OL6W"));
		e = named("Else", "Somebody");
		e.says.about.google_books_id = S("zyTCAlFPjgYC");
		e.says.about.isbn13 = S("9780439785969");
		b = save(&cx, e);
		EXPECT(is(&b, "isbn:9780439785969", "ol:OL6W"));
		e = named("Gone", "Somebody");
		e.says.about.google_books_id = S("ol:OL77M"); /* of nobody's catalogue */
		b = save(&cx, e);
		EXPECT(is(&b, "", ""));
	}
}

/* A scan of one spine that proposes the old edition. */
static str scanned(struct ctx *cx)
{
	static struct identified_spine spine;
	struct scan s = { .read = { .w = 640, .h = 480 }, .found = { &spine, 1 } };
	struct scan_kept kept;

	spine = (struct identified_spine){ .text = S("LEDGER"),
					   .ncandidates = 1,
					   .status = IDENTIFY_CHECK };
	spine.candidates[0] = (struct identify_candidate){
		.book = { .id = S("ol:OL2M"), .title = S("The Lighthouse Ledger") }, .score = 0.9f
	};
	library_scan_keep(cx, S("no photo"), (struct scan_limits){ 250, 50, 3 }, &s, &kept);
	EXPECT(kept.id.n > 0);
	return kept.id;
}

TEST(the_candidate_that_was_chosen_links_before_all_else)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str id = scanned(&cx);
		struct book_entry e = named("Harbour Lights", "Ada Quill");
		struct book b;

		e.says.about.isbn13 = S("9780439785969");
		e.origin = (struct book_origin){ id, 0, 0 };
		b = save(&cx, e);
		EXPECT(is(&b, "ol:OL2M", "ol:OL5W"));
		e = named("Another", "Somebody"); /* none of the candidates */
		e.origin = (struct book_origin){ id, 0, NUMBER_NONE };
		b = save(&cx, e);
		EXPECT(is(&b, "", ""));
		/* a copy that had no edition is recognised; one that had one keeps it */
		b = save(&cx, named("The Lighthouse Ledger", "Ada Quill"));
		EXPECT(is(&b, "", "ol:OL5W"));
		e = named("The Lighthouse Ledger", "Ada Quill");
		e.origin = (struct book_origin){ id, 0, 0 };
		b = save(&cx, e);
		EXPECT(is(&b, "ol:OL2M", "ol:OL5W"));
	}
}

TEST(what_a_person_says_of_the_link_wins_and_stays)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("The Lighthouse Ledger", "Ada Quill");
		struct book_change c = book_change_make();
		struct book b;
		size_t n;

		e.says.about.isbn13 = S("9780141439518");
		b = save(&cx, e);
		c.link.edition = S("isbn:9780439785969");
		b = change(&cx, b, c);
		EXPECT(is(&b, "isbn:9780439785969", "ol:OL6W"));
		c = book_change_make();
		c.link.edition = c.link.work = S("");
		b = change(&cx, b, c);
		EXPECT(is(&b, "", ""));
		EXPECT(library_links_refresh(&cx, &n) == OK && n == 0);
		c = book_change_make();
		c.rating = 4;
		b = change(&cx, b, c); /* nothing is looked for */
		EXPECT(is(&b, "", ""));
		/* that there is none can be said where none was found */
		b = save(&cx, named("A Book of 2027", "Ada Quill"));
		c = book_change_make();
		c.link.edition = S("");
		b = change(&cx, b, c);
		EXPECT(b.link.seen == LINK_SAID);
		e = named("Unheard of", "Nobody");
		e.says.link.work = S("ol:OL6W");
		b = save(&cx, e);
		EXPECT(is(&b, "", "ol:OL6W") && b.link.seen == LINK_SAID);
	}
}

TEST(another_isbn_is_another_edition)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("The Lighthouse Ledger", "Ada Quill");
		struct book b;

		e.says.about.google_books_id = S("isbn:9780141439518");
		e.says.about.isbn13 = S("9780141439518");
		b = save(&cx, e);
		EXPECT(is(&b, "isbn:9780141439518", "ol:OL5W"));
		e.id = b.id;
		e.says.about.isbn13 = S("9780439785969");
		b = save(&cx, e);
		EXPECT(is(&b, "isbn:9780439785969", "ol:OL6W"));
		e.says.about.isbn13 = S(
			"9791032305690"); /* not in the catalogue: its work is, by its title */
		b = save(&cx, e);
		EXPECT(is(&b, "", "ol:OL5W"));
		EXPECT_STR(b.about.isbn13, "9791032305690");
		/* a corrected title, where no edition is known */
		e = named("Harbor Lihgts", "Ada Quill");
		b = save(&cx, e);
		EXPECT(is(&b, "", ""));
		e.id = b.id;
		e.says.about.google_books_id = S("ol:OL3M");
		b = save(&cx, e);
		EXPECT(is(&b, "isbn:9780439785969", "ol:OL6W"));
	}
}

TEST(importing_the_catalogue_anew_breaks_no_link_and_changes_no_word)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("My Ledger", "Me");
		struct book by_number, by_isbn, by_name, gone;
		size_t n;

		e.says.about.google_books_id = S("ol:OL2M");
		by_number = save(&cx, e);
		e = named("My Other Ledger", "Me");
		e.says.about.isbn13 = S("9780141439518");
		by_isbn = save(&cx, e);
		by_name = save(&cx, named("The Lighthouse Ledger", "Ada Quill"));
		e = named("My Lights", "Me");
		e.says.about.isbn13 = S("9780439785969");
		gone = save(&cx, e);
		EXPECT(is(&by_number, "ol:OL2M", "ol:OL5W") &&
		       is(&gone, "isbn:9780439785969", "ol:OL6W"));
		/* 2 is another number now, so is its work; titles have changed; the lights are out */
		teach(&cx, AUTHOR REDIRECT("/books/OL2M", "/books/OL20M") REDIRECT("/works/OL5W",
										   "/works/OL50W")
				   ROW("work", "/works/OL50W", "{" TITLED("Ledger, The") "}")
					   ROW("edition", "/books/OL1M",
					       "{" TITLED("Ledger, The") OF_WORK(
						       "50") ", \"isbn_13\": [\"9780141439518\"]}")
						   ROW("edition", "/books/OL20M",
						       "{" TITLED("A Ledger") OF_WORK("50") "}"));
		EXPECT(library_links_refresh(&cx, &n) == OK && n == 0);
		by_number = again(&cx, by_number);
		by_isbn = again(&cx, by_isbn);
		by_name = again(&cx, by_name);
		gone = again(&cx, gone);
		EXPECT(is(&by_number, "ol:OL2M", "ol:OL5W") &&
		       is(&by_isbn, "isbn:9780141439518", "ol:OL5W"));
		EXPECT(is(&by_name, "", "ol:OL5W") && is(&gone, "isbn:9780439785969", "ol:OL6W"));
		EXPECT_STR(by_number.about.title, "My Ledger");
		EXPECT_STR(by_isbn.about.title, "My Other Ledger");
		EXPECT_STR(by_isbn.about.authors, "Me");
		EXPECT_STR(by_name.about.title, "The Lighthouse Ledger");
		EXPECT(leads_to(&cx, by_number.link.edition, "A Ledger"));
		EXPECT(leads_to(&cx, by_isbn.link.edition, "Ledger, The"));
		EXPECT(leads_to(&cx, by_name.link.work, "Ledger, The"));
		EXPECT(leads_to(&cx, gone.link.edition, NULL) &&
		       leads_to(&cx, gone.link.work, NULL));
	}
}

TEST(books_the_catalogue_did_not_have_are_linked_when_it_has_them)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		struct book_entry e = named("Tide Tables", "Ada Quill");
		struct book b, old, theirs;
		int64_t seq;
		size_t n;

		e.says.about.isbn13 = S("9781032305691");
		old = save(&cx, e);
		EXPECT(is(&old, "", "") && old.link.seen > 0);
		t_be(&cx, "b@b.c");
		theirs = save(&cx, named("Tide Tables", "Ada Quill"));
		t_be(&cx, "a@b.c");
		EXPECT(library_links_refresh(&cx, &n) == OK && n == 0);
		teach(&cx, FIRST ROW("work", "/works/OL7W", "{" TITLED("Tide Tables") "}")
				   ROW("edition", "/books/OL4M",
				       "{" TITLED("Tide Tables")
					       OF_WORK("7") ", \"isbn_13\": [\"9781032305691\"]}"));
		EXPECT(library_links_refresh(&cx, &n) == OK && n == 2);
		EXPECT(library_changes_last(&cx, &seq) == OK && seq == old.seq);
		b = again(&cx, old);
		EXPECT(is(&b, "isbn:9781032305691", "ol:OL7W"));
		EXPECT(b.seq == old.seq && b.updated_ms == old.updated_ms);
		EXPECT(library_book_tag(&b) >
		       library_book_tag(&old)); /* who knows the old answer asks again */
		EXPECT(library_links_refresh(&cx, &n) == OK && n == 0);
		t_be(&cx, "b@b.c");
		b = again(&cx, theirs);
		EXPECT(is(&b, "", "ol:OL7W"));
	}
}

TEST(books_of_before_there_were_links_get_theirs)
{
	struct ctx cx;

	for (int i = 0; each(&cx, &i);) {
		str scan = scanned(&cx);
		struct book_entry e = named("From a photo", "Me");
		struct book a, b;
		size_t n;

		e.origin = (struct book_origin){ scan, 0, 0 };
		a = save(&cx, e);
		b = save(&cx, named("Harbour Lights", "Ada Quill"));
		EXPECT(db_exec(&cx,
			       "UPDATE user_books SET edition_key = NULL, work_key = NULL, link_seen = NULL") ==
		       OK);
		EXPECT(library_links_refresh(&cx, &n) == OK && n == 2);
		a = again(&cx, a);
		b = again(&cx, b);
		EXPECT(is(&a, "ol:OL2M", "ol:OL5W") && is(&b, "", "ol:OL6W"));
	}
}

TEST(links_are_carried_by_an_entry_that_is_written_down)
{
	struct ctx cx = ctx_make(NULL);
	struct book_entry e = named("Emma", "Jane Austen");
	struct buf b = buf_make(&cx.arena, 4096);
	struct json j = json_make(&b);
	const struct jval *v;

	e.says.link.edition = S("isbn:9780141439518");
	e.says.link.work = S("ol:OL5W");
	entry_put(&j, NULL, &e);
	EXPECT(jval_read(&cx, buf_str(&b), &v) == OK);
	e = entry_read(v);
	EXPECT_STR(e.says.link.edition, "isbn:9780141439518");
	EXPECT_STR(e.says.link.work, "ol:OL5W");
	ctx_end(&cx);
}

TEST(ids_say_what_they_stand_for)
{
	EXPECT(catalogue_id_kind(S("isbn:9780141439518")) == CATALOGUE_EDITION);
	EXPECT(catalogue_id_kind(S("ol:OL7353617M")) == CATALOGUE_EDITION);
	EXPECT(catalogue_id_kind(S("ol:OL45804W")) == CATALOGUE_WORK);
	EXPECT(catalogue_id_kind(S("work:0123456789abcdef")) == CATALOGUE_WORK);
	static const char *const none[] = { "",
					    "isbn:",
					    "isbn:9780141439510",
					    "isbn:0141439518",
					    "ol:OL0M",
					    "ol:OL1A",
					    "ol:OL-1M",
					    "ol:M",
					    "ol:OL99999999999M",
					    "work:0123",
					    "work:0123456789ABCDEF",
					    "zyTCAlFPjgYC",
					    "OL1M",
					    ":" };
	for (size_t i = 0; i < countof(none); i++)
		EXPECT(catalogue_id_kind(str_from(none[i])) == CATALOGUE_NO_ID);
	EXPECT(link_id_valid(S("ol:OL45804W"), false) && !link_id_valid(S("ol:OL45804W"), true));
	EXPECT(link_id_valid(S("isbn:9780141439518"), false));
}
