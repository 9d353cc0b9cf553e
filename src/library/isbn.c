/* isbn.c - ISBN numbers as people write them; the digits are the catalogue's business. */
#include "catalogue/isbn.h"

#include "library/books.h"

str isbn13_of(struct arena *a, str s)
{
	uint64_t isbn = isbn_read(s);

	return isbn ? isbn_text(a, isbn) : (str){ NULL, 0 };
}
