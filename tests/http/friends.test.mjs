// friends.test.mjs - /library/me/friends as the wire contract states it; D6 … are the defects it lists.
import assert from 'node:assert/strict';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { beyond } from './document.mjs';
import { start } from './server.mjs';

let server, api;
let people = 0;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

const somebody = () => api.as(`friendly${++people}@example.org`);
const friends = '/library/me/friends';
const keys = ['avatarUrl', 'createdAt', 'email', 'friendUserId', 'id', 'initials', 'name', 'status'];
const json = { 'content-type': 'application/json' };

test('a friend has the eight keys, is added once, then updated', async () => {
	const me = somebody();
	const first = await me.post(friends, { name: '  Ada Lovelace ', email: 'ada@x.org' });
	assert.equal(first.status, 201);
	const { item } = first.body;
	assert.deepEqual(Object.keys(item).sort(), keys);
	assert.deepEqual([item.name, item.initials, item.email, item.avatarUrl, item.status, item.friendUserId],
		['Ada Lovelace', 'AL', 'ada@x.org', null, 'active', null]);
	assert.match(item.createdAt, /Z$/);
	const again = await me.post(friends, { name: 'Ada Lovelace', avatarUrl: 'https://x.org/a.png', status: 'blocked' });
	assert.equal(again.status, 200);
	assert.deepEqual(again.body.item, { ...item, avatarUrl: 'https://x.org/a.png', status: 'blocked' });
	assert.deepEqual((await me.get(friends)).body, { count: 1, items: [again.body.item] });
	assert.deepEqual((await me.get(`${friends}/${item.id}`)).body.item, again.body.item);
});

test('a friend is updated by their id, also in their name', async () => {
	const me = somebody();
	const { id } = (await me.post(friends, { name: 'Ada', email: 'a@x.org' })).body.item;
	const renamed = await me.post(friends, { id, name: 'Ada King', email: null });
	assert.equal(renamed.status, 200);
	assert.deepEqual([renamed.body.item.id, renamed.body.item.name, renamed.body.item.email], [id, 'Ada King', 'a@x.org']);
	const other = await me.post(friends, { id: 'friend-17', name: 'Bob' });
	assert.equal(other.status, 201);
	assert.notEqual(other.body.item.id, 'friend-17');
});

test('friends stand in the order of their names\' bytes', async () => {
	const me = somebody();
	for (const name of ['émile', 'zoe', 'Zoe', '2pac']) await me.post(friends, { name });
	assert.deepEqual((await me.get(friends)).body.items.map((f) => f.name), ['2pac', 'Zoe', 'zoe', 'émile']);
});

test('D6: the flow of lending, which knows only the name, keeps e-mail and picture', async () => {
	const me = somebody();
	const full = { name: 'Ada', email: 'ada@x.org', avatarUrl: 'https://x.org/a.png' };
	const { item } = (await me.post(friends, full)).body;
	assert.deepEqual((await me.post(friends, { name: 'Ada', email: null })).body.item, item);
	assert.deepEqual((await me.patch(`${friends}/${item.id}`, { status: 'blocked' })).body.item, { ...item, status: 'blocked' });
});

test('D6: null clears e-mail and picture in PATCH, a blank name keeps', async () => {
	const me = somebody();
	const { id } = (await me.post(friends, { name: 'Ada', email: 'ada@x.org', avatarUrl: 'https://x.org/a.png' })).body.item;
	const { item } = (await me.patch(`${friends}/${id}`, { name: '  ', email: null, avatarUrl: '' })).body;
	assert.deepEqual([item.name, item.email, item.avatarUrl], ['Ada', null, null]);
});

test('D6: the same name with another address, or a rename onto a friend, is a conflict that says so', async () => {
	const me = somebody();
	const { id } = (await me.post(friends, { name: 'Ada', email: 'ada@x.org' })).body.item;
	await me.post(friends, { name: 'Bob' });
	const twin = await me.post(friends, { name: 'Ada', email: 'other@x.org' });
	assert.deepEqual([twin.status, twin.body.error], [409, 'conflict']);
	assert.match(twin.body.message, /another e-mail address/);
	const rename = await me.patch(`${friends}/${id}`, { name: 'Bob' });
	assert.deepEqual([rename.status, rename.body.error], [409, 'conflict']);
	assert.match(rename.body.message, /Bob/);
	assert.equal((await me.get(friends)).body.items[0].name, 'Ada');
});

test('a status that is none says nothing', async () => {
	const me = somebody();
	const { id, status } = (await me.post(friends, beyond({ name: 'Ada', status: 'enemy' }))).body.item;
	assert.equal(status, 'active');
	assert.equal((await me.patch(`${friends}/${id}`, beyond({ status: ' Blocked ' }))).body.item.status, 'blocked');
	assert.equal((await me.patch(`${friends}/${id}`, beyond({ status: 7 }))).body.item.status, 'blocked');
});

test('D12: what is too long, or no address, or no link, is refused by name', async () => {
	const me = somebody();
	for (const [field, value] of [['name', 'x'.repeat(121)], ['email', 'nobody'], ['email', `${'x'.repeat(250)}@x.org`],
		['avatarUrl', 'javascript:alert(1)'], ['avatarUrl', `https://x.org/${'x'.repeat(2048)}`], ['name', ['Ada']],
		['friendUserId', 'x'.repeat(65)]]) {
		const answer = await me.post(friends, { name: 'Ada', [field]: value });
		assert.equal(answer.status, 400, `${field} ${String(value).slice(0, 20)}`);
		assert.equal(answer.body.error, `invalid_${field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`);
	}
	assert.equal((await me.post(friends, { name: 'x'.repeat(120) })).status, 201);
	assert.equal((await me.get(friends)).body.count, 1);
});

test('D17: a friend\'s account must be somebody\'s', async () => {
	const me = somebody(), other = somebody();
	await other.post(friends, { name: 'Whoever' });
	for (const friendUserId of ['nonsense', '01890000-0000-7000-8000-000000000000']) {
		const answer = await me.post(friends, { name: 'Ada', friendUserId });
		assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_friend_user_id']);
	}
	assert.equal((await me.get(friends)).body.count, 0);
});

test('what is no friend is refused', async () => {
	const me = somebody();
	for (const body of [undefined, {}, { name: ' ' }, { email: 'a@x.org' }])
		assert.deepEqual((await me.post(friends, body)).body.error, 'missing_friend_name');
	assert.equal((await me.post(friends, ['Ada'])).body.error, 'invalid_payload');
	assert.equal((await me.post(friends, '{"name":', json)).body.error, 'invalid_json');
	const { id } = (await me.post(friends, { name: 'Ada' })).body.item;
	assert.equal((await me.patch(`${friends}/${id}`, ['Ada'])).body.error, 'invalid_payload');
	assert.equal((await me.patch(`${friends}/${id}`, '{', json)).body.error, 'invalid_json');
	assert.equal((await me.patch(`${friends}/${id}`, {})).status, 200);
});

test('a friend is removed, and can come back from the trash', async () => {
	const me = somebody();
	const { id } = (await me.post(friends, { name: 'Ada' })).body.item;
	assert.deepEqual((await me.delete(`${friends}/${id}`)).body, { id, status: 'deleted' });
	assert.equal((await me.delete(`${friends}/${id}`)).status, 404);
	assert.equal((await me.get(friends)).body.count, 0);
	assert.equal((await me.post(`/library/me/trash/${id}/restore`)).status, 200);
	assert.equal((await me.get(friends)).body.items[0].id, id);
});

test('friends of somebody else are unknown', async () => {
	const me = somebody(), other = somebody();
	const { id } = (await me.post(friends, { name: 'Ada' })).body.item;
	await other.post(friends, { name: 'Bob' });
	for (const answer of [await other.get(`${friends}/${id}`), await other.patch(`${friends}/${id}`, { name: 'X' }),
		await other.delete(`${friends}/${id}`), await other.get(`${friends}/nonsense`)])
		assert.deepEqual([answer.status, answer.body.error], [404, 'not_found']);
	assert.equal((await other.post(friends, { id, name: 'Eve' })).status, 201);
	assert.deepEqual((await me.get(friends)).body.items.map((f) => f.name), ['Ada']);
});

test('tags say what has been seen: nothing is sent twice, nothing newer is overwritten', async () => {
	const me = somebody();
	const added = await me.post(friends, { name: 'Ada' });
	const { id } = added.body.item, tag = added.headers.get('etag');
	const list = await me.get(friends);
	assert.equal((await me.get(friends, { 'if-none-match': list.headers.get('etag') })).status, 304);
	assert.equal((await me.get(`${friends}/${id}`, { 'if-none-match': tag })).status, 304);
	assert.equal((await me.patch(`${friends}/${id}`, { name: 'Ada K' }, { 'if-match': tag })).status, 200);
	const late = await me.patch(`${friends}/${id}`, { name: 'Ada L' }, { 'if-match': tag });
	assert.deepEqual([late.status, late.body.error], [412, 'precondition_failed']);
	assert.equal((await me.get(friends, { 'if-none-match': list.headers.get('etag') })).body.items[0].name, 'Ada K');
});

test('D16: a new person reads an empty list, and an address that is none is refused', async () => {
	assert.deepEqual((await somebody().get(friends)).body, { count: 0, items: [] });
	assert.equal((await api.as('nobody').get(friends)).body.error, 'invalid_email');
});

test('four at once make one friend', async () => {
	const me = somebody();
	const answers = await Promise.all([1, 2, 3, 4].map(() => me.post(friends, { name: 'Ada', email: null })));
	assert.deepEqual(answers.map((a) => a.status).sort(), [200, 200, 200, 201]);
	assert.equal((await me.get(friends)).body.count, 1);
});
