// How often is too often: quotas of addresses and accounts, and what clients are told of them.
import assert from 'node:assert/strict';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { start, until } from './server.mjs';

let s;
before(async () => {
	s = await start({ env: { BOOKSHELF_TRUSTED_PROXIES: '127.0.0.1', BOOKSHELF_AUTH_PER_MINUTE: '5', BOOKSHELF_SEARCH_PER_MINUTE: '4',
		BOOKSHELF_REQUESTS_PER_MINUTE: '20', BOOKSHELF_SCAN_PER_MINUTE: '2' } });
});
after(async () => { assert.equal((await s.stop()).code, 0); });

let next = 1;
const stranger = () => `198.51.100.${next++}`;
const from = (address) => client(s.url, { 'x-forwarded-for': address });
const number = (answer, name, key) => Number(new RegExp(`;${key}=(\\d+)`).exec(answer.headers.get(name))[1]);

function isRefused(answer, policy) {
	assert.equal(answer.status, 429);
	assert.equal(answer.body.error, 'too_many_requests');
	assert.equal(answer.body.type, 'https://iana.org/assignments/http-problem-types#quota-exceeded');
	assert.deepEqual(answer.body['violated-policies'], [policy]);
	assert.match(answer.headers.get('ratelimit'), new RegExp(`^"${policy}";r=0;t=\\d+$`));
	assert.ok(Number(answer.headers.get('retry-after')) >= number(answer, 'ratelimit', 't'), 'never earlier than said');
}

test('an address that signs in too often is told what is left, then to wait; another is not', async () => {
	const me = from(stranger()), wrong = { email: 'nobody@example.org', password: 'what should it be now' };
	for (let left = 4; left >= 0; left--) {
		const answer = await me.post('/auth/login', { ...wrong, email: `nobody${left}@example.org` });
		assert.equal(answer.status, 401);
		assert.equal(answer.headers.get('ratelimit-policy'), '"auth";q=5;w=60');
		assert.match(answer.headers.get('ratelimit'), new RegExp(`^"auth";r=${left};t=\\d+$`));
	}
	isRefused(await me.post('/auth/login', wrong), 'auth');
	assert.equal((await from(stranger()).post('/auth/login', wrong)).status, 401);
	assert.equal((await me.get('/health')).status, 200, 'what else they do is counted apart');
});

test('the networks that one customer has of IPv6 count as one', async () => {
	for (let i = 0; i < 4; i++) assert.equal((await from(`2001:db8:7:1::${i}`).get('/books/search?q=emma')).status, 200);
	isRefused(await from('2001:db8:7:1:ffff::').get('/books/search?q=emma'), 'search');
	assert.equal((await from('2001:db8:7:2::').get('/books/search?q=emma')).status, 200);
});

test('an account is counted wherever it asks from', async () => {
	const ada = () => from(stranger()).as('ada@example.org');
	assert.equal((await ada().post('/library/me/books', { title: 'Emma' })).status, 201);
	let answer, taken = 0;
	while ((answer = await ada().get('/library/me/books')).status === 200 && taken < 200) taken++;
	assert.ok(taken >= 20, `${taken}`);
	isRefused(answer, 'requests');
	assert.equal((await from(stranger()).as('bob@example.org').get('/library/me/books')).status, 200);
});

test('what is refused for an address is not read', async () => {
	const me = from(stranger());
	for (let i = 0; i < 2; i++) assert.notEqual((await me.post('/scan/capture', new FormData())).status, 429);
	const form = new FormData();
	form.set('image', new Blob([Buffer.alloc(200_000)]), 'a.jpg');
	const answer = await me.post('/scan/capture', form);
	isRefused(answer, 'scan');
});

test('addresses that are not there count, and ordinary answers do not tell', async () => {
	const me = from(stranger());
	for (let i = 0; i < 20; i++) {
		const answer = await fetch(`${s.url}/no/such/${i}`, { headers: { 'x-forwarded-for': `198.51.100.${next}` } });
		assert.equal(answer.status, 404);
		assert.equal(answer.headers.get('ratelimit'), null);
	}
	next++;
	assert.equal((await me.get('/health')).status, 200);
	const last = await fetch(`${s.url}/health`, { headers: { 'x-forwarded-for': `198.51.100.${next - 1}` } });
	assert.equal(last.status, 429);
});

test('who runs the server is told of a proxy that is not trusted, once', async () => {
	const own = await start({ env: { BOOKSHELF_REQUESTS_PER_MINUTE: '1' } });
	for (let i = 0; i < 5; i++) await fetch(`${own.url}/health`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
	await until(() => /trusted-proxies/.test(own.log()), 'the warning');
	assert.equal(own.log().split('trusted-proxies').length, 2);
	await own.stop();
});

test('a home user in development meets no quota', async () => {
	const own = await start();
	const answers = await Promise.all(Array.from({ length: 400 }, () => fetch(`${own.url}/books/search?q=emma`)));
	assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
	await own.stop();
});
