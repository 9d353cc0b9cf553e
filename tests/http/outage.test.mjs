// outage.test.mjs - the server while its PostgreSQL is away: it says so at once, and answers again by itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from './suite.mjs';
import { postgresql } from './place.mjs';
import { until } from './server.mjs';

describe('while the database is away', { skip: postgresql.missing ?? false }, () => {
	let place;
	before(async () => { place = await postgresql.open({ processes: 1 }); });
	after(async () => { await place?.close(); });
	const health = () => place.ask(0, 'GET', '/health');
	const add = (title) => place.ask(0, 'POST', '/library/me/books', { user: 'a@example.org', body: { title } });
	const list = () => place.ask(0, 'GET', '/library/me/books', { user: 'a@example.org' });

	test('/health tells it, requests are refused, and the first answers come without a restart', async () => {
		assert.equal((await add('Before')).status, 201);
		assert.equal((await health()).text, '{"status":"ok","mode":"development"}');
		await place.killDatabase();

		// not at once where another thread is still using its connection
		const away = await until(async () => [await health()].find((answer) => answer.status !== 200), 'the outage');
		assert.equal(away.status, 503);
		assert.deepEqual(away.body, { status: 'unavailable', database: 'away' });
		assert.equal(away.headers['retry-after'], '2');
		for (const answer of [await add('Lost'), await list()]) {
			assert.equal(answer.status, 503);
			assert.equal(answer.body.error, 'unavailable');
			assert.match(answer.headers['content-type'], /problem\+json/);
			assert.doesNotMatch(answer.text, /\/tmp|postgres|sqlstate/i);
			assert.ok(answer.headers['retry-after']);
		}
		assert.equal((await place.ask(0, 'GET', '/books/search?q=emma')).status, 200);

		await place.startDatabase();
		await until(async () => (await health()).status === 200, 'the recovery');
		assert.equal((await health()).text, '{"status":"ok","mode":"development"}');
		assert.equal((await add('After')).status, 201);
		assert.deepEqual((await list()).body.items.map((b) => b.title).sort(), ['After', 'Before']);
		const [server] = place.servers;
		assert.ok(server.events('database_away').length >= 1);
		assert.doesNotMatch(server.log(), /"level":"error"/);
	});

	test('a server whose database is away does not start, and says why', async () => {
		await place.killDatabase();
		await place.kill(0);
		await assert.rejects(place.restart(0), /ended at start: 75[\s\S]*the database cannot be reached: /);
		await place.startDatabase();
		await place.restart(0);
		assert.equal((await list()).status, 200);
	});
});
