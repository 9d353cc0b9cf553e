/* api_tokens.h - tokens for programs of a person's own. */
#ifndef STORE_API_TOKENS_H
#define STORE_API_TOKENS_H

#include "store/store.h"

struct api_token {
	str user_id, id, name;
	str scopes; /* "read write scan", or fewer */
	str digest, hint;
	int64_t created_ms, expires_ms, used_ms; /* used_ms: NUMBER_NONE before */
};

struct api_token_list {
	struct api_token *items;
	size_t n;
};

/* What every request with a token asks. *found: it is there, has not ended, and its person is let in. */
struct api_token_person {
	str user_id, id, scopes, email, username;
	int64_t expires_ms, used_ms;
};
enum err store_api_token_person(struct ctx *cx, str digest, struct api_token_person *out,
				bool *found) NODISCARD;

enum err store_api_token_add(struct ctx *cx, const struct api_token *t) NODISCARD;
enum err store_api_token_list(struct ctx *cx, str user_id, struct api_token_list *out)
	NODISCARD; /* the newest first; also those that are over */
enum err store_api_token_used(struct ctx *cx, str user_id, str id, int64_t now_ms) NODISCARD;
enum err store_api_token_end(struct ctx *cx, str user_id, str id, int64_t now_ms,
			     bool *ended) NODISCARD;
enum err store_api_token_end_all(struct ctx *cx, str user_id, int64_t now_ms) NODISCARD;

extern const struct sql_set store_api_token_sql;

#endif
