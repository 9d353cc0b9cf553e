/* test_neighbours.c - what stands beside a spine: authors, series, the order of a shelf, books that are taken. */
#include "t.h"

#include "library/neighbours.h"

enum { SPINES = 12 };

/* A shelf of guesses; each has as many hits as were put. */
struct shelf {
	struct catalogue_hit hits[SPINES][4];
	struct guess guesses[SPINES];
	struct guess *row[SPINES];
	size_t n;
};

static struct guess *add(struct shelf *s, const char *text)
{
	struct guess *g = &s->guesses[s->n];

	*g = (struct guess){ .text = str_from(text), .letters = 30, .hits.items = s->hits[s->n] };
	s->row[s->n++] = g;
	return g;
}

static void hit(struct guess *g, const char *id, const char *title, const char *authors,
		float score)
{
	g->hits.items[g->hits.n++] = (struct catalogue_hit){
		.book = { .id = str_from(id),
			  .title = str_from(title),
			  .authors = str_from(authors) },
		.score = score,
		.title = score,
		.author = score,
		.explained = score,
	};
}

static void add_sure(struct shelf *s, const char *id, const char *title, const char *authors)
{
	struct guess *g = add(s, title);

	hit(g, id, title, authors, 1);
	hit(g, "other", "Another", "Nobody", 0.4f);
	g->certainty = 0.97f;
}

/* One that fits two books almost the same. */
static struct guess *add_open(struct shelf *s, const char *text, const char *title,
			      const char *authors, const char *second, const char *second_authors)
{
	struct guess *g = add(s, text);

	hit(g, "one", title, authors, 0.70f);
	hit(g, "two", second, second_authors, 0.68f);
	g->certainty = 0.5f;
	return g;
}

static str best(const struct guess *g) { return g->hits.items[0].book.id; }

TEST(neighbours_of_one_author_support_each_other)
{
	struct shelf s = { .n = 0 };
	struct guess *g;

	add_sure(&s, "a", "Emma", "Jane Austen");
	g = add_open(&s, "PERSUA", "Persuader", "Lee Child", "Persuasion", "Austen, Jane");
	neighbours_settle(s.row, s.n);
	EXPECT_STR(best(g), "two");
	EXPECT(g->hits.items[0].score > g->hits.items[1].score);
}

TEST(neighbours_of_one_series_support_each_other)
{
	struct shelf s = { .n = 0 };
	struct guess *g;

	g = add_open(&s, "MORT", "Mortal", "Ted Dekker", "Mort (Discworld, #4)", "T. Pratchett");
	add_sure(&s, "a", "Sourcery (Discworld, #5)", "Pratchett & Co");
	neighbours_settle(s.row, s.n);
	EXPECT_STR(best(g), "two");
}

TEST(neighbours_far_away_and_unsure_ones_say_nothing)
{
	struct shelf s = { .n = 0 };
	struct guess *g = add_open(&s, "PERSUA", "Persuader", "Lee Child", "Persuasion",
				   "Jane Austen");

	for (int i = 0; i < 5; i++)
		add_open(&s, "x", "Emma", "Jane Austen", "Emma", "Someone Else");
	add_sure(&s, "a", "Emma", "Jane Austen");
	neighbours_settle(s.row, s.n);
	EXPECT_STR(best(g), "one");
}

static const char *const sorted[] = { "Adams", "Borges", "Calvino", "Dumas", "Eco", "Flaubert" };
static const char *const mixed[] = { "Dumas", "Adams", "Flaubert", "Borges", "Eco", "Calvino" };

/* A shelf by these authors with an open spine behind the third. */
static str placed(const char *const authors[6])
{
	struct shelf s = { .n = 0 };
	struct guess *g = NULL;

	for (int i = 0; i < 6; i++) {
		add_sure(&s, authors[i], "Book", authors[i]);
		if (i == 2)
			g = add_open(&s, "ESSAYS", "Essays", "Ann Zweig", "Essays", "Tom Camus");
	}
	neighbours_settle(s.row, s.n);
	return best(g);
}

TEST(neighbours_on_a_sorted_shelf_say_between_which_names_a_book_stands)
{
	EXPECT_STR(placed(sorted), "two");
	EXPECT_STR(placed(mixed), "one");
}

TEST(neighbours_call_numbers_tell_the_order_where_books_are_not_known)
{
	static const char *const texts[] = { "823 Ada", "823 Bor", "823 Cal",
					     "823 Dum", "823 Eco", "823 Fla" };
	struct shelf s = { .n = 0 };
	struct guess *g = NULL;

	for (int i = 0; i < 6; i++) {
		add_open(&s, texts[i], "Nothing", "", "Nothing else", "");
		if (i == 2)
			g = add_open(&s, "ESSAYS", "Essays", "Zweig, Ann", "Essays", "Camus, Tom");
	}
	neighbours_settle(s.row, s.n);
	EXPECT_STR(best(g), "two");
}

TEST(neighbours_one_entry_is_on_one_spine_and_what_is_sure_stays)
{
	struct shelf s = { .n = 0 };
	struct guess *g, *sure;
	float before;

	add_sure(&s, "one", "Persuasion", "Jane Austen");
	g = add_open(&s, "PERSUA", "Persuasion", "Jane Austen", "Persuader", "Lee Child");
	add_sure(&s, "one", "Persuasion", "Jane Austen");
	sure = s.row[2];
	before = sure->hits.items[0].score;
	neighbours_settle(s.row, s.n);
	EXPECT_STR(best(g), "two");
	EXPECT_STR(best(sure), "one");
	EXPECT(sure->hits.items[0].score >= before && sure->certainty > 0.83f);
}

TEST(neighbours_of_an_empty_shelf_are_none)
{
	struct shelf s = { .n = 0 };

	neighbours_settle(s.row, 0);
	add(&s, "");
	neighbours_settle(s.row, 1);
	EXPECT(s.guesses[0].hits.n == 0 && s.guesses[0].certainty <= 0);
}
