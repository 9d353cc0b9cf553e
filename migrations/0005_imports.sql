-- Imports of other programs' files: what became of every row, so that it can be told, and undone.

CREATE TABLE imports (
	user_id     @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id          @uuid NOT NULL,
	format      TEXT NOT NULL,
	mapping     TEXT,                -- the person's own, "title=Titel,…"
	file_name   TEXT,
	file_digest TEXT NOT NULL,       -- the same file is known again
	people      TEXT,                -- friends and loans of this program's own export, as JSON
	state       TEXT NOT NULL CHECK (state IN ('preview', 'running', 'done', 'failed', 'undone')),
	failure     TEXT,
	row_count   BIGINT NOT NULL,     -- = done + those still to do
	done        BIGINT NOT NULL,     -- = matched + created + duplicate + needs_you
	matched     BIGINT NOT NULL,
	created     BIGINT NOT NULL,
	duplicate   BIGINT NOT NULL,
	needs_you   BIGINT NOT NULL,
	created_ms  BIGINT NOT NULL,
	updated_ms  BIGINT NOT NULL,
	seq         BIGINT NOT NULL,
	PRIMARY KEY (user_id, id)
);
CREATE INDEX imports_by_created ON imports (user_id, created_ms, id);
CREATE INDEX imports_by_file ON imports (user_id, file_digest);

CREATE TABLE import_rows (
	user_id      @uuid NOT NULL,
	import_id    @uuid NOT NULL,
	row_number   BIGINT NOT NULL,    -- in the file, from 1, the header not counted
	outcome      TEXT NOT NULL CHECK (outcome IN ('waiting', 'matched', 'created', 'duplicate', 'needs_you')),
	reason       TEXT,               -- for people
	title        TEXT,
	author       TEXT,
	row_data     TEXT NOT NULL,      -- the row as it stands, a JSON object
	entry        TEXT NOT NULL,      -- what was understood of it (library/entry_json.h)
	problems     TEXT,               -- what could not be taken, one a line
	user_book_id @uuid,              -- the copy it made or met
	filled       TEXT,               -- what it filled in that copy, as JSON: taken back by undo
	book_seq     BIGINT,             -- the copy's seq after it: a later one has been changed since
	PRIMARY KEY (user_id, import_id, row_number),
	FOREIGN KEY (user_id, import_id) REFERENCES imports (user_id, id) ON DELETE CASCADE,
	FOREIGN KEY (user_id, user_book_id) REFERENCES user_books (user_id, id)
);
CREATE INDEX import_rows_of_book ON import_rows (user_id, user_book_id) WHERE user_book_id IS NOT NULL;
CREATE INDEX import_rows_by_outcome ON import_rows (user_id, import_id, outcome, row_number);

-- way back
DROP TABLE import_rows;
DROP TABLE imports;
