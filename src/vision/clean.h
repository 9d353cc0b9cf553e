/* clean.h - a photo's file without what it says of its maker: place, time, device, thumbnails, whatever is hidden behind its end.
 * Inside vision; the door is vision_clean. */
#ifndef CLEAN_H
#define CLEAN_H

#include "vision/vision.h"

/* Each copies what shows the picture and nothing else into *out, which has room for file.n + CLEAN_ROOM bytes; false for a file
 * whose parts are not whole. The compressed pixels are not touched. Safe for any bytes. */
typedef bool cleaner(str file, int orientation, struct buf *out);

enum { CLEAN_ROOM = 256 };

cleaner clean_jpeg;            /* the orientation goes into an EXIF block that says nothing else */
cleaner clean_png, clean_webp; /* upright photos only */

#endif
