/* test_catalogue_table.c - CSV and TSV as people export them, and as they break. */
#include "t.h"

#include "catalogue/table.h"

struct source {
	str left;
	size_t piece; /* at most so much at a time */
	bool fails;   /* at the end, in place of ending */
};

static ptrdiff_t from_text(void *arg, char *into, size_t room)
{
	struct source *s = arg;
	size_t n = s->left.n < s->piece ? s->left.n : s->piece;

	if (n == 0 && s->fails)
		return -1;
	n = n < room ? n : room;
	memcpy(into, s->left.p, n);
	s->left = (str){ s->left.p + n, s->left.n - n };
	return (ptrdiff_t)n;
}

/* All rows: "line title|authors|year" or "line !reason", each on a line. */
static str rows_of(struct ctx *cx, str text, size_t piece)
{
	struct source s = { text, piece, false };
	struct buf b = buf_make(&cx->arena, 1 << 20);
	struct table_row row;
	struct table t;

	if (table_open(cx, from_text, &s, &t))
		return str_fmt(&cx->arena, "error: " STR_FMT, STR_ARG(cx->err_text));
	while (table_next(&t, &row)) {
		buf_addf(&b, "%d ", (int)row.line);
		if (row.refused)
			buf_addf(&b, "!%s\n", row.refused);
		else
			buf_addf(&b, STR_FMT "|" STR_FMT "|" STR_FMT "\n",
				 STR_ARG(row.field[TABLE_TITLE]), STR_ARG(row.field[TABLE_AUTHORS]),
				 STR_ARG(row.field[TABLE_YEAR]));
	}
	return buf_str(&b);
}

static void expect(const char *file, int line, str text, const char *want)
{
	static const size_t pieces[] = { 1, 7, 1 << 20 };

	for (size_t i = 0; i < countof(pieces); i++) {
		struct ctx cx = ctx_make(NULL);

		t_expect_str(file, line, rows_of(&cx, text, pieces[i]), want);
		ctx_end(&cx);
	}
}
#define EXPECT_ROWS(text, want) expect(__FILE__, __LINE__, S(text), want)

TEST(table_takes_columns_by_name_in_any_order_and_case)
{
	EXPECT_ROWS("title\tauthors\tyear\nEmma\tJane Austen\t1815\n", "2 Emma|Jane Austen|1815\n");
	EXPECT_ROWS("Year,SHELF, Author ,Title\n1815,A4,Jane Austen,Emma",
		    "2 Emma|Jane Austen|1815\n");
	EXPECT_ROWS("\"Title\";\"Year\"\n\"Emma; a novel\";1815\n", "2 Emma; a novel||1815\n");
	EXPECT_ROWS("\xef\xbb\xbftitle,year\nEmma,1815\n", "2 Emma||1815\n");
	EXPECT_ROWS("title\nEmma\nPersuasion", "2 Emma||\n3 Persuasion||\n");
	EXPECT_ROWS("title,title\nEmma,Other\n", "2 Emma||\n"); /* the first of two */
}

TEST(table_reads_quotes_only_in_csv)
{
	EXPECT_ROWS("title,authors\n\"Ham, eggs\",\"Jo \"\"J\"\" May\"\n",
		    "2 Ham, eggs|Jo \"J\" May|\n");
	EXPECT_ROWS("title,authors\nsaid \"no\",x\n", "2 said \"no\"|x|\n");
	EXPECT_ROWS("title\tauthors\n\"A\" is for\tSue, Grafton\n",
		    "2 \"A\" is for|Sue, Grafton|\n");
	EXPECT_ROWS("title,authors\n\"\",x\n", "2 !no title\n");
	EXPECT_ROWS("title,authors\n\"Emma\" x,y\nOk,z\n",
		    "2 !text after a closing quote\n3 Ok|z|\n");
}

TEST(table_rows_end_at_line_breaks_outside_quotes)
{
	EXPECT_ROWS("title,year\r\nEmma,1815\r\n\r\n\r\nPersuasion,1817\r\n",
		    "2 Emma||1815\n5 Persuasion||1817\n");
	EXPECT_ROWS("title,year\n\"One\ntwo\",1\nThree,3\n", "2 One\ntwo||1\n4 Three||3\n");
	EXPECT_ROWS("title,year\n\"One\ntwo\",1", "2 One\ntwo||1\n");
	EXPECT_ROWS("title,year\nA,1\n\"open,2\nB,3\n",
		    "2 A||1\n3 !the row is too long, or a quote is never closed\n4 B||3\n");
	EXPECT_ROWS("title\n   \n\nEmma\n  \n", "4 Emma||\n");
}

TEST(table_refuses_rows_it_cannot_take_and_goes_on)
{
	EXPECT_ROWS("title,year\nA\xff,1\nB,2\n", "2 !not valid UTF-8\n3 B||2\n");
	EXPECT_ROWS("title,year\nA\0b,1\nB,2\n", "2 !a NUL character\n3 B||2\n");
	EXPECT_ROWS("title,year\nA,1,2\nB,2\n",
		    "2 !more fields than the first row has columns\n3 B||2\n");
	EXPECT_ROWS("year,title\n1\n2,B\n", "2 !no title\n3 B||2\n");
	EXPECT_ROWS(
		"title,year\nA,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
		"2 !a value is too long\n");
}

TEST(table_refuses_a_file_whose_first_row_names_no_title)
{
	EXPECT_ROWS("", "error: the file is empty");
	EXPECT_ROWS("isbn,name\n1,2\n",
		    "error: the first row has to name the columns, and one has to be \"title\"");
	EXPECT_ROWS("\xff\xfet\0i\0", "error: the file is UTF-16; please save it as UTF-8");
	EXPECT_ROWS("\x1f\x8b\x08\0\0title\n", "error: the first row is not text, or too long");
	EXPECT_ROWS("title,\"x\"y\n", "error: the first row has text after a closing quote");
}

/* "title\n", then `n` bytes of x, then "\nEmma\n". */
static str long_row(struct ctx *cx, const char *before, size_t n, const char *after)
{
	struct buf b = buf_make(&cx->arena, n + 100);

	buf_add(&b, str_from(before));
	for (size_t i = 0; i < n; i++)
		buf_addc(&b, 'x');
	buf_add(&b, str_from(after));
	return buf_str(&b);
}

TEST(table_passes_over_rows_longer_than_the_limit)
{
	static const char *const refused =
		"2 !the row is too long, or a quote is never closed\n3 Emma||\n";
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(rows_of(&cx, long_row(&cx, "title\n", TABLE_ROW_BYTES + 1, "\nEmma\n"), 4096),
		   refused);
	EXPECT_STR(
		rows_of(&cx, long_row(&cx, "title\n", 3 * TABLE_BUFFER_BYTES, "\nEmma\n"), 65536),
		refused);
	EXPECT_STR(rows_of(&cx, long_row(&cx, "title\n", 3000, "\nEmma\n"), 4096),
		   "2 !a value is too long\n3 Emma||\n");
	EXPECT_STR(rows_of(&cx, long_row(&cx, "title,note\nEmma,", 60000, "\n"), 4096),
		   "2 Emma||\n");
	EXPECT_STR(rows_of(&cx, long_row(&cx, "title,note\nEmma,\"", 70000, "\"\n"), 4096),
		   "2 !the row is too long, or a quote is never closed\n");
	ctx_end(&cx);
}

TEST(table_goes_on_over_the_ends_of_its_buffer)
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, 8 << 20);
	struct source s;
	struct table_row row;
	struct table t;
	int64_t n = 0;

	buf_add(&b, S("title\tyear\n"));
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "Book %d of a long series\t%d\n", i, i);
	s = (struct source){ buf_str(&b), 12345, false };
	EXPECT(table_open(&cx, from_text, &s, &t) == OK);
	for (; table_next(&t, &row); n++) {
		int64_t year = -1;

		if (row.refused || !str_i64(row.field[TABLE_YEAR], &year) || year != n ||
		    row.line != n + 2)
			break;
	}
	EXPECT(n == 100000);
	ctx_end(&cx);
}

TEST(table_tells_a_failing_source_from_an_ending_one)
{
	struct ctx cx = ctx_make(NULL);
	struct source s = { S("title\nEmma\n"), 100, true };
	struct table_row row;
	struct table t;

	EXPECT(table_open(&cx, from_text, &s, &t) == ERR_IO);
	ctx_end(&cx);
	cx = ctx_make(NULL);
	s = (struct source){ long_row(&cx, "title\n", 2 * TABLE_BUFFER_BYTES, "\n"), 1 << 20,
			     true };
	EXPECT(table_open(&cx, from_text, &s, &t) == OK);
	while (table_next(&t, &row))
		;
	EXPECT(t.broken);
	ctx_end(&cx);
}
