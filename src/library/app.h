/* app.h - what all work of one process shares. Made at start, ended last. */
#ifndef APP_H
#define APP_H

#include "catalogue/catalogue.h"
#include "db/db_pool.h"
#include "vision/vision.h"

struct app {
	struct conf conf;
	struct db_pool *dbs;
	struct catalogue *catalogue;
	struct vision *vision;
	struct secrets *secrets;     /* library/secrets.h */
	struct hashing *hashing;     /* library/hashing.h */
	struct own_books *own_books; /* library/own_books.h; NULL: nobody is answered their own */
	struct importer *importer;   /* of a server; else NULL (library/importer.h) */
	struct online *online; /* the same, and NULL where no source is set up (library/online.h) */
	struct covers *covers; /* the same, and NULL where no source is set up (library/covers.h) */
};

/* Make the data folder, open the database and bring it to the newest schema, open the catalogue. The models are loaded by
 * the first photo. Texts of conf must live as long as the app. ERR_CONFIG when the schema is older and may not be brought up
 * without being told to (setting migrate), or newer than the program. */
enum err app_open(struct ctx *cx, const struct conf *conf, struct app **out) NODISCARD;
void app_close(struct app *a);

/* Only the database of these settings, as it is, on cx->db, closed by ctx_end: for what looks after it. */
enum err app_database(struct ctx *cx, const struct conf *conf) NODISCARD;

/* The schema of cx->db: made the one this program needs, where that may be done without being told to; else ERR_CONFIG. */
enum err app_schema(struct ctx *cx, const struct conf *conf) NODISCARD;

/* The database of these settings: DATABASE_URL, or dev.db in the data folder. */
str app_database_url(struct ctx *cx, const struct conf *conf);

#endif
