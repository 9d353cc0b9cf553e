// openapi.test.mjs - the API's document: served, sound, held to by the answers, and enough to generate a client from.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from './suite.mjs';
import { fileURLToPath } from 'node:url';
import { client } from './client.mjs';
import { beyond, checkExchange, document } from './document.mjs';
import { binary, start } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
let server, api;
before(async () => {
	server = await start();
	api = client(server.url);
});
after(() => server.stop());

describe('the document', () => {
	test('is served as the program prints it, and not again to those who have it', async () => {
		const { status, body, headers } = await api.get('/openapi.json');
		assert.equal(status, 200);
		assert.deepEqual(body, document);
		assert.equal((await api.get('/openapi.json', { 'if-none-match': headers.get('etag') })).status, 304);
	});

	test('is sound OpenAPI 3.1', async () => {
		const { Validator } = await import('@seriousme/openapi-schema-validator');
		const { valid, errors } = await new Validator().validate(structuredClone(document));
		assert.ok(valid, JSON.stringify(errors)?.slice(0, 2000));
		assert.equal(document.openapi, '3.1.0');
	});

	test('has no key twice in one object, which readers of JSON would pass over', () => {
		const seen = []; // by depth: the keys of the object that is open there
		for (const line of execFileSync(binary, ['routes', '--openapi'], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n')) {
			const [, indent, key] = /^( *)(?:"((?:[^"\\]|\\.)*)": )?/.exec(line);
			seen.length = Math.min(seen.length, indent.length + 1);
			if (key === undefined) continue;
			assert.ok(!seen[indent.length]?.has(key), `${key} stands twice: ${line}`);
			(seen[indent.length] ??= new Set()).add(key);
		}
	});

	test('names each operation once, and describes everything it names', () => {
		const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
		const ids = operations.map((o) => o.operationId);
		assert.deepEqual(ids, [...new Set(ids)]);
		for (const o of operations) {
			assert.ok(o.summary, o.operationId);
			for (const p of o.parameters) assert.ok(p.description, `${o.operationId} ${p.name}`);
			assert.ok(Object.keys(o.responses).some((s) => s < 300), o.operationId);
			assert.ok('500' in o.responses, o.operationId);
		}
		for (const [name, schema] of Object.entries(document.components.schemas)) {
			assert.ok(schema.description, name);
			for (const [key, field] of Object.entries(schema.properties)) assert.ok(field.description, `${name}.${key}`);
		}
	});
});

test('/docs is a page that needs no script and allows none', async () => {
	const { status, body, headers } = await api.get('/docs');
	assert.equal(status, 200);
	assert.match(headers.get('content-security-policy'), /default-src 'self'/);
	assert.ok(!/<script|style=|<style| on[a-z]+=/.test(body));
	for (const name of Object.keys(document.components.schemas)) assert.ok(body.includes(`id="${name}"`), name);
	for (const [path, operations] of Object.entries(document.paths)) {
		assert.ok(body.replaceAll('<wbr>', '').includes(`<code>${path}</code>`), path);
		for (const o of Object.values(operations)) assert.ok(body.includes(`id="${o.operationId}"`), o.operationId);
	}
	const ids = [...body.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]);
	assert.deepEqual(ids, [...new Set(ids)]);
	for (const [, id] of body.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.includes(id), `#${id} leads somewhere`);
	assert.equal((await api.get('/docs.css')).status, 200);
});

describe('an answer is not as the document says', () => {
	const answer = (changes) => ({ status: 200, headers: new Headers({ 'x-request-id': 'r', 'content-type': 'application/json' }),
		text: '{}', value: { status: 'ok', mode: 'development' }, ...changes });
	const check = (changes, sent = {}) => () => checkExchange({ method: 'GET', target: '/health', type: '', ...sent }, answer(changes));

	test('when it holds a key that is not named, or lacks one that is', () => {
		check({})();
		assert.throws(check({ value: { status: 'ok', mode: 'development', secret: 1 } }), /additional properties/);
		assert.throws(check({ value: {} }), /required property/);
		assert.throws(check({ value: { status: 7 } }), /not as the document says/);
	});

	test('when its status, type, header or error is not named', () => {
		assert.throws(check({ status: 202 }), /may answer 202/);
		assert.throws(check({ headers: new Headers({ 'x-request-id': 'r', 'content-type': 'text/plain' }) }), /text\/plain/);
		assert.throws(check({ headers: new Headers({ 'content-type': 'application/json' }) }), /X-Request-Id/);
		assert.throws(check({ headers: new Headers({ 'x-request-id': 'r', 'content-type': 'application/json', link: '<x>' }) }), /link/);
		const problem = (error) => ({ type: 'about:blank', title: 'Conflict', status: 409, detail: 'x', error, message: 'x' });
		const headers = new Headers({ 'x-request-id': 'r', 'content-type': 'application/problem+json' });
		const friends = { method: 'POST', target: '/library/me/friends' };
		check({ status: 409, headers, value: problem('conflict') }, friends)();
		assert.throws(check({ status: 409, headers, value: problem('not_found') }, friends), /not as the document says/);
		assert.throws(check({ status: 409, headers, value: problem('conflict') }), /may answer 409/);
	});

	test('when it takes a query or a body that is not named', () => {
		assert.throws(check({}, { target: '/health?deep=1' }), /deep/);
		assert.throws(check({}, { body: { a: 1 }, type: 'application/json' }), /takes a body/);
		check({}, { body: beyond({ a: 1 }), type: 'application/json' })();
		assert.throws(check({}, { target: '/nowhere' }), /no such route/);
	});
});

describe('a client generated from the document', () => {
	const folder = mkdtempSync(join(here, 'node_modules', '.generated-'));
	after(() => rmSync(folder, { recursive: true }));

	const compile = (...files) => spawnSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '--strict',
		'--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom', '--skipLibCheck', ...files],
	{ cwd: folder, encoding: 'utf8' });

	before(async () => {
		const { default: generate, astToString } = await import('openapi-typescript');
		const live = await (await fetch(`${server.url}/openapi.json`)).json();
		writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
		writeFileSync(join(folder, 'api.d.ts'), astToString(await generate(live)));
		copyFileSync(join(here, 'generated/program.ts'), join(folder, 'program.ts'));
	});

	test('adds, lists, changes and deletes a book', () => {
		const compiled = compile('program.ts');
		assert.equal(compiled.status, 0, compiled.stdout);
		const ran = spawnSync(process.execPath, ['program.js', server.url], { cwd: folder, encoding: 'utf8' });
		assert.equal(ran.status, 0, ran.stderr);
		assert.deepEqual(JSON.parse(ran.stdout), {
			titles: ['Emma'], removed: 'deleted', left: 0, error: 'not_found',
			changed: { liked: true, rating: 4.5, shelf: 'read', tags: ['gift'] },
		});
	});

	test('does not compile with what the API doesn\'t take', () => {
		const program = readFileSync(join(folder, 'program.ts'), 'utf8');
		const mistakes = [['publishedYear: 1815', 'publishedYear: "1815"'], ['shelf: \'read\'', 'shelf: \'attic\''],
			['sort: \'title\'', 'sort: \'size\''], ['changed.liked', 'changed.lyked']];
		for (const [i, [right, wrong]] of mistakes.entries()) {
			assert.ok(program.includes(right));
			writeFileSync(join(folder, `wrong${i}.ts`), program.replace(right, wrong));
		}
		const { stdout } = compile(...mistakes.map((_, i) => `wrong${i}.ts`));
		for (const [i, [, wrong]] of mistakes.entries()) assert.match(stdout, new RegExp(`wrong${i}\\.ts\\(.*error TS`), wrong);
	});
});
