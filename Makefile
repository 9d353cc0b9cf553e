# bookshelf                                   plain GNU Make; every target:
#
# make run          install what is missing, build, start on http://127.0.0.1:5001
# make              the program, build/release/bookshelf
# make test         all tests; make test T=json: the unit tests whose name holds "json"
# make asan | tsan  the unit tests under AddressSanitizer and UBSan | ThreadSanitizer
# make lint         the gates: layers, globals, headers, documents, format
# make check        test, lint, asan, tsan
# make demo         a rendered shelf scanned into a library; no photo needed
# make bench        timings; make accuracy PHOTOS=dir: recognition against transcriptions
# make docs         print the references in docs/ from the program's tables
# make web          the page, web/dist
# make clean        remove what was built
MAKEFLAGS += --no-builtin-rules
CC        := $(if $(filter default undefined,$(origin CC)),cc,$(CC))
V         ?= release
B         := build/$(V)
PKGS      := libmicrohttpd sqlite3 jansson libsodium libjpeg libpng libwebp libheif libutf8proc
CACHE     := $(or $(BOOKSHELF_CACHE),$(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME)/bookshelf),$(HOME)/.cache/bookshelf)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
        -Wundef -Wformat=2 -Wswitch-enum -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Werror
O.debug   := -O1 -fno-omit-frame-pointer
O.asan    := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
O.tsan    := -O1 -fsanitize=thread
O.release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS    += -std=gnu17 -g -D_GNU_SOURCE -Isrc -Itests/unit -I$(B) $(WARN) -pthread \
             -isystem $(CACHE)/onnxruntime/include $(shell pkg-config --cflags $(PKGS)) $(O.$(V))
LDFLAGS   += $(O.$(V)) -pthread
LDLIBS    += $(shell pkg-config --libs $(PKGS)) -lz -lm -ldl

SRC  := $(sort $(wildcard src/*/*.c))
TEST := $(sort $(wildcard tests/unit/*.c))
OBJ  := $(SRC:%.c=$(B)/%.o) $(B)/migrations.o
TOBJ := $(TEST:%.c=$(B)/%.o)

all: $(B)/bookshelf

$(B)/test-unit: $(OBJ) $(TOBJ)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(B)/%.o: %.c | $(B)/tests.def
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<
$(B)/tests.def: $(TEST)
	@mkdir -p $(B)
	sed -n 's/^TEST(\([a-z0-9_]*\)).*/T(\1)/p' $(TEST) > $@

$(B)/embed: tools/embed.c
	@mkdir -p $(B)
	$(CC) -o $@ $<
$(B)/migrations.c: $(B)/embed $(sort $(wildcard migrations/*.sql))
	$(B)/embed migrations $(sort $(wildcard migrations/*.sql)) > $@
$(B)/migrations.o: $(B)/migrations.c
	$(CC) $(CFLAGS) -c -o $@ $<
-include $(OBJ:.o=.d) $(TOBJ:.o=.d)
