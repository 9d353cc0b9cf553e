/* list.h - what lists have in common: { "items": […], "count": n, "next": … }, what is asked of them, and their tags. */
#ifndef LIST_H
#define LIST_H

#include "base/json_write.h"
#include "http/http.h"
#include "store/store.h"

enum { LIST_PAGE_MAX = 500 };

/* The place that ?cursor= names in the list that `order` names; stays as it is without one. ERR_INVALID_FIELD. */
enum err list_cursor_read(struct ctx *cx, const struct http_req *req, str order,
			  struct list_place *out) NODISCARD;

/* A limit or a cursor is there: the answer is a page, and says where the next one begins. */
bool list_paged(struct ctx *cx, const struct http_req *req);

/* ?updatedSince=; NUMBER_NONE without. ERR_INVALID_FIELD. */
enum err list_since(struct ctx *cx, const struct http_req *req, int64_t *out) NODISCARD;

/* A list while it is written, and what its tag is made of. */
struct listing {
	struct json j;
	struct buf states;
	int64_t n;
};

struct listing listing_begin(struct ctx *cx, struct http_res *res);

/* Before an item is put: which it is and in which state it, and all that is shown with it, is. */
void listing_state(struct listing *l, str id, const int64_t *numbers, size_t n);

/* The end of the list. Of a page (`order` is not empty): where the next one begins, as `next` and as Link; an empty next->id: it is
 * the last. */
void listing_end(struct ctx *cx, const struct http_req *req, struct http_res *res,
		 struct listing *l, str order, const struct list_place *next);

/* After that: the tag, which changes when an item of the answer does, and with which items they are. */
void listing_tag(struct ctx *cx, const struct http_req *req, struct http_res *res,
		 struct listing *l);

#endif
