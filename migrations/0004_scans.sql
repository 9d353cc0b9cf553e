-- Where books came from: which photo, which box in it, what was read there, which books were proposed and what the
-- person chose.

CREATE TABLE scans (
	user_id        @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id             @uuid NOT NULL,
	replay_of      @uuid,            -- the scan whose photo was read again
	photo          TEXT,             -- BLAKE2b-256 of the kept file, its name in the data folder; NULL: not kept
	photo_type     TEXT,             -- image/jpeg image/png image/webp
	photo_bytes    BIGINT,
	width_px       BIGINT NOT NULL,  -- of the upright photo
	height_px      BIGINT NOT NULL,
	min_area_px    BIGINT NOT NULL,  -- the limits it was read with
	max_spines     BIGINT NOT NULL,
	max_candidates BIGINT NOT NULL,
	program        TEXT NOT NULL,    -- the version that read it
	total_ms       @real NOT NULL,   -- how long that took
	created_ms     BIGINT NOT NULL,
	updated_ms     BIGINT NOT NULL,
	seq            BIGINT NOT NULL,
	deleted_ms     BIGINT,
	PRIMARY KEY (user_id, id)
);
CREATE INDEX scans_by_created ON scans (user_id, created_ms, id) WHERE deleted_ms IS NULL;
CREATE INDEX scans_by_photo ON scans (user_id, photo) WHERE photo IS NOT NULL;
CREATE INDEX scans_by_seq ON scans (user_id, seq);
CREATE INDEX scans_deleted ON scans (deleted_ms) WHERE deleted_ms IS NOT NULL;

CREATE TABLE scan_spines (
	user_id         @uuid NOT NULL,
	scan_id         @uuid NOT NULL,
	spine           BIGINT NOT NULL,  -- its place on the shelf, from 0
	polygon         TEXT NOT NULL,    -- four corners, "x,y x,y x,y x,y", pixels of the upright photo
	confidence      @real NOT NULL,
	text            TEXT NOT NULL,    -- all that was read, one line of the spine a line
	title           TEXT,
	author          TEXT,
	text_confidence @real NOT NULL,
	status          TEXT NOT NULL CHECK (status IN ('sure', 'check', 'unknown')),
	-- what the person made of it; NULL: not decided
	choice          TEXT CHECK (choice IN ('confirmed', 'corrected', 'dismissed')),
	candidate       BIGINT,           -- the one confirmed
	user_book_id    @uuid,            -- the copy that came of it
	book_created    BIGINT NOT NULL DEFAULT 0 CHECK (book_created IN (0, 1)), -- the copy was not there before
	chosen_ms       BIGINT,
	PRIMARY KEY (user_id, scan_id, spine),
	FOREIGN KEY (user_id, scan_id) REFERENCES scans (user_id, id) ON DELETE CASCADE,
	FOREIGN KEY (user_id, user_book_id) REFERENCES user_books (user_id, id)
) @clustered;
CREATE INDEX scan_spines_of_book ON scan_spines (user_id, user_book_id) WHERE user_book_id IS NOT NULL;

CREATE TABLE scan_candidates (
	user_id      @uuid NOT NULL,
	scan_id      @uuid NOT NULL,
	spine        BIGINT NOT NULL,
	candidate    BIGINT NOT NULL,     -- its rank, from 0
	catalogue_id TEXT,
	title        TEXT NOT NULL,
	authors      TEXT,                -- as the catalogue writes them
	isbn13       TEXT,
	publisher    TEXT,
	language     TEXT,
	year         BIGINT,
	score        @real NOT NULL,
	reasons      TEXT NOT NULL,       -- one a line
	PRIMARY KEY (user_id, scan_id, spine, candidate),
	FOREIGN KEY (user_id, scan_id, spine) REFERENCES scan_spines (user_id, scan_id, spine) ON DELETE CASCADE
) @clustered;

-- way back
DROP TABLE scan_candidates;
DROP TABLE scan_spines;
DROP TABLE scans;
