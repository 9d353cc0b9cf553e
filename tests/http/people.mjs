// people.mjs - people with accounts, for tests.
//
//   const ada = await account(server, 'ada');      // the first of a server is its administrator
//   ada.me.get('/library/me/books')                // with her access token
//   ada.tokens                                     // what signing in answered
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { client } from './client.mjs';

// Hashing as it is in production takes most of a suite's time; only development takes less.
export const cheap = { BOOKSHELF_PASSWORD_MEMORY_KIB: '8', BOOKSHELF_PASSWORD_PASSES: '1' };
export const password = (name) => `${name} reads a book a week`;
export const bearer = (token) => ({ authorization: `Bearer ${token}` });
export const withToken = (server, token) => client(server.url, bearer(token));

const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

// A token as the server would sign it, or whoever has its key.
export function signed(header, claims, key) {
	const text = `${part(header)}.${part(claims)}`;
	return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}
export const partsOf = (token) => token.split('.').slice(0, 2).map((p) => JSON.parse(Buffer.from(p, 'base64url')));
export const keyOf = (server) => Buffer.from(readFileSync(join(server.dataDir, 'secrets/signing-keys'), 'utf8').split('\n')[0].split(' ')[1], 'base64url');

// The same token when its time is over, without waiting for that.
export function expired(server, token) {
	const [header, claims] = partsOf(token);
	return signed(header, { ...claims, iat: claims.iat - 3600, exp: claims.iat - 3000 }, keyOf(server));
}

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

// RFC 6238 as an authenticator app does it.
export function codeOf(secret, step = 0) {
	const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2))), counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
	const mac = createHmac('sha1', key).update(counter).digest(), at = mac[19] & 15;
	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}
