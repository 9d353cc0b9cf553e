/* json_scan.h - going through JSON text once, without keeping it: for dumps of gigabytes, where building values costs more than all the rest.
 *
 * What is asked for comes as a slice of the text; everything else is passed over. It is as strict as passing over needs: brackets and strings must
 * be closed, depth has a limit. Elsewhere JSON is read by base/json_read.h. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include "base/str.h"

enum { JSON_SCAN_DEPTH = 32 };

struct json_scan {
	const char *p, *end;
	bool bad; /* the text is no JSON, from here on nothing is found */
};

struct json_scan json_scan_make(str text);

/* Whether an object begins here: steps into it. */
bool json_scan_object(struct json_scan *s);
/* The next key, with its escapes; its value comes next and must be taken or passed over. False: the object ended. */
bool json_scan_key(struct json_scan *s, str *key);

bool json_scan_array(struct json_scan *s);
/* Whether another item comes, which must be taken or passed over. False: the array ended. */
bool json_scan_item(struct json_scan *s);

/* Whether the value here is a string: takes it, with its escapes still in it. If not, nothing is taken. */
bool json_scan_string(struct json_scan *s, str *out);
/* Whether it is a whole number that fits: takes it. If not, nothing is taken. */
bool json_scan_number(struct json_scan *s, int64_t *out);

void json_scan_skip(struct json_scan *s); /* any value */

/* A string without its escapes, as valid UTF-8: itself, or written behind what is in *b. Control characters, among them NUL, become spaces;
 * half surrogates and broken bytes become U+FFFD. */
str json_scan_text(str raw, struct buf *b);

#endif
