-- Accounts: how a person proves who they are, where they are signed in, and what happened to their account. Whatever opens
-- a door is kept as a digest only, or sealed with a key that is not in the database.

ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin'));
ALTER TABLE users ADD COLUMN disabled_ms BIGINT;       -- NULL: may sign in
ALTER TABLE users ADD COLUMN erase_ms BIGINT;          -- when everything of theirs goes, because they asked for it

CREATE TABLE passwords (
	user_id    @uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	hash       TEXT NOT NULL,        -- Argon2id with its cost and salt, in its usual notation
	changed_ms BIGINT NOT NULL
);

CREATE TABLE second_factors (
	user_id      @uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
	secret       TEXT NOT NULL,      -- sealed
	created_ms   BIGINT NOT NULL,
	confirmed_ms BIGINT,             -- NULL: being set up, not asked for yet
	last_step    BIGINT NOT NULL     -- of the last code that was taken: each is taken once
);

CREATE TABLE recovery_codes (
	user_id    @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	digest     TEXT NOT NULL,
	created_ms BIGINT NOT NULL,
	used_ms    BIGINT,
	PRIMARY KEY (user_id, digest)
) @clustered;

-- Where a person is signed in: one row a device, behind each family of refresh tokens.
CREATE TABLE sessions (
	user_id    @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id         @uuid NOT NULL,
	device     TEXT NOT NULL,        -- what the person or the program calls it
	address    TEXT,                 -- it was last used from
	created_ms BIGINT NOT NULL,
	used_ms    BIGINT NOT NULL,      -- last refreshed
	expires_ms BIGINT NOT NULL,      -- however much it is used
	ended_ms   BIGINT,
	PRIMARY KEY (user_id, id)
) @clustered;

-- Each is taken once; taken again, somebody else has it, and the session ends.
CREATE TABLE refresh_tokens (
	digest     TEXT PRIMARY KEY,
	user_id    @uuid NOT NULL,
	session_id @uuid NOT NULL,
	created_ms BIGINT NOT NULL,
	expires_ms BIGINT NOT NULL,      -- unless used before
	used_ms    BIGINT,
	FOREIGN KEY (user_id, session_id) REFERENCES sessions (user_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_of_session ON refresh_tokens (user_id, session_id);

-- For programs of the person's own.
CREATE TABLE api_tokens (
	user_id    @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id         @uuid NOT NULL,
	name       TEXT NOT NULL,
	scopes     TEXT NOT NULL,        -- "read write scan" or fewer
	digest     TEXT NOT NULL UNIQUE,
	hint       TEXT NOT NULL,        -- its first characters, to know it by
	created_ms BIGINT NOT NULL,
	expires_ms BIGINT NOT NULL,
	used_ms    BIGINT,
	ended_ms   BIGINT,
	PRIMARY KEY (user_id, id)
);

CREATE TABLE invitations (
	id         @uuid PRIMARY KEY,
	digest     TEXT NOT NULL UNIQUE,
	email      TEXT,                 -- lower case; NULL: for whoever has it
	role       TEXT NOT NULL CHECK (role IN ('member', 'admin')),
	made_by    @uuid REFERENCES users (id) ON DELETE SET NULL,
	created_ms BIGINT NOT NULL,
	expires_ms BIGINT NOT NULL,
	used_ms    BIGINT,
	used_by    @uuid REFERENCES users (id) ON DELETE SET NULL
);

-- How long a subject must wait before the next attempt to sign in: shared by all instances. Also of people who are not
-- known here, so that nothing tells the two apart.
CREATE TABLE login_delays (
	subject  TEXT PRIMARY KEY,       -- a digest: of an e-mail address, or of one and of where the attempt comes from
	failures BIGINT NOT NULL,        -- in a row
	until_ms BIGINT NOT NULL,
	last_ms  BIGINT NOT NULL
);

-- Where a person has signed in from before: attempts from elsewhere don't delay them there.
CREATE TABLE known_places (
	user_id @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	digest  TEXT NOT NULL,
	seen_ms BIGINT NOT NULL,
	PRIMARY KEY (user_id, digest)
) @clustered;

-- What happened to accounts. Only added to; old lines go with time (setting audit_days).
CREATE TABLE audit (
	id         @uuid PRIMARY KEY,
	at_ms      BIGINT NOT NULL,
	event      TEXT NOT NULL,        -- a line of library/audit.def
	user_id    @uuid REFERENCES users (id) ON DELETE SET NULL, -- whose account
	actor_id   @uuid REFERENCES users (id) ON DELETE SET NULL, -- who did it; NULL: nobody known, or the command line
	session_id @uuid,
	address    TEXT,
	request_id TEXT,
	detail     TEXT                  -- never a secret, an e-mail address or what was typed
);
CREATE INDEX audit_of_user ON audit (user_id, at_ms);
CREATE INDEX audit_by_time ON audit (at_ms);

-- way back
DROP TABLE audit;
DROP TABLE known_places;
DROP TABLE login_delays;
DROP TABLE invitations;
DROP TABLE api_tokens;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
DROP TABLE passwords;
ALTER TABLE users DROP COLUMN erase_ms;
ALTER TABLE users DROP COLUMN disabled_ms;
ALTER TABLE users DROP COLUMN role;
