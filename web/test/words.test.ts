// words.test.ts - dates, numbers, and advice for everything that can go wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem, problemOf } from '../src/problem';
import { adviceFor, byline, megabytes, overdue, plural, sentence, yearOf } from '../src/words';

test('the year of a date in any form', () => {
	assert.equal(yearOf('1815'), 1815);
	assert.equal(yearOf('1815-12-23'), 1815);
	assert.equal(yearOf('Aug 1965'), 1965);
	assert.equal(yearOf('c1965'), 1965);
	assert.equal(yearOf('19650801'), null);
	assert.equal(yearOf(null), null);
});

test('a loan is overdue when its day is over, not before', () => {
	const due = '2030-01-31T00:00:00Z';

	assert.equal(overdue(due, Date.parse('2030-01-31T23:59:00Z')), false);
	assert.equal(overdue(due, Date.parse('2030-02-01T00:01:00Z')), true);
	assert.equal(overdue(null, Date.parse('2030-02-01T00:01:00Z')), false);
});

test('bylines and numbers', () => {
	assert.equal(byline(['A', 'B'], '2001'), 'A, B · 2001');
	assert.equal(byline([], null), '');
	assert.equal(plural(1, 'book'), '1 book');
	assert.equal(plural(0, 'book'), '0 books');
	assert.equal(megabytes(3_267_682), '3.3 MB');
	assert.equal(megabytes(12), '1 kB');
});

test('an error answer is understood, and so is one that is no JSON', () => {
	const busy = problemOf(503, '{"error":"busy","message":"Two scans are running."}', '7');

	assert.deepEqual([busy.status, busy.code, busy.message, busy.retryAfterSeconds], [503, 'busy', 'Two scans are running.', 7]);
	assert.equal(problemOf(502, '<html>', null).code, 'http_502');
	assert.equal(problemOf(502, 'null', null).code, 'http_502');
	assert.equal(problemOf(503, '', 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfterSeconds, null);
});

test('advice says what to do, and whether to send the same again', () => {
	const retry = (p: Problem) => adviceFor(p, 1e6).retry;

	assert.equal(retry(new Problem(0, 'no_answer', '')), true);
	assert.match(adviceFor(new Problem(503, 'busy', '', 7), 1e6).then, /in 7 seconds/);
	assert.equal(retry(new Problem(503, 'busy', '', 7)), true);
	assert.equal(retry(new Problem(503, 'scan_disabled', '')), false);
	assert.equal(retry(new Problem(400, 'invalid_image', '')), false);
	assert.match(adviceFor(new Problem(413, 'too_large', 'At most 25 MiB.'), 31e6).then, /At most 25 MiB\. .*31\.0 MB/);
	assert.match(adviceFor(new Problem(0, 'no_answer', ''), 31e6).then, /large \(31\.0 MB\)/);
	assert.equal(retry(new Problem(500, 'internal', '')), true);
});

test('every failure has a sentence', () => {
	assert.match(sentence(new Problem(0, 'no_answer', '')), /could not be reached/);
	assert.equal(sentence(new Problem(400, 'invalid_isbn13', 'isbn13 is not a valid ISBN')), 'isbn13 is not a valid ISBN');
	assert.match(sentence(new TypeError('x of undefined')), /^That did not work/);
	assert.match(sentence(new Problem(500, 'internal', '')), /500/);
});
