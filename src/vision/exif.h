/* exif.h - which way up a photo was taken: the one thing of its metadata that is read. */
#ifndef EXIF_H
#define EXIF_H

#include "vision/image.h"

/* The EXIF orientation (1–8) of a JPEG, PNG or WebP file; 1 where it says none, or nonsense. */
int exif_orientation(str file);

/* Turn and mirror *im so that it stands upright. */
void exif_apply(struct image *im, int orientation);

#endif
