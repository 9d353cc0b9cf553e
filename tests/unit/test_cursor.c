/* test_cursor.c - cursors and the text they are written in. */
#include "t.h"

#include "base/crypto.h"
#include "base/cursor.h"

#include <string.h>

TEST(cursor_gives_back_numbers_texts_and_nothing)
{
	static const struct cursor_part parts[] = {
		{ .type = 'i', .i = INT64_MIN },
		{ .type = 'i', .i = 1700000000000 },
		{ .type = 's', .s = { "L'\xc3\x89tranger", 11 } },
		{ .type = 's', .s = { "", 0 } },
		{ .type = 0 },
		{ .type = 0 },
	};
	struct cursor_part out[6];
	struct ctx cx = ctx_make(NULL);
	str text = cursor_make(&cx, S("-added"), parts, countof(parts));

	EXPECT(cursor_read(&cx, text, S("-added"), "iIsSSI", out) == OK);
	for (size_t i = 0; i < countof(parts); i++)
		EXPECT(out[i].type == parts[i].type && out[i].i == parts[i].i &&
		       str_eq(out[i].s, parts[i].s));
	for (size_t i = 0; i < text.n; i++)
		EXPECT(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
			      text.p[i]));
	ctx_end(&cx);
}

static void expect_refused(str text, const char *sort, const char *types)
{
	struct cursor_part out[CURSOR_MAX_PARTS];
	struct ctx cx = ctx_make(NULL);

	EXPECT(cursor_read(&cx, text, str_from(sort), types, out) == ERR_INVALID_FIELD);
	EXPECT_STR(ctx_err_name(&cx), "invalid_cursor");
	ctx_end(&cx);
}

TEST(cursor_of_another_list_cut_or_made_up_is_refused)
{
	static const struct cursor_part parts[] = { { .type = 's', .s = { "Emma", 4 } },
						    { .type = 'i', .i = 7 } },
					bad[] = { { .type = 's', .s = { "\xff", 1 } } },
					zero[] = { { .type = 's', .s = { "a\0b", 3 } } };
	struct ctx cx = ctx_make(NULL);
	struct cursor_part out[2];
	str text = cursor_make(&cx, S("title"), parts, 2);

	EXPECT(cursor_read(&cx, text, S("title"), "si", out) == OK);
	expect_refused(text, "author", "si");
	expect_refused(text, "title", "is");
	expect_refused(text, "title", "s");
	expect_refused(text, "title", "sii");
	expect_refused(cursor_make(&cx, S("title"), &(struct cursor_part){ 0 }, 1), "title", "s");
	expect_refused(cursor_make(&cx, S("title"), bad, 1), "title", "s");
	expect_refused(cursor_make(&cx, S("title"), zero, 1), "title", "s");
	for (size_t n = 0; n < text.n; n++)
		expect_refused((str){ text.p, n }, "title", "si");
	expect_refused(str_fmt(&cx.arena, STR_FMT "A", STR_ARG(text)), "title", "si");
	expect_refused(str_fmt(&cx.arena, STR_FMT "==", STR_ARG(text)), "title", "si");
	expect_refused(S("100"), "title", "si");
	expect_refused(S("'; DROP TABLE books; --"), "title", "si");
	ctx_end(&cx);
}

TEST(crypto_base64url_reads_only_what_it_writes)
{
	struct ctx cx = ctx_make(NULL);
	str out;

	EXPECT_STR(crypto_base64url(&cx.arena, S("")), "");
	EXPECT_STR(crypto_base64url(&cx.arena, S("\xfb\xff\x01")), "-_8B");
	EXPECT_STR(crypto_base64url(&cx.arena, S("f")), "Zg");
	EXPECT(crypto_base64url_read(&cx.arena, S("Zg"), &out) && str_eq(out, S("f")));
	EXPECT(crypto_base64url_read(&cx.arena, S(""), &out) && out.n == 0);
	EXPECT(!crypto_base64url_read(&cx.arena, S("Zh"), &out)); /* loose bits */
	EXPECT(!crypto_base64url_read(&cx.arena, S("Zg=="), &out));
	EXPECT(!crypto_base64url_read(&cx.arena, S("Zm9\xc1"), &out));
	EXPECT(!crypto_base64url_read(&cx.arena, S("Zm\xf7v"), &out));
	EXPECT(!crypto_base64url_read(&cx.arena, S("+/8B"), &out));
	EXPECT(!crypto_base64url_read(&cx.arena, S("Z"), &out));
	EXPECT(!crypto_base64url_read(&cx.arena, S("Zg Zg"), &out));
	ctx_end(&cx);
}
