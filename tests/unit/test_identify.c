/* test_identify.c - from spines to books: sure, check and unknown, spines cut and joined. With the starter catalogue. */
#include "t.h"

#include "library/identify.h"

#include <string.h>

enum { LINES_MAX = 12 };

/* A shelf of standing books, each column one spine with the given lines, read downwards. */
struct shelf {
	struct vision_line lines[LINES_MAX];
	struct vision_spine spines[LINES_MAX];
	struct vision_shelf is;
};

static struct quad column(float x, float y0, float y1, float w)
{
	return (struct quad){ { { x + w, y0 }, { x + w, y1 }, { x, y1 }, { x, y0 } } };
}

/* Add a spine at x; its lines stand one below the other, separated by '|' in the text. */
static void add(struct shelf *s, float x, const char *text)
{
	str rest = str_from(text);
	struct vision_spine *spine = &s->spines[s->is.nspines++];
	float y = 0;

	*spine = (struct vision_spine){ .quad = column(x, 0, 400, 40),
					.confidence = 0.9f,
					.first = s->is.nlines };
	while (rest.n) {
		s->lines[s->is.nlines++] = (struct vision_line){ column(x, y, y + 90, 30),
								 str_cut(&rest, '|'), 0.95f };
		spine->n++;
		y += 100;
	}
	s->is.w = s->is.h = 1000;
	s->is.lines = s->lines;
	s->is.spines = s->spines;
}

static struct identified_shelf identify(struct ctx *cx, const struct shelf *s, size_t max)
{
	struct conf conf = { .data_dir = t_folder(cx) };
	struct identified_shelf out = { NULL, 0 };
	struct catalogue *c;

	EXPECT(catalogue_open(cx, &conf, &c) == OK);
	EXPECT(library_identify(cx, c, &s->is, max, &out) == OK);
	catalogue_close(c);
	return out;
}

TEST(identify_title_and_author_read_in_full_are_sure)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };
	struct identified_shelf got;

	add(&s, 100, "JANE AUSTEN|Pride and Prejudice|PENGUIN CLASSICS");
	got = identify(&cx, &s, 5);
	EXPECT(got.n == 1 && got.spines[0].status == IDENTIFY_SURE &&
	       got.spines[0].ncandidates <= 5);
	EXPECT_STR(got.spines[0].candidates[0].book.title, "Pride and Prejudice");
	EXPECT_STR(got.spines[0].title, "Pride and Prejudice");
	EXPECT_STR(got.spines[0].author, "JANE AUSTEN");
	EXPECT(got.spines[0].candidates[0].reasons[0] != NULL);
	ctx_end(&cx);
}

TEST(identify_misread_and_glued_letters_are_found_all_the_same)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };
	struct identified_shelf got;

	add(&s, 100, "WUTHERlNGHEIGHTS|Emi1y Brontё");
	got = identify(&cx, &s, 3);
	EXPECT(got.n == 1 && got.spines[0].status != IDENTIFY_UNKNOWN);
	EXPECT_STR(got.spines[0].candidates[0].book.title, "Wuthering Heights");
	ctx_end(&cx);
}

TEST(identify_what_is_no_book_stays_unknown)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };
	struct identified_shelf got;

	add(&s, 100, "TAX RETURNS 2019-2023");
	add(&s, 300, "xq zzvk wjrt");
	got = identify(&cx, &s, 3);
	EXPECT(got.n == 2);
	for (size_t i = 0; i < got.n; i++)
		EXPECT(got.spines[i].status != IDENTIFY_SURE && got.spines[i].title.n == 0);
	EXPECT_STR(got.spines[1].text, "xq zzvk wjrt");
	ctx_end(&cx);
}

TEST(identify_an_author_s_name_alone_is_not_sure_of_any_book)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };
	struct identified_shelf got;

	add(&s, 100, "LEO TOLSTOY");
	got = identify(&cx, &s, 5);
	EXPECT(got.n == 1 && got.spines[0].status != IDENTIFY_SURE);
	ctx_end(&cx);
}

TEST(identify_a_spine_that_holds_three_books_is_cut_in_three)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };
	struct identified_shelf got;

	add(&s, 100,
	    "Moby-Dick|Herman Melville|Madame Bovary|Gustave Flaubert|Der Zauberberg|Thomas Mann");
	got = identify(&cx, &s, 3);
	EXPECT(got.n == 3);
	for (size_t i = 0; i < got.n; i++)
		EXPECT(got.spines[i].status == IDENTIFY_SURE &&
		       quad_area(&got.spines[i].quad) < 40 * 400);
	ctx_end(&cx);
}

TEST(identify_neighbours_that_only_make_sense_together_are_joined)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };
	struct identified_shelf got;

	add(&s, 100, "One Hundred Years");
	add(&s, 141, "of Solitude|García Márquez");
	add(&s, 600, "Frankenstein|Mary Shelley");
	got = identify(&cx, &s, 3);
	EXPECT(got.n == 2);
	EXPECT_STR(got.spines[0].candidates[0].book.title, "One Hundred Years of Solitude");
	EXPECT_STR(got.spines[1].candidates[0].book.title, "Frankenstein");
	ctx_end(&cx);
}

TEST(identify_a_publisher_s_words_join_no_neighbours)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };
	struct identified_shelf got;

	add(&s, 100, "Moby-Dick|Herman Melville");
	add(&s, 141, "Third Edition|ACADEMIC PRESS|Qorl");
	got = identify(&cx, &s, 3);
	EXPECT(got.n == 2);
	EXPECT_STR(got.spines[0].text, "Moby-Dick\nHerman Melville");
	ctx_end(&cx);
}

TEST(identify_an_empty_shelf_has_no_books)
{
	struct ctx cx = ctx_make(NULL);
	struct shelf s = { .is.nspines = 0 };

	EXPECT(identify(&cx, &s, 3).n == 0);
	ctx_end(&cx);
}
