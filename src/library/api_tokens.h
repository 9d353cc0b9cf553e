/* api_tokens.h - tokens for programs of a person's own: named, for some scopes only, over some day, shown once.
 *
 * "bookshelf_pat_", 43 characters of base64url (256 random bits), and 6 hexadecimal digits that follow from all before: programs that
 * look for secrets in the wrong places know one when they see it, and no guess. Only the digest is stored. */
#ifndef API_TOKENS_H
#define API_TOKENS_H

#include "library/app.h"
#include "store/api_tokens.h"

enum { TOKEN_NAME_MAX = 80, TOKEN_DAYS_MAX = 366, TOKEN_COUNT_MAX = 50 };

/* Does it look like one? Says nothing of whether there is such a one. */
bool api_token_shape(str s);

/* The scopes of a list of words; 0: one of them is none, or there are none. And the list of some. */
unsigned scopes_read(str words);
str scopes_write(struct arena *a, unsigned scopes);

/* Who has this token: cx->actor. ERR_INVALID_TOKEN: nobody, or it is over. */
enum err api_token_identify(struct ctx *cx, str token) NODISCARD;

/* The actor's own. *token is what is shown once. `days` 1–TOKEN_DAYS_MAX. ERR_CONFLICT: too many. */
enum err library_api_token_add(struct ctx *cx, str name, unsigned scopes, int64_t days,
			       struct api_token *out, str *token) NODISCARD;
enum err library_api_tokens(struct ctx *cx, struct api_token_list *out) NODISCARD;
enum err library_api_token_end(struct ctx *cx, str id) NODISCARD;

#endif
