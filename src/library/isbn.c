/* isbn.c - ISBN numbers (ISO 2108): ten digits of old, thirteen today, the last one a check digit. */
#include "library/books.h"

static size_t digits_of(str s, char out[14])
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == ' ' || c == '-')
			continue;
		if (n == 13 || !((c >= '0' && c <= '9') || (n == 9 && (c == 'X' || c == 'x'))))
			return 0;
		out[n++] = c == 'x' ? 'X' : c;
	}
	return n;
}

static char check13(const char d[12])
{
	int sum = 0;

	for (int i = 0; i < 12; i++)
		sum += (d[i] - '0') * (i % 2 ? 3 : 1);
	return (char)('0' + (10 - sum % 10) % 10);
}

static bool valid10(const char d[10])
{
	int sum = 0;

	for (int i = 0; i < 10; i++)
		sum += (d[i] == 'X' ? 10 : d[i] - '0') * (10 - i);
	return sum % 11 == 0;
}

str isbn13_of(struct arena *a, str s)
{
	char d[14], full[13] = "978";
	size_t n = digits_of(s, d);

	if (n == 13 && d[9] != 'X' && check13(d) == d[12])
		return str_dup(a, (str){ d, 13 });
	if (n != 10 || !valid10(d))
		return (str){ NULL, 0 };
	for (int i = 0; i < 9; i++)
		full[3 + i] = d[i];
	full[12] = check13(full);
	return str_dup(a, (str){ full, 13 });
}
