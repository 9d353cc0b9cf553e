/* second_factors.h - what a person shows beside their password, and the codes that stand in for it. */
#ifndef STORE_SECOND_FACTORS_H
#define STORE_SECOND_FACTORS_H

#include "store/store.h"

struct second_factor {
	str secret;           /* sealed */
	int64_t confirmed_ms; /* NUMBER_NONE: being set up, not asked for yet */
	int64_t last_step;
};

enum err store_factor_get(struct ctx *cx, str user_id, struct second_factor *out,
			  bool *found) NODISCARD;
/* In place of one that is not confirmed; *set is false where there is one that is. */
enum err store_factor_set(struct ctx *cx, str user_id, str secret, int64_t now_ms,
			  bool *set) NODISCARD;
enum err store_factor_confirm(struct ctx *cx, str user_id, int64_t now_ms) NODISCARD;
/* The code of this step is used: of several that try at once one gets *taken. */
enum err store_factor_take(struct ctx *cx, str user_id, int64_t step, bool *taken) NODISCARD;
enum err store_factor_remove(struct ctx *cx, str user_id) NODISCARD; /* with its recovery codes */

enum err store_recovery_add(struct ctx *cx, str user_id, str digest, int64_t now_ms) NODISCARD;
enum err store_recovery_take(struct ctx *cx, str user_id, str digest, int64_t now_ms,
			     bool *taken) NODISCARD;
enum err store_recovery_left(struct ctx *cx, str user_id, int64_t *left) NODISCARD;
enum err store_recovery_remove(struct ctx *cx, str user_id) NODISCARD;

extern const struct sql_set store_factor_sql;

#endif
