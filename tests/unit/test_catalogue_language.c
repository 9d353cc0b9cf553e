/* test_catalogue_language.c - languages by the codes of libraries. */
#include "t.h"

#include "catalogue/language.h"

TEST(language_is_known_by_any_of_its_codes_and_names)
{
	static const struct {
		const char *said, *code;
	} cases[] = {
		{ "ger", "ger" },
		{ "deu", "ger" },
		{ "de", "ger" },
		{ "DE", "ger" },
		{ "de-CH", "ger" },
		{ "en_GB", "eng" },
		{ "deu-AT", "ger" },
		{ "German", "ger" },
		{ "Deutsch", "ger" },
		{ "german", "ger" },
		{ " Castilian ", "spa" },
		{ "español", "spa" },
		{ "日本語", "jpn" },
		{ "English", "eng" },
		{ "/languages/fre", "fre" },
		{ "zxx", "" },
		{ "scr", "hrv" },
		{ "mul", "" },
		{ "und", "" },
		{ "", "" },
		{ "   ", "" },
		{ "x", "" },
		{ "Klingonisch", "" },
		{ "|||", "" },
		{ "a", "" },
		{ "aa", "aar" },
		{ "aar", "aar" },
		{ "zza", "zza" },
		{ "/", "" },
		{ "de-", "ger" },
		{ "Norwegian Bokmål", "nob" },
	};

	for (size_t i = 0; i < countof(cases); i++)
		EXPECT_STR(language_code(str_from(cases[i].said)), cases[i].code);
	EXPECT_STR(language_code(S("\0\0\0")), "");
	EXPECT_STR(language_code(S("\0\0")), "");
}
