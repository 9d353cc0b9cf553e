/* scans.h - where a person's books came from: photos that were read, what was found in them, what the person made of it. */
#ifndef STORE_SCANS_H
#define STORE_SCANS_H

#include "store/store.h"

struct scan_row {
	str id;
	str replay_of;         /* the scan whose photo was read again; {NULL, 0}: none */
	str photo, photo_type; /* digest and media type of the kept file; {NULL, 0}: not kept */
	int64_t photo_bytes;   /* NUMBER_NONE: not kept */
	int64_t width_px, height_px;
	int64_t min_area_px, max_spines, max_candidates; /* the limits it was read with */
	str program;                                     /* the version that read it */
	double total_ms;
	int64_t created_ms, updated_ms, seq;
	bool deleted;
	/* counted when read */
	int64_t spines, decided, added; /* added: books that were not there before */
};

struct scan_row_list {
	struct scan_row *items;
	size_t n;
};

enum choice { CHOICE_NONE, CHOICE_CONFIRMED, CHOICE_CORRECTED, CHOICE_DISMISSED, CHOICE__MAX };
extern const char *const choice_names[CHOICE__MAX]; /* CHOICE_NONE: NULL */

/* What the person made of a spine. */
struct scan_choice {
	enum choice made;
	int64_t candidate; /* the one confirmed, else NUMBER_NONE */
	str book_id;       /* the copy that came of it; {NULL, 0}: none, or purged */
	bool created;      /* that copy was not there before */
	int64_t at_ms;     /* NUMBER_NONE: not decided */
};

struct spine_row {
	str polygon; /* "x,y x,y x,y x,y", pixels of the upright photo */
	double confidence, text_confidence;
	str text, title, author, status; /* title, author: {NULL, 0} where not told apart */
	struct scan_choice choice;
};

struct spine_row_list {
	struct spine_row *items; /* items[i] is spine i */
	size_t n;
};

struct candidate_row {
	int64_t spine;
	str catalogue_id, title, authors, isbn13, publisher, language;
	int64_t year; /* NUMBER_NONE: unknown */
	double score;
	str reasons; /* one a line */
};

struct candidate_row_list {
	struct candidate_row *items; /* by spine, best first */
	size_t n;
};

enum err store_scan_add(struct ctx *cx, str user_id, const struct scan_row *s) NODISCARD;
enum err store_spine_add(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			 const struct spine_row *s) NODISCARD;
enum err store_candidate_add(struct ctx *cx, str user_id, str scan_id, int64_t candidate,
			     const struct candidate_row *c) NODISCARD;

enum err store_scan_get(struct ctx *cx, str user_id, str id,
			struct scan_row *out) NODISCARD; /* ERR_NOT_FOUND */
/* Newest first, at most max, those after the one with this time and id; NUMBER_NONE: from the first. */
enum err store_scan_find(struct ctx *cx, str user_id, int64_t after_ms, str after_id, int64_t max,
			 struct scan_row_list *out) NODISCARD;
enum err store_spine_find(struct ctx *cx, str user_id, str scan_id,
			  struct spine_row_list *out) NODISCARD;
enum err store_candidate_find(struct ctx *cx, str user_id, str scan_id,
			      struct candidate_row_list *out) NODISCARD;

/* The catalogue's id of a candidate; of the one that a copy was last confirmed to be. {NULL, 0}: none. */
enum err store_candidate_id(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			    int64_t candidate, str *out) NODISCARD;
enum err store_candidate_of(struct ctx *cx, str user_id, str book_id, str *out) NODISCARD;

/* What was chosen for a spine so far, and how many candidates it has. ERR_NOT_FOUND. */
enum err store_choice_get(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			  struct scan_choice *out, int64_t *candidates) NODISCARD;
enum err store_choice_set(struct ctx *cx, str user_id, str scan_id, int64_t spine,
			  const struct scan_choice *c) NODISCARD;

/* A spine that a copy was found on. */
struct origin_row {
	str scan_id;
	int64_t spine;
	struct scan_choice choice;
	bool photo; /* the scan's photo is kept */
};

struct origin_list {
	struct origin_row *items; /* the newest first */
	size_t n;
};

enum err store_origin_find(struct ctx *cx, str user_id, str book_id,
			   struct origin_list *out) NODISCARD;

enum err store_scan_touch(struct ctx *cx, str user_id, str id, int64_t now_ms,
			  int64_t seq) NODISCARD;
enum err store_scan_set_deleted(struct ctx *cx, str user_id, str id, int64_t deleted_ms,
				int64_t seq) NODISCARD;

/* ---- photos; tombstones have theirs until they are purged ---- */

struct scan_photos {
	int64_t count, bytes; /* each file once */
};

enum err store_scan_keeps_photos(struct ctx *cx, str user_id,
				 bool *out) NODISCARD; /* true for nobody */
enum err store_photo_count(struct ctx *cx, str user_id, struct scan_photos *out) NODISCARD;
/* By a scan, or as the cover of a copy (own_covers.h). */
enum err store_photo_named(struct ctx *cx, str user_id, str photo, bool *yes) NODISCARD;
/* The scans, tombstones too, that name this photo; with {NULL, 0}, any. Only id, photo, photo_type and deleted are filled. */
enum err store_photo_find(struct ctx *cx, str user_id, str photo,
			  struct scan_row_list *out) NODISCARD;
/* This scan names no photo from now on. */
enum err store_photo_drop(struct ctx *cx, str user_id, str id, int64_t now_ms,
			  int64_t seq) NODISCARD;

extern const struct sql_set store_scan_sql;

#endif
