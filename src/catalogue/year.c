/* year.c - see year.h. */
#include "catalogue/year.h"

static bool digit(char c) { return c >= '0' && c <= '9'; }

int year_read(str s)
{
	int64_t whole;

	if (str_i64(s, &whole))
		return whole >= -4000 && whole <= 2200 ? (int)whole : 0;
	for (size_t i = 0; i + 4 <= s.n; i++) {
		const char *p = s.p + i;
		bool alone = (i == 0 || !digit(p[-1])) && (i + 4 == s.n || !digit(p[4]));

		if (alone && (p[0] == '1' || p[0] == '2') && digit(p[1]) && digit(p[2]) &&
		    digit(p[3]) && str_i64((str){ p, 4 }, &whole) && whole <= 2200)
			return (int)whole;
	}
	return 0;
}
