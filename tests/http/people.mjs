// people.mjs - people with accounts, for tests.
//
//   const ada = await account(server, 'ada');      // the first of a server is its administrator
//   ada.me.get('/library/me/books')                // with her access token
//   ada.tokens                                     // what signing in answered
import assert from 'node:assert/strict';
import { client } from './client.mjs';

// Hashing as it is in production takes most of a suite's time; only development takes less.
export const cheap = { BOOKSHELF_PASSWORD_MEMORY_KIB: '8', BOOKSHELF_PASSWORD_PASSES: '1' };
export const password = (name) => `${name} reads a book a week`;
export const bearer = (token) => ({ authorization: `Bearer ${token}` });
export const withToken = (server, token) => client(server.url, bearer(token));

export async function signIn(server, name, more = {}) {
	const answer = await client(server.url).post('/auth/login',
		{ email: `${name}@example.org`, password: password(name), device: `${name}'s phone`, ...more });
	assert.equal(answer.status, 200, JSON.stringify(answer.body));
	return { tokens: answer.body, me: withToken(server, answer.body.accessToken) };
}

export async function account(server, name, more = {}) {
	const answer = await client(server.url).post('/auth/register',
		{ email: `${name}@example.org`, username: name, password: password(name), device: `${name}'s phone`, ...more });
	assert.equal(answer.status, 201, JSON.stringify(answer.body));
	return { tokens: answer.body, me: withToken(server, answer.body.accessToken) };
}
