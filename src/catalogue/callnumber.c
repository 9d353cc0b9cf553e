/* callnumber.c - see callnumber.h. */
#include "catalogue/callnumber.h"

enum { NUMBER_MAX = 24 }; /* bytes of one part of a class */

#define WORD(text) \
	{ \
		text, sizeof(text) - 1 \
	}

static const str collections[] = {
#define COLLECTION(letters) WORD(letters),
#define NO_MARK(word)
#include "catalogue/callnumber.def"
#undef COLLECTION
#undef NO_MARK
};

static const str no_marks[] = {
#define COLLECTION(letters)
#define NO_MARK(word) WORD(word),
#include "catalogue/callnumber.def"
#undef COLLECTION
#undef NO_MARK
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

static bool listed(str s, const str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, list[i]))
			return true;
	return false;
}

/* Three or four letters, the first a capital: "Orw", "ROW"; "Bea" for a title. */
static bool is_mark(str s)
{
	bool lower = s.n > 1 && is_lower(s.p[1]);

	if (s.n < 3 || s.n > CALLNUMBER_MARK || !is_upper(s.p[0]) || (lower && s.n != 3))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (lower ? !is_lower(s.p[i]) : !is_upper(s.p[i]))
			return false;
	return !listed(s, no_marks, countof(no_marks));
}

/* Of a Dewey or UDC class: digits, and the signs that join and qualify them. */
static bool is_class(str s, bool *signs)
{
	size_t digits = 0, letters = 0;
	int open = 0;

	*signs = false;
	if (!s.n || s.n > NUMBER_MAX || !(is_digit(s.p[0]) || s.p[0] == '('))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		digits += is_digit(c);
		open += (c == '(') - (c == ')');
		*signs |= c == '.' || c == '(' || c == '/' || c == ':';
		if (is_digit(c) || strchr(".,()/:+-=\"'*", c))
			continue;
		if (open < 1 || !(is_upper(c) || is_lower(c))) /* "92(Row)": about whom */
			return false;
		letters++;
	}
	return digits > 0 || (open == 0 && letters >= 2 && letters <= CALLNUMBER_MARK);
}

/* "PR6068.O93", "QA76.73.C15": letters, a number, cutters. */
static bool is_congress(str s)
{
	size_t i = 0, digits = 0;
	bool cutter = false;

	while (i < s.n && i < 3 && is_upper(s.p[i]))
		i++;
	if (i == 0)
		return false;
	for (; i < s.n && (is_digit(s.p[i]) || s.p[i] == '.' || (digits && is_upper(s.p[i])));
	     i++) {
		digits += is_digit(s.p[i]);
		cutter |= is_upper(s.p[i]) && s.p[i - 1] == '.';
	}
	return i == s.n && cutter && digits >= 3 && is_digit(s.p[s.n - 1]);
}

/* A word of a text, and where the text goes on. */
static str next_word(str *rest)
{
	while (rest->n && (unsigned char)rest->p[0] <= ' ')
		*rest = (str){ rest->p + 1, rest->n - 1 };
	for (size_t i = 0; i <= rest->n; i++)
		if (i == rest->n || (unsigned char)rest->p[i] <= ' ') {
			str word = { rest->p, i };

			*rest = (str){ rest->p + i, rest->n - i };
			return word;
		}
	return *rest;
}

static str joined(str a, str b) { return (str){ a.p, (size_t)(b.p + b.n - a.p) }; }

/* A class that begins with `word`; its further parts, "(46.81)" after "91(026)", are taken off *rest. */
static str read_class(str word, str *rest, bool *sure)
{
	bool signs, more;

	if (!is_class(word, &signs))
		return (str){ word.p, 0 };
	for (;;) {
		str after = *rest, part = next_word(&after);

		if (!part.n || part.p[0] != '(' || !is_class(part, &more))
			break;
		word = joined(word, part);
		*rest = after;
		signs = true;
	}
	*sure = signs && word.n >= 5;
	return word;
}

/* The call number that begins with this word, if one does; `before` is the word in front of it. */
static struct callnumber read_one(str before, str word, str *rest)
{
	struct callnumber none = { .whole = { word.p, 0 } };
	bool sure = false, collection = listed(word, collections, countof(collections));
	str class = collection ? word : read_class(word, rest, &sure), after = *rest,
	    mark = next_word(&after);

	if (is_congress(word))
		return (struct callnumber){ .whole = word };
	if (!class.n)
		return none;
	if (is_mark(mark) && (!collection || is_lower(mark.p[1]) || class.n > 1)) {
		*rest = after;
		return (struct callnumber){ joined(class, mark), mark };
	}
	if (collection)
		return none;
	if ((sure || class.n == 3) && is_mark(before) && is_lower(before.p[1]))
		return (struct callnumber){ joined(before, class), before };
	return sure ? (struct callnumber){ .whole = class } : none;
}

struct callnumber callnumber_find(str text)
{
	struct callnumber best = { .whole = { text.p, 0 } };
	str before = { text.p, 0 };

	while (text.n) {
		str word = next_word(&text);
		struct callnumber one = read_one(before, word, &text);

		if (one.whole.n && (one.mark.n || !best.mark.n))
			best = one;
		before = word;
	}
	return best;
}
