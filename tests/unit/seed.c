/* seed.c - a small library with a row in every table, for tests of what moves and keeps libraries. */
#include "t.h"

#include "db/db.h"

/* Two people, each with copies of two of three editions, one of them deleted; friends, loans, a scan, an import. */
void t_seed(struct ctx *cx)
{
	static const char text[] =
#define ID(n) "'00000000-0000-7000-8000-00000000000" #n "'"
		"INSERT INTO users (id, email, username, created_ms, change_seq) VALUES (" ID(1) ", 'a@x', 'a', 1, 4), (" ID(2) ", 'b@x', 'b', 2, 2);"
																"INSERT INTO library_memberships (user_id, member_id, role, created_ms) VALUES (" ID(1) ", " ID(
																	1) ", 'owner', 1), (" ID(2) ", " ID(2) ", 'owner', 2);"
																					       "INSERT INTO books (id, fold_key, title, created_ms) VALUES (" ID(3) ", 'emma', 'Emma', 1), (" ID(4) ", 'ulysses', 'Ulysses', 1), (" ID(5) ", NULL, 'Żółw \"i\" ''żaba''', 1);"
																																							  "INSERT INTO user_books (user_id, id, book_id, title_key, shelf, status, source, loaned, liked, reread, rating,"
																																							  " added_ms, updated_ms, seq, deleted_ms) VALUES"
																																							  " (" ID(1) ", " ID(6) ", " ID(
																																								  3) ", 'emma', 'read', '', 'manual', 0, 1, 0, 4.5, 1, 1, 1, NULL),"
																																								     " (" ID(1) ", " ID(
																																									     7) ", " ID(4) ", 'ulysses', 'custom', '', '', 1, 0, 0, NULL, 1, 2, 2, NULL),"
																																											   " (" ID(2) ", " ID(
																																												   a) ", " ID(3) ", 'emma', 'reading', '', '', 0, 0, 1, NULL, 1, 1, 1, NULL),"
																																														 " (" ID(2) ", " ID(8) ", " ID(
																																															 5) ", 'zolw', 'read', '', '', 0, 0, 0, 0.1, 1, 1, 2, 5);"
																																															    "INSERT INTO changes (user_id, seq, noun, item_id, deleted, at_ms) VALUES (" ID(1) ", 1, 'book', " ID(6) ", 0, 1), (" ID(1) ", 2, 'book', " ID(7) ", 0, 2), (" ID(
																																																    2) ", 1, 'book', " ID(a) ", 0, 1),"
																																																			     " (" ID(2) ", 2, 'book', " ID(
																																																				     8) ", 1, 5);"
																																																					"INSERT INTO friends (user_id, id, name, status, friend_user_id, created_ms, updated_ms, seq) VALUES (" ID(1) ", " ID(
																																																						9) ", 'B', 'active', " ID(2) ", 1, 1, 3);"
																																																									     "INSERT INTO loans (user_id, id, user_book_id, friend_id, borrower_name, status, lent_ms, created_ms,"
																																																									     " updated_ms, seq) VALUES (" ID(1) ", " ID(1) ", " ID(
																																																										     7) ", " ID(9) ", 'B', 'active', 1, 1, 1, 4);"
																																																												   "INSERT INTO scans (user_id, id, width_px, height_px, min_area_px, max_spines, max_candidates, program, total_ms,"
																																																												   " created_ms, updated_ms, seq) VALUES (" ID(2) ", " ID(1) ", 640, 480, 1, 2, 3, '0.1', 12.75, 1, 1, 1);"
																																																																			     "INSERT INTO scan_spines (user_id, scan_id, spine, polygon, confidence, text, text_confidence, status)"
																																																																			     " VALUES (" ID(
																																																																				     2) ", " ID(1) ", 0, '0,0 1,0 1,1 0,1', 0.33333333333333331, 'EMMA', 1e-7, 'check');"
																																																																						   "INSERT INTO scan_candidates (user_id, scan_id, spine, candidate, title, score, reasons)"
																																																																						   " VALUES (" ID(2) ", " ID(1) ", 0, 0, 'Emma', 0.9, 'title');"
																																																																										"INSERT INTO imports (user_id, id, format, file_digest, state, row_count, done, matched, created, duplicate,"
																																																																										" needs_you, created_ms, updated_ms, seq) VALUES (" ID(
																																																																											1) ", " ID(2) ", 'csv', 'd', 'done', 1, 1, 1, 0, 0, 0,"
																																																																												      " 1, 1, 1);"
																																																																												      "INSERT INTO import_rows (user_id, import_id, row_number, outcome, row_data, entry)"
																																																																												      " VALUES (" ID(
																																																																													      1) ", " ID(2) ", 1, 'matched', '{}', '{}');";

	EXPECT(db_exec(cx, text) == OK);
}
