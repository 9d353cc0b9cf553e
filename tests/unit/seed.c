/* seed.c - a small library with a row in every table, for tests of what moves and keeps libraries. */
#include "t.h"

#include "db/db.h"

/* Two people, each with copies of two of three editions, one of them deleted; friends, loans, a scan, an import; the accounts' tables.
 * #1 … #9, #a stand for ids. */
static const char *const statements[] = {
	"INSERT INTO users (id, email, username, created_ms, change_seq) VALUES"
	" (#1, 'a@x', 'a', 1, 4), (#2, 'b@x', 'b', 2, 2)",
	"INSERT INTO library_memberships (user_id, member_id, role, created_ms) VALUES"
	" (#1, #1, 'owner', 1), (#2, #2, 'owner', 2)",
	"INSERT INTO books (id, fold_key, title, created_ms) VALUES"
	" (#3, 'emma', 'Emma', 1), (#4, 'ulysses', 'Ulysses', 1), (#5, NULL, 'Żółw \"i\" ''żaba''', 1)",
	"INSERT INTO user_books (user_id, id, book_id, title_key, shelf, status, source, loaned, liked, reread,"
	" rating, added_ms, updated_ms, seq, deleted_ms) VALUES"
	" (#1, #6, #3, 'emma', 'read', '', 'manual', 0, 1, 0, 4.5, 1, 1, 1, NULL),"
	" (#1, #7, #4, 'ulysses', 'custom', '', '', 1, 0, 0, NULL, 1, 2, 2, NULL),"
	" (#2, #a, #3, 'emma', 'reading', '', '', 0, 0, 1, NULL, 1, 1, 1, NULL),"
	" (#2, #8, #5, 'zolw', 'read', '', '', 0, 0, 0, 0.1, 1, 1, 2, 5)",
	"INSERT INTO changes (user_id, seq, noun, item_id, deleted, at_ms) VALUES"
	" (#1, 1, 'book', #6, 0, 1), (#1, 2, 'book', #7, 0, 2),"
	" (#2, 1, 'book', #a, 0, 1), (#2, 2, 'book', #8, 1, 5)",
	"INSERT INTO friends (user_id, id, name, status, friend_user_id, created_ms, updated_ms, seq) VALUES"
	" (#1, #9, 'B', 'active', #2, 1, 1, 3)",
	"INSERT INTO loans (user_id, id, user_book_id, friend_id, borrower_name, status, lent_ms, created_ms,"
	" updated_ms, seq) VALUES (#1, #1, #7, #9, 'B', 'active', 1, 1, 1, 4)",
	"INSERT INTO scans (user_id, id, width_px, height_px, min_area_px, max_spines, max_candidates, program,"
	" total_ms, created_ms, updated_ms, seq) VALUES (#2, #1, 640, 480, 1, 2, 3, '0.1', 12.75, 1, 1, 1)",
	"INSERT INTO scan_spines (user_id, scan_id, spine, polygon, confidence, text, text_confidence, status) VALUES"
	" (#2, #1, 0, '0,0 1,0 1,1 0,1', 0.33333333333333331, 'EMMA', 1e-7, 'check')",
	"INSERT INTO scan_candidates (user_id, scan_id, spine, candidate, title, score, reasons) VALUES"
	" (#2, #1, 0, 0, 'Emma', 0.9, 'title')",
	"INSERT INTO imports (user_id, id, format, file_digest, state, row_count, done, matched, created, duplicate,"
	" needs_you, created_ms, updated_ms, seq) VALUES (#1, #2, 'csv', 'd', 'done', 1, 1, 1, 0, 0, 0, 1, 1, 1)",
	"INSERT INTO import_rows (user_id, import_id, row_number, outcome, row_data, entry) VALUES"
	" (#1, #2, 1, 'matched', '{}', '{}')",
	"INSERT INTO passwords (user_id, hash, changed_ms) VALUES (#1, '$argon2id$', 1)",
	"INSERT INTO second_factors (user_id, secret, created_ms, last_step) VALUES (#1, 'sealed', 1, 0)",
	"INSERT INTO recovery_codes (user_id, digest, created_ms) VALUES (#1, 'r', 1)",
	"INSERT INTO sessions (user_id, id, device, created_ms, used_ms, expires_ms) VALUES"
	" (#1, #3, 'Phone', 1, 1, 9)",
	"INSERT INTO refresh_tokens (digest, user_id, session_id, created_ms, expires_ms) VALUES ('t', #1, #3, 1, 9)",
	"INSERT INTO api_tokens (user_id, id, name, scopes, digest, hint, created_ms, expires_ms) VALUES"
	" (#1, #4, 'Calendar', 'read', 'p', 'bookshelf_ab', 1, 9)",
	"INSERT INTO invitations (id, digest, role, made_by, created_ms, expires_ms) VALUES (#5, 'i', 'member', #1, 1, 9)",
	"INSERT INTO login_delays (subject, failures, until_ms, last_ms) VALUES ('s', 1, 2, 1)",
	"INSERT INTO known_places (user_id, digest, seen_ms) VALUES (#1, 'k', 1)",
	"INSERT INTO online_answers (source, question, answer, fetched_ms, expires_ms) VALUES ('google', 'q', '[]', 1, 2)",
	"INSERT INTO covers (id, digest, bytes, expires_ms, used_ms) VALUES ('isbn:9780141439587', 'd', 3, 9, 1)",
	"INSERT INTO own_covers (user_id, user_book_id, photo, photo_bytes, created_ms) VALUES (#1, #6, 'd', 3, 1)",
	"INSERT INTO audit (id, at_ms, event, user_id, actor_id) VALUES (#6, 1, 'login', #1, #1)",
};

static str with_ids(struct ctx *cx, const char *text)
{
	struct buf b = buf_make(&cx->arena, 16 << 10);

	for (const char *p = text; *p; p++)
		if (*p == '#')
			buf_addf(&b, "'00000000-0000-7000-8000-00000000000%c'", *++p);
		else
			buf_addc(&b, *p);
	buf_addc(&b, '\0');
	return buf_str(&b);
}

void t_seed(struct ctx *cx)
{
	for (size_t i = 0; i < countof(statements); i++)
		EXPECT(db_exec(cx, with_ids(cx, statements[i]).p) == OK);
}
