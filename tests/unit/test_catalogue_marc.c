/* test_catalogue_marc.c - files of records in ISO 2709, whole and broken. */
#include "t.h"

#include "catalogue/marc.h"
#include "marc_make.h"

static str book(struct arena *a, const char *title)
{
	return marc_make(a, "nam a", str_fmt(a, "245 10$a%s", title).p);
}

/* In pieces of several sizes it is the same. */
static void expect(const char *file, int line, str bytes, const char *want)
{
	static const size_t pieces[] = { 1, 5, 1 << 20 };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(pieces); i++)
		t_expect_str(file, line, marc_read_all(&cx.arena, bytes, pieces[i]), want);
	ctx_end(&cx);
}
#define EXPECT_READ(bytes, want) expect(__FILE__, __LINE__, (bytes), want)

static str joined(struct arena *a, const str *parts, size_t n)
{
	struct buf b = buf_make(a, 4 << 20);

	for (size_t i = 0; i < n; i++)
		buf_add(&b, parts[i]);
	return buf_str(&b);
}
#define JOIN(...) \
	joined(&cx.arena, (const str[]){ __VA_ARGS__ }, \
	       sizeof((str[]){ __VA_ARGS__ }) / sizeof(str))

static str changed(struct arena *a, str s, size_t at, const char *with)
{
	s = str_dup(a, s);
	memcpy((char *)s.p + at, with, strlen(with));
	return s;
}

TEST(marc_reads_records_one_behind_the_other)
{
	struct ctx cx = ctx_make(NULL);
	str a = book(&cx.arena, "A"), b = book(&cx.arena, "B");

	EXPECT_READ(JOIN(a, b), "1 A|||||0|0|\n2 B|||||0|0|\n");
	EXPECT_READ(JOIN(S("\r\n"), a, S("\r\n \0"), b, S("\n\x1a")),
		    "1 A|||||0|0|\n2 B|||||0|0|\n");
	EXPECT_READ(S(""), "");
	EXPECT_READ(S("\n\n"), "");
	ctx_end(&cx);
}

TEST(marc_tells_where_a_record_begins)
{
	struct ctx cx = ctx_make(NULL);
	str a = book(&cx.arena, "A");
	struct marc_file f = { JOIN(a, S("\n"), a), 10, false };
	struct marc *m = marc_open(&cx, marc_from_file, &f);
	struct entry e;

	EXPECT(marc_next(m, &e) == MARC_ENTRY && m->record == 1 && m->offset == 0);
	EXPECT(marc_next(m, &e) == MARC_ENTRY && m->record == 2 && m->offset == (int64_t)a.n + 1);
	EXPECT(marc_next(m, &e) == MARC_END && marc_next(m, &e) == MARC_END);
	ctx_end(&cx);
}

TEST(marc_goes_on_behind_a_broken_record)
{
	struct ctx cx = ctx_make(NULL);
	str a = book(&cx.arena, "A"), b = book(&cx.arena, "B");

	EXPECT_READ(JOIN(S("what is this?\x1d"), b),
		    "1 !no leader where a record begins\n2 B|||||0|0|\n");
	EXPECT_READ(JOIN(changed(&cx.arena, a, 10, "3"), b),
		    "1 !its fields are not of the form of MARC 21\n2 B|||||0|0|\n");
	EXPECT_READ(JOIN(changed(&cx.arena, a, 12, "00038"), b),
		    "1 !its leader does not say where the directory ends\n2 B|||||0|0|\n");
	EXPECT_READ(JOIN(changed(&cx.arena, a, 12, "99999"), b),
		    "1 !its leader does not say where the directory ends\n2 B|||||0|0|\n");
	EXPECT_READ(JOIN(changed(&cx.arena, a, 27, "xxxx"), changed(&cx.arena, b, 31, "00001")),
		    "1 A|||||0|0|\n2 B|||||0|0|\n"); /* its order says what its numbers do not */
	EXPECT_READ(JOIN(changed(&cx.arena, a, 31, "xxxxx"), b),
		    "1 !its directory has something else than numbers\n2 B|||||0|0|\n");
	EXPECT_READ(JOIN(changed(&cx.arena, changed(&cx.arena, a, 27, "0003"), 40, "\x1e"), b),
		    "1 !its directory points to where no field is\n2 B|||||0|0|\n");
	ctx_end(&cx);
}

TEST(marc_finds_the_next_record_behind_garbage_without_an_end)
{
	struct ctx cx = ctx_make(NULL);
	str a = book(&cx.arena, "A"), b = book(&cx.arena, "B");

	EXPECT_READ(JOIN(S("<html>not found</html>"), a, b),
		    "1 !no leader where a record begins\n2 A|||||0|0|\n3 B|||||0|0|\n");
	EXPECT_READ(JOIN(((str){ a.p, a.n - 5 }), b),
		    "1 !its length is not what its leader says\n2 B|||||0|0|\n");
	ctx_end(&cx);
}

TEST(marc_reads_records_whose_lengths_are_of_another_encoding)
{
	struct ctx cx = ctx_make(NULL);
	str a = marc_make(&cx.arena, "nam a", "008 x\n100 1 $aBronte, Emily\n245 10$aHeights");
	struct buf b = buf_make(&cx.arena, 1000);
	size_t at = (size_t)((const char *)memmem(a.p, a.n, "Bronte", 6) - a.p);

	/* as a program leaves it that turned Latin-1 into UTF-8 and no number with it */
	buf_add(&b, (str){ a.p, at });
	buf_add(&b, S("Brontë"));
	buf_add(&b, (str){ a.p + at + 6, a.n - at - 6 });
	EXPECT_READ(JOIN(buf_str(&b), book(&cx.arena, "B")),
		    "1 Heights|Emily Brontë||||0|0|\n2 B|||||0|0|\n");
	ctx_end(&cx);
}

TEST(marc_says_when_the_file_is_cut_off_or_none)
{
	struct ctx cx = ctx_make(NULL);
	str a = book(&cx.arena, "A"), b = book(&cx.arena, "B");
	char *long_one = arena_new(&cx.arena, char, 150000);

	EXPECT_READ(JOIN(a, ((str){ b.p, b.n - 1 })),
		    "1 A|||||0|0|\n2 ^the file ends within a record\n");
	EXPECT_READ(JOIN(a, ((str){ b.p, 3 })), "1 A|||||0|0|\n2 ^the file ends within a record\n");
	EXPECT_READ(S("title,author\nEmma,Austen\n"), "1 ^the file ends within a record\n");
	memset(long_one, 'x', 150000);
	EXPECT_READ(
		JOIN(((str){ long_one, 150000 }), S("\x1d"), a),
		"1 !no end of the record within the 99,999 bytes that one can have\n2 A|||||0|0|\n");
	EXPECT_READ(((str){ long_one, 150000 }),
		    "1 ^no end of the record within the 99,999 bytes that one can have\n");
	ctx_end(&cx);
}

TEST(marc_says_when_the_source_fails)
{
	struct ctx cx = ctx_make(NULL);
	struct marc_file f = { book(&cx.arena, "A"), 10, true };
	struct marc *m = marc_open(&cx, marc_from_file, &f);
	struct entry e;

	EXPECT(marc_next(m, &e) == MARC_FAILED && marc_next(m, &e) == MARC_FAILED);
	ctx_end(&cx);
}

TEST(marc_reads_the_longest_record_there_can_be)
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, 1 << 20);
	str a;

	buf_add(&b, S("245 10$aA"));
	for (int i = 0; i < 11; i++) {
		buf_addf(&b, "\n500   $a");
		for (int k = 0; k < (i < 10 ? 9900 : 0); k++)
			buf_addc(&b, 'n');
	}
	a = marc_make(&cx.arena, "nam a", buf_str(&b).p);
	CHECK(a.n < MARC_RECORD_BYTES);
	for (size_t missing = MARC_RECORD_BYTES - a.n; missing; missing--)
		buf_addc(&b, 'n');
	a = marc_make(&cx.arena, "nam a", buf_str(&b).p);
	EXPECT(a.n == MARC_RECORD_BYTES);
	for (size_t piece = 1000; piece < 100000; piece *= 9)
		EXPECT_STR(marc_read_all(&cx.arena, JOIN(a, a, book(&cx.arena, "B")), piece),
			   "1 A|||||0|0|\n2 A|||||0|0|\n3 B|||||0|0|\n");
	ctx_end(&cx);
}

TEST(marc_reads_both_encodings_and_refuses_what_is_neither)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_READ(marc_make(&cx.arena, "nam a", "245 10$aCafe\xcc\x81"), "1 Café|||||0|0|\n");
	EXPECT_READ(marc_make(&cx.arena, "nam  ",
			      "245 10$aCaf\xe2"
			      "e"),
		    "1 Café|||||0|0|\n");
	EXPECT_READ(marc_make(&cx.arena, "nam  ", "245 10$a\x1b(NwOJNA\x1b(B$bnovel"),
		    "1 Война: novel|||||0|0|\n");
	/* leaders that are wrong */
	EXPECT_READ(marc_make(&cx.arena, "nam  ", "245 10$aCaf\xc3\xa9 sk\xc3\xa5l"),
		    "1 Café skål|||||0|0|\n");
	EXPECT_READ(marc_make(&cx.arena, "nam a",
			      "245 10$aCaf\xe2"
			      "e"),
		    "1 !its leader says UTF-8, its text is not\n");
	EXPECT_READ(marc_make(&cx.arena, "nam  ", "245 10$aM\xfcller"),
		    "1 !a character that its set in MARC-8 does not have\n");
	EXPECT_READ(marc_make(&cx.arena, "nam a", "100 1 $a\xff\n245 10$aA"),
		    "1 !its leader says UTF-8, its text is not\n");
	/* what is only nice to have is left out */
	EXPECT_READ(marc_make(&cx.arena, "nam a", "245 10$aA\n260   $b\xff$c1999\n490   $a\xff"),
		    "1 A|||||1999|0|\n");
	ctx_end(&cx);
}

TEST(marc_files_are_known_by_their_beginning)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT(marc_begins(book(&cx.arena, "A")));
	EXPECT(marc_begins(JOIN(S("\r\n"), book(&cx.arena, "A"))));
	EXPECT(!marc_begins(S("title,author\nEmma,Austen, Jane\n")));
	EXPECT(!marc_begins(S("<?xml version=\"1.0\"?><collection/>")));
	EXPECT(!marc_begins(S("00714")) && !marc_begins(S("")));
	ctx_end(&cx);
}
