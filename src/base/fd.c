/* fd.c - see fd.h. */
#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

bool fd_write_all(int fd, str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = (str){ bytes.p + n, bytes.n - (size_t)n };
	}
	return true;
}
