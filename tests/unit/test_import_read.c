/* test_import_read.c - export files of other programs, with what is odd about them, as rows of books. */
#include "t.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "library/import_read.h"
#include "library/import_values.h"

#include <math.h>

static enum err read_as(struct ctx *cx, str file, const char *format, const char *mapping,
			struct import_file *s)
{
	return import_read(cx, file, str_from(format), str_from(mapping), s);
}

static const struct edition *about(const struct import_file *s, size_t i)
{
	return &s->rows[i].entry.says.about;
}

static int64_t day(const char *text)
{
	int64_t ms = 0;

	EXPECT(clock_parse(str_from(text), &ms));
	return ms;
}

#define GOODREADS \
	"Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Publisher,Number of Pages," \
	"Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Exclusive Shelf,My Review," \
	"Private Notes,Read Count,Owned Copies\n"

TEST(import_of_goodreads_takes_isbns_in_quotes_shelves_dates_and_reviews)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file s;

	EXPECT(read_as(&cx,
		       S(GOODREADS
			 "1,\"Dune (Dune, #1)\",Frank   Herbert,\"Herbert, Frank\",\"A. B. King, Jr., C. D.\","
			 "\"=\"\"059309932X\"\"\",\"=\"\"9780593099322\"\"\",4,Ace,658,2019,1965,2024/12/28,2024/06/22,"
			 "\"to-read, sci fi, dune\",read,\"<b>Great</b> &amp; long<br/>again\",not yours,2,1\n"
			 "2,No number,Nobody,,,\"=\"\"\"\"\",\"=\"\"\"\"\",0,,0,,-50,,2020/08/23,did-not-finish,did-not-finish,,,0,0\n"),
		       "auto", "", &s) == OK);
	EXPECT(str_eq(str_from(s.format), S("goodreads")) && s.n == 2);
	EXPECT_STR(about(&s, 0)->title, "Dune (Dune, #1)");
	EXPECT_STR(about(&s, 0)->authors, "Frank Herbert\nA. B. King, Jr.\nC. D.");
	EXPECT_STR(about(&s, 0)->isbn13, "9780593099322");
	EXPECT_STR(about(&s, 0)->isbn10, "059309932X");
	EXPECT(about(&s, 0)->published_year == 2019 && about(&s, 0)->page_count == 658);
	EXPECT(s.rows[0].entry.says.rating == 4 && s.rows[0].entry.says.reread == 1);
	EXPECT_STR(s.rows[0].entry.says.review, "Great & long\nagain");
	EXPECT_STR(s.rows[0].entry.says.tags, "sci fi\ndune");
	EXPECT_STR(s.rows[0].entry.says.shelf, "read");
	EXPECT_STR(s.rows[0].entry.says.status, "owned");
	EXPECT(s.rows[0].entry.says.finished_ms == day("2024-12-28"));
	EXPECT(s.rows[0].entry.added_ms == day("2024-06-22"));
	EXPECT_STR(s.rows[0].problems, "private, so not taken: Private Notes");
	EXPECT_STR(s.rows[1].entry.says.shelf, "custom");
	EXPECT_STR(s.rows[1].entry.says.tags, "did-not-finish");
	EXPECT(isnan(s.rows[1].entry.says.rating) && !about(&s, 1)->isbn13.n);
	EXPECT(about(&s, 1)->page_count == NUMBER_NONE && !s.rows[1].entry.says.status.n);
	EXPECT_STR(s.rows[1].problems, "");
	ctx_end(&cx);
}

TEST(import_of_storygraph_takes_ranges_of_days_and_quarter_stars)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file s;

	EXPECT(read_as(&cx,
		       S("Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,"
			 "Read Count,Star Rating,Review,Tags,Owned?\n"
			 "Neverwhere,Neil Gaiman,Ana Luz (Translator),9780060557812,paperback,read,2014/06/04,2023/06/07,"
			 "2023/05/23-2023/06/07,1,4.25,,london,Yes\n"
			 "Twice,A,,,digital,currently-reading,2020/01/02,,\"2020/02/01-2020/02/03, 2021/03/01-2021/03/04\",2,,,,No\n"),
		       "auto", "", &s) == OK);
	EXPECT(str_eq(str_from(s.format), S("storygraph")) && s.n == 2);
	EXPECT_STR(about(&s, 0)->authors, "Neil Gaiman\nAna Luz");
	EXPECT(s.rows[0].entry.says.rating == 4.25);
	EXPECT(s.rows[0].entry.says.started_ms == day("2023-05-23") &&
	       s.rows[0].entry.says.finished_ms == day("2023-06-07"));
	EXPECT_STR(s.rows[0].entry.says.status, "owned");
	EXPECT_STR(s.rows[1].entry.says.shelf, "reading");
	EXPECT(s.rows[1].entry.says.started_ms == day("2021-03-01") && s.rows[1].problems.n);
	ctx_end(&cx);
}

#define LIBRARYTHING \
	"Book Id\tTitle\tPrimary Author\tSecondary Author\tPublication\tDate\tReview\tRating\tPage Count\tDate Started\t" \
	"Date Read\tTags\tCollections\tISBN\tISBNs\tEntry Date\tLending Patron\n"

TEST(import_of_librarything_turns_names_round_and_takes_brackets_off)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file s;

	EXPECT(read_as(&cx,
		       S(LIBRARYTHING
			 "1\t\"Il\" processo\tKafka , Franz\tLevi, Primo|Ganni, Enrico\tTorino, Einaudi scuola, 1992\t1992\t\t4.5\t"
			 "590 \t[2007-04-16]\t[2007-05-08]\troman, caf\xe9\tYour library, Classics\t[8828601000]\t8828601000, 9788828601005\t"
			 "[2006-08-09]\tla gatta\n"
			 "2\tUnread\tRadice, Teresa\t\tBao Publishing (2020), 208 pagine\t2020\t\t\tviii \t\t\t\tTo read\t\t\t\t(No name)\n"),
		       "auto", "", &s) == OK);
	EXPECT(str_eq(str_from(s.format), S("librarything")) && s.n == 2);
	EXPECT_STR(about(&s, 0)->title, "\"Il\" processo");
	EXPECT_STR(about(&s, 0)->authors, "Franz Kafka\nPrimo Levi\nEnrico Ganni");
	EXPECT_STR(about(&s, 0)->publisher, "Einaudi scuola");
	EXPECT_STR(about(&s, 0)->isbn13, "9788828601005");
	EXPECT_STR(s.rows[0].entry.says.tags, "roman\ncafé\nClassics");
	EXPECT_STR(s.rows[0].entry.says.shelf, "read");
	EXPECT_STR(s.rows[0].problems, "it is lent there, which is not taken: la gatta");
	EXPECT_STR(about(&s, 1)->publisher, "Bao Publishing");
	EXPECT_STR(s.rows[1].entry.says.shelf, "want_to_read");
	EXPECT_STR(s.rows[1].problems, "this is no number of pages: viii");
	ctx_end(&cx);
}

TEST(import_of_librarything_json_reads_an_object_of_books)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file s;

	EXPECT(read_as(&cx,
		       S("{\"102\":{\"books_id\":\"102\",\"title\":\"Nineteen Eighty-Four\",\"primaryauthor\":\"Orwell, George\","
			 "\"authors\":[{\"lf\":\"Orwell, George\",\"fl\":\"George Orwell\"},{\"lf\":\"Pynchon, Thomas\",\"fl\":\"Thomas Pynchon\"}],"
			 "\"publication\":\"Penguin (2003)\",\"date\":\"2003\",\"isbn\":{\"0\":\"0141187764\",\"2\":\"9780141187761\"},"
			 "\"originalisbn\":\"0141187764\",\"rating\":4.5,\"review\":\"Bleak.\",\"collections\":[\"Your library\",\"Read but unowned\"],"
			 "\"tags\":[\"dystopia\",\"classic, english\"],\"pages\":\"326 \",\"entrydate\":\"2006-08-09\",\"dateread\":\"2007-05-08\"},"
			 "\"103\":{\"title\":\"\",\"authors\":[]}}"),
		       "auto", "", &s) == OK);
	EXPECT(str_eq(str_from(s.format), S("librarything")) && s.n == 2);
	EXPECT_STR(about(&s, 0)->authors, "George Orwell\nThomas Pynchon");
	EXPECT_STR(about(&s, 0)->isbn13, "9780141187761");
	EXPECT_STR(s.rows[0].entry.says.tags, "dystopia\nclassic, english");
	EXPECT(s.rows[0].entry.says.finished_ms == day("2007-05-08") &&
	       s.rows[0].entry.says.rating == 4.5);
	EXPECT_STR(s.rows[0].entry.says.shelf, "read");
	EXPECT(!about(&s, 1)->title.n);
	EXPECT_STR(s.rows[1].problems, "no title");
	EXPECT_STR(s.rows[0].entry.says.source, "librarything");
	ctx_end(&cx);
}

TEST(import_of_any_table_is_guessed_from_its_column_names_or_follows_a_mapping)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file s;

	EXPECT(read_as(&cx,
		       S("Titel;Autor;Erscheinungsjahr;Seiten;Regal;Farbe\nEmma;Jane Austen;1815;474;gelesen;blau\n"),
		       "auto", "", &s) == OK);
	EXPECT(str_eq(str_from(s.format), S("csv")) && s.n == 1);
	EXPECT_STR(about(&s, 0)->authors, "Jane Austen");
	EXPECT(about(&s, 0)->published_year == 1815 && about(&s, 0)->page_count == 474);
	EXPECT_STR(s.rows[0].entry.says.shelf, "read");
	EXPECT_STR(s.rows[0].problems, "there is no place for Farbe: blau");
	EXPECT(read_as(&cx, S("Werk,Wer,Notiz\nEmma,\"Austen, Jane\",gut\n"), "auto",
		       "title=Werk, authorLastFirst=Wer,review=Notiz", &s) == OK);
	EXPECT_STR(about(&s, 0)->title, "Emma");
	EXPECT_STR(about(&s, 0)->authors, "Jane Austen");
	EXPECT_STR(s.rows[0].entry.says.review, "gut");
	ctx_end(&cx);
}

TEST(import_refuses_what_is_no_such_file_and_says_why)
{
	static const struct {
		const char *file, *format, *mapping, *field;
	} cases[] = {
		{ "", "auto", "", "file" },
		{ "a,b\n1,2\n", "auto", "", "file" },
		{ "Title,Author\n", "auto", "", "file" },
		{ "{\"a\":", "auto", "", "file" },
		{ "{\"bookshelf\":2,\"books\":[]}", "auto", "", "file" },
		{ "Title\nEmma\n", "excel", "", "format" },
		{ "Title\nEmma\n", "auto", "colour=Title", "mapping" },
		{ "Title\nEmma\n", "auto", "title=Titel", "mapping" },
	};
	struct import_file s;

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);

		EXPECT(read_as(&cx, str_from(cases[i].file), cases[i].format, cases[i].mapping,
			       &s) == ERR_INVALID_FIELD);
		EXPECT_STR(cx.err_field, cases[i].field);
		ctx_end(&cx);
	}
}

TEST(import_tells_what_it_cannot_take_and_keeps_the_row)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file s;

	EXPECT(read_as(&cx,
		       S("Title,ISBN,Rating,Date Read,Year\nEmma,9780141439588,seven,yesterday,soon\n"),
		       "auto", "", &s) == OK);
	EXPECT(s.n == 1 && !about(&s, 0)->isbn13.n && isnan(s.rows[0].entry.says.rating));
	EXPECT_STR(s.rows[0].problems,
		   "this is no valid ISBN: 9780141439588\nthis is no rating of 0 to 5: seven\n"
		   "this is no date: yesterday\nthis is no year: soon");
	ctx_end(&cx);
}

TEST(import_row_keeps_what_it_was_even_where_two_columns_share_a_name)
{
	struct ctx cx = ctx_make(NULL);
	struct import_file s;

	EXPECT(read_as(&cx, S("Title,Colour,Colour\n\"A \"\"B\"\"\",red,blue\n"), "auto", "", &s) ==
	       OK);
	EXPECT_STR(s.rows[0].data,
		   "{\"Title\":\"A \\\"B\\\"\",\"Colour\":\"red\",\"Colour (2)\":\"blue\"}");
	EXPECT(read_as(&cx,
		       S("[{\"title\":\"Emma\",\"authors\":[\"X, Y\",\"Z\"],\"rating\":3.25}]"),
		       "auto", "", &s) == OK);
	EXPECT_STR(s.rows[0].data,
		   "{\"title\":\"Emma\",\"authors\":[\"X, Y\",\"Z\"],\"rating\":\"3.25\"}");
	EXPECT_STR(about(&s, 0)->authors, "X, Y\nZ");
	ctx_end(&cx);
}

TEST(import_dates_are_read_as_they_really_come)
{
	static const struct {
		const char *text, *day;
		bool whole;
	} cases[] = {
		{ "2020/08/23", "2020-08-23", true },
		{ "2020-8-3", "2020-08-03", true },
		{ "[2007-04-16]", "2007-04-16", true },
		{ "2007", "2007-01-01", false },
		{ "2007/04", "2007-04-01", false },
		{ "2007-04-16T10:00:00Z", "2007-04-16T10:00:00Z", true },
	};
	static const char *const none[] = { "",           "soon",       "23/08/2020",
					    "2020/13/01", "2020-02-30", "20/1" };
	int64_t ms;
	bool whole;

	for (size_t i = 0; i < countof(cases); i++) {
		EXPECT(value_date(str_from(cases[i].text), &ms, &whole));
		EXPECT(ms == day(cases[i].day) && whole == cases[i].whole);
	}
	for (size_t i = 0; i < countof(none); i++)
		EXPECT(!value_date(str_from(none[i]), &ms, &whole));
}

TEST(import_takes_the_first_isbn_of_thirteen_digits_and_tells_of_the_others)
{
	static const struct {
		const char *cell, *isbn13, *isbn10, *problems;
	} cases[] = {
		{ "8828601000, 9788828601005", "9788828601005", "8828601000", "" },
		{ "[2070291340]", "9782070291342", "2070291340", "" },
		{ "9780593099322, 9780141439518", "9780593099322", "",
		  "the row names another ISBN, which was left out: 9780141439518" },
		{ "2070291340, 9780593099322", "9780593099322", "",
		  "the row names another ISBN, which was left out: 2070291340" },
		{ "9780593099322, 2070291340", "9780593099322", "",
		  "the row names another ISBN, which was left out: 2070291340" },
		{ "9780593099321, 9780593099322", "9780593099322", "",
		  "this is no valid ISBN: 9780593099321" },
		{ "[]", "", "", "" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct ctx cx = ctx_make(NULL);
		struct import_file s;
		str file = str_fmt(&cx.arena, "Title,ISBN\nEmma,\"%s\"\n", cases[i].cell);

		EXPECT(read_as(&cx, file, "auto", "", &s) == OK && s.n == 1);
		EXPECT_STR(about(&s, 0)->isbn13, cases[i].isbn13);
		EXPECT_STR(about(&s, 0)->isbn10, cases[i].isbn10);
		EXPECT_STR(s.rows[0].problems, cases[i].problems);
		ctx_end(&cx);
	}
}

TEST(import_cuts_what_is_too_long_and_keeps_the_rest_of_the_row)
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, 1 << 20);
	struct import_file s;

	buf_add(&b, S("Title,Author,Tags,Review\nEmma,Jane Austen,\""));
	for (int i = 0; i < TAGS_MAX + 1; i++)
		buf_addf(&b, "tag %d,", i);
	buf_add(&b, S("\","));
	for (int i = 0; i < REVIEW_MAX + 1; i++)
		buf_add(&b, S("\303\251"));
	EXPECT(read_as(&cx, buf_str(&b), "auto", "", &s) == OK && s.n == 1);
	EXPECT_STR(about(&s, 0)->authors, "Jane Austen");
	EXPECT(utf8_length(s.rows[0].entry.says.review) == REVIEW_MAX);
	EXPECT(memmem(s.rows[0].problems.p, s.rows[0].problems.n, "the review was cut", 18));
	EXPECT(memmem(s.rows[0].problems.p, s.rows[0].problems.n,
		      "more tags than can be taken: tag 50", 35));
	ctx_end(&cx);
}

TEST(import_guesses_columns_in_seven_languages)
{
	static const char *const heads[] = {
		"Title,Author,Publication Year,Number of Pages,Date Read",
		"Buchtitel;Verfasser;Erscheinungsjahr;Anzahl Seiten;Beendet am",
		"Titre;Auteur;Ann\303\251e de parution;Nombre de pages;Lu le",
		"T\303\255tulo;Autora;A\303\261o de publicaci\303\263n;P\303\241ginas;Fecha de lectura",
		"Titolo;Autrice;Anno di pubblicazione;Numero di pagine;Data di lettura",
		"Boektitel\tSchrijver\tJaar van uitgave\tAantal pagina's\tGelezen op",
		"T\303\255tulo;Autor;Ano de publica\303\247\303\243o;N\303\272mero de p\303\241ginas;Data de leitura",
	};

	for (size_t i = 0; i < countof(heads); i++) {
		struct ctx cx = ctx_make(NULL);
		char mark = strchr(heads[i], '\t') ? '\t' : strchr(heads[i], ';') ? ';' : ',';
		str file = str_fmt(&cx.arena, "%s\nEmma%cJane Austen%c1815%c474%c2020-08-23\n",
				   heads[i], mark, mark, mark, mark);
		struct import_file s;

		EXPECT(read_as(&cx, file, "auto", "", &s) == OK && s.n == 1);
		EXPECT_STR(s.rows[0].problems, "");
		EXPECT_STR(about(&s, 0)->title, "Emma");
		EXPECT_STR(about(&s, 0)->authors, "Jane Austen");
		EXPECT(about(&s, 0)->published_year == 1815 && about(&s, 0)->page_count == 474);
		EXPECT(s.rows[0].entry.says.finished_ms == day("2020-08-23"));
		ctx_end(&cx);
	}
}
