// trouble.test.ts - what is said of a form that was not taken, and what a device is called.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem, noAnswer, problemOf } from '../src/problem';
import { asSentence, deviceName, troubleOf, wrong } from '../src/trouble';

test('the server\'s words become a sentence', () => {
	assert.equal(asSentence('the code is wrong'), 'The code is wrong.');
	assert.equal(asSentence('is the clock right?'), 'Is the clock right?');
	assert.equal(asSentence(' '), '');
});

test('a problem names its field', () => {
	const p = problemOf(400, '{"error":"invalid_password","message":"a password has at least 15 characters","errors":[{"detail":"x","pointer":"#/password"}]}', null);

	assert.equal(p.field, 'password');
	assert.deepEqual(troubleOf(p, ['email', 'password']), { field: 'password', text: 'A password has at least 15 characters.' });
	assert.equal(problemOf(400, '{"errors":"none"}', null).field, null);
});

test('a field that this form does not have is no place to tell it', () => {
	assert.deepEqual(troubleOf(new Problem(400, 'invalid_days', 'days must be a number', null, 'days'), ['name']), { field: null, text: 'Days must be a number.' });
});

test('what names no field is told where the form means it', () => {
	const p = new Problem(401, 'invalid_login', 'the password is wrong');

	assert.equal(troubleOf(p, ['oldPassword'], { invalid_login: 'oldPassword' }).field, 'oldPassword');
	assert.equal(troubleOf(p, ['oldPassword']).field, null);
});

test('who has to wait is told how long, wherever the fault is', () => {
	assert.deepEqual(troubleOf(new Problem(429, 'too_many_requests', '', 1, 'password'), ['password']), { field: null, text: 'That was too often. Try again in 1 second.' });
	assert.equal(troubleOf(new Problem(503, 'busy', '', null), []).text, 'The server is busy. Try again in a moment.');
});

test('silence, faults of the server and of the page have words of their own', () => {
	assert.match(troubleOf(noAnswer(), []).text, /could not be reached/);
	assert.match(wrong(noAnswer()), /could not be reached/);
	assert.match(troubleOf(new Problem(500, 'internal', 'x'), []).text, /had a problem/);
	assert.equal(troubleOf(new TypeError('x'), []).text, 'That did not work. Try again.');
	assert.equal(troubleOf(new Problem(418, 'http_418', ''), []).text, 'The server answered 418.');
});

test('a device is called by its browser and its system', () => {
	const named: readonly (readonly [string, string])[] = [
		['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0', 'Firefox on Windows'],
		['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0', 'Edge on Windows'],
		['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
		['Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1', 'Safari on iPhone'],
		['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15', 'Safari on Mac'],
		['something else', 'Browser'],
	];

	for (const [agent, name] of named)
		assert.equal(deviceName(agent), name);
});
