// auth.test.mjs - accounts, sessions and tokens; and what is tried against them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from './suite.mjs';
import { client } from './client.mjs';
import { account, bearer, cheap, codeOf, expired, keyOf, partsOf, password, signed, signIn, withToken } from './people.mjs';
import { binary, environmentOf, start, until } from './server.mjs';

const books = '/library/me/books';
const settings = { BOOKSHELF_REGISTRATION: 'open', BOOKSHELF_ENABLE_DEV_IDENTITY_FALLBACK: 'false', ...cheap };
let server, api, ada;
before(async () => {
	server = await start({ env: settings });
	api = client(server.url);
	ada = await account(server, 'ada');
});
after(() => server.stop());

const refresh = (token, more) => api.post('/auth/refresh', { refreshToken: token }, more);
const isRefused = async (token, error = 'invalid_token') => {
	const answer = await withToken(server, token).get(books);
	assert.equal(answer.status, 401);
	assert.equal(answer.body.error, error);
	assert.match(answer.headers.get('www-authenticate'), /^Bearer /);
};

test('the first account is the administrator\'s, the next are not', async () => {
	assert.equal(ada.tokens.user.role, 'admin');
	assert.equal((await account(server, 'bob')).tokens.user.role, 'member');
	assert.equal((await ada.me.get('/users/me')).body.user.email, 'ada@example.org');
});

test('whoever asks is told who may make an account, and who comes first that they do', async () => {
	assert.deepEqual((await api.get('/auth/registration')).body, { mode: 'open', first: false });
	for (const [mode, first] of [['invitation', true], ['closed', false]]) {
		const fresh = await start({ env: { ...settings, BOOKSHELF_REGISTRATION: mode } });
		assert.deepEqual((await client(fresh.url).get('/auth/registration')).body, { mode, first });
		if (first) {
			await account(fresh, 'ada');
			assert.deepEqual((await client(fresh.url).get('/auth/registration')).body, { mode, first: false });
		}
		await fresh.stop();
	}
});

test('of several who come first at once, one is the administrator', async () => {
	const fresh = await start({ env: settings });
	const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => account(fresh, name)));
	assert.equal(all.filter((one) => one.tokens.user.role === 'admin').length, 1);
	await fresh.stop();
});

test('what cannot be an account is refused by the name of the field', async () => {
	const good = { email: 'c@example.org', username: 'carl', password: password('carl') };
	const wrong = [
		[{ email: 'nobody' }, 'invalid_email'], [{ email: '' }, 'invalid_email'],
		[{ username: '' }, 'invalid_username'], [{ username: 'a/b' }, 'invalid_username'], [{ username: 'a b' }, 'invalid_username'],
		[{ password: 'short' }, 'invalid_password'], [{ password: 'x'.repeat(1025) }, 'invalid_password'],
		[{ displayName: 'x'.repeat(121) }, 'invalid_display_name'],
	];
	for (const [field, error] of wrong) {
		const answer = await api.post('/auth/register', { ...good, ...field });
		assert.deepEqual([answer.status, answer.body.error], [400, error], JSON.stringify(field));
	}
	assert.equal((await api.post('/auth/register', { ...good, email: 'ADA@example.org ' })).status, 409);
	assert.equal((await api.post('/auth/register', { ...good, username: 'ada' })).status, 409);
});

test('an unknown address and a wrong password get the same answer', async () => {
	const wrong = await api.post('/auth/login', { email: 'ada@example.org', password: 'not the password at all' });
	const unknown = await api.post('/auth/login', { email: 'nobody@example.org', password: 'not the password at all' });
	assert.equal(wrong.status, 401);
	assert.deepEqual(unknown.body, wrong.body);
	assert.equal(wrong.body.error, 'invalid_login');
});

test('what one person has is not there for another', async () => {
	const carol = await account(server, 'carol'), dave = await account(server, 'dave');
	const book = (await carol.me.post(books, { title: 'Emma' })).body.item;
	assert.equal((await dave.me.get(`${books}/${book.id}`)).status, 404);
	assert.equal((await dave.me.patch(`${books}/${book.id}`, { liked: true })).status, 404);
	assert.equal((await dave.me.delete(`${books}/${book.id}`)).status, 404);
	assert.equal((await carol.me.get(books)).body.count, 1);
});

test('a refresh token is good for once, and shown again it ends the session', async () => {
	const erin = await account(server, 'erin');
	const second = (await refresh(erin.tokens.refreshToken)).body;
	assert.notEqual(second.refreshToken, erin.tokens.refreshToken);
	assert.equal((await withToken(server, second.accessToken).get(books)).status, 200);
	assert.equal((await refresh(erin.tokens.refreshToken)).status, 401);
	assert.equal((await refresh(second.refreshToken)).status, 401, 'the thief\'s and the owner\'s');
	await isRefused(second.accessToken);
	assert.equal(server.events('audit').filter((e) => e.what === 'refresh_reused' && e.user_id === erin.tokens.user.id).length, 1);
});

test('of many who show one refresh token at once, one gets on', async () => {
	const fay = await account(server, 'fay');
	const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(fay.tokens.refreshToken)));
	assert.equal(answers.filter((a) => a.status === 200).length, 1);
	assert.ok(answers.every((a) => a.status === 200 || a.status === 401));
});

test('a device whose answer was lost gets the same token again by its own key, and nobody else does', async () => {
	const gus = await account(server, 'gus');
	const key = { 'idempotency-key': `"${randomUUID()}"` };
	const first = await refresh(gus.tokens.refreshToken, key);
	const again = await refresh(gus.tokens.refreshToken, key);
	assert.equal(again.status, 200);
	assert.equal(again.body.refreshToken, first.body.refreshToken);
	assert.equal((await refresh(again.body.refreshToken, { 'idempotency-key': '"next"' })).status, 200);
	assert.equal((await refresh(gus.tokens.refreshToken, key)).status, 401, 'its successor has been used');
	const hal = await account(server, 'hal');
	await refresh(hal.tokens.refreshToken, key);
	assert.equal((await refresh(hal.tokens.refreshToken, { 'idempotency-key': '"a guess"' })).status, 401);
});

test('signing out ends the device at once, for both of its tokens', async () => {
	const first = await account(server, 'ivy'), second = await signIn(server, 'ivy', { device: 'Laptop' });
	const list = (await second.me.get('/auth/sessions')).body;
	assert.deepEqual(list.items.map((s) => [s.device, s.current]).sort(), [['Laptop', true], ['ivy\'s phone', false]]);
	assert.equal((await first.me.post('/auth/logout', {})).status, 204);
	await isRefused(first.tokens.accessToken);
	assert.equal((await refresh(first.tokens.refreshToken)).status, 401);
	assert.equal((await second.me.get(books)).status, 200);
	assert.equal((await second.me.post('/auth/logout', { all: true })).status, 204);
	await isRefused(second.tokens.accessToken);
});

test('a device is signed out from another one, and nobody signs out somebody else\'s', async () => {
	const first = await account(server, 'jim'), second = await signIn(server, 'jim');
	assert.equal((await ada.me.delete(`/auth/sessions/${first.tokens.sessionId}`)).status, 404);
	assert.equal((await second.me.delete(`/auth/sessions/${first.tokens.sessionId}`)).status, 204);
	await isRefused(first.tokens.accessToken);
	assert.equal((await second.me.delete(`/auth/sessions/${first.tokens.sessionId}`)).status, 404);
	assert.equal((await second.me.delete('/auth/sessions/nonsense')).status, 404);
});

test('an access token is over after its time', async () => {
	const kim = await account(server, 'kim');
	assert.equal(kim.tokens.expiresIn, 600);
	assert.equal((await kim.me.get(books)).status, 200);
	await isRefused(expired(server, kim.tokens.accessToken));
});

// ---- forged ----

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('no forged access token is believed', async () => {
	const [header, claims, signature] = ada.tokens.accessToken.split('.');
	const [kind, said] = partsOf(ada.tokens.accessToken);
	const bob = (await signIn(server, 'bob')).tokens;
	const key = keyOf(server);
	assert.equal((await withToken(server, signed(kind, said, key)).get(books)).status, 200, 'this test knows how to sign');
	const forged = [
		`${part({ alg: 'none', typ: 'at+jwt' })}.${claims}.`, `${part({ alg: 'none' })}.${claims}.${signature}`,
		signed({ ...kind, alg: 'none' }, said, key), signed({ ...kind, alg: 'HS512' }, said, key),
		signed({ ...kind, kid: '00000000' }, said, key), signed(kind, said, Buffer.alloc(32)), signed(kind, said, ''),
		signed(kind, { ...said, exp: said.iat - 1 }, key), signed(kind, { ...said, iat: said.iat + 3600, exp: said.exp + 3600 }, key),
		signed(kind, { ...said, aud: 'elsewhere' }, key), signed(kind, { ...said, typ: 'refresh' }, key),
		signed(kind, { ...said, sid: bob.sessionId }, key), signed(kind, { ...said, sub: bob.user.id }, key),
		signed(kind, { ...said, sub: `${said.sub}' OR '1'='1` }, key), signed(kind, { ...said, exp: '9999999999' }, key),
		signed(kind, 'not json', key), signed(kind, [], key), signed(kind, {}, key),
		`${header}.${bob.accessToken.split('.')[1]}.${signature}`, `${header}.${claims}.${bob.accessToken.split('.')[2]}`,
		`${header}.${claims}`, `${header}.${claims}.`, `${header}.${claims}.${signature}x`, `${header}.${claims}.${signature.slice(0, -1)}`,
		`${header}.${claims}.${signature}.`, `.${claims}.${signature}`, `${header}..${signature}`, 'x', '.', '..', '...',
		ada.tokens.refreshToken, 'bookshelf_pat_', `bookshelf_pat_${'A'.repeat(49)}`, 'x'.repeat(5000),
	];
	for (const token of forged) await isRefused(token);
	for (const [at] of [...ada.tokens.accessToken].entries()) {
		const bent = [...ada.tokens.accessToken];
		bent[at] = bent[at] === 'A' ? 'B' : 'A';
		if (at % 7 === 0) await isRefused(bent.join(''));
	}
	for (const scheme of ['Basic YTpi', 'Bearer', 'Digest x', 'bearer'])
		assert.equal((await client(server.url, { authorization: scheme }).get(books)).status, 401);
	assert.equal((await ada.me.get(books)).status, 200);
});

test('no forged refresh token is believed', async () => {
	const liz = await account(server, 'liz'), t = liz.tokens.refreshToken;
	for (const token of [t.slice(0, -1), `${t}x`, t.toUpperCase(), t.slice(4), `bsr_${'A'.repeat(43)}`, liz.tokens.accessToken, 'x', 'bsr_', `bsr_${'é'.repeat(20)}`])
		assert.equal((await refresh(token)).status, 401, token);
	assert.equal((await refresh('')).body.error, 'invalid_refresh_token');
	assert.equal((await refresh(t)).status, 200, 'the true one is still good');
});

// ---- tokens for programs ----

test('a token for a program is good for its scopes and shown once', async () => {
	const max = await account(server, 'max');
	const made = (await max.me.post('/auth/tokens', { name: 'Calendar', scopes: ['read'], days: 30 })).body.item;
	assert.match(made.token, /^bookshelf_pat_[\w-]{43}[0-9a-f]{6}$/);
	const program = withToken(server, made.token);
	assert.equal((await program.get(books)).status, 200);
	assert.deepEqual((await program.post(books, { title: 'Emma' })).body.error, 'forbidden');
	for (const path of ['/auth/sessions', '/auth/tokens']) assert.equal((await program.get(path)).status, 403);
	assert.equal((await program.post('/auth/logout', {})).status, 403);
	const list = (await max.me.get('/auth/tokens')).body;
	assert.deepEqual(list.items.map((t) => [t.name, t.scopes, t.token, t.usedAt !== null]), [['Calendar', ['read'], undefined, true]]);
	assert.ok(made.token.startsWith(list.items[0].hint) && list.items[0].hint.length < 20);
	assert.equal((await ada.me.delete(`/auth/tokens/${made.id}`)).status, 404);
	assert.equal((await max.me.delete(`/auth/tokens/${made.id}`)).status, 204);
	assert.equal((await program.get(books)).status, 401);
});

test('a token that cannot be is refused by the name of the field', async () => {
	for (const [body, error] of [
		[{ scopes: ['read'] }, 'invalid_name'], [{ name: 'x', scopes: [] }, 'invalid_scopes'], [{ name: 'x', scopes: ['all'] }, 'invalid_scopes'],
		[{ name: 'x' }, 'invalid_scopes'], [{ name: 'x', scopes: ['read'], days: 0 }, 'invalid_days'], [{ name: 'x', scopes: ['read'], days: 9999 }, 'invalid_days'],
	]) assert.equal((await ada.me.post('/auth/tokens', body)).body.error, error);
});

// ---- the web page ----

test('the web page\'s refresh token is in a cookie that no script and no other site has', async () => {
	const web = { 'x-bookshelf-client': 'web', origin: server.url };
	await account(server, 'nia');
	const answer = await api.post('/auth/login', { email: 'nia@example.org', password: password('nia') }, web);
	assert.equal(answer.body.refreshToken, undefined);
	const [cookie] = answer.headers.getSetCookie(); // beside it: the browser's mark, see below
	assert.match(cookie, /^__Host-bookshelf=bsr_[\w-]{43}; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict$/);
	const pair = cookie.split(';')[0];
	for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`, server.url.replace('127', '128')])
		assert.equal((await api.post('/auth/refresh', {}, { ...web, origin, cookie: pair })).status, 403, origin);
	assert.equal((await api.post('/auth/refresh', {}, { origin: server.url, cookie: pair })).status, 400, 'a form of another site sends no such header');
	const next = await api.post('/auth/refresh', {}, { ...web, cookie: `other=1; ${pair}` });
	assert.equal(next.status, 200);
	assert.notEqual(next.headers.get('set-cookie').split(';')[0], pair);
	const out = await withToken(server, next.body.accessToken).post('/auth/logout', {}, { origin: server.url });
	assert.match(out.headers.get('set-cookie'), /^__Host-bookshelf=; .*Max-Age=0/);
	assert.equal(out.headers.get('clear-site-data'), '"cache", "storage"', 'what the browser kept is not for the next who sits there');
});

test('who signs in anew in a browser leaves the session behind that it had', async () => {
	const web = { 'x-bookshelf-client': 'web', origin: server.url };
	await account(server, 'pam');
	const login = (name, more) => api.post('/auth/login', { email: `${name}@example.org`, password: password(name) }, { ...web, ...more });
	const cookieOf = (answer) => answer.headers.get('set-cookie').split(';')[0];
	const first = await login('pam'), elsewhere = await login('pam');
	const second = await login('pam', { cookie: cookieOf(first) });
	await isRefused(first.body.accessToken);
	assert.equal((await api.post('/auth/refresh', {}, { ...web, cookie: cookieOf(first) })).status, 401);
	const wrong = { cookie: cookieOf(second) };
	assert.equal((await api.post('/auth/login', { email: 'pam@example.org', password: 'not the password at all' }, { ...web, ...wrong })).status, 401);
	assert.equal((await withToken(server, second.body.accessToken).get(books)).status, 200, 'who does not get in leaves nothing');
	await account(server, 'quin');
	assert.equal((await login('quin', { cookie: cookieOf(second) })).status, 200);
	await isRefused(second.body.accessToken);
	assert.equal((await withToken(server, elsewhere.body.accessToken).get(books)).status, 200, 'another browser is not touched');
	assert.equal((await login('quin', { cookie: '__Host-bookshelf=nonsense' })).status, 200);
});

// ---- many instances ----

test('signing out on one instance is known on the other at once', async () => {
	const one = await start({ env: settings });
	const two = await start({ env: settings, dataDir: one.dataDir });
	const oda = await account(one, 'oda');
	assert.equal((await withToken(two, oda.tokens.accessToken).get(books)).status, 200);
	await oda.me.post('/auth/logout', {});
	assert.equal((await withToken(two, oda.tokens.accessToken).get(books)).status, 401);
	assert.equal((await client(two.url).post('/auth/refresh', { refreshToken: oda.tokens.refreshToken })).status, 401);
	await two.stop();
	await one.stop();
});

// ---- who may make an account ----

test('where accounts are made by invitation, the first needs none', async () => {
	const s = await start({ env: { ...settings, BOOKSHELF_REGISTRATION: 'invitation' } });
	await account(s, 'pia');
	const answer = await client(s.url).post('/auth/register', { email: 'q@example.org', username: 'q', password: password('q') });
	assert.deepEqual([answer.status, answer.body.error], [403, 'forbidden']);
	const known = await client(s.url).post('/auth/register', { email: 'pia@example.org', username: 'q', password: password('q') });
	assert.deepEqual(known.body, answer.body, 'who is not invited learns nothing of who is here');
	await s.stop();
});

test('where accounts are made by who runs the server, nobody makes one', async () => {
	const s = await start({ env: { ...settings, BOOKSHELF_REGISTRATION: 'closed' } });
	assert.equal((await client(s.url).post('/auth/register', { email: 'q@example.org', username: 'q', password: password('q') })).status, 403);
	await s.stop();
});

// ---- production ----

test('production believes tokens only, and says which mode it is in', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'bookshelf-test-'));
	const s = await start({ dataDir, env: { BOOKSHELF_ENV: 'production', DATABASE_URL: `sqlite:${dataDir}/own.db`, BOOKSHELF_REGISTRATION: 'open' } });
	const rob = await account(s, 'rob');
	assert.equal((await rob.me.get(books)).status, 200);
	assert.equal((await client(s.url, { ...bearer(rob.tokens.accessToken), 'x-bookshelf-user-email': 'ada@example.org' }).get(books)).status, 401);
	assert.equal((await client(s.url).get('/health')).body.mode, 'production');
	assert.equal((await api.get('/health')).body.mode, 'development');
	await s.stop();
	rmSync(dataDir, { recursive: true });
});

test('production does not start with weak settings', async () => {
	for (const [env, says] of [
		[{ BOOKSHELF_PASSWORD_MEMORY_KIB: '8' }, /password_memory_kib/], [{ BOOKSHELF_PASSWORD_PASSES: '1' }, /password_passes/],
		[{ BOOKSHELF_SIGNING_KEYS: 'changeme' }, /signing_keys/], [{ BOOKSHELF_SIGNING_KEYS: 'A'.repeat(43) }, /signing_keys/],
		[{ BOOKSHELF_SEALING_KEY: 'secret' }, /sealing_key/], [{ BOOKSHELF_REGISTRATION: 'maybe' }, /registration/],
		[{ BOOKSHELF_ENABLE_DEV_IDENTITY_FALLBACK: 'true' }, /cannot be enabled in production/],
	])
		await assert.rejects(start({ env: { BOOKSHELF_ENV: 'production', DATABASE_URL: 'sqlite::memory:', ...env } }), says, JSON.stringify(env));
});

test('secrets are for the program alone', () => {
	assert.equal(statSync(join(server.dataDir, 'secrets')).mode & 0o777, 0o700);
	for (const name of ['signing-keys', 'sealing-key'])
		assert.equal(statSync(join(server.dataDir, 'secrets', name)).mode & 0o777, 0o600);
	for (const secret of [password('ada'), ada.tokens.accessToken, ada.tokens.refreshToken, 'ada@example.org'])
		assert.ok(!server.log().includes(secret), 'no secret and no address is in the log');
});

// ---- one's own account ----

test('another password takes the old one and signs out the other devices', async () => {
	const sue = await account(server, 'sue'), laptop = await signIn(server, 'sue');
	const change = (oldPassword, newPassword) => sue.me.post('/auth/password', { oldPassword, newPassword });
	assert.equal((await change('not the password at all', 'a new one that is long')).body.error, 'invalid_login');
	assert.equal((await change(password('sue'), 'short')).body.error, 'invalid_new_password');
	assert.equal((await change(password('sue'), 'a new one that is long')).status, 204);
	assert.equal((await sue.me.get(books)).status, 200);
	await isRefused(laptop.tokens.accessToken);
	assert.equal((await api.post('/auth/login', { email: 'sue@example.org', password: password('sue') })).status, 401);
	await signIn(server, 'sue', { password: 'a new one that is long' });
});

test('another e-mail address takes the password, another user name does not', async () => {
	const tom = await account(server, 'tom');
	assert.equal((await tom.me.patch('/users/me', { username: 'thomas' })).body.user.username, 'thomas');
	assert.equal((await tom.me.patch('/users/me', { email: 'thomas@example.org' })).body.error, 'invalid_login');
	assert.equal((await tom.me.patch('/users/me', { email: 'ADA@example.org', password: password('tom') })).status, 409);
	assert.equal((await tom.me.patch('/users/me', { username: 'ada' })).status, 409);
	assert.equal((await tom.me.patch('/users/me', { username: 'a/b' })).body.error, 'invalid_username');
	const moved = await tom.me.patch('/users/me', { email: 'Thomas@Example.org', password: password('tom') });
	assert.equal(moved.body.user.email, 'thomas@example.org');
	assert.equal((await api.post('/auth/login', { email: 'thomas@example.org', password: password('tom') })).status, 200);
});

test('who leaves has fourteen days to come back', async () => {
	const una = await account(server, 'una');
	await una.me.post(books, { title: 'Emma' });
	const { item } = (await una.me.post('/auth/tokens', { name: 'x', scopes: ['read'] })).body;
	assert.equal((await una.me.call('DELETE', '/users/me', { password: 'not the password at all' })).status, 401);
	const gone = await una.me.call('DELETE', '/users/me', { password: password('una') });
	assert.equal(gone.status, 202);
	assert.equal(Math.round((new Date(gone.body.user.erasedAt) - Date.now()) / 864e5), 14);
	await isRefused(una.tokens.accessToken);
	await isRefused(item.token);
	const back = await signIn(server, 'una');
	assert.equal((await back.me.patch('/users/me', { erasedAt: '2030-01-01' })).body.error, 'invalid_erased_at');
	assert.equal((await back.me.patch('/users/me', { erasedAt: null })).body.user.erasedAt, null);
	assert.equal((await back.me.get(books)).body.count, 1);
});

test('everybody reads what happened to their own account, the administrator all of it', async () => {
	const vic = await account(server, 'vic');
	await api.post('/auth/login', { email: 'vic@example.org', password: 'not the password at all' });
	await signIn(server, 'vic');
	const mine = (await vic.me.get('/users/me/audit')).body.items;
	assert.deepEqual(mine.map((l) => l.event), ['login', 'login_failed', 'account_made']);
	assert.ok(mine.every((l) => l.userId === vic.tokens.user.id && l.address === '127.0.0.1' && l.about && l.requestId));
	assert.equal((await vic.me.get('/audit')).status, 403);
	const first = await ada.me.get('/audit?limit=2');
	assert.deepEqual(first.body.items.map((l) => l.event), ['login', 'login_failed']);
	const next = /<([^>]*)>; rel="next"/.exec(first.headers.get('link'))[1];
	assert.equal((await ada.me.get(next)).body.items[0].event, 'account_made');
	assert.equal((await ada.me.get('/audit?cursor=x')).body.error, 'invalid_cursor');
});

test('everything that is known of a person is theirs to take along', async () => {
	const wim = await account(server, 'wim');
	await wim.me.post(books, { title: 'Emma' });
	const made = (await wim.me.post('/auth/tokens', { name: 'x', scopes: ['read'] })).body.item;
	const { body, headers } = await wim.me.get('/users/me/export');
	assert.match(headers.get('content-disposition'), /bookshelf\.json/);
	assert.deepEqual([body.account.email, body.sessions.length, body.tokens.length, body.books.length], ['wim@example.org', 1, 1, 1]);
	assert.deepEqual(body.audit.map((l) => l.event), ['token_made', 'account_made']);
	for (const secret of [made.token, wim.tokens.refreshToken, '$argon2']) assert.ok(!JSON.stringify(body).includes(secret));
	assert.equal((await wim.me.get('/users/me/audit')).body.items[0].event, 'exported');
});

// ---- who runs the server ----

const run = (words, input) => spawnSync(binary, [...words, '--data-dir', server.dataDir],
	{ input, encoding: 'utf8', env: { ...environmentOf(server.dataDir), ...settings } });

test('accounts are made, disabled and given passwords on the command line', async () => {
	const secret = 'wanda reads a book a week\n';
	assert.match(run(['user', 'add', 'wanda@example.org', 'wanda'], secret).stdout, /made: wanda@example.org, member/);
	assert.match(run(['user', 'add', 'wanda@example.org', 'other'], secret).stderr, /there is an account/);
	assert.match(run(['user', 'add', 'x@example.org', 'x'], 'short\n').stderr, /15 characters/);
	assert.match(run(['user', 'add', 'x@example.org', 'x'], '').stderr, /no password/);
	const wanda = await signIn(server, 'wanda');
	const { item } = (await wanda.me.post('/auth/tokens', { name: 'x', scopes: ['read'] })).body;
	assert.match(run(['user', 'disable', 'wanda@example.org']).stdout, /disabled/);
	await isRefused(wanda.tokens.accessToken);
	await isRefused(item.token);
	assert.equal((await refresh(wanda.tokens.refreshToken)).status, 401);
	assert.equal((await api.post('/auth/login', { email: 'wanda@example.org', password: secret.trim() })).body.error, 'forbidden');
	const told = () => server.events('audit').filter((e) => e.user_id === wanda.tokens.user.id && e.what === 'login_failed');
	assert.equal((await until(() => told().length && told(), 'the line')).at(-1).detail, 'the account is disabled');
	assert.match(run(['user', 'list']).stdout, /wanda@example.org +wanda +\d{4}-\d\d-\d\d +disabled/);
	run(['user', 'enable', 'wanda@example.org']);
	assert.match(run(['user', 'passwd', 'wanda@example.org'], 'another one that is long\n').stdout, /is set/);
	await signIn(server, 'wanda', { password: 'another one that is long' });
	assert.match(run(['user', 'passwd', 'nobody@example.org'], secret).stderr, /no account/);
	assert.match(run(['user', 'role', 'wanda@example.org', 'admin']).stdout, /administrator/);
	assert.equal((await (await signIn(server, 'wanda', { password: 'another one that is long' })).me.get('/audit')).status, 200);
});

test('who runs the server signs one person out everywhere, or everybody', async () => {
	const s = await start({ env: settings });
	const own = (words) => spawnSync(binary, [...words, '--data-dir', s.dataDir], { encoding: 'utf8', env: { ...environmentOf(s.dataDir), ...settings } });
	const [una, ugo] = [await account(s, 'una'), await account(s, 'ugo')];
	const token = async (one) => (await one.me.post('/auth/tokens', { name: 'x', scopes: ['read'] })).body.item.token;
	const tokens = [await token(una), await token(ugo)];
	const statuses = async (one, t) => [await one.me.get(books), await withToken(s, t).get(books),
		await client(s.url).post('/auth/refresh', { refreshToken: one.tokens.refreshToken })].map((a) => a.status);
	assert.match(own(['user', 'signout', 'una@example.org']).stdout, /1 account$/m);
	assert.deepEqual(await statuses(una, tokens[0]), [401, 401, 401]);
	assert.deepEqual((await statuses(ugo, tokens[1])).slice(0, 2), [200, 200]);
	assert.match(own(['user', 'signout']).stderr, /whose/);
	assert.match(own(['user', 'signout', 'una@example.org', '--all']).stderr, /whose/);
	assert.match(own(['user', 'signout', 'nobody@example.org']).stderr, /no account/);
	assert.match(own(['user', 'signout', '--all']).stdout, /2 accounts$/m);
	assert.deepEqual(await statuses(ugo, tokens[1]), [401, 401, 401]);
	const events = (await (await signIn(s, 'una')).me.get('/users/me/audit')).body.items.map((l) => l.event);
	assert.equal(events.filter((e) => e === 'signed_out').length, 2);
	await s.stop();
});

test('an invitation lets one person in, and is for the address it names', async () => {
	const s = await start({ dataDir: server.dataDir, env: { ...settings, BOOKSHELF_REGISTRATION: 'invitation' } });
	const code = (words) => run(['user', 'invite', ...words]).stdout.trim().split('\n').pop();
	const register = (name, invitation) => client(s.url).post('/auth/register',
		{ email: `${name}@example.org`, username: name, password: password(name), invitation });
	const open = code([]), named = code(['xena@example.org']);
	assert.equal((await register('yan', named)).status, 403);
	assert.equal((await register('xena', named)).status, 201);
	const both = await Promise.all([register('yan', open), register('zoe', open)]);
	assert.deepEqual(both.map((a) => a.status).sort(), [201, 403]);
	assert.equal((await register('eve', 'a guess')).status, 403);
	assert.equal((await register('eve', '')).status, 403);
	await s.stop();
});

test('a library of the development mode becomes an account\'s', async () => {
	const dev = client(server.url).as('olga@example.org', 'olga');
	await dev.post(books, { title: 'Emma' });
	assert.equal((await api.post('/auth/register', { email: 'olga@example.org', username: 'olga2', password: password('olga') })).status, 409);
	run(['user', 'passwd', 'olga@example.org'], `${password('olga')}\n`);
	assert.equal((await (await signIn(server, 'olga')).me.get(books)).body.count, 1);
});

test('a command works on the library of the person it names', async () => {
	const words = ['books', '--user', 'olga@example.org'];
	assert.match(run(words).stdout, /Emma/);
	assert.match(run(['books', '--user', 'nobody@example.org']).stderr, /no account/);
});

// ---- guessing ----

// From another address of this machine: people sign in from elsewhere.
const loginFrom = (address, s, email, secret, more) => new Promise((resolve, reject) => {
	const body = JSON.stringify({ email, password: secret });
	const request = http.request(`${s.url}/auth/login`, { method: 'POST', localAddress: address,
		headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...more } }, (answer) => {
		let text = '';
		answer.on('data', (bytes) => { text += bytes; });
		answer.on('end', () => resolve({ status: answer.statusCode, body: JSON.parse(text), cookies: answer.headers['set-cookie'] ?? [], wait: Number(answer.headers['retry-after']) }));
	});
	request.on('error', reject);
	request.end(body);
});

test('who guesses waits, and does not keep the owner out', async () => {
	const abe = await account(server, 'abe'), wrong = 'not the password at all';
	for (const email of ['abe@example.org', 'nobody-at-all@example.org']) {
		const answers = [];
		for (let i = 0; i < 6; i++) answers.push(await loginFrom('127.0.0.9', server, email, wrong));
		assert.deepEqual(answers.map((a) => a.status), [401, 401, 401, 401, 429, 429], email);
		assert.equal(answers[5].body.error, 'too_many_requests');
		assert.equal(answers[5].wait, 1);
	}
	assert.equal((await loginFrom('127.0.0.10', server, 'abe@example.org', password('abe'))).status, 429, 'from anywhere unknown');
	await signIn(server, 'abe');
	assert.equal((await abe.me.get(books)).status, 200, 'nor ends what they are signed in to');
});

test('a browser that somebody signed in with is not kept out by who guesses, from wherever', async () => {
	const web = { 'x-bookshelf-client': 'web', origin: server.url }, wrong = 'not the password at all';
	const markOf = (answer) => answer.cookies.find((c) => c.startsWith('__Host-bookshelf-device='));
	await account(server, 'yoko');
	const yoko = (address, secret, cookie) => loginFrom(address, server, 'yoko@example.org', secret, { ...web, ...(cookie ? { cookie } : {}) });
	const first = await yoko('127.0.0.40', password('yoko'));
	assert.match(markOf(first), /^__Host-bookshelf-device=[\w-]{43}; Path=\/; Max-Age=31536000; Secure; HttpOnly; SameSite=Strict$/);
	assert.ok(!JSON.stringify(first.body).includes(markOf(first).slice(24, 67)), 'scripts do not see it');
	const mark = markOf(first).split(';')[0];
	assert.equal(markOf(await signIn(server, 'yoko').then(() => loginFrom('127.0.0.40', server, 'yoko@example.org', password('yoko')))), undefined, 'programs get none');
	for (let i = 0; i < 6; i++) await loginFrom(`127.0.0.${41 + i}`, server, 'yoko@example.org', wrong);
	assert.equal((await yoko('127.0.0.50', password('yoko'))).status, 429);
	assert.equal((await yoko('127.0.0.50', password('yoko'), '__Host-bookshelf-device=made-up')).status, 429);
	const again = await yoko('127.0.0.50', password('yoko'), mark);
	assert.deepEqual([again.status, markOf(again)], [200, undefined], 'it keeps the one it has');
	for (let i = 0; i < 4; i++) assert.equal((await yoko(`127.0.0.${51 + i}`, wrong, mark)).status, 401);
	assert.equal((await yoko('127.0.0.55', wrong, mark)).status, 429, 'with it one may not guess more often');
	const out = await withToken(server, again.body.accessToken).post('/auth/logout', {});
	assert.ok(!out.headers.get('set-cookie').includes('device'), 'signing out leaves it');
});

test('another password ends what the browsers of before may', async () => {
	const web = { 'x-bookshelf-client': 'web', origin: server.url }, wrong = 'not the password at all', next = 'a new one that is long';
	const zed = await account(server, 'zed');
	const first = await loginFrom('127.0.0.60', server, 'zed@example.org', password('zed'), web);
	const cookie = first.cookies.find((c) => c.startsWith('__Host-bookshelf-device=')).split(';')[0];
	assert.equal((await zed.me.post('/auth/password', { oldPassword: password('zed'), newPassword: next })).status, 204);
	for (let i = 0; i < 6; i++) await loginFrom(`127.0.0.${61 + i}`, server, 'zed@example.org', wrong);
	assert.equal((await loginFrom('127.0.0.60', server, 'zed@example.org', next, { ...web, cookie })).status, 429);
	assert.equal((await api.post('/auth/login', { email: 'zed@example.org', password: next })).status, 200, 'from where it was changed');
});

test('of many guesses at once no more are looked at than one after another', async () => {
	const s = await start({ env: { ...settings, BOOKSHELF_PASSWORD_MEMORY_KIB: '19456', BOOKSHELF_PASSWORD_PASSES: '2' } });
	await account(s, 'ira');
	const answers = await Promise.all(Array.from({ length: 9 }, (_, i) =>
		loginFrom(`127.0.0.${20 + i}`, s, 'ira@example.org', 'not the password at all')));
	const looked = answers.filter((a) => a.status === 401).length;
	assert.ok(looked >= 4 && looked <= 5, `${looked}: one more only where two end at the same moment`);
	assert.ok(answers.every((a) => a.status === 401 || a.status === 429));
	await s.stop();
});

test('of somebody\'s session, too, the password is not guessed as often as one likes', async () => {
	const ben = await account(server, 'ben');
	const guess = () => ben.me.post('/auth/password', { oldPassword: 'not the password at all', newPassword: 'a new one that is long' });
	const answers = [];
	for (let i = 0; i < 5; i++) answers.push((await guess()).status);
	assert.deepEqual(answers, [401, 401, 401, 401, 429]);
});

// ---- a second factor ----

test('a second factor is asked for once it is confirmed; a recovery code stands in for it, once', async () => {
	const cleo = await account(server, 'cleo'), mine = { email: 'cleo@example.org', password: password('cleo') };
	assert.deepEqual((await cleo.me.get('/auth/totp')).body, { on: false, recoveryCodesLeft: 0 });
	assert.equal((await cleo.me.post('/auth/totp', { password: 'not the password at all' })).body.error, 'invalid_login');
	const { secret, uri } = (await cleo.me.post('/auth/totp', { password: password('cleo') })).body;
	assert.match(uri, /^otpauth:\/\/totp\/Bookshelf:cleo%40example%2Eorg\?secret=[A-Z2-7]{32}&issuer=Bookshelf$/);
	assert.equal((await api.post('/auth/login', mine)).status, 200, 'not confirmed: not asked for');
	assert.equal((await cleo.me.post('/auth/totp/confirm', { code: '000000' })).body.error, 'invalid_code');
	const { recoveryCodes } = (await cleo.me.post('/auth/totp/confirm', { code: codeOf(secret, -1) })).body;
	assert.equal(new Set(recoveryCodes).size, 10);
	assert.equal((await cleo.me.post('/auth/totp', { password: password('cleo') })).status, 409);
	assert.deepEqual((await api.post('/auth/login', mine)).body.error, 'second_factor_required');
	assert.deepEqual((await api.post('/auth/login', { ...mine, password: 'not the password at all', code: codeOf(secret) })).body.error, 'invalid_login');
	assert.equal((await api.post('/auth/login', { ...mine, code: codeOf(secret, -1) })).status, 401, 'that code was used');
	const code = codeOf(secret);
	const both = await Promise.all([1, 2].map(() => api.post('/auth/login', { ...mine, code })));
	assert.deepEqual(both.map((a) => a.status).sort(), [200, 401], 'a code is good for once');
	assert.equal((await api.post('/auth/login', { ...mine, code: recoveryCodes[0].toUpperCase() })).status, 200);
	assert.equal((await api.post('/auth/login', { ...mine, code: recoveryCodes[0] })).status, 401);
	assert.deepEqual((await cleo.me.get('/auth/totp')).body, { on: true, recoveryCodesLeft: 9 });
	const anew = (await cleo.me.post('/auth/totp/recovery-codes', { password: password('cleo'), code: recoveryCodes[1] })).body.recoveryCodes;
	assert.equal((await api.post('/auth/login', { ...mine, code: recoveryCodes[2] })).status, 401, 'the old ones are worth nothing');
	assert.equal((await cleo.me.post('/auth/password', { oldPassword: password('cleo'), newPassword: 'kd8!bqpw' })).status, 204, 'a shorter password will do');
	assert.equal((await cleo.me.call('DELETE', '/auth/totp', { password: 'kd8!bqpw', code: 'abcde-fghij' })).status, 401);
	assert.equal((await cleo.me.call('DELETE', '/auth/totp', { password: 'kd8!bqpw', code: anew[0] })).status, 204);
	assert.equal((await api.post('/auth/login', { ...mine, password: 'kd8!bqpw' })).status, 200);
	const events = (await cleo.me.get('/users/me/audit')).body.items.map((l) => l.event);
	const ways = (await cleo.me.get('/users/me/audit')).body.items.filter((l) => l.event.startsWith('login')).map((l) => l.detail);
	for (const way of ['by password', 'by password and code', 'the password was right, the code was not']) assert.ok(ways.includes(way), way);
	for (const event of ['second_factor_on', 'recovery_code_used', 'recovery_codes_made', 'second_factor_off']) assert.ok(events.includes(event), event);
});

test('who lost phone and codes is let in by who runs the server', async () => {
	const lea = await account(server, 'lea'), mine = { email: 'lea@example.org', password: password('lea') };
	assert.match(run(['user', 'factor-off', 'lea@example.org']).stderr, /no second factor/);
	const { secret } = (await lea.me.post('/auth/totp', { password: password('lea') })).body;
	const { recoveryCodes } = (await lea.me.post('/auth/totp/confirm', { code: codeOf(secret) })).body;
	assert.equal((await api.post('/auth/login', mine)).body.error, 'second_factor_required');
	assert.match(run(['user', 'factor-off', 'lea@example.org']).stdout, /password alone/);
	assert.equal((await api.post('/auth/login', mine)).status, 200);
	assert.equal((await lea.me.post('/auth/totp', { password: password('lea') })).status, 201, 'and sets up another');
	assert.equal((await lea.me.post('/auth/totp/confirm', { code: recoveryCodes[0] })).status, 400, 'the old codes are worth nothing');
	const off = (await lea.me.get('/users/me/audit')).body.items.find((l) => l.event === 'second_factor_off');
	assert.deepEqual([off.detail, off.actorId], ['by who runs the server', null]);
});

test('the log says why somebody was turned away', async () => {
	const [id, member] = [`why-${randomUUID()}`, await account(server, 'rex')];
	await member.me.get('/audit', { 'x-request-id': `${id}-1` });
	await withToken(server, 'nonsense').get(books, { 'x-request-id': `${id}-2` });
	await api.post('/auth/login', { email: 'rex@example.org', password: 'not the password at all' }, { 'x-request-id': `${id}-3` });
	await member.me.get(books, { 'x-request-id': `${id}-4` });
	const lines = await until(() => {
		const found = server.events('request').filter((e) => e.request_id.startsWith(id));
		return found.length === 4 && found.sort((a, b) => a.request_id.localeCompare(b.request_id));
	}, 'the lines');
	assert.deepEqual(lines.map((l) => [l.status, l.error, l.actor_id]), [[403, 'forbidden', member.tokens.user.id], [401, 'invalid_token', undefined],
		[401, 'invalid_login', undefined], [200, undefined, member.tokens.user.id]]);
});

// ---- development ----

test('who is new in development makes a token and sets up nothing by accident', async () => {
	const s = await start({ env: settings });
	const dev = client(s.url).as('newcomer@example.org', 'newcomer');
	assert.equal((await dev.post('/auth/totp/confirm', { code: '123456' })).status, 409);
	assert.equal((await dev.post('/auth/totp', { password: 'not the password at all' })).body.error, 'invalid_login');
	assert.equal((await dev.get('/users/me/export')).body.account.email, 'newcomer@example.org');
	const made = await dev.post('/auth/tokens', { name: 'x', scopes: ['read'] });
	assert.equal(made.status, 201);
	assert.equal((await withToken(s, made.body.item.token).get('/users/me')).body.user.email, 'newcomer@example.org');
	await s.stop();
});
