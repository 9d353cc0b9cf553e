-- Pictures of the covers of editions: they were asked for elsewhere, and may be forgotten at any time.

CREATE TABLE covers (
	id         @text NOT NULL PRIMARY KEY, -- of the catalogue: isbn:… or another
	digest     TEXT,                -- BLAKE2b-256 of the large one, its name in the data folder; NULL: nobody has one
	bytes      BIGINT NOT NULL,     -- of all its sizes
	expires_ms BIGINT NOT NULL,     -- when it is worth asking again
	used_ms    BIGINT NOT NULL      -- when it was last looked at, to the day
);
CREATE INDEX covers_by_digest ON covers (digest) WHERE digest IS NOT NULL;
CREATE INDEX covers_by_use ON covers (used_ms);

-- way back
DROP TABLE covers;
