/* test_catalogue_marcxml.c - library records in XML, as they are wrapped and as they break. */
#include "t.h"

#include "catalogue/marcxml.h"
#include "marc_make.h"

static void expect(const char *file, int line, str bytes, const char *want)
{
	static const size_t pieces[] = { 1, 7, 1 << 20 };
	struct ctx cx = ctx_make(NULL);

	for (size_t i = 0; i < countof(pieces); i++)
		t_expect_str(file, line, marcxml_read_all(&cx.arena, bytes, pieces[i]), want);
	ctx_end(&cx);
}
#define EXPECT_READ(bytes, want) expect(__FILE__, __LINE__, (bytes), want)

#define LEADER "<leader>00714nam a2200205 a 4500</leader>"
#define TITLE(t) \
	"<datafield tag=\"245\" ind1=\"1\" ind2=\"0\"><subfield code=\"a\">" t \
	"</subfield></datafield>"
#define RECORD(t) "<record>" LEADER TITLE(t) "</record>"

TEST(marcxml_reads_records_however_they_are_wrapped)
{
	EXPECT_READ(S(RECORD("A")), "1 A|||||0|0|\n");
	EXPECT_READ(S("<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n" RECORD("A")
			      RECORD("B") "</collection>"),
		    "1 A|||||0|0|\n2 B|||||0|0|\n");
	EXPECT_READ(S("<OAI><record><header/><metadata>" RECORD(
			    "A") "</metadata></record><record><header/></record></OAI>"),
		    "1 A|||||0|0|\n");
	EXPECT_READ(S("<collection/>"), "");
	EXPECT_READ(S("<html><body>no</body></html>"), "");
}

TEST(marcxml_knows_elements_by_any_prefix_and_text_by_any_encoding)
{
	struct ctx cx = ctx_make(NULL);

	EXPECT_READ(marcxml_make(&cx.arena, "nam a", "245 10$aA & B", "marc:"),
		    "1 A & B|||||0|0|\n");
	EXPECT_READ(S("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" RECORD("Caf\xe9")),
		    "1 Café|||||0|0|\n");
	EXPECT_READ(S(RECORD("Cafe&#x301; &lt;b&gt; <![CDATA[&c]]>")), "1 Café <b> &c|||||0|0|\n");
	EXPECT_READ(S(RECORD("Emma\n      a <!-- odd -->novel")), "1 Emma a novel|||||0|0|\n");
	ctx_end(&cx);
}

TEST(marcxml_takes_leaders_that_lost_their_blanks)
{
#define KIND(leader) "<record><leader>" leader "</leader>" TITLE("A") "</record>"
	EXPECT_READ(S(KIND("     nam a22     4a 4500")), "1 A|||||0|0|\n");
	EXPECT_READ(S(KIND("nam a22     4a 4500")), "1 A|||||0|0|\n");
	EXPECT_READ(S(KIND("\n   00714nam a22     4a 4500\n")), "1 A|||||0|0|\n");
	EXPECT_READ(S(KIND("     cjm a22     4a 4500")), "1 -not a book\n");
	EXPECT_READ(S(KIND("")), "1 !no leader, or a short one\n");
	EXPECT_READ(S("<record>" TITLE("A") "</record>"), "1 !no leader, or a short one\n");
#undef KIND
}

TEST(marcxml_says_at_which_line_the_file_is_broken)
{
	EXPECT_READ(S("<collection>\n" RECORD("A") "\n<record></collection>"),
		    "1 A|||||0|0|\n1 ^line 3: mismatched tag\n");
	EXPECT_READ(S("<collection>\n" RECORD("A") "\n<record>" LEADER),
		    "1 A|||||0|0|\n1 ^line 3: the file ends too early\n");
	EXPECT_READ(S(RECORD("A") "\n\n" RECORD("B")),
		    "1 A|||||0|0|\n1 ^line 3: junk after document element\n");
	EXPECT_READ(S("<collection>\n\n" RECORD("\xff")),
		    "0 ^line 3: not well-formed (invalid token)\n");
	EXPECT_READ(S(""), "0 ^line 1: the file ends too early\n");
	EXPECT_READ(S("title,author\nEmma\n"), "0 ^line 1: syntax error\n");
}

TEST(marcxml_takes_no_entities_and_reads_no_other_file)
{
	EXPECT_READ(S("<!DOCTYPE r [<!ENTITY a \"ha\">\n<!ENTITY b \"&a;&a;\">]>" RECORD("&b;")),
		    "0 ^line 1: it declares entities, which are not taken\n");
	EXPECT_READ(S("<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" RECORD("&x;")),
		    "0 ^line 1: it declares entities, which are not taken\n");
	EXPECT_READ(S(RECORD("&eacute;")), "0 ^line 1: undefined entity\n");
	EXPECT_READ(S("<!DOCTYPE r SYSTEM \"http://127.0.0.1:1/r.dtd\">" RECORD("A")),
		    "1 A|||||0|0|\n");
}

TEST(marcxml_bounds_depth_and_sizes)
{
	struct ctx cx = ctx_make(NULL);
	struct buf b = buf_make(&cx.arena, 8 << 20);
	str all;

	for (int i = 0; i < MARCXML_DEPTH + 1; i++)
		buf_add(&b, S("<a>"));
	EXPECT_STR(marcxml_read_all(&cx.arena, buf_str(&b), 1000),
		   "0 ^line 1: elements within elements, too deep\n");

	b.n = 0;
	buf_add(&b, S("<c><a b=\""));
	for (int i = 0; i < 2 * MARCXML_TOKEN_BYTES; i++)
		buf_addc(&b, 'x');
	buf_add(&b, S("\"/></c>"));
	EXPECT_STR(marcxml_read_all(&cx.arena, buf_str(&b), 1 << 16),
		   "0 ^line 1: a tag or a comment that is too long\n");

	b.n = 0;
	buf_add(&b, S("<c><record>" LEADER));
	for (int i = 0; i < 20000; i++)
		buf_add(&b, S(TITLE("So long a title")));
	buf_add(&b, S("</record>" RECORD("B") "</c>"));
	all = marcxml_read_all(&cx.arena, buf_str(&b), 1 << 16);
	EXPECT_STR(all, "1 !its texts are too long\n2 B|||||0|0|\n");
	ctx_end(&cx);
}

TEST(marcxml_passes_over_what_has_no_place_in_a_record)
{
	EXPECT_READ(
		S("<record>" LEADER
		  "<datafield tag=\"24\"><subfield code=\"a\">x</subfield></datafield>"
		  "<datafield tag=\"2450\"><subfield code=\"a\">x</subfield></datafield>"
		  "<datafield><subfield code=\"a\">x</subfield></datafield>"
		  "<subfield code=\"a\">x</subfield><other>x</other>"
		  "<datafield tag=\"245\"><subfield>x</subfield><subfield code=\"\">x</subfield>"
		  "<subfield code=\"a\">A</subfield></datafield></record>"),
		"1 A|||||0|0|\n");
	/* elements where none belong do no harm */
	EXPECT_READ(
		S("<record><controlfield tag=\"008\">abc</controlfield><leader><record/></leader>"
		  "</record>"),
		"");
}

TEST(marcxml_says_when_the_source_fails)
{
	struct ctx cx = ctx_make(NULL);
	struct marc_file f = { S("<collection>" RECORD("A")), 10, true };
	struct marcxml *m = marcxml_open(&cx, marc_from_file, &f);
	struct entry e;

	EXPECT(marcxml_next(m, &e) == MARC_ENTRY && m->line == 1);
	EXPECT(marcxml_next(m, &e) == MARC_FAILED && marcxml_next(m, &e) == MARC_FAILED);
	ctx_end(&cx);
}

TEST(marcxml_files_are_known_by_their_beginning)
{
	EXPECT(marcxml_begins(S("<collection/>")) && marcxml_begins(S("\xef\xbb\xbf\r\n <?xml?>")));
	EXPECT(marcxml_begins(S("\xff\xfe<\0")) && marcxml_begins(S("\xfe\xff\0<")));
	EXPECT(!marcxml_begins(S("")) && !marcxml_begins(S("title,author\n")));
	EXPECT(!marcxml_begins(S("\xff\xfe")) && !marcxml_begins(S("00714nam a2200205 a 4500")));
}
