/* test_csv.c - tables as people's programs write them. */
#include "t.h"

#include "base/csv.h"

static struct csv_row row;

/* The rows of a text as "a|b / c|d". */
static str rows_of(struct ctx *cx, str bytes)
{
	struct buf b = buf_make(&cx->arena, 1 << 20);
	struct csv c;
	str text;

	if (csv_text(cx, bytes, &text))
		return S("no text");
	c = csv_begin(text);
	while (csv_next(cx, &c, &row)) {
		buf_add(&b, b.n ? S(" / ") : S(""));
		for (size_t i = 0; i < row.n; i++) {
			buf_add(&b, i ? S("|") : S(""));
			buf_add(&b, row.fields[i]);
		}
	}
	return buf_str(&b);
}

TEST(csv_rows_are_read_as_people_write_them)
{
	static const struct {
		const char *file, *rows;
	} cases[] = {
		{ "a,b\n1,2\n", "a|b / 1|2" },
		{ "a,b\r\n1,2\r\n\r\n3,4", "a|b / 1|2 / 3|4" },
		{ "a,b\r1,2", "a|b / 1|2" },
		{ "a;b,c\n1;2,3", "a|b,c / 1|2,3" },
		{ "a;b;c\n1;2,5;3", "a|b|c / 1|2,5|3" },
		{ "a\tb\n\"x\"\ty, z", "a|b / \"x\"|y, z" },
		{ "sep=;\na,1;b\nc;d", "a,1|b / c|d" },
		{ "a,b\n\"1,\n\"\"2\"\"\",3", "a|b / 1,\n\"2\"|3" },
		{ "a,b\n=\"\"\"1\"\"\",2", "a|b / =\"\"\"1\"\"\"|2" },
		{ "a,b\n\"=\"\"123\"\"\",2", "a|b / =\"123\"|2" },
		{ "a,b\nthe \"big\" one,2", "a|b / the \"big\" one|2" },
		{ "a,b\n\"never closed,2\n3,4", "a|b / \"never closed|2 / 3|4" },
		{ "a,b\n\"stray\" end,2\n3,4", "a|b / \"stray\" end|2 / 3|4" },
		{ "a,b\n1\n1,2,3\n,\n", "a|b / 1 / 1|2|3 / |" },
		{ "\xef\xbb\xbf"
		  "a,b\n1,2",
		  "a|b / 1|2" },
	};
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(cases); i++)
		EXPECT_STR(rows_of(&cx, str_from(cases[i].file)), cases[i].rows);
	ctx_end(&cx);
}

TEST(csv_of_any_encoding_is_utf_8_afterwards_and_loses_no_letter)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_STR(rows_of(&cx, S("caf\xe9,\x93x\x94")), "café|“x”"); /* Windows-1252 */
	EXPECT_STR(rows_of(&cx, S("caf\xc3\xa9,Cort\xe2zar,\xc3\xa8")),
		   "café|Cortâzar|è"); /* mixed */
	EXPECT_STR(rows_of(&cx, S("\xff\xfe"
				  "a\0,\0\xe9\0=\xd8\x00\xde")),
		   "a|é😀");
	EXPECT_STR(rows_of(&cx, S("\xfe\xff\0a\0,\0b")), "a|b");
	EXPECT_STR(rows_of(&cx, S("\xff\xfe\x00\xd8")), "no text");
	EXPECT_STR(rows_of(&cx, S("\xff\xfe\x61")), "no text");
	EXPECT_STR(rows_of(&cx, S("a,b\0c")), "no text");
	ctx_end(&cx);
}

TEST(csv_keeps_to_its_limits_and_says_so)
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, 4 << 20);
	struct csv c;

	for (int i = 0; i < CSV_FIELDS_MAX + 3; i++)
		buf_add(&b, S("x,"));
	buf_add(&b, S("\n1,\""));
	for (int i = 0; i < CSV_FIELD_BYTES_MAX; i++)
		buf_addc(&b, i % 2 ? '\xa9' : '\xc3');
	buf_add(&b, S("é\",2\n3,4"));
	c = csv_begin(buf_str(&b));
	EXPECT(csv_next(&cx, &c, &row) && row.n == CSV_FIELDS_MAX && row.cut_fields &&
	       row.line == 1);
	EXPECT(csv_next(&cx, &c, &row) && row.n == 3 && row.cut_text && row.line == 2);
	EXPECT(row.fields[1].n <= CSV_FIELD_BYTES_MAX);
	EXPECT(csv_next(&cx, &c, &row) && row.n == 2 && row.line == 3);
	EXPECT(!csv_next(&cx, &c, &row));
	ctx_end(&cx);
}
