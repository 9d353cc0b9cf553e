/* test_rank.c - what speaks for a book: call numbers, volumes, publishers, parts of a title. */
#include "t.h"

#include "catalogue/imprints.h"
#include "catalogue/rank.h"

#include <string.h>

static void expect_call(const char *text, const char *whole, const char *mark)
{
	struct callnumber c = callnumber_find(str_from(text));

	EXPECT_STR(c.whole, whole);
	EXPECT_STR(c.mark, mark);
}

TEST(rank_call_numbers_are_known_by_their_form)
{
	expect_call("AUSTER THE BOOK OF ILLUSIONS 823.914 AUS", "823.914 AUS", "AUS");
	expect_call("Atonement PR6063.C4 Ian McEwan", "PR6063.C4", "");
	expect_call("PILAR CEBRIÁN Refugiados 362.9 Ceb", "362.9 Ceb", "Ceb");
	expect_call("N Sol Canto jo i la muntanya balla", "N Sol", "Sol");
	expect_call("Garraf 796.51(46.71GF) Bor", "796.51(46.71GF) Bor", "Bor");
	expect_call("Polonia lonely planet 91 (026) (43.8) Bak", "91 (026) (43.8) Bak", "Bak");
	expect_call("92(Thu) Thu SE'NS CREMA LA CASA", "92(Thu) Thu", "Thu");
	expect_call("MUNDIAL CINE Sad 778.5(09)", "Sad 778.5(09)", "Sad");
	expect_call("I*** Dah Matilda", "I*** Dah", "Dah");
}

TEST(rank_what_only_looks_like_a_call_number_is_none)
{
	static const char *const texts[] = {
		"",
		"1984 GEORGE ORWELL",
		"Catch-22",
		"N",
		"24 / 7",
		"F SCOTT FITZGERALD",
		"2 The Towers",
		"(",
		")",
		"100 Años de soledad",
		"J. K. ROWLING I",
		"((((((((((((((((((",
		"9",
		"Henry VIII William S.",
		"Los 7 Los magníficos",
		"Vol 3",
	};

	for (size_t i = 0; i < countof(texts); i++)
		EXPECT_STR(callnumber_find(str_from(texts[i])).whole, "");
}

TEST(rank_numbers_tell_volumes_apart)
{
	struct volume two = volume_read(S("Useful science. Book 2")),
		      ii = volume_read(S("Physik, Band II: Wärme")),
		      one = volume_read(S("USEFUL SCIENCE 1")),
		      none = volume_read(S("I, Claudius; MIX of Vii 4x 99999"));

	EXPECT(two.n == 1 && two.number[0] == 2 && ii.n == 1 && ii.number[0] == 2);
	EXPECT(none.n == 0);
	EXPECT(volume_match(&two, &ii) == 1 && volume_match(&two, &one) == -1);
	EXPECT(volume_match(&none, &one) == 0 && volume_match(&one, &none) == 0);
}

static size_t marked(const char *text)
{
	struct fold f;
	struct fit_text t;
	bool known[FOLD_UNITS] = { false };
	size_t n = 0;

	fold_text(str_from(text), &f);
	fit_prepare(&f, &t);
	imprints_mark(&f, &t, known);
	for (size_t i = 0; i < f.n; i++)
		n += known[i];
	return n;
}

TEST(rank_publishers_and_praise_are_known_in_several_languages)
{
	EXPECT(marked("PENGU1N CLASSICS") == 15 && marked("suhrkamp taschenbuch") == 19);
	EXPECT(marked("Edicions 62") == 10 && marked("Le Livre de Poche") == 14);
	EXPECT(marked("#1 NEW YORK TIMES BESTSELLER") >= 22);
	EXPECT(marked("tor") == 3 && marked("history") == 0); /* a short one only as a word */
	EXPECT(marked("qwzzk") == 0 && marked("") == 0);
}

/* A small generator of numbers: the same in every run. */
static uint32_t next(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

TEST(rank_a_quick_look_turns_away_no_word_that_stands_in_the_text)
{
	uint32_t state = 7;
	size_t turned_away = 0, found = 0;

	for (int round = 0; round < 20000; round++) {
		struct fold text = { .n = 30 }, word = { .n = 1 + next(&state) % 12 };
		struct fit_text t;
		size_t allowed = next(&state) % 4;

		for (size_t i = 0; i < text.n; i++)
			text.unit[i] = 'a' + next(&state) % 5;
		for (size_t i = 0; i < word.n; i++)
			word.unit[i] = 'a' + next(&state) % 5;
		fit_prepare(&text, &t);
		if (fit_possible(&t, word.unit, word.n, allowed))
			found += fit_find(&t, word.unit, word.n).distance <= allowed;
		else if (++turned_away)
			EXPECT(fit_find(&t, word.unit, word.n).distance > allowed);
	}
	EXPECT(turned_away > 1000 && found > 1000);
}

static struct rank rank(const char *text, const char *title, const char *authors)
{
	struct rank_query q;
	struct rank_book b = { str_from(title), str_from(authors), S(""), 1, 0 };

	rank_prepare(str_from(text), &q);
	return rank_book(&q, &b);
}

static void expect_better(const char *text, const char *title, const char *authors,
			  const char *other_title, const char *other_authors)
{
	struct rank good = rank(text, title, authors), bad = rank(text, other_title, other_authors);

	if (good.score <= bad.score)
		printf("%s: %s %.3f, %s %.3f\n", text, title, (double)good.score, other_title,
		       (double)bad.score);
	EXPECT(good.score > bad.score);
}

TEST(rank_the_letters_beside_a_class_choose_among_books_of_one_title)
{
	expect_better("lonely planet Polonia 91(026) Bak", "Polonia", "Baker, Mark", "Polonia",
		      "Salter, Mark");
	expect_better("lonely planet Polonia 91(026) BAK", "Polonia", "Mark Baker", "Polonia", "");
	expect_better("GUÍAS VISUALES 91(026) Pol POLONIA", "Polonia", "", "Polonia",
		      "Baker, Mark");
	expect_better("91(026) Cer CERDANYA", "La Cerdanya", "", "Cerdanya", "Figuera, Manel");
}

TEST(rank_a_number_on_the_spine_chooses_the_volume)
{
	expect_better("USEFUL SCIENCE 2 WEED", "Useful science. Book 2", "Henry T Weed",
		      "Useful science. Book 1", "Henry T Weed");
	expect_better("Physik II", "Physik, Band 2", "", "Physik, Band 1", "");
}

TEST(rank_a_subtitle_that_was_read_chooses_the_book)
{
	expect_better("COSTA BRAVA BAIX EMPORDA GREGORI", "Costa Brava : Baix Empordà", "Gregori",
		      "Costa Brava : Alt Penedès", "Gregori");
}

TEST(rank_call_number_and_publisher_are_no_noise)
{
	struct rank plain = rank("Atonement Ian McEwan", "Atonement", "Ian McEwan");
	struct rank more = rank("Atonement Ian McEwan VINTAGE 823.914 MCE", "Atonement",
				"Ian McEwan");

	EXPECT(plain.explained > 0.99f && more.explained > 0.99f && plain.title > 0.99f);
	EXPECT(more.score > plain.score && plain.score > 0.95f);
	EXPECT(rank("Atonement Ian McEwan zzyx qwrt", "Atonement", "Ian McEwan").explained < 0.8f);
}

TEST(rank_of_two_books_that_fit_the_same_the_better_known_is_first)
{
	struct rank_query q;
	struct rank_book b = { S("Dracula"), S("Stoker"), S(""), 1, 0 };
	struct rank unknown, famous;

	rank_prepare(S("DRACULA"), &q);
	unknown = rank_book(&q, &b);
	b.prior = 0.5f;
	famous = rank_book(&q, &b);
	EXPECT(famous.score > unknown.score);
}
