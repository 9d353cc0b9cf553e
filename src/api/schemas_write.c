/* schemas_write.c - shapes and schemas as JSON Schema (draft 2020-12), the words of OpenAPI 3.1. */
#include "api/schemas.h"

#include "base/ctx.h"

#include <stdio.h>

static void put_type(struct json *j, const char *type, bool null)
{
	if (!null) {
		json_str(j, "type", str_from(type));
		return;
	}
	json_arr(j, "type");
	json_str(j, NULL, str_from(type));
	json_str(j, NULL, S("null"));
	json_end(j, ']');
}

static void put_bound(struct json *j, const char *key, int64_t n)
{
	if (n != ANY)
		json_i64(j, key, n);
}

static void put_words(struct json *j, const struct shape *s)
{
	str rest = str_from(s->words);

	json_arr(j, "enum");
	while (rest.n)
		json_str(j, NULL, str_cut(&rest, ' '));
	if (s->null)
		json_nil(j, NULL);
	json_end(j, ']');
}

static void put_ref(struct json *j, const struct shape *s)
{
	char path[128];

	snprintf(path, sizeof path, "#/components/schemas/%s", schema_find(s->ref)->name);
	if (!s->null) {
		json_str(j, "$ref", str_from(path));
		return;
	}
	json_arr(j, "anyOf");
	json_obj(j, NULL);
	json_str(j, "$ref", str_from(path));
	json_end(j, '}');
	json_obj(j, NULL);
	json_str(j, "type", S("null"));
	json_end(j, '}');
	json_end(j, ']');
}

void schema_put_errors(struct json *j, uint64_t errors)
{
	json_arr(j, "anyOf");
	json_obj(j, NULL);
	json_arr(j, "enum");
	for (int e = 1; e < ERR__MAX; e++)
		if (errors >> e & 1)
			json_str(j, NULL, str_from(err_name((enum err)e)));
	json_end(j, ']');
	json_end(j, '}');
	if (errors >> ERR_INVALID_FIELD & 1) {
		json_obj(j, NULL);
		json_str(j, "type", S("string"));
		json_str(j, "pattern", S("^invalid_[a-z0-9_]+$"));
		json_end(j, '}');
	}
	json_end(j, ']');
}

static void put_list(struct json *j, const struct shape *s)
{
	put_type(j, "array", s->null);
	put_bound(j, "maxItems", s->max);
	json_obj(j, "items");
	schema_put_shape(j, s->item);
	json_end(j, '}');
}

static void put_number(struct json *j, const char *type, const struct shape *s)
{
	put_type(j, type, s->null);
	put_bound(j, "minimum", s->min);
	put_bound(j, "maximum", s->max);
}

static void put_string(struct json *j, const struct shape *s)
{
	put_type(j, "string", s->null);
	if (s->format)
		json_str(j, "format", str_from(s->format));
	if (s->min > 0)
		json_i64(j, "minLength", s->min);
	put_bound(j, "maxLength", s->max);
}

void schema_put_shape(struct json *j, const struct shape *s)
{
	switch (s->kind) {
	case SHAPE_STRING: put_string(j, s); break;
	case SHAPE_WHOLE: put_number(j, "integer", s); break;
	case SHAPE_DECIMAL: put_number(j, "number", s); break;
	case SHAPE_BOOLEAN: put_type(j, "boolean", s->null); break;
	case SHAPE_ONE_OF:
		put_type(j, "string", s->null);
		put_words(j, s);
		break;
	case SHAPE_REF: put_ref(j, s); break;
	case SHAPE_LIST: put_list(j, s); break;
	case SHAPE_NOTHING: json_str(j, "type", S("null")); break;
	case SHAPE_ANYTHING: break;
	case SHAPE_FILE: json_str(j, "contentMediaType", S("application/octet-stream")); break;
	case SHAPE_ERROR_CODE: schema_put_errors(j, ~UINT64_C(0)); break;
	}
}

void schema_put_described(struct json *j, const char *key, const struct shape *s, const char *about)
{
	json_obj(j, key);
	schema_put_shape(j, s);
	json_str(j, "description", str_from(about));
	json_end(j, '}');
}

static void put_schema(struct json *j, const struct schema_row *schema)
{
	struct field_walk w = schema_fields(schema->id);

	json_obj(j, schema->name);
	json_str(j, "type", S("object"));
	json_str(j, "description", str_from(schema->about));
	json_obj(j, "properties");
	for (const struct schema_row *f; (f = schema_next_field(&w));)
		schema_put_described(j, f->name, &f->shape, f->about);
	json_end(j, '}');
	json_arr(j, "required");
	w = schema_fields(schema->id);
	for (const struct schema_row *f; (f = schema_next_field(&w));)
		if (f->presence == ALWAYS)
			json_str(j, NULL, str_from(f->name));
	json_end(j, ']');
	json_end(j, '}');
}

void schema_put_all(struct json *j)
{
	json_obj(j, "schemas");
	for (size_t i = 0; i < schema_rows_n; i++)
		if (schema_rows[i].kind == ROW_SCHEMA)
			put_schema(j, &schema_rows[i]);
	json_end(j, '}');
}
