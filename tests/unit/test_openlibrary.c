/* test_openlibrary.c - rows of Open Library's dumps as they are, and as they bite. */
#include "t.h"

#include "base/utf8.h"
#include "catalogue/openlibrary.h"

/* A row of this type and key; texts live in the ctx. */
static struct dump_row row_of(struct ctx *cx, const char *type, const char *key, const char *json)
{
	struct buf scratch = buf_make(&cx->arena, DUMP_TEXT_BYTES);
	struct dump_row row;

	dump_read(str_fmt(&cx->arena, "/type/%s\t%s\t3\t2026-10-31T08:11:12.401262\t%s", type, key,
			  json),
		  &scratch, &row);
	return row;
}

static struct dump_row edition(struct ctx *cx, const char *json)
{
	return row_of(cx, "edition", "/books/OL7M", json);
}

static struct dump_row author(struct ctx *cx, const char *json)
{
	return row_of(cx, "author", "/authors/OL9A", json);
}

static void expect_refused(const char *file, int line, struct dump_row row, const char *why)
{
	if (row.kind != DUMP_REFUSED)
		t_fail(file, line, "the row is refused");
	else
		t_expect_str(file, line, str_from(row.refused), why);
}
#define EXPECT_REFUSED(row, why) expect_refused(__FILE__, __LINE__, row, why)

TEST(dump_edition_is_read_whole)
{
	struct ctx cx = ctx_make(NULL);
	struct dump_row r = edition(
		&cx,
		"{\"publishers\": [\"Harbour Press\", \"Other\"], \"number_of_pages\": 312, \"title\": \"The Lamplighter\", "
		"\"subtitle\": \"an almanac\", \"isbn_10\": [\"0306406152\"], \"isbn_13\": [\"9780804429573\"], "
		"\"authors\": [{\"key\": \"/authors/OL23A\"}, {\"key\": \"/authors/OL24A\"}], \"works\": [{\"key\": \"/works/OL45W\"}], "
		"\"publish_date\": \"March 4, 1971\", \"languages\": [{\"key\": \"/languages/eng\"}], \"covers\": [-1, 12, 13], "
		"\"series\": [\"Almanacs\"], \"by_statement\": \"by M. Trelawney\", \"notes\": {\"value\": \"x\"}}");

	EXPECT(r.kind == DUMP_EDITION && r.number == 7 && r.entry.edition == 7 &&
	       r.entry.work == 45);
	EXPECT_STR(r.entry.title, "The Lamplighter: an almanac");
	EXPECT_STR(r.entry.publisher, "Harbour Press");
	EXPECT_STR(r.entry.language, "eng");
	EXPECT_STR(r.entry.series, "Almanacs");
	EXPECT_STR(r.modified, "2026-10-31T08:11:12.401262");
	EXPECT(r.entry.nisbns == 2 &&
	       r.entry.isbn[0] + r.entry.isbn[1] == 9780306406157 + 9780804429573);
	EXPECT(r.entry.nauthors == 2 && r.entry.author[0] == 23 && r.entry.author[1] == 24 &&
	       r.entry.authors.n == 0);
	EXPECT(r.entry.year == 1971 && r.entry.pages == 312 && r.entry.cover == 12 &&
	       !r.entry.starter);
	ctx_end(&cx);
}

TEST(dump_work_author_and_redirects_are_read_whole)
{
	struct ctx cx = ctx_make(NULL);
	struct dump_row w = row_of(
		&cx, "work", "/works/OL45W",
		"{\"title\": \"Salt\", \"covers\": [null, 5], \"authors\": [{\"type\": {\"key\": \"/type/author_role\"}, "
		"\"author\": {\"key\": \"/authors/OL23A\"}}, {\"author\": \"/authors/OL24A\"}], \"subjects\": [\"Sea\"]}");
	struct dump_row a = author(
		&cx,
		"{\"alternate_names\": [\"T. Reed\", \"\", \"Reed, Tom\", \"R\", \"too many\"], \"name\": \"Tom Reed\", "
		"\"personal_name\": \"Reed\"}");
	struct dump_row m = row_of(&cx, "redirect", "/works/OL1W",
				   "{\"location\": \"/works/OL2W\"}");

	EXPECT(w.kind == DUMP_WORK && w.number == 45 && w.entry.work == 45 && w.entry.cover == 5);
	EXPECT(w.entry.nauthors == 2 && w.entry.author[0] == 23 && w.entry.author[1] == 24);
	EXPECT(a.kind == DUMP_AUTHOR && a.number == 9);
	EXPECT_STR(a.name, "Tom Reed");
	EXPECT_STR(a.also, "T. Reed; Reed, Tom; R");
	EXPECT(m.kind == DUMP_REDIRECT && m.of == DUMP_WORK && m.number == 1 && m.to == 2);
	m = row_of(&cx, "redirect", "/authors/OL3A", "{\"location\": \"/authors/OL4A\"}");
	EXPECT(m.kind == DUMP_REDIRECT && m.of == DUMP_AUTHOR && m.number == 3 && m.to == 4);
	m = row_of(&cx, "redirect", "/books/OL5M", "{\"location\": \"/books/OL6M\"}");
	EXPECT(m.kind == DUMP_REDIRECT && m.of == DUMP_EDITION && m.number == 5 && m.to == 6);
	ctx_end(&cx);
}

TEST(dump_rows_of_other_types_are_nothing_for_a_catalogue)
{
	static const char *const types[] = { "delete",   "page",   "list",
					     "language", "volume", "editions" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(types); i++)
		EXPECT(row_of(&cx, types[i], "/books/OL7M",
			      "{\"type\": {\"key\": \"/type/delete\"}}")
			       .kind == DUMP_NOTHING);
	EXPECT(row_of(&cx, "redirect", "/help/faq", "{\"location\": \"/help/faqs\"}").kind ==
	       DUMP_NOTHING);
	ctx_end(&cx);
}

TEST(dump_edition_lives_with_authors_that_are_missing_twice_or_nobody)
{
	struct ctx cx = ctx_make(NULL);
	struct dump_row r = edition(
		&cx,
		"{\"title\": \"T\", \"authors\": [{\"type\": {\"key\": \"/type/author_role\"}}, {\"key\": null}, {}, null, 7, "
		"[1], {\"key\": \"/authors/OL0A\"}, {\"key\": \"/authors/OL12345678901A\"}, {\"key\": \"/works/OL2W\"}, "
		"\"/authors/OL8A\"]}");
	struct buf many = buf_make(&cx.arena, 4000);

	EXPECT(r.kind == DUMP_EDITION && r.entry.nauthors == 1 && r.entry.author[0] == 8);
	r = edition(&cx,
		    "{\"title\": \"T\", \"authors\": null, \"by_statement\": \" Ada Finch \"}");
	EXPECT(r.kind == DUMP_EDITION && r.entry.nauthors == 0);
	EXPECT_STR(r.entry.authors, "Ada Finch");
	for (int i = 1; i <= 40; i++)
		buf_addf(&many, "%s{\"key\": \"/authors/OL%dA\"}", i > 1 ? ", " : "", i);
	r = edition(
		&cx,
		str_fmt(&cx.arena, "{\"title\": \"T\", \"authors\": [%s]}", buf_str(&many).p).p);
	EXPECT(r.entry.nauthors == ENTRY_AUTHORS && r.entry.author[11] == 12);
	ctx_end(&cx);
}

TEST(dump_edition_without_a_work_is_an_edition)
{
	static const char *const works[] = { "",
					     ", \"works\": []",
					     ", \"works\": null",
					     ", \"works\": [{}]",
					     ", \"works\": [{\"key\": \"/works/OLW\"}]",
					     ", \"works\": \"/works/OL1W\"" };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(works); i++) {
		struct dump_row r = edition(&cx,
					    str_fmt(&cx.arena, "{\"title\": \"T\"%s}", works[i]).p);

		EXPECT(r.kind == DUMP_EDITION && r.entry.work == 0);
	}
	EXPECT(edition(&cx, "{\"title\": \"T\", \"works\": [{}, {\"key\": \"/works/OL3W\"}]}")
		       .entry.work == 3);
	ctx_end(&cx);
}

TEST(dump_isbns_are_read_as_people_write_them_each_once)
{
	struct ctx cx = ctx_make(NULL);
	struct dump_row r = edition(
		&cx,
		"{\"title\": \"T\", \"isbn_13\": [\"978-0-306-40615-7\", \"9780306406158\", \"\", null, 9780804429573], "
		"\"isbn_10\": [\"0306406152\", \"=\\\"080442957X\\\"\", \"[0306406152]\"]}");
	struct buf many = buf_make(&cx.arena, 4000);

	EXPECT(r.entry.nisbns == 2 && r.entry.isbn[0] == 9780306406157 &&
	       r.entry.isbn[1] == 9780804429573);
	for (int i = 0; i < 40; i++) { /* 978030640000… with whatever check digit is right */
		for (int check = 0; check < 10; check++)
			buf_addf(&many, "%s\"97803064%04d%d\"", i + check ? "," : "", i, check);
	}
	r = edition(
		&cx,
		str_fmt(&cx.arena, "{\"title\": \"T\", \"isbn_13\": [%s]}", buf_str(&many).p).p);
	EXPECT(r.kind == DUMP_EDITION && r.entry.nisbns == ENTRY_ISBNS);
	ctx_end(&cx);
}

TEST(dump_dates_are_years_in_all_their_forms)
{
	static const struct {
		const char *date;
		int year;
	} dates[] = { { "\"1971\"", 1971 },
		      { "\"March 1971\"", 1971 },
		      { "\"c1987.\"", 1987 },
		      { "\"[1899?]\"", 1899 },
		      { "\"1999-05-04\"", 1999 },
		      { "\"04/05/2003\"", 2003 },
		      { "\"1844-1846\"", 1844 },
		      { "\"n.d.\"", 0 },
		      { "\"\"", 0 },
		      { "null", 0 },
		      { "\"19uu\"", 0 },
		      { "\"12345\"", 0 },
		      { "\"9999\"", 0 } };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(dates); i++) {
		struct dump_row r = edition(&cx, str_fmt(&cx.arena,
							 "{\"title\": \"T\", \"publish_date\": %s}",
							 dates[i].date)
							 .p);

		EXPECT(r.kind == DUMP_EDITION && r.entry.year == dates[i].year);
	}
	ctx_end(&cx);
}

TEST(dump_language_is_the_first_that_is_one)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(
		edition(&cx,
			"{\"title\": \"T\", \"languages\": [{\"key\": \"/languages/ger\"}, {\"key\": \"/languages/eng\"}]}")
			.entry.language,
		"ger");
	EXPECT_STR(
		edition(&cx,
			"{\"title\": \"T\", \"languages\": [{}, {\"key\": \"/languages/waytoolong\"}, {\"key\": \"/l/fre\"}]}")
			.entry.language,
		"fre");
	EXPECT_STR(edition(&cx, "{\"title\": \"T\", \"languages\": [\"/languages/pol\"]}")
			   .entry.language,
		   "pol");
	EXPECT(edition(&cx, "{\"title\": \"T\", \"languages\": \"eng\"}").entry.language.n == 0);
	ctx_end(&cx);
}

TEST(dump_title_has_its_prefix_and_subtitle)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(
		edition(&cx,
			"{\"title\": \"Hobbit\", \"title_prefix\": \"The \", \"subtitle\": \"or there and back again\"}")
			.entry.title,
		"The Hobbit: or there and back again");
	EXPECT_STR(
		edition(&cx, "{\"title_prefix\": \"Der\", \"title\": \"Zauberberg\"}").entry.title,
		"Der Zauberberg");
	EXPECT_STR(
		edition(&cx, "{\"title\": \" Salt \", \"subtitle\": \"\", \"title_prefix\": null}")
			.entry.title,
		"Salt");
	EXPECT_STR(edition(&cx, "{\"title\": \"first\", \"title\": \"last\"}").entry.title, "last");
	ctx_end(&cx);
}

TEST(dump_texts_are_valid_without_control_characters_and_cut_between_letters)
{
	struct ctx cx = ctx_make(NULL);
	struct dump_row r = edition(
		&cx,
		"{\"title\": \"a\\u0000b\\ud83d\\tc\\ud83d\\udcda\", \"publishers\": [\"\xff\"]}");
	char *long_title = arena_new(&cx.arena, char, 9001);

	EXPECT_STR(r.entry.title, "a b� c📚");
	EXPECT(utf8_valid(r.entry.publisher));
	for (int i = 0; i < 3000; i++)
		memcpy(long_title + 3 * (size_t)i, "星", 3);
	long_title[9000] = '\0';
	r = edition(&cx, str_fmt(&cx.arena, "{\"title\": \"x%s\", \"subtitle\": \"%s\"}",
				 long_title, long_title)
				 .p);
	EXPECT(r.kind == DUMP_EDITION && r.entry.title.n <= 2000 && r.entry.title.n > 1990 &&
	       utf8_valid(r.entry.title));
	ctx_end(&cx);
}

TEST(dump_rows_that_are_broken_are_refused_with_their_reason)
{
	struct ctx cx = ctx_make(NULL);
	struct buf scratch = buf_make(&cx.arena, DUMP_TEXT_BYTES);
	struct dump_row r;

	EXPECT_REFUSED(edition(&cx, "{\"title\": \"cut"), "the row's JSON is broken");
	EXPECT_REFUSED(edition(&cx, "{\"title\": \"T\", \"works\": [{\"key\": \"/works/OL1W\"}"),
		       "the row's JSON is broken");
	EXPECT_REFUSED(edition(&cx, "{\"title\": \"by accident, \"publishers\": [{\"a\": 1}]}"),
		       "the row's JSON is broken");
	EXPECT_REFUSED(edition(&cx, "[]"), "the row's JSON is broken");
	EXPECT_REFUSED(edition(&cx, "{}"), "an edition has no title");
	EXPECT_REFUSED(edition(&cx, "{\"title\": \" \"}"), "an edition has no title");
	EXPECT_REFUSED(edition(&cx, "{\"title\": 7}"), "an edition has no title");
	EXPECT_REFUSED(edition(&cx, "{\"title\": \"\\u0000\"}"), "an edition has no title");
	EXPECT_REFUSED(author(&cx, "{\"bio\": \"x\"}"), "an author has no name");
	EXPECT_REFUSED(row_of(&cx, "edition", "/books/OLM", "{\"title\": \"T\"}"),
		       "an edition's key is no number");
	EXPECT_REFUSED(row_of(&cx, "edition", "/books/OL99999999999M", "{\"title\": \"T\"}"),
		       "an edition's key is no number");
	EXPECT_REFUSED(row_of(&cx, "edition", "/works/OL7W", "{\"title\": \"T\"}"),
		       "an edition's key is no number");
	EXPECT_REFUSED(row_of(&cx, "work", "", "{\"title\": \"T\"}"), "a work's key is no number");
	EXPECT_REFUSED(row_of(&cx, "author", "/authors/OL-1A", "{\"name\": \"T\"}"),
		       "an author's key is no number");
	EXPECT_REFUSED(row_of(&cx, "redirect", "/works/OL1W", "{\"location\": \"/authors/OL2A\"}"),
		       "a redirect leads nowhere");
	EXPECT_REFUSED(row_of(&cx, "redirect", "/works/OL1W", "{}"), "a redirect leads nowhere");
	dump_read(S("/type/edition\t/books/OL7M\t3\t2026-10-31"), &scratch, &r);
	EXPECT_REFUSED(r, "the row does not have five columns");
	dump_read(S(""), &scratch, &r);
	EXPECT_REFUSED(r, "the row does not have five columns");
	ctx_end(&cx);
}

TEST(dump_work_without_a_title_still_says_who_wrote_it)
{
	struct ctx cx = ctx_make(NULL);
	struct dump_row r = row_of(&cx, "work", "/works/OL45W",
				   "{\"authors\": [{\"author\": {\"key\": \"/authors/OL23A\"}}]}");

	EXPECT(r.kind == DUMP_WORK && r.entry.nauthors == 1 && r.entry.title.n == 0);
	EXPECT_STR(author(&cx, "{\"personal_name\": \"Reed, Tom\"}").name, "Reed, Tom");
	ctx_end(&cx);
}

TEST(dump_row_with_more_text_than_fits_is_refused_and_the_next_is_read)
{
	struct ctx cx = ctx_make(NULL);
	struct buf scratch = buf_make(&cx.arena, DUMP_TEXT_BYTES), b = buf_make(&cx.arena, 1 << 20);
	struct dump_row r;

	buf_add(&b,
		S("/type/edition\t/books/OL7M\t3\t2026-10-31\t{\"title\": \"T\", \"publishers\": ["));
	for (int i = 0; i < 30000; i++)
		buf_addf(&b, "%s\"\\u00e9\\u00e9\"", i ? "," : "");
	buf_add(&b, S("]}"));
	dump_read(buf_str(&b), &scratch, &r);
	EXPECT_REFUSED(r, "the row's texts are too long");
	dump_read(S("/type/edition\t/books/OL7M\t3\t2026-10-31\t{\"title\": \"\\u00e9\"}"),
		  &scratch, &r);
	EXPECT(r.kind == DUMP_EDITION);
	EXPECT_STR(r.entry.title, "é");
	ctx_end(&cx);
}

TEST(dump_is_told_by_its_first_bytes)
{
	EXPECT(dump_begins(S("/type/edition\t/books/OL1M")) && dump_begins(S("/type/")));
	EXPECT(!dump_begins(S("/typ")) && !dump_begins(S("")) &&
	       !dump_begins(S("title\tauthors")) && !dump_begins(S("00714cam a2200205 a 4500")));
}
