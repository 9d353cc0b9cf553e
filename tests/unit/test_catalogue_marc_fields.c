/* test_catalogue_marc_fields.c - what records of libraries say of books, by either reader. */
#include "t.h"

#include "marc_make.h"

/* The same record in both forms, in pieces of several sizes. */
static void expect(const char *file, int line, const char *kind, const char *fields,
		   const char *want)
{
	static const size_t pieces[] = { 1, 7, 1 << 20 };
	struct ctx cx = ctx_make(NULL);
	str record = marc_make(&cx.arena, kind, fields);
	str xml = marcxml_make(&cx.arena, kind, fields, "marc:");

	for (size_t i = 0; i < countof(pieces); i++) {
		t_expect_str(file, line, marc_read_all(&cx.arena, record, pieces[i]), want);
		t_expect_str(file, line, marcxml_read_all(&cx.arena, xml, pieces[i]), want);
	}
	ctx_end(&cx);
}
#define EXPECT_BOOK(fields, want) expect(__FILE__, __LINE__, "nam a", fields, "1 " want "\n")
#define EXPECT_TITLE(fields, want) EXPECT_BOOK("245 10" fields, want "|||||0|0|")
#define EXPECT_AUTHORS(fields, want) EXPECT_BOOK(fields "\n245 10$aT", "T|" want "||||0|0|")

TEST(marc_fields_read_a_whole_record)
{
	EXPECT_BOOK(
		"008 860506s1996    enk           000 1 eng  \n"
		"020   $a0141439513 (pbk.) :$c£4.99\n"
		"100 1 $aAusten, Jane,$d1775-1817.\n"
		"245 10$aPride and prejudice :$ba novel /$cJane Austen.\n"
		"260   $aLondon :$bPenguin,$c1996.\n"
		"300   $axxxvi, 435 p. ;$c20 cm.\n"
		"490 1 $aPenguin classics ;$vno. 12",
		"Pride and prejudice: a novel|Jane Austen|Penguin|eng|Penguin classics; 12|1996|435|"
		"9780141439518");
}

TEST(marc_fields_join_titles_without_their_separators)
{
	EXPECT_TITLE("$aEmma.", "Emma");
	EXPECT_TITLE("$aEmma /$cJane Austen.", "Emma");
	EXPECT_TITLE("$aFaust.$nPart two,$pThe second part /$cGoethe",
		     "Faust. Part two, The second part");
	EXPECT_TITLE("$aContes =$bTales : for all /$cx", "Contes: Tales: for all");
	EXPECT_TITLE("$aEmma$h[text (large print)] :$ba novel", "Emma: a novel");
	EXPECT_TITLE("$aThe end ...", "The end ...");
	EXPECT_TITLE("$aTravels in the U.S.A.", "Travels in the U.S.A.");
	EXPECT_TITLE("$a四分律 ／$c某", "四分律");
	EXPECT_TITLE("$a心：$b一$c某", "心: 一");
	EXPECT_TITLE("$a  Emma\t and \r so  on ", "Emma and so on");
}

TEST(marc_fields_keep_articles_and_lose_the_signs_around_them)
{
	EXPECT_BOOK("245 14$aThe hobbit", "The hobbit|||||0|0|");
	EXPECT_TITLE("$a<<Das>> Kapital", "Das Kapital");
	EXPECT_TITLE("$a¬Das¬ Kapital", "Das Kapital");
	EXPECT_TITLE("$a\xc2\x98"
		     "Das\xc2\x9c Kapital",
		     "Das Kapital");
}

TEST(marc_fields_turn_names_round)
{
	EXPECT_AUTHORS("100 1 $aAusten, Jane,$d1775-1817", "Jane Austen");
	EXPECT_AUTHORS("100 1 $aAusten, Jane, 1775-1817.", "Jane Austen");
	EXPECT_AUTHORS("100 1 $aPoe, Edgar A.", "Edgar A. Poe");
	EXPECT_AUTHORS("100 1 $aKing, Martin Luther,$cJr.,$d1929-1968", "Martin Luther King Jr.");
	EXPECT_AUTHORS("100 1 $aKing, Martin Luther, Jr.", "Martin Luther King Jr.");
	EXPECT_AUTHORS("100 1 $aDavis, Sammy, Jr., 1925-1990", "Sammy Davis Jr.");
	EXPECT_AUTHORS("100 1 $aDoyle, Arthur Conan,$cSir,$d1859-1930", "Arthur Conan Doyle");
	EXPECT_AUTHORS("100 0 $aVoltaire,$d1694-1778", "Voltaire");
	EXPECT_AUTHORS("100 0 $aLeonardo,$cda Vinci,$d1452-1519", "Leonardo da Vinci");
	EXPECT_AUTHORS("100 0 $aJohn Paul$bII,$cPope,$d1920-2005", "John Paul II");
	EXPECT_AUTHORS("100 1 $aPlato.", "Plato");
	EXPECT_AUTHORS("110 1 $aGreat Britain.$bParliament.", "Great Britain. Parliament");
	EXPECT_AUTHORS("110 2 $aStanford University.", "Stanford University");
	EXPECT_AUTHORS("100 1 $a夏目, 漱石,$d1867-1916", "夏目漱石");
	EXPECT_AUTHORS("100 1 $aТолстой, Лев Николаевич,", "Лев Николаевич Толстой");
}

TEST(marc_fields_take_others_only_as_far_as_they_are_authors)
{
	EXPECT_AUTHORS(
		"100 1 $aA, Ann\n700 1 $aBell, Ben,$eauthor.\n700 1 $aCole, Cy,$eillustrator.\n"
		"700 1 $aDay, Di$4http://id.loc.gov/vocabulary/relators/aut\n700 1 $aEaton, Ed$4trl",
		"Ann A; Ben Bell; Di Day");
	EXPECT_AUTHORS("100 1 $aA, Ann\n700 1 $aBell, Ben,$eauthor of introduction", "Ann A");
	EXPECT_AUTHORS("100 1 $aA, Ann\n700 12$aBell, Ben.$tWorks", "Ann A");
	EXPECT_AUTHORS("100 1 $aA, Ann\n700 1 $aA, Ann,$eauthor", "Ann A");
	EXPECT_AUTHORS("700 1 $aBell, Ben,$eeditor\n700 1 $aCole, Cy,$etranslator", "Ben Bell");
	EXPECT_AUTHORS("100 1 $aA, Ann,$eVerfasserIn\n700 1 $aBell, Ben,$eVerfasserin$4aut",
		       "Ann A; Ben Bell");
	EXPECT_BOOK(
		"245 00$aDesign patterns /$cErich Gamma ... [et al.] ; foreword by Grady Booch.\n"
		"700 1 $aGamma, Erich.\n700 1 $aBooch, Grady.",
		"Design patterns|Erich Gamma||||0|0|");
}

TEST(marc_fields_take_valid_isbns_once_each)
{
	EXPECT_BOOK("020   $a9780141439518 (pbk.)$z014143951X\n020   $a0-14-143951-3\n"
		    "020   $z0596002815 :$c$39.95\n020   $a12345678\n245 10$aT",
		    "T|||||0|0|9780141439518 9780596002817");
}

TEST(marc_fields_find_year_and_language_where_they_are)
{
	EXPECT_BOOK("008 860506s1996    enk           000 1 fre  \n245 10$aT\n260   $c1990",
		    "T|||fre||1996|0|");
	EXPECT_BOOK(
		"008 860506s19uu    enk           000 1 und  \n041 1 $agerfre\n245 10$aT\n260   $c[c1990?]",
		"T|||ger||1990|0|");
	EXPECT_BOOK("008 short\n245 10$aT\n264  4$c©2001", "T|||||2001|0|");
	EXPECT_BOOK("008 860506s1996    yu            000 1 scr  \n245 10$aT\n264  0$bMaker$c1995\n"
		    "264  1$bHouse,$c1996",
		    "T||House|hrv||1996|0|");
}

TEST(marc_fields_count_pages)
{
#define EXPECT_PAGES(text, want) EXPECT_BOOK("245 10$aT\n300   $a" text, "T|||||0|" want "|")
	EXPECT_PAGES("xii, 345 p. ;", "345");
	EXPECT_PAGES("345, [3] p.", "345");
	EXPECT_PAGES("1 online resource (xi, 200 pages)", "200");
	EXPECT_PAGES("412 Seiten", "412");
	EXPECT_PAGES("245p", "245");
	EXPECT_PAGES("2 volumes", "0");
	EXPECT_PAGES("p. cm.", "0");
	EXPECT_PAGES("99999999999999 p.", "0");
#undef EXPECT_PAGES
}

TEST(marc_fields_name_the_series_and_its_volume)
{
#define EXPECT_SERIES(fields, want) EXPECT_BOOK("245 10$aT\n" fields, "T||||" want "|0|0|")
	EXPECT_SERIES(
		"490 1 $aA Discworld novel\n800 1 $aPratchett, Terry.$tDiscworld series ;$vbk. 4.",
		"Discworld series; 4");
	EXPECT_SERIES("490 1 $aRororo ;$vBd. 12", "Rororo; 12");
	EXPECT_SERIES("490 0 $aRororo ;$vbk.4 .", "Rororo; 4");
	EXPECT_SERIES("490 0 $aHer waste ; pt. 1", "Her waste; 1");
	EXPECT_SERIES("490 1 $aDiscworld\n830  0$aDiscworld (Series) ;$v4.", "Discworld; 4");
	EXPECT_SERIES("490 0 $aEverybody's library", "Everybody's library");
	EXPECT_SERIES("490 0 $v4", "");
#undef EXPECT_SERIES
}

TEST(marc_fields_leave_out_publishers_that_are_not_known)
{
#define EXPECT_PUBLISHER(text, want) EXPECT_BOOK("245 10$aT\n260   $b" text, "T||" want "|||0|0|")
	EXPECT_PUBLISHER("Norton & Co.,", "Norton & Co.");
	EXPECT_PUBLISHER("Penguin Books, Ltd.,", "Penguin Books, Ltd.");
	EXPECT_PUBLISHER("[Suhrkamp],", "Suhrkamp");
	EXPECT_PUBLISHER("[ Suhrkamp ]", "Suhrkamp");
	EXPECT_PUBLISHER("[", "");
	EXPECT_PUBLISHER("[s.n.],", "");
	EXPECT_PUBLISHER("[publisher not identified]", "");
#undef EXPECT_PUBLISHER
}

TEST(marc_fields_tell_a_book_again_in_its_own_script)
{
	EXPECT_BOOK(
		"020   $a9780141439518\n100 1 $6880-01$aNatsume, Sōseki,$d1867-1916.\n"
		"245 10$6880-02$aKokoro /$cNatsume Sōseki.\n264  1$6880-03$bIwanami Shoten,$c1991\n"
		"880 1 $6100-01/$1$a夏目, 漱石,\n880 10$6245-02/$1$aこ こ ろ /$c夏目漱石.\n"
		"880  1$6264-03/$1$b岩波書店,",
		"Kokoro|Sōseki Natsume|Iwanami Shoten|||1991|0|9780141439518\n"
		"1 again こころ|夏目漱石|岩波書店|||1991|0|9780141439518");
	/* with the marks of direction and the commas of Arabic */
	EXPECT_BOOK(
		"100 1 $6880-01$aMaḥfūẓ, Najīb,$d1911-2006\n245 10$6880-02$aAwlād ḥāratinā\n"
		"880 1 $6100-01/(3/r$a\xe2\x80\x8fمحفوظ، نجيب،\n880 10$6245-02/(3/r$a\xe2\x80\xabأولاد حارتنا\xe2\x80\xac",
		"Awlād ḥāratinā|Najīb Maḥfūẓ||||0|0|\n1 again أولاد حارتنا|نجيب محفوظ||||0|0|");
	/* the title alone, and one that nothing is linked with */
	EXPECT_BOOK(
		"100 1 $aTolstoĭ, Lev\n245 10$6880-01$aVoĭna i mir\n880 10$6245-01$aВойна и мир",
		"Voĭna i mir|Lev Tolstoĭ||||0|0|\n1 again Война и мир|Lev Tolstoĭ||||0|0|");
	EXPECT_BOOK("245 10$6880-01$aVoĭna i mir\n880 10$6245-00$aВойна и мир\n880 10$6246-01$aМир",
		    "Voĭna i mir|||||0|0|");
}

TEST(marc_fields_tell_what_is_no_book_from_what_is_broken)
{
#define EXPECT_KIND(kind, want) expect(__FILE__, __LINE__, kind, "245 10$aT", "1 " want "\n")
	EXPECT_KIND("nam a", "T|||||0|0|");
	EXPECT_KIND("ctm a", "T|||||0|0|");
	EXPECT_KIND("njm a", "-not a book");
	EXPECT_KIND("nz  a", "-not a book");
	EXPECT_KIND("nas a", "-not a book but a serial, a collection or a part");
	EXPECT_KIND("dam a", "-a record that was deleted");
#undef EXPECT_KIND
	EXPECT_BOOK("100 1 $aAusten, Jane",
		    "!no title: MARC 21 has it in field 245, other kinds of MARC are not read");
	EXPECT_BOOK("245 10$c/ :", "!no title");
	EXPECT_BOOK("245 10$a /", "!no title");
}

TEST(marc_fields_bound_what_a_record_can_make_of_them)
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, 1 << 20);
	str all;

	buf_add(&b, S("245 10$a"));
	for (int i = 0; i < 500; i++)
		buf_add(&b, S("long "));
	all = marc_make(&cx.arena, "nam a", buf_str(&b).p);
	EXPECT_STR(marc_read_all(&cx.arena, all, 1000), "1 !its title is too long\n");

	b.n = 0;
	buf_add(&b, S("245 10$aT"));
	for (int i = 0; i < 900; i++)
		buf_addf(&b, "\n700 1 $aFamily%d, Given%d,$eauthor", i, i);
	all = marc_read_all(&cx.arena, marc_make(&cx.arena, "nam a", buf_str(&b).p), 1000);
	EXPECT(all.n > 1900 && all.n < 2100);
	EXPECT(memmem(all.p, all.n, "1 T|Given0 Family0; Given1 Family1; ", 36));
	ctx_end(&cx);
}
