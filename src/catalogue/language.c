/* language.c - see language.h. */
#include "catalogue/language.h"

#include "base/utf8.h"

static const struct language {
	const char *code, *terminology, *two, *names, *own;
} languages[] = {
#define LANGUAGE(code, terminology, two, names, own) { code, terminology, two, names, own },
#include "catalogue/language.def"
#undef LANGUAGE
};

static const struct {
	const char *then, *now;
} old_codes[] = {
#define OLD(then, now) { then, now },
#include "catalogue/language_old.def"
#undef OLD
};

/* Case of ASCII only: names in other letters are written as they are in the table. */
static bool is(str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

static str by_code(str s)
{
	size_t low = 0, high = countof(languages);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strncasecmp(s.p, languages[mid].code, 3);

		if (order == 0)
			return str_from(languages[mid].code);
		if (order > 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (size_t i = 0; i < countof(languages); i++)
		if (is(s, languages[i].terminology))
			return str_from(languages[i].code);
	for (size_t i = 0; i < countof(old_codes); i++)
		if (is(s, old_codes[i].then))
			return str_from(old_codes[i].now);
	return S("");
}

/* "Catalan; Valencian": names with one between semicolons. */
static bool named(const char *names, str s)
{
	str rest = str_from(names);

	while (rest.n) {
		str one = utf8_trim(str_cut(&rest, ';'));

		if (one.n == s.n && strncasecmp(one.p, s.p, s.n) == 0)
			return true;
	}
	return false;
}

static str by_name(str s)
{
	for (size_t i = 0; i < countof(languages); i++)
		if ((s.n == 2 && is(s, languages[i].two)) || named(languages[i].names, s) ||
		    named(languages[i].own, s))
			return str_from(languages[i].code);
	return S("");
}

/* "de-CH", "de_CH.UTF-8" are of the language "de". */
static str without_region(str s)
{
	for (size_t i = 2; i <= 3 && i < s.n; i++)
		if (s.p[i] == '-' || s.p[i] == '_')
			return (str){ s.p, i };
	return s;
}

str language_code(str s)
{
	const char *slash = s.n ? memrchr(s.p, '/', s.n) : NULL;
	str code;

	if (slash)
		s = (str){ slash + 1, s.n - (size_t)(slash + 1 - s.p) };
	s = without_region(utf8_trim(s));
	code = s.n == 3 ? by_code(s) : S("");
	return code.n || !s.n ? code : by_name(s);
}
