/* predicate.c - see predicate.h. */
#include "db/predicate.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MAX_TOKENS = 4096 };

struct tokens {
	struct arena *arena;
	str *items;
	size_t n;
};

static bool is_word(char c) { return isalnum((unsigned char)c) || c == '_' || c == '.'; }
static bool is_like(str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* The length of the text in quotes that begins here, a doubled quote being one of its characters. */
static size_t quoted_length(str s)
{
	size_t n = 1;

	while (n < s.n && (s.p[n] != s.p[0] || (n + 1 < s.n && s.p[n + 1] == s.p[0])))
		n += s.p[n] == s.p[0] ? 2 : 1;
	return n < s.n ? n + 1 : s.n;
}

static size_t sign_length(str s)
{
	static const char *const pairs[] = { "::", "<=", ">=", "<>", "!=", "||", "==" };

	for (size_t i = 0; i < countof(pairs); i++)
		if (s.n >= 2 && memcmp(s.p, pairs[i], 2) == 0)
			return 2;
	return 1;
}

static size_t word_length(str s)
{
	size_t n = 0;

	while (n < s.n && is_word(s.p[n]))
		n++;
	return n;
}

static size_t token_length(str s)
{
	if (*s.p == '\'' || *s.p == '"')
		return quoted_length(s);
	return is_word(*s.p) ? word_length(s) : sign_length(s);
}

/* The next token, cut off *s; empty at the end. White space and comments separate. */
static str next_token(str *s)
{
	str t;

	for (;;) {
		while (s->n && isspace((unsigned char)*s->p))
			*s = (str){ s->p + 1, s->n - 1 };
		if (s->n < 2 || memcmp(s->p, "--", 2) != 0)
			break;
		str_cut(s, '\n');
	}
	t = (str){ s->p, s->n ? token_length(*s) : 0 };
	*s = (str){ s->p + t.n, s->n - t.n };
	return t;
}

static str lower(struct arena *a, str s)
{
	char *p = arena_new(a, char, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)tolower((unsigned char)s.p[i]);
	return (str){ p, s.n };
}

static void add(struct tokens *t, str s)
{
	CHECK(t->n < MAX_TOKENS);
	t->items[t->n++] = s;
}

/* A word, a sign or a text, in its one form. */
static void add_plain(struct tokens *t, str s)
{
	if (*s.p == '\'')
		add(t, s);
	else if (*s.p == '"')
		add(t, (str){ s.p + 1, s.n - 2 });
	else if (is_like(s, "!="))
		add(t, S("<>"));
	else if (is_like(s, "=="))
		add(t, S("="));
	else
		add(t, lower(t->arena, s));
}

/* Behind `::`: the type's name, of one word or two, and what it may be followed by. A number in quotes loses them. */
static void skip_type(struct tokens *t, str *rest)
{
	str type = next_token(rest), after = *rest, next;
	str *last = t->n ? &t->items[t->n - 1] : NULL;

	if (is_like(type, "double") || is_like(type, "character"))
		next_token(rest);
	after = *rest;
	if (next = next_token(&after), next.n && *next.p == '[') {
		next_token(&after);
		*rest = after;
	}
	if (is_like(type, "text") || !last || *last->p != '\'')
		return;
	*last = (str){ last->p + 1, last->n - 2 };
	if (last->n && *last->p == '-') {
		str digits = { last->p + 1, last->n - 1 };

		*last = S("-");
		add(t, digits);
	}
}

static bool ends_with(const struct tokens *t, const char *a, const char *b, const char *c)
{
	return t->n >= 3 && is_like(t->items[t->n - 3], a) && is_like(t->items[t->n - 2], b) &&
	       is_like(t->items[t->n - 1], c);
}

/* `= ANY (ARRAY[` is `in`. */
static bool open_array(struct tokens *t, bool *in_array)
{
	if (!ends_with(t, "=", "any", "array"))
		return false;
	t->n -= 3;
	add(t, S("in"));
	return *in_array = true;
}

/* `x BETWEEN a AND b` is `x >= a and x <= b`, for an x of one word. */
static void spread_between(struct tokens *t)
{
	str of;

	if (t->n < 4 || !is_like(t->items[t->n - 3], "between") ||
	    !is_like(t->items[t->n - 1], "and"))
		return;
	of = t->items[t->n - 4];
	t->items[t->n - 3] = S(">=");
	add(t, of);
	add(t, S("<="));
}

static void read_tokens(struct tokens *t, str sql)
{
	bool in_array = false;
	str token;

	while ((token = next_token(&sql)).n) {
		if (*token.p == '(' || *token.p == ')')
			continue;
		if (is_like(token, "::"))
			skip_type(t, &sql);
		else if (*token.p == '[' && open_array(t, &in_array))
			continue;
		else if (*token.p == ']' && in_array)
			in_array = false;
		else
			add_plain(t, token);
		spread_between(t);
	}
}

str predicate_canonical(struct arena *a, str sql)
{
	struct tokens t = { a, arena_new(a, str, MAX_TOKENS), 0 };
	struct buf b = buf_make(a, PREDICATE_MAX);

	read_tokens(&t, sql);
	for (size_t i = 0; i < t.n; i++) {
		if (i)
			buf_addc(&b, ' ');
		buf_add(&b, t.items[i]);
	}
	CHECK(!b.full);
	return buf_str(&b);
}

/* From behind an opening parenthesis to the one that closes it. */
static str balanced(str *sql)
{
	const char *from = sql->p;
	int depth = 1;
	str t;

	while ((t = next_token(sql)).n) {
		depth += *t.p == '(' ? 1 : *t.p == ')' ? -1 : 0;
		if (depth == 0)
			return (str){ from, (size_t)(t.p - from) };
	}
	return (str){ from, (size_t)(sql->p - from) };
}

bool predicate_next_check(str *sql, str *condition)
{
	bool check = false;
	str t;

	while ((t = next_token(sql)).n) {
		if (check && *t.p == '(') {
			*condition = balanced(sql);
			return true;
		}
		check = is_like(t, "check");
	}
	return false;
}

str predicate_of_index(str sql)
{
	str t;

	while ((t = next_token(&sql)).n)
		if (is_like(t, "where"))
			return sql;
	return (str){ NULL, 0 };
}
