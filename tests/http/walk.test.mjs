// walk.test.mjs - every route of the API's document, asked in all sorts of ways, answers as the document says; never 500.
// The ways are drawn from the document itself: right values, values at the bounds, wrong ones. SEED=7 draws others.
import assert from 'node:assert/strict';
import { File } from 'node:buffer'; // a global only from Node 20 on
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { beyond, document } from './document.mjs';
import { start } from './server.mjs';

const ROUNDS = 25;
const PHOTO_ROUNDS = 3; // a photo is work

let server, api, seed = Number(process.env.SEED ?? 1);
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

/** The same numbers in every run (mulberry32). */
function random() {
	seed = (seed + 0x6d2b79f5) | 0;
	let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const chance = (p) => random() < p;

const wrong = [null, 0, -1, 1.5, 1e18, true, '', ' ', 'x', 'x'.repeat(3000), [], [null], {}, { a: 1 }, '\u202e', '٣', '²'];
const strange = ['', '0', '-1', 'x', '99999999999', 'é%', 'AAAA', '2024-13-41'];
const heads = ['*', '"1"', 'W/"1"', '"x"', 'x', ''];
const bodies = ['{', '[1]', '"x"', '7', 'null', '{"a":1e999}', '{"a":"\\ud800"}'];

const resolve = (schema) => (schema.$ref ? schema.$ref.slice(2).split('/').reduce((node, key) => node[key], document) : schema);

/** A value that the schema permits, often at its bounds. */
function right(schema, ids) {
	const s = resolve(schema.anyOf ? pick(schema.anyOf) : schema);
	const type = Array.isArray(s.type) ? pick(s.type) : s.type;

	if (s.enum) return pick(s.enum);
	if (type === 'null') return null;
	if (type === 'boolean') return chance(0.5);
	if (type === 'integer' || type === 'number') return pick([s.minimum, s.maximum, 1].filter((n) => n !== undefined));
	if (type === 'array') return Array.from({ length: Math.min(s.maxItems ?? 2, pick([0, 1, 2])) }, () => right(s.items, ids));
	if (type === 'object') return object(s, ids, 0);
	if (s.format === 'uuid') return pick(ids);
	return pick(['Emma', 'https://example.org/a', 'reader@example.org', '2024-02-29', 'read', pick(ids), 'x'.repeat(s.maxLength ?? 10)])
		.slice(0, s.maxLength);
}

/** Its required fields and some others; each is wrong with this chance. */
function object(schema, ids, mistakes) {
	const s = resolve(schema.anyOf ? pick(schema.anyOf) : schema);
	const keys = Object.keys(s.properties).filter((key) => (s.required.includes(key) ? !chance(mistakes / 2) : chance(0.3)));

	const known = { userBookId: ids[0], friendId: ids[2] };

	return Object.fromEntries(keys.map((key) => [key, chance(mistakes) ? pick(wrong)
		: known[key] && chance(0.8) ? known[key] : right(s.properties[key], ids)]));
}

function form(schema) {
	const sent = new FormData();

	for (const name of Object.keys(schema.properties))
		if (chance(0.7)) sent.set(name, chance(0.5) ? new File([pick(['', 'x', 'Title,Author\nA,B\n'])], pick(['', 'a.jpg', 'b.csv'])) : pick(strange));
	return beyond(sent);
}

function bodyOf(operation, ids, headers) {
	const media = operation.requestBody?.content ?? {};

	if (!operation.requestBody || chance(0.05)) return undefined;
	if (media['multipart/form-data'] && chance(0.9)) return form(media['multipart/form-data'].schema);
	headers['content-type'] = pick(Object.keys(media));
	if (media['application/json'] && headers['content-type'] === 'application/json')
		return beyond(chance(0.05) ? pick(bodies) : object(media['application/json'].schema, ids, pick([0, 0, 0.1, 0.5])));
	return beyond(pick(['x', 'Title,Author\nEmma,Jane Austen\n']));
}

function pathOf(template, operation, ids) {
	// Of the kind the path is about: ids are two books, a friend, a loan, nobody's.
	const fitting = ids[['books', 'friends', 'loans'].findIndex((noun) => template.includes(`/${noun}/`)) + 1];
	const id = chance(0.7) ? fitting : chance(0.7) ? pick(ids) : pick(['x', '0', '../x', 'é', 'A'.repeat(300)]);
	const path = template.replace(/\{\w+\}/g, encodeURIComponent(id));
	const query = new URLSearchParams();

	for (const p of operation.parameters)
		if (p.in === 'query' && chance(p.required ? 0.9 : 0.2)) query.set(p.name, chance(0.3) ? pick(strange) : String(right(p.schema, ids)));
	return query.size ? `${path}?${query}` : path;
}

/** Somebody with one of each, and the keys of these. */
async function library(round) {
	const me = api.as(`walk${round}@example.org`);
	const { id: book } = (await me.post('/library/me/books', { title: 'Emma' })).body.item;
	const { id: lent } = (await me.post('/library/me/books', { title: 'Dune' })).body.item;
	const { id: friend } = (await me.post('/library/me/friends', { name: 'Ada' })).body.item;
	const { id: loan } = (await me.post('/library/me/loans', { userBookId: lent, friendId: friend })).body.item;

	return { me, ids: [book, lent, friend, loan, '01a20a70-fe0c-72e9-8639-92f301a1c371'] };
}

async function ask(who, template, verb, ids) {
	const operation = document.paths[template][verb];
	const headers = {};

	if (chance(0.1)) headers['if-match'] = pick(heads);
	if (chance(0.1)) headers['if-none-match'] = pick(heads);
	const body = bodyOf(operation, ids, headers);
	if (operation.requestBody?.content['multipart/form-data'] && !body?.body?.length) delete headers['content-type'];
	const { status } = await who.call(verb.toUpperCase(), pathOf(template, operation, ids), body, headers);
	assert.notEqual(status, 500, `${verb} ${template}`);
	return status;
}

test('every route answers as the document says, whatever it is asked', async () => {
	const taken = new Set();

	for (let round = 0; round < ROUNDS; round++) {
		const { me, ids } = await library(round);
		for (const [template, operations] of Object.entries(document.paths))
			for (const verb of Object.keys(operations)) {
				if (round >= PHOTO_ROUNDS && /^\/(detect|scan)\//.test(template)) continue;
				const who = chance(0.8) ? me : pick([api, api.as('nobody'), api.as('other@example.org')]);
				if (await ask(who, template, verb, ids) < 300) taken.add(`${verb} ${template}`);
			}
	}
	// Else it would be a walk along closed doors.
	const routes = Object.values(document.paths).flatMap((operations) => Object.keys(operations)).length;
	assert.ok(taken.size > routes / 2, `${taken.size} of ${routes} routes took what they were asked: ${[...taken].join(', ')}`);
});
