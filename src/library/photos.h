/* photos.h - the photos that people keep: files in the data folder, each named by the digest of its bytes.
 *
 * DATA/photos/<user id>/<digest>.<jpg|png|webp>, for the program's own eyes only (files 0600, folders 0700). A file is there
 * whole or not at all. Which photos there should be is said by the table of scans; what no row names is swept. */
#ifndef PHOTOS_H
#define PHOTOS_H

#include "library/app.h"

enum { PHOTO_DIGEST_CHARS = 64, PHOTO_NAME_CHARS = PHOTO_DIGEST_CHARS + 5 };

/* "<digest>.jpg": of a photo, and of what a row of scans says of one. In the arena. */
str photo_name(struct ctx *cx, const struct photo *p);
str photo_name_of(struct ctx *cx, str digest, str media_type);
str photo_name_digest(str name);
bool photo_name_valid(str name);
const char *photo_name_type(str name); /* the media type of a valid name */

/* Keep it: on the disk, whole, when this returns OK. The same photo twice is one file. ERR_NO_SPACE, ERR_IO. */
enum err photo_keep(struct ctx *cx, str user_id, str name, str bytes) NODISCARD;

/* The file's path; the name is valid, the file may be gone. In the arena. */
str photo_path(struct ctx *cx, str user_id, str name);

/* The file, to be read and closed by the caller; its bytes, in the arena; ERR_NOT_FOUND, ERR_IO. And only how many. */
enum err photo_open(struct ctx *cx, str user_id, str name, int *fd) NODISCARD;
enum err photo_read(struct ctx *cx, str user_id, str name, str *out) NODISCARD;
int64_t photo_size(struct ctx *cx, str user_id, str name); /* 0: gone */

/* A small one of it, a JPEG (vision_small): a file beside the photo, "<digest>-<width>.jpg", made when it is first asked for and gone with
 * the photo. Open it; ERR_NOT_FOUND: it has not been made yet. */
enum { PHOTO_WIDTHS = 4 };
extern const int photo_widths[PHOTO_WIDTHS];
enum err photo_small_open(struct ctx *cx, str user_id, str name, int width_px, int *fd,
			  int64_t *bytes) NODISCARD;
/* ERR_NOT_FOUND: the photo is gone, perhaps just now. */
enum err photo_small_make(struct ctx *cx, str user_id, str name, int width_px) NODISCARD;

/* Gone when it returns, and its small ones; no matter when it was gone before. ERR_IO. */
enum err photo_remove(struct ctx *cx, str user_id, str name) NODISCARD;

/* Every photo there is, by person and name, as it was when it was looked at. In the arena. ERR_IO. */
struct photo_file {
	str user_id, name;
};
struct photo_files {
	struct photo_file *items;
	size_t n;
};
enum err photos_list(struct ctx *cx, struct photo_files *out) NODISCARD;

/* Remove what lies in the folders for longer than a day and `named` does not know: left by a crash between file and row, or
 * by a failure to remove. */
typedef enum err photo_named(struct ctx *cx, str user_id, str name, bool *yes);
enum err photos_sweep(struct ctx *cx, photo_named *named, size_t *removed) NODISCARD;

#endif
