/* test_catalogue_marc8.c - text of library records before Unicode. */
#include "t.h"

#include "catalogue/marc8.h"

static void expect(const char *file, int line, str bytes, const char *want)
{
	struct ctx cx = ctx_make(NULL);
	const char *reason;
	str have = marc8_text(&cx.arena, bytes, &reason);

	t_expect_str(file, line, have.p ? have : str_fmt(&cx.arena, "!%s", reason), want);
	ctx_end(&cx);
}
#define EXPECT_TEXT(bytes, want) expect(__FILE__, __LINE__, S(bytes), want)

TEST(marc8_puts_accents_behind_their_letters_and_composes_them)
{
	EXPECT_TEXT("Emma", "Emma");
	EXPECT_TEXT("", "");
	EXPECT_TEXT("Bront\xe8"
		    "e",
		    "Brontë");
	EXPECT_TEXT("\xe2"
		    "etranger, caf\xe2"
		    "e",
		    "étranger, café");
	EXPECT_TEXT("Ph\xf2\xe3"
		    "am",
		    "Phậm"); /* two on one letter, in either order */
	EXPECT_TEXT("Ph\xe3\xf2"
		    "am",
		    "Phậm");
	EXPECT_TEXT("r\xf4s\xf4r", "rs̥r̥"); /* one that Unicode has no letter with */
}

TEST(marc8_has_the_letters_and_signs_of_extended_latin)
{
	EXPECT_TEXT("\xa1\xa2\xa5\xb1\xb2\xb5\xc7 \xc3 \xb9", "ŁØÆłøæß © £");
	EXPECT_TEXT("\xae\xb0", "ʼʻ");
	EXPECT_TEXT("\xebt\xecsar", "t͡sar"); /* halves of a sign over two letters */
	EXPECT_TEXT("\x88The \x89hobbit", "The hobbit");
}

TEST(marc8_calls_other_sets_by_escape_sequences)
{
	EXPECT_TEXT("\x1b(NwOJNA I MIR\x1b(B = War", "Война и мир = War");
	EXPECT_TEXT("\x1b(S\x22\x61\x1b(B", "ά");
	EXPECT_TEXT("\x1b(2`abc\x1b(B", "אבגד");
	EXPECT_TEXT("\x1b$1\x21\x30\x21\x21\x30\x22\x1b(B.", "一丁.");
	EXPECT_TEXT("\x1b)N\xf7", "В"); /* above 0x80 */
	EXPECT_TEXT("\x1b)!E\xb1", "ł");
	EXPECT_TEXT("H\x1b"
		    "b2\x1bsO, m\x1bp2\x1bs",
		    "H₂O, m²");
	EXPECT_TEXT("\x1bga\x1bs-rays", "α-rays");
}

TEST(marc8_refuses_what_it_would_have_to_guess)
{
	EXPECT_TEXT("\x1b(Zx", "!a character set that MARC-8 does not have");
	EXPECT_TEXT("x\x1b", "!a character set that MARC-8 does not have");
	EXPECT_TEXT("\xff", "!a character that its set in MARC-8 does not have");
	EXPECT_TEXT("\x1b$1\x21\x30", "!a character that its set in MARC-8 does not have");
	EXPECT_TEXT("M\xfcller", "!a character that its set in MARC-8 does not have");
	/* Latin-1, whose letters are accents here */
	EXPECT_TEXT("caf\xe9", "!an accent on what takes none: it may be Latin-1, not MARC-8");
	EXPECT_TEXT("M\xe4"
		    "dchen",
		    "!an accent on what takes none: it may be Latin-1, not MARC-8");
	EXPECT_TEXT("caf\xe9 noir", "!an accent on what takes none: it may be Latin-1, not MARC-8");
	EXPECT_TEXT("\xe1\xe1\xe1\xe1\xe1\xe1\xe1\xe1\xe1"
		    "e",
		    "!more accents on a letter than there can be");
}
