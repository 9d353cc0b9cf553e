/* test_predicate.c - conditions in one form. */
#include "t.h"

#include "db/predicate.h"

TEST(predicate_in_both_engines_words_is_one)
{
	static const struct {
		const char *sqlite, *postgres, *want;
	} pairs[] = {
		{ "shelf IN ('read', 'custom')",
		  "((shelf = ANY (ARRAY['read'::text, 'custom'::text])))",
		  "shelf in 'read' , 'custom'" },
		{ "rating BETWEEN 0 AND 5",
		  "(((rating >= (0)::double precision) AND (rating <= (5)::double precision)))",
		  "rating >= 0 and rating <= 5" },
		{ "status = 'active' AND deleted_ms IS NULL",
		  "((status = 'active'::text) AND (deleted_ms IS NULL))",
		  "status = 'active' and deleted_ms is null" },
		{ "-1", "'-1'::integer", "- 1" },
		{ "'It''s -- (A)' -- a comment\n", "'It''s -- (A)'::text", "'It''s -- (A)'" },
		{ "a != 1 AND \"b\"==2", "((a <> 1) AND (b = 2))", "a <> 1 and b = 2" },
		{ "loaned IN (0, 1)", "(loaned = ANY (ARRAY[(0)::bigint, (1)::bigint]))",
		  "loaned in 0 , 1" },
	};
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(pairs); i++) {
		EXPECT_STR(predicate_canonical(&cx.arena, str_from(pairs[i].sqlite)),
			   pairs[i].want);
		EXPECT_STR(predicate_canonical(&cx.arena, str_from(pairs[i].postgres)),
			   pairs[i].want);
	}
	ctx_end(&cx);
}

TEST(predicate_checks_and_the_where_of_an_index_are_cut_out)
{
	str sql = S(
		"CREATE TABLE t (a TEXT CHECK (a IN ('x', ')')), -- CHECK (no)\n b BIGINT CHECK(b > (1)))");
	str one = S(""), two = S(""), three = S("");

	EXPECT(predicate_next_check(&sql, &one) && predicate_next_check(&sql, &two));
	EXPECT_STR(one, "a IN ('x', ')')");
	EXPECT_STR(two, "b > (1)");
	EXPECT(!predicate_next_check(&sql, &three));
	EXPECT_STR(predicate_of_index(S("CREATE INDEX i ON t (a) WHERE a IS NULL")), " a IS NULL");
	EXPECT(!predicate_of_index(S("CREATE INDEX i ON t (a)")).p);
}
