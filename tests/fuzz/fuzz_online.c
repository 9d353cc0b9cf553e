/* fuzz_online.c - what online catalogues answer. The first byte says which one and whether an ISBN was asked for. Whatever is read is within
 * the limits, is text, and is the same when it has been kept. */
#include "base/utf8.h"
#include "library/online_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_text(str s, size_t max)
{
	CHECK(utf8_valid(s) && utf8_length(s) <= max);
	for (size_t i = 0; i < s.n; i++)
		CHECK((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f);
}

static void check_link(str s)
{
	CHECK(!s.n || (s.n > 8 && s.n <= LINK_MAX + 1 && memcmp(s.p, "https://", 8) == 0));
	check_text(s, LINK_MAX + 1);
}

static void check_book(const struct online_book *b)
{
	const size_t names = (size_t)ONLINE_NAMES_MAX * (ONLINE_NAME_MAX + 2);

	CHECK(b->book.title.n && b->book.id.n && b->source.n);
	check_text(b->book.title, TITLE_MAX);
	check_text(b->book.id, GOOGLE_ID_MAX);
	check_text(b->book.authors, names);
	check_text(b->categories, names);
	check_text(b->book.publisher, PUBLISHER_MAX);
	check_text(b->book.language, LABEL_MAX);
	check_text(b->date, DATE_MAX);
	check_text(b->snippet, ONLINE_SNIPPET_MAX);
	check_link(b->thumbnail);
	check_link(b->info_link);
	CHECK(!b->book.isbn13.n || b->book.isbn13.n == 13);
	CHECK(b->pages >= 0 && b->pages <= PAGES_MAX && b->book.year >= 0 && b->book.year < 3000);
}

static void check_kept(struct ctx *cx, const struct online_list *list)
{
	struct online_list again;

	CHECK(online_books_read(cx, online_books_text(cx, list), S("google"), &again) == OK);
	CHECK(again.n == list->n);
	for (size_t i = 0; i < again.n; i++)
		CHECK(str_eq(again.items[i].book.title, list->items[i].book.title) &&
		      str_eq(again.items[i].snippet, list->items[i].snippet) &&
		      again.items[i].pages == list->items[i].pages);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx = ctx_make(NULL);
	struct online_question q = { .max = 5, .words = S("dune") };
	const struct online_source *s = &online_sources[n ? (data[0] >> 1) % online_sources_n : 0];
	str body = n ? (str){ (const char *)data + 1, n - 1 } : S("");
	struct online_list list;

	if (n && (data[0] & 1))
		q.isbn = 9780306406157;
	if (s->read(&cx, &q, body, &list)) {
		CHECK(cx.err == ERR_INVALID_JSON);
	} else {
		CHECK(list.n <= (size_t)q.max);
		for (size_t i = 0; i < list.n; i++)
			check_book(&list.items[i]);
		check_kept(&cx, &list);
	}
	if (online_books_read(&cx, body, S("google"), &list))
		CHECK(cx.err == ERR_INVALID_JSON);
	ctx_end(&cx);
	return 0;
}
