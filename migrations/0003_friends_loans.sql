-- Friends, and what is lent to whom.

CREATE TABLE friends (
	user_id        @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id             @uuid NOT NULL,
	name           @text NOT NULL,
	email          TEXT,
	avatar_url     TEXT,
	status         TEXT NOT NULL CHECK (status IN ('active', 'blocked')),
	friend_user_id @uuid REFERENCES users (id) ON DELETE SET NULL, -- who they are here, if they have an account
	created_ms     BIGINT NOT NULL,
	updated_ms     BIGINT NOT NULL,
	seq            BIGINT NOT NULL,
	deleted_ms     BIGINT,
	PRIMARY KEY (user_id, id)
);
CREATE UNIQUE INDEX friends_one_a_name ON friends (user_id, name) WHERE deleted_ms IS NULL;
CREATE INDEX friends_by_seq ON friends (user_id, seq);
CREATE INDEX friends_deleted ON friends (deleted_ms) WHERE deleted_ms IS NOT NULL;

CREATE TABLE loans (
	user_id          @uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	id               @uuid NOT NULL,
	user_book_id     @uuid NOT NULL,
	friend_id        @uuid,
	borrower_name    TEXT NOT NULL,
	borrower_contact TEXT,
	status           TEXT NOT NULL CHECK (status IN ('active', 'returned')),
	note             TEXT,
	lent_ms          BIGINT NOT NULL,
	due_ms           BIGINT,
	returned_ms      BIGINT,
	created_ms       BIGINT NOT NULL,
	updated_ms       BIGINT NOT NULL,
	seq              BIGINT NOT NULL,
	deleted_ms       BIGINT,
	PRIMARY KEY (user_id, id),
	FOREIGN KEY (user_id, user_book_id) REFERENCES user_books (user_id, id) ON DELETE CASCADE,
	FOREIGN KEY (user_id, friend_id) REFERENCES friends (user_id, id)
);
-- A book is with one person at a time.
CREATE UNIQUE INDEX loans_one_active ON loans (user_id, user_book_id) WHERE status = 'active' AND deleted_ms IS NULL;
CREATE INDEX loans_by_created ON loans (user_id, created_ms, id) WHERE deleted_ms IS NULL;
CREATE INDEX loans_of_book ON loans (user_id, user_book_id);
CREATE INDEX loans_of_friend ON loans (user_id, friend_id);
CREATE INDEX loans_by_seq ON loans (user_id, seq);
CREATE INDEX loans_deleted ON loans (deleted_ms) WHERE deleted_ms IS NOT NULL;

-- way back
DROP TABLE loans;
DROP TABLE friends;
