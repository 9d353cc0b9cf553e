/* nouns.h - how each noun looks in JSON, the same in every answer, and how it is read. */
#ifndef NOUNS_H
#define NOUNS_H

#include "base/json_read.h"
#include "base/json_write.h"
#include "http/http.h"
#include "library/books.h"
#include "library/covers.h"
#include "library/imports.h"
#include "library/online_book.h"
#include "library/scans.h"

/* book_write.c: the 20 keys of the wire contract, and ours. */
void put_book(struct ctx *cx, struct json *j, const char *key, const struct book *b);

/* book_read.c: a JSON object as an entry: coercions, limits, a message that names the field. */
enum err read_book_entry(struct ctx *cx, const struct jval *obj, struct book_entry *out) NODISCARD;
/* Only what PATCH may change, and with null clearing. */
enum err read_book_patch(struct ctx *cx, const struct jval *obj, struct book_change *out) NODISCARD;

/* book_write.c: a time, null for NUMBER_NONE. */
void put_time(struct ctx *cx, struct json *j, const char *key, int64_t ms);

/* book_write.c: the answer to a deletion. */
void put_deleted(struct http_res *res, str id);

/* lookup.c: a catalogue entry as the wire contract's LookupItem. `scored` adds score and reasons. */
void put_lookup_item(struct ctx *cx, struct json *j, const struct identify_candidate *c,
		     bool scored);

/* The same of an online catalogue, with what only those know. */
void put_online_item(struct ctx *cx, struct json *j, const struct online_book *b);
/* lookup.c: where a client finds a picture, an address that is whole; {NULL, 0}: there is none, or it came by no network. */
str cover_address(struct ctx *cx, str cover_id, enum cover_size size);

/* scan_write.c: an outline's upright box within the photo, and both as JSON. */
struct box {
	int x1, y1, x2, y2; /* pixels, 0 to width or height */
};
struct box box_of(const struct quad *q, int w, int h);
void put_bbox(struct json *j, const struct box *b);
void put_polygon(struct json *j, const struct quad *q);

/* scan_write.c: the answer of POST /scan/capture, and whether it was kept (NULL: says nothing of it); the command
 * line prints it too. */
void put_scan(struct ctx *cx, struct json *j, const struct scan *s, const struct scan_kept *kept);
/* The same of a scan that was kept, each spine with what was chosen for it (`choice`); and a line of the list of them. */
void put_kept_scan(struct ctx *cx, struct json *j, const struct kept_scan *s);
void put_choice(struct ctx *cx, struct json *j, const struct scan_choice *c);
void put_scan_row(struct ctx *cx, struct json *j, const struct scan_row *row);

/* imports.c: an import with its counts, and a row of it with what became of it. */
enum err put_import(struct ctx *cx, struct json *j, const char *key,
		    const struct import *m) NODISCARD;
void put_import_line(struct json *j, const char *key, const struct import_line *l);

/* The body of a request as a JSON value: an object, or whatever else was sent. No JSON media type, an empty body and
 * the falsy values (null, [], 0, "", false) are an absent value. */
enum err read_json_body(struct ctx *cx, const struct http_req *req,
			const struct jval **out) NODISCARD;

#endif
