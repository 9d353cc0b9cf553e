/* replay.c - run a fuzz target over files, without a fuzzer: `fuzz_x FILE...` */
#include "base/crypto.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int main(int argc, char **argv)
{
	enum { MAX = 32 << 20 };
	uint8_t *data = xmalloc(MAX);

	crypto_setup();
	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		size_t n;
		uint8_t *copy;

		if (!f) {
			perror(argv[i]);
			return 1;
		}
		n = fread(data, 1, MAX, f);
		fclose(f);
		copy = xmalloc(n); /* of the exact size, so that reading past it is seen */
		for (size_t k = 0; k < n; k++)
			copy[k] = data[k];
		LLVMFuzzerTestOneInput(copy, n);
		free(copy);
	}
	free(data);
	printf("replayed %d inputs\n", argc - 1);
	return 0;
}
