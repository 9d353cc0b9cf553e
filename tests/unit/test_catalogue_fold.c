/* test_catalogue_fold.c - what the catalogue compares: folded letters, ISBNs, works, best fits. */
#include "t.h"

#include "base/utf8.h"
#include "catalogue/fit.h"
#include "catalogue/isbn.h"
#include "catalogue/typed.h"
#include "catalogue/work.h"
#include "catalogue/year.h"

/* The words with spaces between them again. */
static str folded(struct arena *a, const char *text)
{
	struct buf b = buf_make(a, 4096);
	struct fold f;

	fold_text(str_from(text), &f);
	for (size_t w = 0; w < f.words; w++) {
		if (w)
			buf_addc(&b, ' ');
		for (size_t i = f.start[w]; i < f.end[w]; i++)
			utf8_put(&b, (int32_t)f.unit[i]);
	}
	return buf_str(&b);
}

TEST(fold_makes_one_letter_of_look_alikes)
{
	struct arena a = ARENA_INIT;

	EXPECT_STR(folded(&a, "THE JOY LUCK CLUB"), "the joy luck club");
	EXPECT_STR(folded(&a, "1984"), "l9b4");
	EXPECT(str_eq(folded(&a, "1984"), folded(&a, "I98 4")) == false);
	EXPECT(str_eq(folded(&a, "Modern"), folded(&a, "Modem")));
	EXPECT(str_eq(folded(&a, "SAVVY"), folded(&a, "saWy")));
	EXPECT(str_eq(folded(&a, "Bless"), folded(&a, "8lE5$")));
	EXPECT(str_eq(folded(&a, "Hill|op"), folded(&a, "Hi1lIop")));
	EXPECT(str_eq(folded(&a, "Pride & Prejudice"), folded(&a, "PRIDE AND PREJUDICE")));
	EXPECT(str_eq(folded(&a, "O'Brien’s"), folded(&a, "OBriens")));
	EXPECT_STR(folded(&a, "L'Étranger: Straße & Łódź"), "letranger strasse and lodz");
	EXPECT_STR(folded(&a, "Фёдор"), "федор");
	EXPECT_STR(folded(&a, " ... - "), "");
	arena_free(&a);
}

TEST(fold_leaves_out_what_is_too_long_and_stops_at_broken_text)
{
	static char text[4000];
	struct fold f;

	memset(text, 'a', sizeof text);
	fold_text((str){ text, sizeof text }, &f);
	EXPECT(f.n == FOLD_UNITS && f.words == 1 && f.end[0] == FOLD_UNITS);
	for (size_t i = 1; i < sizeof text; i += 2)
		text[i] = ' ';
	fold_text((str){ text, sizeof text }, &f);
	EXPECT(f.words == FOLD_WORDS && f.n == FOLD_WORDS);
	fold_text(S("ab\xff"
		    "cd"),
		  &f);
	EXPECT(f.n == 2 && f.words == 1 && f.end[0] == 2);
}

static size_t grams(const char *text, bool query, uint32_t out[FOLD_GRAMS])
{
	struct fold f;

	fold_text(str_from(text), &f);
	return fold_unique(out, query ? fold_query_grams(&f, 20, out) : fold_grams(&f, 20, out));
}

TEST(fold_grams_are_of_four_letters_without_the_spaces)
{
	uint32_t a[FOLD_GRAMS], b[FOLD_GRAMS];

	EXPECT(grams("abcdef", false, a) == 3);
	EXPECT(grams("ab c def", false, b) == 3);
	EXPECT(memcmp(a, b, 3 * sizeof *a) == 0);
	EXPECT(grams("It", false, a) == 1 && grams("lt", false, b) == 1 && a[0] == b[0]);
	EXPECT(grams("", false, a) == 0);
	EXPECT(grams("aaaaaaa", false, a) == 1);
	EXPECT(grams("It King", true, a) == grams("It King", false, b) + 1); /* "it" alone */
	for (size_t i = 0; i < grams("The Lord of the Rings", false, a); i++)
		EXPECT(a[i] < 1u << 20);
}

TEST(fold_grams_of_scripts_without_spaces_are_of_two_letters)
{
	uint32_t a[FOLD_GRAMS], b[FOLD_GRAMS];

	EXPECT(grams("村上春樹", false, a) == 3);
	EXPECT(grams("村上", false, b) == 2); /* the pair, and as a short text */
	EXPECT(grams("ノルウェイの森", false, a) == 6);
	EXPECT(grams("한국", false, a) >= 1); /* Hangul comes apart into letters */
}

TEST(isbn_is_read_as_it_is_found_and_its_check_digit_counts)
{
	EXPECT(isbn_read(S("9780306406157")) == 9780306406157);
	EXPECT(isbn_read(S("978-0-306-40615-7")) == 9780306406157);
	EXPECT(isbn_read(S("0306406152")) == 9780306406157);
	EXPECT(isbn_read(S("0-8044-2957-X")) == 9780804429573);
	EXPECT(isbn_read(S("=\"080442957x\"")) == 9780804429573);
	EXPECT(isbn_read(S("[0306406152]")) == 9780306406157);
	EXPECT(isbn_read(S("306406152")) == 9780306406157); /* a spreadsheet took the zero */
	EXPECT(isbn_read(S("9780306406157.0")) == 9780306406157);
	EXPECT(isbn_read(S("9791032305690")) == 9791032305690);
	EXPECT(isbn_read(S("9780306406158")) == 0);
	EXPECT(isbn_read(S("0306406153")) == 0);
	EXPECT(isbn_read(S("5901234123457")) == 0); /* an EAN of something else */
	EXPECT(isbn_read(S("97803064061570")) == 0);
	EXPECT(isbn_read(S("X306406152")) == 0);
	EXPECT(isbn_read(S("0306X06152")) == 0);
	EXPECT(isbn_read(S("1984")) == 0);
	EXPECT(isbn_read(S("")) == 0);
	EXPECT(isbn_read(S("030640615a")) == 0);
}

TEST(isbn_is_written_with_thirteen_and_with_ten_digits)
{
	struct arena a = ARENA_INIT;

	EXPECT_STR(isbn_text(&a, 9780804429573), "9780804429573");
	EXPECT_STR(isbn_text10(&a, 9780804429573), "080442957X");
	EXPECT_STR(isbn_text10(&a, 9780306406157), "0306406152");
	EXPECT(isbn_text10(&a, 9791032305690).p == NULL);
	arena_free(&a);
}

static uint32_t key(const char *title, const char *authors)
{
	return work_key(str_from(title), str_from(authors));
}

TEST(work_is_the_main_title_and_the_first_author)
{
	EXPECT(key("The Hobbit", "J.R.R. Tolkien") ==
	       key("THE HOBBIT: Or There and Back Again", "Tolkien, J. R. R."));
	EXPECT(key("Emma (Dover Thrift)", "Jane Austen") ==
	       key("Emma", "Jane Austen; Fiona Stafford"));
	EXPECT(key("Emma", "Jane Austen") != key("Emma", "Louis Paul"));
	EXPECT(key("Emma", "") != key("Emma", "Jane Austen"));
	EXPECT(key("[Untitled]", "") != key("[Another]", ""));
	EXPECT(work_main_title(S("(Sub): x")).n == 5);
	EXPECT(work_digest(S("ab"), S("c"), 0) != work_digest(S("a"), S("bc"), 0));
	EXPECT(work_digest(S("a"), S("b"), 1) != work_digest(S("a"), S("b"), 2));
}

TEST(work_author_line_is_cut_between_letters)
{
	static const char eighty_one[] =
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé";

	EXPECT(sizeof eighty_one - 1 == 81);
	EXPECT(work_author_head((str){ eighty_one, 81 }).n == 79);
	EXPECT(work_author_head((str){ eighty_one, 79 }).n == 79);
}

static struct fit fit_of(const char *word, const char *text)
{
	struct fold w, t;
	struct fit_text prepared;

	fold_text(str_from(word), &w);
	fold_text(str_from(text), &t);
	fit_prepare(&t, &prepared);
	return fit_find(&prepared, w.unit, w.n);
}

TEST(fit_finds_the_best_place_of_a_misread_word)
{
	struct fit f = fit_of("tolkien", "the hobbit TOLKlEN");

	EXPECT(f.distance == 0 && f.end == 16 && fit_begin(f) == 9);
	f = fit_of("tolkien", "THEHOBBITT0LKEN1937");
	EXPECT(f.distance == 1 && f.n == 7);
	f = fit_of("tolkien", "xx");
	EXPECT(f.distance == 7 && f.end == 0 && fit_begin(f) == 0);
	f = fit_of("Достоевский", "Преступление Достаевский");
	EXPECT(f.distance == 1);
	f = fit_of("abc", "");
	EXPECT(f.distance == 3);
}

/* The same by the schoolbook: Sellers' table. */
static size_t slow_distance(const uint32_t *p, size_t m, const uint32_t *t, size_t n)
{
	size_t row[FIT_PATTERN + 1], best;

	for (size_t i = 0; i <= m; i++)
		row[i] = i;
	best = m;
	for (size_t j = 0; j < n; j++) {
		size_t diagonal = row[0];

		for (size_t i = 1; i <= m; i++) {
			size_t change = diagonal + (p[i - 1] != t[j]),
			       least = row[i] < row[i - 1] ? row[i] : row[i - 1];

			diagonal = row[i];
			row[i] = change < least + 1 ? change : least + 1;
		}
		best = row[m] < best ? row[m] : best;
	}
	return best;
}

TEST(fit_agrees_with_the_schoolbook_on_random_texts)
{
	uint64_t seed = 42;

	for (int round = 0; round < 3000; round++) {
		struct fold t = { .n = (size_t)(fold_hash(seed++, NULL, 0) % 80) };
		struct fit_text prepared;
		uint32_t p[70];
		size_t m = 1 + seed % 70, kept = m < FIT_PATTERN ? m : FIT_PATTERN;

		for (size_t i = 0; i < t.n; i++)
			t.unit[i] =
				'a' +
				(uint32_t)(fold_hash(seed++, p, 0) * 0x9e3779b97f4a7c15u >> 32) % 4;
		for (size_t i = 0; i < m; i++)
			p[i] = i % 7 == 3
				       ? 0x430
				       : 'a' + (uint32_t)(++seed * 0x9e3779b97f4a7c15u >> 33) % 4;
		fit_prepare(&t, &prepared);
		EXPECT(fit_find(&prepared, p, m).distance == slow_distance(p, kept, t.unit, t.n));
	}
}

TEST(fit_lives_with_more_different_letters_than_it_has_numbers)
{
	struct fold f = { .n = FOLD_UNITS };
	struct fit_text t;

	for (uint32_t i = 0; i < FOLD_UNITS; i++)
		f.unit[i] = 0x4e00 + i;
	fit_prepare(&f, &t);
	EXPECT(fit_find(&t, f.unit + 10, 5).distance == 0);
	EXPECT(fit_find(&t, f.unit + 400, 5).distance == 5);
}

static struct typed typed(const char *query, const char *title, const char *authors)
{
	struct fold f;

	fold_exact(str_from(query), &f);
	return typed_match(&f, str_from(title), str_from(authors));
}

TEST(typed_words_beginnings_and_typos_match_and_better_ones_more)
{
	float whole = typed("pride prejudice", "Pride and Prejudice", "Jane Austen").score;
	float begun = typed("pri prej", "Pride and Prejudice", "Jane Austen").score;
	float typo = typed("pirde prejudise", "Pride and Prejudice", "Jane Austen").score;
	float none = typed("war peace", "Pride and Prejudice", "Jane Austen").score;

	EXPECT(whole > begun && begun > none && whole > typo && typo > none);
	EXPECT(typed("emma", "Emma", "x").exact && typed("emma", "Emma (Dover)", "x").exact);
	EXPECT(typed("hobbit", "The Hobbit", "x").exact &&
	       !typed("hobbit", "The Hobbit Companion", "x").exact);
	EXPECT(typed("bor", "Born to Run", "x").words > 0.9f);
	EXPECT(typed("tolkein", "The Hobbit", "J.R.R. Tolkien").author > 0.7f);
	EXPECT(typed("harrypotter", "Harry Potter", "x").exact);
	EXPECT(typed("森", "ノルウェイの森", "x").words > 0.5f);
	EXPECT(typed("lam", "I Am Malala", "x").words == 0); /* typed, not misread */
	EXPECT(typed("cat", "Cut", "x").words == 0);         /* no typos in short words */
}

TEST(year_is_found_in_what_people_write)
{
	EXPECT(year_read(S("1813")) == 1813 && year_read(S("c1987")) == 1987);
	EXPECT(year_read(S("May 4th 1999")) == 1999 && year_read(S("1999-05-04")) == 1999);
	EXPECT(year_read(S("-700")) == -700 && year_read(S("")) == 0);
	EXPECT(year_read(S("123456")) == 0 && year_read(S("n.d.")) == 0 &&
	       year_read(S("9999")) == 0);
}
