# bookshelf                                   plain GNU Make; every target:
#
# make run          install what is missing, build, start on http://127.0.0.1:5001
# make run-pg       the same on a PostgreSQL server that is removed afterwards
# make              build the program, build/release/bookshelf
# make test         all tests; make test S=http-books: one suite; make unit T=json: the unit tests whose name holds "json"
# make asan | tsan  all tests that run the program, under AddressSanitizer and UBSan | ThreadSanitizer
# make fuzz F=tsv   fuzz one parser for a minute with clang's libFuzzer; see tests/fuzz
# make lint         the gates: layers, globals, headers, documents, format
# make check        lint, test, asan, tsan
# make demo         a rendered shelf scanned into a library; no photo needed
# make bench        timings of the built program; make bench-library: of a library, on each database
# make flood        what a flood of wrong logins does to everybody else
# make races        what several do at once, in full, on each database
# make crash        servers and databases killed under a write load, in full
# make accuracy PHOTOS=DIR   recognition scored against transcriptions
# make bench-matching MATCHING=DIR   texts of a real library's spines matched with its catalogue
# make bench-catalogue BOOKS=T.tsv QUERIES=Q.tsv   the catalogue against SQLite's FTS5 and Xapian: recall, time, size
# make bench-import BOOKS=T.tsv EDITIONS=N   reading files of books: a library's export; dumps, also killed and gone on with (or DUMP=DIR)
# make bench-instances BOOKS=T.tsv [QUERIES=Q.tsv]   the catalogue on PostgreSQL with three servers against one on SQLite
# make bench-famous DATA=DIR BOOKS=T.tsv   whether a title that many books have is taken for the famous one
# make docs         print the references in docs/ from the program's tables
# make format       clang-format over src and tests
# make clean        remove what was built
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all
ifeq ($(origin CC),default)
CC        := cc
endif
V         ?= release
B         := build/$(V)
PKGS      := libmicrohttpd sqlite3 libpq libarchive jansson libsodium libjpeg libpng libwebp libheif libutf8proc libdeflate zlib libzstd expat liboath libcurl
CACHE     := $(or $(BOOKSHELF_CACHE),$(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME)/bookshelf),$(HOME)/.cache/bookshelf)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Walloca -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
        -Wundef -Wformat=2 -Wswitch-enum -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Werror
O.debug   := -O1 -fno-omit-frame-pointer
O.asan    := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
O.tsan    := -O1 -fsanitize=thread
O.fuzz    := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
O.release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
OWN_CFLAGS  = -std=gnu17 -g -D_GNU_SOURCE -Isrc -Itests/unit -I$(B) -include base/banned.h $(WARN) -pthread \
              -isystem $(CACHE)/onnxruntime/include $(shell pkg-config --cflags $(PKGS)) $(O.$(V)) $(CFLAGS)
# an attacker who finds a bug shall find nothing at a known place, and nothing that is both written and run (tools/check-hardened)
L.release := -pie -Wl,-z,relro,-z,now,-z,noexecstack
# two shared libraries take each other's word for where reports go, and parts of them are lost (tools/run-sanitized)
L.asan    := -static-libasan -static-libubsan
OWN_LDFLAGS = $(O.$(V)) $(L.$(V)) -pthread $(LDFLAGS)
OWN_LDLIBS  = $(shell pkg-config --libs $(PKGS)) -lm -ldl $(LDLIBS)
# asked once, not for every file
OWN_CFLAGS  := $(OWN_CFLAGS)
OWN_LDLIBS  := $(OWN_LDLIBS)

SRC   := $(sort $(wildcard src/*/*.c))
TEST  := $(sort $(wildcard tests/unit/*.c))
FUZZ  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
BENCH := $(sort $(wildcard tests/bench/bench_*.c))
OBJ   := $(SRC:%.c=$(B)/%.o) $(B)/migrations.o $(B)/web_files.o $(B)/starter.o $(B)/common_passwords.o
TOBJ  := $(TEST:%.c=$(B)/%.o)
DEPS  := $(OBJ:.o=.d) $(TOBJ:.o=.d) $(B)/src/main.d $(FUZZ:%.c=$(B)/%.d) $(BENCH:%.c=$(B)/%.d)

WEB_IN := web/index.html web/package-lock.json $(wildcard web/*.ts web/*.json web/public/* web/src/* web/src/*/*)
STARTER := $(sort $(wildcard data/starter/*.tsv))

all: $(B)/bookshelf
$(B)/bookshelf: $(OBJ) $(B)/src/main.o
	@echo 'ld $@'
	@$(CC) $(OWN_LDFLAGS) -o $@ $^ $(OWN_LDLIBS)
$(B)/test-unit: $(OBJ) $(TOBJ)
	@echo 'ld $@'
	@$(CC) $(OWN_LDFLAGS) -o $@ $^ $(OWN_LDLIBS)
# what tools/run-sanitized is tested with
$(B)/wrong: $(B)/tests/tools/wrong.o
	@$(CC) $(OWN_LDFLAGS) -o $@ $^
$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo 'cc $@'
	@$(CC) $(OWN_CFLAGS) -MMD -MP -c -o $@ $<
$(B)/tests/unit/main.o: $(B)/tests.def
$(B)/tests.def: $(TEST)
	@mkdir -p $(B)
	sed -n 's/^TEST(\([a-z0-9_]*\)).*/T(\1)/p' $(TEST) > $@

# ---- files built into the program ----
build/embed: tools/embed.c
	@mkdir -p $(@D)
	$(CC) -O1 -o $@ $< $(shell pkg-config --cflags --libs libdeflate)
$(B)/migrations.c: build/embed $(sort $(wildcard migrations/*.sql))
	@mkdir -p $(@D)
	@build/embed migrations $(sort $(wildcard migrations/*.sql)) > $@
$(B)/starter.c: build/embed $(STARTER)
	@mkdir -p $(@D)
	@build/embed starter $(STARTER) > $@
$(B)/common_passwords.c: build/embed tools/make-common-passwords
	@mkdir -p $(@D)
	@tools/make-common-passwords > $(B)/common-passwords
	@build/embed common_passwords $(B)/common-passwords > $@
$(B)/web_files.c: build/embed web/dist/index.html
	@mkdir -p $(@D)
	@build/embed --web web_files $$(find web/dist -type f | LC_ALL=C sort) > $@
$(B)/migrations.o $(B)/starter.o $(B)/web_files.o $(B)/common_passwords.o: $(B)/%.o: $(B)/%.c
	@echo 'cc $@'
	@$(CC) -Isrc -O1 -c -o $@ $<

# Not `npm ci`: npm 11 writes lock files without other systems' optional packages, and then refuses them there.
web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@
web/dist/index.html: web/node_modules/.package-lock.json $(WEB_IN)
	cd web && npm run --silent build
	@touch $@

# what the tests of the HTTP API read its document with
tests/http/node_modules/.package-lock.json: tests/http/package-lock.json
	cd tests/http && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

# ---- what people type ----
bootstrap:
	@tools/bootstrap run
run: bootstrap
	@$(MAKE) --no-print-directory all
	@exec $(B)/bookshelf serve $(ARGS)
run-pg:
	@tools/bootstrap postgres
	@$(MAKE) --no-print-directory all
	@exec tools/run-postgres $(B)/bookshelf serve --migrate $(ARGS)
test:
	@tools/bootstrap test
	@tools/bootstrap browser
	@tools/run-tests $(S)
unit: U := $(or $(filter asan tsan,$(V)),debug)
unit:
	@$(MAKE) --no-print-directory V=$(U) build/$(U)/test-unit
	build/$(U)/test-unit $(T)
asan tsan:
	@tools/bootstrap test
	@tools/bootstrap browser
	@V=$@ tools/run-tests $(S)
lint:
	@tools/bootstrap test
	@$(MAKE) --no-print-directory V=debug all
	tools/check-layers
	tools/check-globals build/debug
	tools/check-headers
	tools/check-docs
	tools/check-starter
	tools/check-format
	@$(MAKE) --no-print-directory V=release all
	tools/check-hardened build/release/bookshelf
check: lint test asan tsan
demo: bootstrap
	@$(MAKE) --no-print-directory all
	@tools/demo
docs: all
	tools/check-docs --write
format:
	clang-format-14 -i src/*/*.[ch] src/main.c tests/unit/*.[ch] tests/fuzz/*.c tests/bench/*.c

# ---- fuzzing and figures ----
$(B)/replay/%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay.o $(OBJ)
	@mkdir -p $(@D)
	@echo 'ld $@'
	@$(CC) $(OWN_LDFLAGS) -o $@ $^ $(OWN_LDLIBS)
replay: $(FUZZ:tests/fuzz/%.c=$(B)/replay/%)
fuzz:
	@$(MAKE) --no-print-directory V=fuzz CC=clang-14 build/fuzz/fuzz_$(F)
	@mkdir -p build/corpus/$(F)
	build/fuzz/fuzz_$(F) -max_total_time=$(or $(SECONDS),60) build/corpus/$(F) $(wildcard tests/fuzz/corpus/$(F))
build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o $(OBJ)
	@echo 'ld $@'
	@$(CC) $(OWN_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(OWN_LDLIBS)
$(B)/bench_%: $(B)/tests/bench/bench_%.o $(OBJ)
	@echo 'ld $@'
	@$(CC) $(OWN_LDFLAGS) -o $@ $^ $(OWN_LDLIBS)
bench: bench-tools all $(BENCH:tests/bench/%.c=$(B)/%)
	tools/bench
flood: all
	@tools/bootstrap test
	tests/bench/flood.mjs
races: all
	@tools/bootstrap test
	tests/bench/races.mjs
crash: all
	@tools/bootstrap test
	tests/crash/full.mjs
bench-library: bench-tools all
	tests/bench/library.mjs
accuracy: all
	tools/accuracy $(PHOTOS)
bench-matching: all
	tests/bench/matching $(MATCHING)
bench-catalogue: bench-tools all
	tests/bench/catalogue $(BOOKS) $(QUERIES) --bin $(B)/bookshelf
bench-import: bench-tools all $(B)/bench_import $(B)/make_dump
	$(B)/bench_import
	tests/bench/dumps $(if $(DUMP),--dump $(DUMP),$(BOOKS) $(EDITIONS)) --bin $(B)/bookshelf --maker $(B)/make_dump
$(B)/make_dump: tests/bench/make_dump.c
	@mkdir -p $(@D)
	@echo 'cc $@'
	@$(CC) -O2 -o $@ $<
bench-instances: all
	@tools/bootstrap postgres
	tests/bench/instances.mjs $(BOOKS) $(QUERIES)
bench-famous: all
	tests/bench/famous $(DATA) $(BOOKS) --bin $(B)/bookshelf
clean:
	rm -rf build web/dist web/node_modules

bench-tools:
	@tools/bootstrap bench

.PHONY: bench-tools all bootstrap run run-pg test unit asan tsan lint check demo docs format replay fuzz bench bench-library bench-matching bench-catalogue bench-import bench-instances bench-famous flood races crash accuracy clean
.SECONDARY:
-include $(wildcard $(DEPS))
