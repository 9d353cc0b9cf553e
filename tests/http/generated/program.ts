// program.ts - what somebody writes against a client generated from /openapi.json: node program.js URL
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

declare const process: { argv: string[] };

type Book = components['schemas']['Book'];

const api = createClient<paths>({ baseUrl: process.argv[2], headers: { 'X-Bookshelf-User-Email': 'generated@example.org' } });

function given<T>(what: string, answer: { data?: T; error?: components['schemas']['Problem'] }): T {
	if (answer.data === undefined) throw new Error(`${what}: ${answer.error?.error} ${answer.error?.message}`);
	return answer.data;
}

async function add(title: string): Promise<Book> {
	const body: components['schemas']['BookInput'] = { title, authors: ['Jane Austen'], publishedYear: 1815, tags: ['gift'] };

	return given('add', await api.POST('/library/me/books', { body })).item;
}

async function list(limit: number): Promise<Book[]> {
	return given('list', await api.GET('/library/me/books', { params: { query: { limit, sort: 'title' } } })).items;
}

async function change(id: string): Promise<Book> {
	return given('change', await api.PATCH('/library/me/books/{id}', {
		params: { path: { id } },
		body: { liked: true, rating: 4.5, shelf: 'read' },
	})).item;
}

async function remove(id: string): Promise<string> {
	return given('remove', await api.DELETE('/library/me/books/{id}', { params: { path: { id } } })).status;
}

const emma = await add('Emma');
const changed = await change(emma.id);
const titles = (await list(10)).map((book) => book.title);
const removed = await remove(emma.id);
const { error } = await api.GET('/library/me/books/{id}', { params: { path: { id: emma.id } } });

console.log(JSON.stringify({
	titles, removed, left: (await list(10)).length, error: error?.error,
	changed: { liked: changed.liked, rating: changed.rating, shelf: changed.shelf, tags: changed.tags },
}));
