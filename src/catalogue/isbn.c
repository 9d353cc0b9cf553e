/* isbn.c - see isbn.h. */
#include "catalogue/isbn.h"

enum { X = 10 };

/* The digits of s, an X at the end as 10; 0 when there is anything else that an ISBN's wrapping doesn't explain. */
static size_t digits_of(str s, int out[13])
{
	size_t n = 0;

	if (s.n > 2 && s.p[s.n - 1] == '0' && s.p[s.n - 2] == '.')
		s.n -= 2;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (n > 0 && out[n - 1] == X && c != ' ' && c != '"' && c != ']')
			return 0;
		if (c >= '0' && c <= '9' && n < 13)
			out[n++] = c - '0';
		else if ((c == 'X' || c == 'x') && n > 6 && n < 10)
			out[n++] = X;
		else if (c != ' ' && c != '-' && c != '=' && c != '"' && c != '[' && c != ']')
			return 0;
	}
	return n;
}

static int check13(const int d[12])
{
	int sum = 0;

	for (int i = 0; i < 12; i++)
		sum += d[i] * (i % 2 ? 3 : 1);
	return (10 - sum % 10) % 10;
}

static int check10(const int d[9])
{
	int sum = 0;

	for (int i = 0; i < 9; i++)
		sum += d[i] * (10 - i);
	return (11 - sum % 11) % 11;
}

static uint64_t number(const int d[13])
{
	uint64_t v = 0;

	for (int i = 0; i < 13; i++)
		v = v * 10 + (uint64_t)d[i];
	return v;
}

/* A spreadsheet keeps numbers, so it drops leading zeros; fewer than eight digits are something else. */
static bool restore_zeros(int d[13], size_t n)
{
	if (n < 8 || n > 10)
		return false;
	for (size_t i = 10; i-- > 0;)
		d[i] = i >= 10 - n ? d[i - (10 - n)] : 0;
	return true;
}

uint64_t isbn_read(str s)
{
	int d[13] = { 0 }, full[13] = { 9, 7, 8 };
	size_t n = digits_of(s, d);

	if (n == 13) {
		bool book = d[0] == 9 && d[1] == 7 && (d[2] == 8 || d[2] == 9);

		return book && check13(d) == d[12] ? number(d) : 0;
	}
	if (!restore_zeros(d, n) || check10(d) != d[9])
		return 0;
	for (int i = 0; i < 9; i++)
		full[3 + i] = d[i];
	full[12] = check13(full);
	return number(full);
}

str isbn_text(struct arena *a, uint64_t isbn)
{
	return str_fmt(a, "%013llu", (unsigned long long)isbn);
}

str isbn_text10(struct arena *a, uint64_t isbn)
{
	int d[13], check;
	char out[10];

	if (isbn / 10000000000 != 978)
		return (str){ NULL, 0 };
	for (int i = 13; i-- > 0; isbn /= 10)
		d[i] = (int)(isbn % 10);
	check = check10(d + 3);
	for (int i = 0; i < 9; i++)
		out[i] = (char)('0' + d[3 + i]);
	out[9] = (char)(check == X ? 'X' : '0' + check);
	return str_dup(a, (str){ out, 10 });
}
