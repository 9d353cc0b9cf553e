/* person.c - see person.h. */
#include "person.h"

#include "store/users.h"
#include "t.h"

void t_be(struct ctx *cx, const char *email)
{
	struct user u;
	bool found;

	cx->actor = (struct actor){ .user_id = S(""),
				    .email = str_from(email),
				    .username = S("localdev") };
	EXPECT(store_user_find(cx, cx->actor.email, &u, &found) == OK);
	if (found)
		cx->actor.user_id = u.id;
}
