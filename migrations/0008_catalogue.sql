-- The catalogue's files (catalogue/segments.h) for programs that share a database on a server: each keeps a copy of them in its own data
-- folder. Left empty on SQLite, which is one program's own.

CREATE TABLE catalogue_files (
	id         @text PRIMARY KEY,    -- the checksum of its content, 16 hexadecimal digits: the same file has the same everywhere
	bytes      BIGINT NOT NULL,
	titles     BIGINT NOT NULL,
	editions   BIGINT NOT NULL,
	day        TEXT,                 -- of a dump of Open Library; NULL: of other sources
	place      BIGINT,               -- on the list of those in force, oldest first; NULL: not on it, yet or any more
	touched_ms BIGINT NOT NULL       -- when it was last written, or went off the list
);

CREATE TABLE catalogue_chunks (
	file_id    @text NOT NULL REFERENCES catalogue_files (id) ON DELETE CASCADE,
	number     BIGINT NOT NULL,
	bytes      @bytes NOT NULL,
	PRIMARY KEY (file_id, number)
);

-- One row, locked by who changes the list.
CREATE TABLE catalogue_list (
	id         BIGINT PRIMARY KEY CHECK (id = 1),
	lineage    @uuid NOT NULL,       -- of this list from its beginning on
	generation BIGINT NOT NULL       -- counts its changes
);

-- way back
DROP TABLE catalogue_list;
DROP TABLE catalogue_chunks;
DROP TABLE catalogue_files;
