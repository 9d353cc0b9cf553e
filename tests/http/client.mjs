// client.mjs - talk to a server as the old clients do, and check what every answer owes.
import assert from 'node:assert/strict';
import { checkExchange, isBeyond } from './document.mjs';

// The 20 keys of a book that old clients know; ours has more.
export const bookKeys = ['id', 'title', 'author', 'publishedYear', 'publishedDate', 'genres', 'rating', 'review',
	'coverThumbnail', 'loaned', 'liked', 'reread', 'addedAt', 'source', 'googleBooksId', 'shelf', 'status',
	'pageCount', 'synopsis', 'infoLink'];

export function client(base, headers = {}) {
	async function call(method, path, sent, more = {}) {
		const body = isBeyond(sent) ? sent.body : sent;
		const json = body !== undefined && !(body instanceof FormData) && typeof body !== 'string';
		const fields = { ...headers, ...(json ? { 'content-type': 'application/json' } : {}), ...more };
		const answer = await fetch(base + path, { method, headers: fields, body: json ? JSON.stringify(body) : body });
		const text = await answer.text();
		const type = answer.headers.get('content-type') ?? '';
		const value = type.includes('json') && text ? JSON.parse(text) : text;

		assert.ok(answer.headers.get('x-request-id'), 'every answer has a request id');
		if (answer.status >= 400) {
			assert.equal(type, 'application/problem+json', `${method} ${path}: ${text}`);
			assert.equal(value.status, answer.status);
			assert.ok(value.error && value.message, 'errors have a code and a message');
			assert.ok(!/sqlite|select |insert |\/tmp|\.c:/i.test(text), `nothing internal: ${text}`);
		}
		checkExchange({ method, target: path, body: sent, type: fields['content-type'] ?? '' },
			{ status: answer.status, headers: answer.headers, text, value });
		return { status: answer.status, body: value, headers: answer.headers };
	}
	return {
		call,
		get: (path, more) => call('GET', path, undefined, more),
		post: (path, body, more) => call('POST', path, body, more),
		patch: (path, body, more) => call('PATCH', path, body, more),
		delete: (path) => call('DELETE', path),
		as: (email, username) => client(base, { ...headers, 'x-bookshelf-user-email': email,
			...(username ? { 'x-bookshelf-username': username } : {}) }),
	};
}

export function isBook(book) {
	for (const key of bookKeys) assert.ok(key in book, `a book has ${key}`);
	assert.match(book.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
	assert.match(book.addedAt, /Z$/, 'times say their zone');
	return book;
}
