-- A number for every change of a library, tombstones in place of deletions, and the person's profile.

ALTER TABLE users ADD COLUMN bio TEXT;
ALTER TABLE users ADD COLUMN location TEXT;
ALTER TABLE users ADD COLUMN website TEXT;
ALTER TABLE users ADD COLUMN badge TEXT;         -- NULL: PATRON
ALTER TABLE users ADD COLUMN avatar_url TEXT;
ALTER TABLE users ADD COLUMN keep_photos BIGINT NOT NULL DEFAULT 1 CHECK (keep_photos IN (0, 1));
-- The last number given in changes. Raised under the row's lock: numbers appear in the order of the commits.
ALTER TABLE users ADD COLUMN change_seq BIGINT NOT NULL DEFAULT 0;
-- Readers who know no number above this one must read everything anew: older tombstones have been purged.
ALTER TABLE users ADD COLUMN change_floor BIGINT NOT NULL DEFAULT 0;

-- How often the edition has been filled: part of the ETag of what shows it.
ALTER TABLE books ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- Who may use whose library. Everybody owns their own.
CREATE TABLE library_memberships (
	user_id    @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- whose library
	member_id  @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	role       TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'reader')),
	created_ms BIGINT NOT NULL,
	PRIMARY KEY (user_id, member_id)
) @clustered;
INSERT INTO library_memberships (user_id, member_id, role, created_ms) SELECT id, id, 'owner', created_ms FROM users;

-- One line for each write to a person's library, in the same transaction.
CREATE TABLE changes (
	user_id @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	seq     BIGINT NOT NULL,
	noun    TEXT NOT NULL CHECK (noun IN ('book', 'friend', 'loan', 'profile', 'scan', 'import')),
	item_id @uuid NOT NULL,
	deleted BIGINT NOT NULL CHECK (deleted IN (0, 1)),
	at_ms   BIGINT NOT NULL,
	PRIMARY KEY (user_id, seq)
) @clustered;

-- user_books anew: keys begin with the person, one copy of an edition among those that are not deleted, and keys
-- to sort and search by. Those are NULL until the program has folded them (library/keys.c).
CREATE TABLE user_books_new (
	user_id         @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id              @uuid NOT NULL,
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
	-- what the person's copies are matched, sorted and searched by, folded
	title_key       @text NOT NULL,
	author_key      @text,
	search_key      TEXT,
	-- the person's own
	shelf           TEXT NOT NULL CHECK (shelf IN ('want_to_read', 'reading', 'read', 'custom')),
	status          TEXT NOT NULL,
	source          TEXT NOT NULL,
	loaned          BIGINT NOT NULL CHECK (loaned IN (0, 1)),
	liked           BIGINT NOT NULL CHECK (liked IN (0, 1)),
	reread          BIGINT NOT NULL CHECK (reread IN (0, 1)),
	rating          @real CHECK (rating BETWEEN 0 AND 5),
	review          TEXT,
	tags            TEXT,            -- one a line
	started_ms      BIGINT,
	finished_ms     BIGINT,
	added_ms        BIGINT NOT NULL,
	updated_ms      BIGINT NOT NULL,
	seq             BIGINT NOT NULL, -- of its last change
	deleted_ms      BIGINT,          -- a tombstone: restored within 30 days, or purged
	PRIMARY KEY (user_id, id)
);
INSERT INTO user_books_new (user_id, id, book_id, title, subtitle, authors, google_books_id, isbn13, isbn10, publisher,
	published_date, genres, cover_thumbnail, synopsis, info_link, published_year, page_count, title_key, shelf, status, source, loaned, liked, reread, rating, review, started_ms, finished_ms, added_ms,
	updated_ms, seq)
SELECT user_id, id, book_id, title, subtitle, authors, google_books_id, isbn13, isbn10, publisher,
	published_date, genres, cover_thumbnail, synopsis, info_link, published_year, page_count, title_key, shelf, status, source, loaned, liked, reread, rating, review, started_ms, finished_ms, added_ms,
	updated_ms, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY updated_ms, id)
FROM user_books;
DROP TABLE user_books;
ALTER TABLE user_books_new RENAME TO user_books;

INSERT INTO changes (user_id, seq, noun, item_id, deleted, at_ms)
SELECT user_id, seq, 'book', id, 0, updated_ms FROM user_books;
UPDATE users SET change_seq = (SELECT COALESCE(MAX(c.seq), 0) FROM changes c WHERE c.user_id = users.id);

-- Each of these is written with every new book: there are no more than the questions need.
CREATE UNIQUE INDEX user_books_one_an_edition ON user_books (book_id, user_id) WHERE deleted_ms IS NULL;
CREATE INDEX user_books_by_added ON user_books (user_id, added_ms, id) WHERE deleted_ms IS NULL;
CREATE INDEX user_books_by_title ON user_books (user_id, title_key, id) WHERE deleted_ms IS NULL;
CREATE INDEX user_books_by_author ON user_books (user_id, author_key, id) WHERE deleted_ms IS NULL;
CREATE INDEX user_books_by_seq ON user_books (user_id, seq);
CREATE INDEX user_books_by_own_google ON user_books (user_id, google_books_id) WHERE google_books_id IS NOT NULL;
CREATE INDEX user_books_by_own_isbn ON user_books (user_id, isbn13) WHERE isbn13 IS NOT NULL;
CREATE INDEX user_books_to_fold ON user_books (user_id, id) WHERE search_key IS NULL;
CREATE INDEX user_books_deleted ON user_books (deleted_ms) WHERE deleted_ms IS NOT NULL;

-- way back
-- loses rows of user_books: the older schema knows no tombstones

DROP TABLE changes;
DROP TABLE library_memberships;
CREATE TABLE user_books_old (
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
	title_key       TEXT NOT NULL,
	google_key      TEXT,
	isbn_key        TEXT,
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
INSERT INTO user_books_old (id, user_id, book_id, title, subtitle, authors, google_books_id, isbn13, isbn10, publisher,
	published_date, genres, cover_thumbnail, synopsis, info_link, published_year, page_count, title_key, google_key,
	isbn_key, shelf, status, source, loaned, liked, reread, rating, review, started_ms, finished_ms, added_ms, updated_ms)
SELECT u.id, u.user_id, u.book_id, u.title, u.subtitle, u.authors, u.google_books_id, u.isbn13, u.isbn10, u.publisher,
	u.published_date, u.genres, u.cover_thumbnail, u.synopsis, u.info_link, u.published_year, u.page_count, u.title_key,
	COALESCE(u.google_books_id, b.google_books_id), COALESCE(u.isbn13, b.isbn13), u.shelf, u.status, u.source, u.loaned,
	u.liked, u.reread, u.rating, u.review, u.started_ms, u.finished_ms, u.added_ms, u.updated_ms
FROM user_books u JOIN books b ON b.id = u.book_id WHERE u.deleted_ms IS NULL;
DROP TABLE user_books;
ALTER TABLE user_books_old RENAME TO user_books;
CREATE INDEX user_books_by_added ON user_books (user_id, added_ms);
CREATE INDEX user_books_by_title ON user_books (user_id, title_key);
CREATE INDEX user_books_by_google ON user_books (user_id, google_key);
CREATE INDEX user_books_by_isbn ON user_books (user_id, isbn_key);
ALTER TABLE books DROP COLUMN version;
ALTER TABLE users DROP COLUMN change_floor;
ALTER TABLE users DROP COLUMN change_seq;
ALTER TABLE users DROP COLUMN keep_photos;
ALTER TABLE users DROP COLUMN avatar_url;
ALTER TABLE users DROP COLUMN badge;
ALTER TABLE users DROP COLUMN website;
ALTER TABLE users DROP COLUMN location;
ALTER TABLE users DROP COLUMN bio;
