/* folder.c - see folder.h. */
#include "base/folder.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool folder_sync_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	str folder = slash ? (str){ path, (size_t)(slash + 1 - path) } : S(".");
	int fd = open(str_dup(a, folder).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}
