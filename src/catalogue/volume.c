/* volume.c - see volume.h. */
#include "catalogue/volume.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static unsigned digits(str s)
{
	unsigned v = 0;

	for (size_t i = 0; i < s.n && v < 10000; i++)
		v = is_digit(s.p[i]) ? v * 10 + (unsigned)(s.p[i] - '0') : 10000;
	return v < 10000 ? v : 0;
}

static unsigned roman_digit(char c) { return c == 'I' ? 1 : c == 'V' ? 5 : c == 'X' ? 10 : 0; }

/* Each numeral is read, then written again: what is not written so is a word. */
static unsigned roman(str s)
{
	static const char *const ones[] = { "",  "I",  "II",  "III",  "IV",
					    "V", "VI", "VII", "VIII", "IX" };
	unsigned v = 0;
	size_t i = 0;

	if (s.n < 2 || !roman_digit(s.p[0]))
		return 0;
	for (; i < s.n && roman_digit(s.p[i]) == 10; i++)
		v += 10;
	for (unsigned k = 0; k < countof(ones) && v <= 30; k++)
		if (str_eq((str){ s.p + i, s.n - i }, str_from(ones[k])))
			return v + k;
	return 0;
}

struct volume volume_read(str text)
{
	struct volume out = { .n = 0 };

	for (size_t i = 0; i < text.n && out.n < VOLUME_NUMBERS;) {
		size_t from = i;
		unsigned v;

		while (i < text.n && (is_letter(text.p[i]) || is_digit(text.p[i])))
			i++;
		if (i == from) {
			i++;
			continue;
		}
		v = is_digit(text.p[from]) ? digits((str){ text.p + from, i - from })
					   : roman((str){ text.p + from, i - from });
		if (v)
			out.number[out.n++] = v;
	}
	return out;
}

int volume_match(const struct volume *title, const struct volume *text)
{
	for (size_t i = 0; i < title->n; i++)
		for (size_t k = 0; k < text->n; k++)
			if (title->number[i] == text->number[k])
				return 1;
	return title->n && text->n ? -1 : 0;
}
