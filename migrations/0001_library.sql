-- People, the books the program knows of, and each person's copies of them.
-- One text for both engines; @uuid and @real are words of src/db/migrate.c. Times are milliseconds
-- since 1970 UTC, lists are one item a line, truth is 0 or 1.

CREATE TABLE users (
	id           @uuid PRIMARY KEY,
	email        TEXT NOT NULL UNIQUE,      -- lower case
	username     TEXT NOT NULL UNIQUE,
	display_name TEXT,
	created_ms   BIGINT NOT NULL
);

-- Shared by everybody: one row per edition, known by its Google id or ISBN, else by fold_key (title, first author, year).
-- Filled where empty, never overwritten by a person's request.
CREATE TABLE books (
	id              @uuid PRIMARY KEY,
	fold_key        TEXT UNIQUE,            -- only while neither id nor ISBN is known
	title           TEXT NOT NULL,
	subtitle        TEXT,
	authors         TEXT,
	google_books_id TEXT UNIQUE,
	isbn13          TEXT UNIQUE,
	isbn10          TEXT,
	publisher       TEXT,
	published_date  TEXT,
	genres          TEXT,
	cover_thumbnail TEXT,
	synopsis        TEXT,
	info_link       TEXT,
	published_year  BIGINT,
	page_count      BIGINT,
	created_ms      BIGINT NOT NULL
);

-- A person's copy: their own state, and where they say otherwise than books, their own metadata, which wins in
-- what they see ('' and -1: they say there is none; NULL: as in books).
CREATE TABLE user_books (
	id              @uuid PRIMARY KEY,
	user_id         @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	book_id         @uuid NOT NULL REFERENCES books (id),
	title           TEXT,
	subtitle        TEXT,
	authors         TEXT,
	google_books_id TEXT,
	isbn13          TEXT,
	isbn10          TEXT,
	publisher       TEXT,
	published_date  TEXT,
	genres          TEXT,
	cover_thumbnail TEXT,
	synopsis        TEXT,
	info_link       TEXT,
	published_year  BIGINT,
	page_count      BIGINT,
	-- what the person's copies are matched by, folded
	title_key       TEXT NOT NULL,
	google_key      TEXT,
	isbn_key        TEXT,
	-- the person's own
	shelf           TEXT NOT NULL CHECK (shelf IN ('want_to_read', 'reading', 'read', 'custom')),
	status          TEXT NOT NULL,
	source          TEXT NOT NULL,
	loaned          BIGINT NOT NULL CHECK (loaned IN (0, 1)),
	liked           BIGINT NOT NULL CHECK (liked IN (0, 1)),
	reread          BIGINT NOT NULL CHECK (reread IN (0, 1)),
	rating          @real CHECK (rating BETWEEN 0 AND 5),
	review          TEXT,
	started_ms      BIGINT,
	finished_ms     BIGINT,
	added_ms        BIGINT NOT NULL,
	updated_ms      BIGINT NOT NULL,
	UNIQUE (user_id, book_id)
);
CREATE INDEX user_books_by_added ON user_books (user_id, added_ms);
CREATE INDEX user_books_by_title ON user_books (user_id, title_key);
CREATE INDEX user_books_by_google ON user_books (user_id, google_key);
CREATE INDEX user_books_by_isbn ON user_books (user_id, isbn_key);
-- way back
DROP TABLE user_books;
DROP TABLE books;
DROP TABLE users;
