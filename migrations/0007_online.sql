-- What online catalogues answered, for everybody: nobody is named, and of the question there is a digest only.

ALTER TABLE users ADD COLUMN online_lookup BIGINT NOT NULL DEFAULT 0 CHECK (online_lookup IN (0, 1)); -- 1: their searches may go there

CREATE TABLE online_answers (
	source     TEXT NOT NULL,        -- a line of library/online_sources.def
	question   TEXT NOT NULL,        -- a digest
	answer     TEXT NOT NULL,        -- JSON: the books, perhaps none
	fetched_ms BIGINT NOT NULL,
	expires_ms BIGINT NOT NULL,
	PRIMARY KEY (source, question)
) @clustered;
CREATE INDEX online_answers_by_time ON online_answers (fetched_ms);

-- way back
DROP TABLE online_answers;
ALTER TABLE users DROP COLUMN online_lookup;
