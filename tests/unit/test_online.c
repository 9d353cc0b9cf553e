/* test_online.c - online catalogues: what is asked, what is made of their answers, how it is kept and merged. */
#include "t.h"

#include "base/utf8.h"
#include "library/online_merge.h"
#include "library/online_source.h"
#include "store/online.h"

static const struct online_source *source(const char *id)
{
	for (size_t i = 0; i < online_sources_n; i++)
		if (strcmp(online_sources[i].id, id) == 0)
			return &online_sources[i];
	BUG("no such source");
}

static struct online_question words(struct ctx *cx, const char *query)
{
	bool good;
	struct online_question q = online_question(cx, str_from(query), 5, &good);

	EXPECT(good);
	return q;
}

static struct online_list read_from(struct ctx *cx, const char *id, const char *query,
				    const char *body)
{
	struct online_question q = words(cx, query);
	struct online_list list = { NULL, 0 };

	EXPECT(source(id)->read(cx, &q, str_from(body), &list) == OK);
	return list;
}

TEST(a_question_is_letters_and_digits_or_an_isbn_and_the_same_however_it_is_typed)
{
	struct ctx cx = ctx_make(NULL);
	struct online_question a = words(&cx, "  L'Étranger:  (CAMUS) \"1942\" "),
			       b = words(&cx, "l etranger camus 1942");
	bool good;

	EXPECT_STR(a.words, "l etranger camus 1942");
	EXPECT(str_eq(online_question_key(&cx, &a), online_question_key(&cx, &b)));
	EXPECT(online_question_key(&cx, &a).n == 64);
	b.max = 6;
	EXPECT(!str_eq(online_question_key(&cx, &a), online_question_key(&cx, &b)));
	a = words(&cx, "0-306-40615-2");
	b = words(&cx, "978-0-306-40615-7");
	EXPECT(a.isbn == 9780306406157 &&
	       str_eq(online_question_key(&cx, &a), online_question_key(&cx, &b)));
	online_question(&cx, S("a!"), 5, &good);
	EXPECT(!good);
	online_question(&cx, S("本"), 5, &good);
	EXPECT(good);
	ctx_end(&cx);
}

TEST(sources_are_asked_at_addresses_that_hold_nothing_but_the_question)
{
	struct ctx cx = ctx_make(NULL);
	struct online_question q = words(&cx, "dune & herbert"), i = words(&cx, "9780306406157");
	str google = source("google")->url(&cx, &q, S("https://g/v1"), S("k&y"));

	EXPECT_STR(google,
		   "https://g/v1/volumes?q=dune%20herbert&printType=books&maxResults=5&key=k%26y");
	EXPECT_STR(source("google")->url(&cx, &i, S("https://g"), S("k")),
		   "https://g/volumes?q=isbn:9780306406157&printType=books&maxResults=5&key=k");
	EXPECT_STR(source("openlibrary")->url(&cx, &i, S("https://o"), S("")),
		   "https://o/api/books?bibkeys=ISBN:9780306406157&format=json&jscmd=data");
	EXPECT(memmem(source("openlibrary")->url(&cx, &q, S("https://o"), S("")).p, 60,
		      "https://o/search.json?q=dune%20herbert&limit=5&fields=key,ti", 60));
	ctx_end(&cx);
}

TEST(open_librarys_works_are_read_with_the_edition_that_fits_and_without)
{
	struct ctx cx = ctx_make(NULL);
	struct online_list l = read_from(
		&cx, "openlibrary", "dune",
		"{\"numFound\":3,\"docs\":["
		"{\"key\":\"/works/OL893415W\",\"title\":\"Dune\",\"author_name\":[\"Frank Herbert\",\"A; B\"],\"first_publish_year\":1965,\"cover_i\":11},"
		"{\"key\":\"/works/OL2W\",\"title\":\"Dune\",\"first_publish_year\":1965,\"editions\":{\"docs\":[{\"title\":\"Der Wüstenplanet\","
		"\"subtitle\":\"Roman\",\"isbn\":[\"bad\",\"3-453-30523-X\"],\"publisher\":[\"Heyne\",\"x\"],\"language\":[\"ger\"],\"publish_date\":[\"März 1978\"]}]}},"
		"{\"key\":\"/books/OL3M\",\"title\":\"no work\"},{\"key\":\"/works/OL4W\"},{\"title\":\"x\"},7,null]}");

	EXPECT(l.n == 2);
	EXPECT_STR(l.items[0].book.id, "openlibrary:OL893415W");
	EXPECT_STR(l.items[0].book.authors, "Frank Herbert; A, B");
	EXPECT(l.items[0].book.year == 1965 && !l.items[0].book.isbn13.p && !l.items[0].date.p);
	EXPECT_STR(l.items[0].thumbnail, "https://covers.openlibrary.org/b/id/11-M.jpg");
	EXPECT_STR(l.items[1].book.title, "Der Wüstenplanet: Roman");
	EXPECT(l.items[1].book.year == 1978);
	EXPECT_STR(l.items[1].book.publisher, "Heyne");
	EXPECT_STR(l.items[1].book.language, "ger");
	EXPECT(!l.items[1].thumbnail.p && !l.items[1].book.authors.p);
	ctx_end(&cx);
}

TEST(fields_of_wrong_types_are_unknown_and_wrong_answers_are_none)
{
	static const char *const broken[] = {
		"",    "null", "[]", "7", "{}", "{\"docs\":{}}", "{\"docs\":[", "{\"docs\":null}",
		"\xff"
	};
	struct ctx cx = ctx_make(NULL);
	struct online_question q = words(&cx, "dune");
	struct online_list l = read_from(
		&cx, "openlibrary", "dune",
		"{\"docs\":[{\"key\":\"/works/OL1W\",\"title\":\"X\",\"author_name\":\"Y\",\"first_publish_year\":\"1965\",\"cover_i\":-1,"
		"\"editions\":{\"docs\":{}}},{\"key\":\"/works/OL2W/../x\",\"title\":\"Y\"},{\"key\":[],\"title\":\"Z\"},{\"key\":\"/works/OL3W\",\"title\":{}}]}");

	EXPECT(l.n == 1 && l.items[0].book.year == 0 && !l.items[0].book.authors.p &&
	       !l.items[0].thumbnail.p);
	for (size_t i = 0; i < countof(broken); i++)
		for (size_t s = 0; s < online_sources_n; s++) {
			EXPECT(online_sources[s].read(&cx, &q, str_from(broken[i]), &l) ==
			       ERR_INVALID_JSON);
			ctx_forgive(&cx);
		}
	EXPECT(source("google")->read(&cx, &q, S("{\"totalItems\":1,\"items\":{}}"), &l) ==
	       ERR_INVALID_JSON);
	ctx_end(&cx);
}

TEST(an_edition_by_isbn_is_the_one_that_was_asked_for_or_none)
{
	struct ctx cx = ctx_make(NULL);
	struct online_list l = read_from(
		&cx, "openlibrary", "0306406152",
		"{\"ISBN:9780306406157\":{\"title\":\"T\",\"authors\":[{\"name\":\"A\"},{},{\"name\":7}],\"publishers\":[{\"name\":\"P\"}],"
		"\"publish_date\":\"c1999\",\"number_of_pages\":-3,\"url\":\"javascript:alert(1)\",\"cover\":{\"medium\":\"http://x/y z\"}}}");

	EXPECT(l.n == 1 && l.items[0].pages == 0 && !l.items[0].info_link.p &&
	       !l.items[0].thumbnail.p);
	EXPECT_STR(l.items[0].book.id, "isbn:9780306406157");
	EXPECT_STR(l.items[0].book.isbn10, "0306406152");
	EXPECT(l.items[0].book.year == 1999);
	EXPECT(read_from(&cx, "openlibrary", "0306406152", "{}").n == 0);
	EXPECT(read_from(&cx, "openlibrary", "0306406152",
			 "{\"ISBN:9780131103627\":{\"title\":\"T\"}}")
		       .n == 0);
	EXPECT(read_from(&cx, "openlibrary", "0306406152", "{\"ISBN:9780306406157\":[]}").n == 0);
	ctx_end(&cx);
}

TEST(googles_volumes_keep_googles_keys_and_no_stars)
{
	struct ctx cx = ctx_make(NULL);
	struct online_list l = read_from(
		&cx, "google", "dune",
		"{\"kind\":\"books#volumes\",\"totalItems\":400,\"items\":[{\"id\":\"B1\",\"volumeInfo\":{\"title\":\"Dune\\u0007\\n\",\"subtitle\":\"Messiah\","
		"\"authors\":[\"Frank Herbert\"],\"publishedDate\":\"1969-10\",\"industryIdentifiers\":[{\"type\":\"ISBN_10\",\"identifier\":\"0306406152\"},"
		"{\"type\":\"ISBN_13\",\"identifier\":\"9780131103627\"}],\"imageLinks\":{\"thumbnail\":\"http://b/x\"},\"averageRating\":5}},"
		"{\"id\":\"B2\"},{\"volumeInfo\":{\"title\":\"no id\"}},[]]}");

	EXPECT(l.n == 1);
	EXPECT_STR(l.items[0].book.id, "B1");
	EXPECT_STR(l.items[0].book.title, "Dune: Messiah");
	EXPECT_STR(l.items[0].book.isbn13, "9780131103627");
	EXPECT_STR(l.items[0].thumbnail, "https://b/x");
	EXPECT(l.items[0].book.year == 1969);
	EXPECT(read_from(&cx, "google", "dune", "{\"kind\":\"x\",\"totalItems\":0}").n == 0);
	ctx_end(&cx);
}

TEST(long_texts_of_strangers_are_cut_and_many_books_are_as_many_as_were_asked_for)
{
	struct ctx cx = ctx_make(NULL);
	struct online_question q = words(&cx, "dune");
	struct buf b = buf_make(&cx.arena, 4 << 20);
	struct online_list l, again;

	buf_add(&b, S("{\"docs\":["));
	for (int i = 0; i < 50; i++) {
		buf_addf(&b, "%s{\"key\":\"/works/OL%dW\",\"title\":\"", i ? "," : "", i);
		for (int k = 0; k < 5000; k++)
			buf_add(&b, S("\xc3\xa9"));
		buf_add(&b, S("\",\"author_name\":["));
		for (int k = 0; k < 500; k++)
			buf_addf(&b, "%s\"Author %d with a name that goes on\"", k ? "," : "", k);
		buf_add(&b, S("]}"));
	}
	buf_add(&b, S("]}"));
	EXPECT(!b.full && source("openlibrary")->read(&cx, &q, buf_str(&b), &l) == OK);
	EXPECT(l.n == 5 && utf8_length(l.items[4].book.title) == TITLE_MAX);
	EXPECT(online_books_read(&cx, online_books_text(&cx, &l), S("openlibrary"), &again) == OK);
	EXPECT(again.n == 5 && str_eq(again.items[4].book.authors, l.items[4].book.authors));
	ctx_end(&cx);
}

TEST(years_are_four_digits_on_their_own)
{
	EXPECT(online_year(S("May 1, 1988")) == 1988 && online_year(S("1988-05-01")) == 1988);
	EXPECT(online_year(S("c1988")) == 1988 && online_year(S("12345 1999")) == 1999);
	EXPECT(online_year(S("")) == 0 && online_year(S("19")) == 0 && online_year(S("0999")) == 0);
	EXPECT(online_year(S("9999")) == 0 && online_year(S("19881")) == 0);
}

static struct online_book book(const char *title, const char *authors, const char *isbn)
{
	return (struct online_book){ .source = S("google"),
				     .book = { .id = S("x"),
					       .title = str_from(title),
					       .authors = str_from(authors),
					       .isbn13 = str_or_null(str_from(isbn)) } };
}

TEST(books_of_several_catalogues_are_one_list_the_best_match_first_and_each_once)
{
	struct ctx cx = ctx_make(NULL);
	struct catalogue_hit mine[] = {
		{ .score = 0.6f,
		  .explained = 0.6f,
		  .book = { .title = S("Winter Gardens"), .authors = S("Ina Frost") } },
		{ .score = 0.5f,
		  .explained = 0.5f,
		  .book = { .title = S("The Orchard"),
			    .authors = S("Čapek, Karel"),
			    .isbn13 = S("9780306406157") } },
	};
	const struct catalogue_hits local = { mine, 2 };
	struct online_book theirs[] = {
		book("Cherry Orchard: A Comedy", "Anton Chekhov", ""),
		book("THE ORCHARD.", "Karel Capek; Somebody Else", ""),
		book("Another name for it", "X", "9780306406157"),
		book("Winter Orchard", "Tom Harrow", "9780131103627"),
		book("winter  orchard", "Harrow, Tom", "9780141439518"),
		book("Winter Orchard", "", ""),
		book("Winter Orchard", "Ada Quill", ""),
	};
	struct found_list l = online_merge(&cx, S("winter orchard"), &local,
					   &(struct online_list){ theirs, countof(theirs) }, 10);

	EXPECT(!online_is_good(&local));
	EXPECT(l.n == 5 && l.items[0].online == &theirs[3] && l.items[1].online == &theirs[6]);
	EXPECT(l.items[2].local == &mine[0]);
	EXPECT(online_merge(&cx, S("winter orchard"), &local,
			    &(struct online_list){ theirs, countof(theirs) }, 2)
		       .n == 2);
	EXPECT(online_merge(&cx, S("x"), &(struct catalogue_hits){ NULL, 0 },
			    &(struct online_list){ NULL, 0 }, 5)
		       .n == 0);
	mine[0].explained = 0.9f;
	EXPECT(online_is_good(&local));
	ctx_end(&cx);
}

TEST(answers_are_kept_by_source_and_question_and_forgotten_in_time)
{
	struct ctx cx;

	for (int i = 0; t_each_db(&cx, &i);) {
		struct online_row row = { S("google"), S("[]"), 1000 };
		struct online_rows rows;

		EXPECT(store_online_set(&cx, S("q1"), &row) == OK);
		row.answer = S("[1]");
		row.expires_ms = 2000;
		EXPECT(store_online_set(&cx, S("q1"), &row) == OK);
		row.source = S("openlibrary");
		EXPECT(store_online_set(&cx, S("q1"), &row) == OK);
		EXPECT(store_online_find(&cx, S("q1"), &rows) == OK && rows.n == 2);
		EXPECT_STR(rows.items[0].answer, "[1]");
		EXPECT(store_online_find(&cx, S("q2"), &rows) == OK && rows.n == 0);
		for (int k = 0; k < 10; k++) {
			cx.now_ms++;
			row.expires_ms = 5000 + k;
			EXPECT(store_online_set(&cx, str_fmt(&cx.arena, "k%d", k), &row) == OK);
		}
		EXPECT(store_online_purge(&cx, 2001, 4) == OK);
		EXPECT(store_online_find(&cx, S("q1"), &rows) == OK && rows.n == 0);
		EXPECT(store_online_find(&cx, S("k5"), &rows) == OK && rows.n == 0);
		EXPECT(store_online_find(&cx, S("k6"), &rows) == OK && rows.n == 1);
		EXPECT(store_online_purge(&cx, 0, 4) == OK);
		EXPECT(store_online_find(&cx, S("k9"), &rows) == OK && rows.n == 1);
	}
}
