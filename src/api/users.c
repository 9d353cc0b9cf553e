/* users.c - /users/me: one's own account. */
#include "api/api.h"
#include "api/people.h"
#include "library/accounts.h"

enum err api_user_get(struct ctx *cx, const struct http_req *req, struct http_res *res)
{
	struct json j = json_make(&res->body);
	struct account a;
	enum err e;

	(void)req;
	if ((e = library_account(cx, &a)))
		return e;
	json_obj(&j, NULL);
	put_account(cx, &j, "user", &a);
	json_end(&j, '}');
	return OK;
}
