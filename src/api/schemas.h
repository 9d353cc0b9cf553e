/* schemas.h - the words schemas.def and operations.def are written with, and schemas.def as rows.
 *
 * Shapes (a value's form):
 *   STRING(min, max)   text, in characters          WHOLE(min, max)    a whole number
 *   DECIMAL(min, max)  a number                     BOOLEAN            true or false
 *   ONE_OF("a b")      one of these words           INSTANT            2026-11-23T20:15:00Z
 *   WHEN               an INSTANT or a date         UUID, EMAIL        text of that form
 *   REF(Book)          a schema of schemas.def      LIST(shape, max)   that many at most
 *   NOTHING            always null                  ANYTHING           any JSON
 *   A_FILE             bytes, in a form             ERROR_CODE         a name of errors.def
 *   OR_NULL(shape)     that, or null
 * A bound that is not there is ANY. */
#ifndef SCHEMAS_H
#define SCHEMAS_H

#include "base/json_write.h"

enum shape_kind {
	SHAPE_STRING,
	SHAPE_WHOLE,
	SHAPE_DECIMAL,
	SHAPE_BOOLEAN,
	SHAPE_ONE_OF,
	SHAPE_REF,
	SHAPE_LIST,
	SHAPE_NOTHING,
	SHAPE_ANYTHING,
	SHAPE_FILE,
	SHAPE_ERROR_CODE
};

enum presence { MAYBE, ALWAYS };

#define ANY INT64_MIN

enum schema_id {
#define SCHEMA(name, about) SCHEMA_##name,
#define FIELD(key, presence, shape, about)
#define WITH(name)
#include "api/schemas.def"
#undef SCHEMA
#undef FIELD
#undef WITH
	SCHEMA__MAX
};

struct shape {
	enum shape_kind kind;
	bool null;                /* or null */
	int64_t min, max;         /* characters, items or the number itself; ANY: no bound */
	const char *format;       /* of text: "uuid", or NULL */
	const char *words;        /* SHAPE_ONE_OF: separated by spaces */
	enum schema_id ref;       /* SHAPE_REF */
	const struct shape *item; /* SHAPE_LIST */
};

/* Inside { }: */
#define STRING(least, most) .kind = SHAPE_STRING, .min = least, .max = most
#define WHOLE(least, most) .kind = SHAPE_WHOLE, .min = least, .max = most
#define DECIMAL(least, most) .kind = SHAPE_DECIMAL, .min = least, .max = most
#define BOOLEAN .kind = SHAPE_BOOLEAN
#define ONE_OF(list) .kind = SHAPE_ONE_OF, .words = list
#define FORMATTED(name) .kind = SHAPE_STRING, .min = ANY, .max = ANY, .format = name
#define INSTANT FORMATTED("date-time")
#define UUID FORMATTED("uuid")
#define EMAIL FORMATTED("email")
#define WHEN STRING(0, 64)
#define REF(name) .kind = SHAPE_REF, .ref = SCHEMA_##name
#define LIST(of, most) \
	.kind = SHAPE_LIST, .min = ANY, .max = most, .item = &(const struct shape) { of }
#define NOTHING .kind = SHAPE_NOTHING
#define ANYTHING .kind = SHAPE_ANYTHING
#define A_FILE .kind = SHAPE_FILE
#define ERROR_CODE .kind = SHAPE_ERROR_CODE
#define OR_NULL(this) this, .null = true

/* A line of schemas.def: the schema itself (key is NULL), one of its fields, or the fields of
 * another, which are its fields too. */
enum schema_row_kind { ROW_SCHEMA, ROW_FIELD, ROW_WITH };
struct schema_row {
	enum schema_row_kind kind;
	enum schema_id id; /* ROW_SCHEMA: which; ROW_WITH: whose fields */
	const char *name;  /* of the schema or of the field */
	enum presence presence;
	struct shape shape;
	const char *about;
};
extern const struct schema_row schema_rows[];
extern const size_t schema_rows_n;

/* The line of a schema; its fields follow, up to the next ROW_SCHEMA. */
const struct schema_row *schema_find(enum schema_id id);

/* The next field of the schema that `first` belongs to: *at begins as NULL. Fields of WITH come in
 * their place. */
struct field_walk {
	const struct schema_row *at, *outer;
};
const struct schema_row *schema_next_field(struct field_walk *w);
struct field_walk schema_fields(enum schema_id id);

/* schemas_write.c, as JSON Schema: a shape's keywords, into the object that is open; an object of them with a
 * description; "error" as one of these errors (a bit for each enum err; invalid_field stands for invalid_<the field's
 * name>); the object "schemas" with all of schemas.def. */
void schema_put_shape(struct json *j, const struct shape *s);
void schema_put_described(struct json *j, const char *key, const struct shape *s,
			  const char *about);
void schema_put_errors(struct json *j, uint64_t errors);
void schema_put_all(struct json *j);

#endif
