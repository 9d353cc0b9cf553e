// session.test.mjs - a session of the page: renewed without a word, by one at a time, also when an answer is lost; asked for over the page
// when it was ended elsewhere.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from '../http/suite.mjs';
import { api, button, elsewhere, field, password, production, said, signedIn, somebody, typeIn } from './accounts.mjs';
import { newPage, problem, sheet } from './browser.mjs';

let world;

before(async () => { world = await production(); });
after(() => world?.close());

const over = problem(401, 'invalid_token', 'this device is signed out: sign in again');
const signOutEverywhere = async (who) => (await elsewhere(world, who)).me.post('/auth/logout', { all: true });
const refreshes = (page) => {
	const seen = [];

	page.on('request', (r) => r.url().endsWith('/auth/refresh') && seen.push(r));
	return seen;
};

/** A place typed into the profile, to be saved. */
async function typePlace(page, place) {
	await button(page, 'Your profile').click();
	await field(page, 'Place').fill(place);
}

async function editProfile(page, place) {
	await typePlace(page, place);
	await button(page, 'Save').click();
}

const placeOf = async (who) => (await who.me.get('/library/me/profile')).body.profile.location;

test('a token that is over is renewed once, however many requests find that out, and all of them go on', async () => {
	const { page, close } = await signedIn(world);
	const seen = refreshes(page);

	await page.route(/library\/me\/(loans|friends)$/, (route) => route.fulfill(over), { times: 2 });
	await button(page, 'Lent').click();
	await page.getByText('Nothing is lent.').waitFor();
	assert.equal(seen.length, 1);
	assert.ok(seen[0].headers()['idempotency-key']);
	await close();
});

test('a token about to be over is renewed before it is sent', async () => {
	const brief = await production({ env: { BOOKSHELF_ACCESS_TOKEN_S: '5' } });
	const { page, who, close } = await signedIn(brief);
	const refused = [];

	page.on('response', (r) => r.status() === 401 && refused.push(r.url()));
	const renewed = page.waitForResponse((r) => r.url().endsWith('/auth/refresh') && r.ok());

	for (let n = 0, seen = false; !seen; n++) {
		await editProfile(page, `place ${n}`);
		await said(page, 'Your profile is saved.');
		seen = await Promise.race([renewed.then(() => true), page.waitForTimeout(500).then(() => false)]);
	}
	assert.deepEqual(refused, []);
	assert.match(await placeOf({ me: (await elsewhere(brief, who)).me }), /^place/);
	await close();
	await brief.close();
});

test('a device that was signed out elsewhere is asked to sign in over the page, and the work goes on', async () => {
	const { page, who, close } = await signedIn(world);

	await typePlace(page, 'Harbour');
	await signOutEverywhere(who);
	await button(page, 'Save').click();
	await page.getByText('This device is signed out.').waitFor();
	assert.equal(await field(page, 'E-mail').inputValue(), who.email);
	await field(page, 'Password').fill('not the password at all');
	await field(page, 'Password').press('Enter');
	await page.getByRole('alert').filter({ hasText: 'is wrong' }).waitFor();
	await field(page, 'Password').fill(password(who.name));
	await field(page, 'Password').press('Enter');
	await said(page, 'Your profile is saved.');
	assert.equal(await placeOf(await elsewhere(world, who)), 'Harbour');
	await close();
});

test('who does not sign in again now loses nothing that is typed, and can later', async () => {
	const { page, who, close } = await signedIn(world);

	await typePlace(page, 'Lighthouse');
	await signOutEverywhere(who);
	await button(page, 'Save').click();
	await page.getByText('This device is signed out.').waitFor();
	await page.keyboard.press('Escape');
	await said(page, 'You are signed out. Sign in to go on.');
	assert.equal(await field(page, 'Place').inputValue(), 'Lighthouse');
	await page.keyboard.press('Escape');
	await button(page, 'Sign in').click();
	await typeInDialog(page, password(who.name));
	await button(page, 'Sign in').waitFor({ state: 'detached' });
	await editProfile(page, 'Lighthouse');
	await said(page, 'Your profile is saved.');
	await close();
});

async function typeInDialog(page, secret) {
	await sheet(page).getByLabel('Password', { exact: true }).fill(secret);
	await sheet(page).getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('when somebody else signs in in another tab, nothing of one library goes into the other', async () => {
	const { page, who, close } = await signedIn(world);
	const bob = await somebody(world);
	const other = await page.context().newPage();

	await typePlace(page, 'Mine alone');
	await other.goto(world.base);
	await button(other, 'Your profile').click();
	await button(other, 'Sign out').click();
	await typeIn(other, bob.email, password(bob.name));
	await other.getByText('No books yet').waitFor();
	await button(page, 'Save').click();
	await page.getByText(`${bob.name} has signed in in this browser since.`).waitFor();
	await button(page, `Go on as ${bob.name}`).click();
	await page.getByRole('dialog').first().waitFor({ state: 'detached' });
	await button(page, 'Your profile').click();
	await page.getByText(bob.email).waitFor();
	assert.equal(await field(page, 'Place').inputValue(), '');
	assert.equal(await placeOf(bob), null);
	assert.equal(await placeOf(await elsewhere(world, who)), null);
	await close();
});

test('tabs that are opened and renewed at the same time sign nobody out', async () => {
	const { page, who, close } = await signedIn(world);
	const tabs = [page, ...await Promise.all([1, 2, 3].map(() => page.context().newPage()))];

	for (let n = 0; n < 3; n++) {
		await Promise.all(tabs.map((tab) => tab.goto(world.base)));
		await Promise.all(tabs.map((tab) => tab.getByText('No books yet').waitFor()));
	}
	const { items } = (await (await elsewhere(world, who)).me.get('/users/me/audit')).body;

	assert.equal(items.filter((line) => line.event === 'refresh_reused').length, 0);
	await close();
});

/** The server takes the refresh token, and the browser never hears of it. */
async function loseAnswer(page, then) {
	const context = page.context();

	await context.route('**/auth/refresh', async (route) => {
		const cookie = (await context.cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
		const { 'idempotency-key': key } = route.request().headers();
		const answer = await api(world, { cookie, 'x-bookshelf-client': 'web', 'idempotency-key': key }).post('/auth/refresh', {});

		assert.equal(answer.status, 200);
		await then(route);
	}, { times: 1 });
}

test('an answer that is lost on its way back is asked for again, and signs nobody out', async () => {
	const { page, close } = await signedIn(world);
	const seen = refreshes(page);

	await loseAnswer(page, (route) => route.abort('connectionreset'));
	await page.reload();
	await page.getByText('No books yet').waitFor();
	assert.equal(new Set(seen.map((r) => r.headers()['idempotency-key'])).size, 1);
	await page.reload();
	await page.getByText('No books yet').waitFor();
	await close();
});

test('a page that is left before its answer came signs nobody out', async () => {
	const { page, close } = await signedIn(world);
	let lost;
	const taken = new Promise((resolve) => { lost = resolve; });

	await loseAnswer(page, () => lost());
	await page.reload();
	await taken;
	await page.reload();
	await page.getByText('No books yet').waitFor();
	await close();
});

test('nothing that opens anything is stored, in the address, or known to scripts', async () => {
	const { page, who, close } = await signedIn(world);
	const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.cookie, history.state, window.name]));

	assert.equal(await kept(), JSON.stringify([{}, {}, world.base, '', null, '']));
	await page.reload();
	await page.getByText('No books yet').waitFor();
	assert.equal(await kept(), JSON.stringify([{}, {}, world.base, '', null, '']));
	const cookies = await page.context().cookies();

	assert.deepEqual(cookies.map((c) => c.name).sort(), ['__Host-bookshelf', '__Host-bookshelf-device']);
	for (const c of cookies) assert.deepEqual([c.httpOnly, c.secure, c.sameSite], [true, true, 'Strict'], c.name);
	assert.ok(!(await page.content()).includes(password(who.name)));
	await close();
});

test('without encryption the page says that a reload signs out, works until then, and renews from its memory', async () => {
	const plain = await production({ words: ['--host-resolver-rules=MAP books.test 127.0.0.1'], env: { BOOKSHELF_ACCESS_TOKEN_S: '5' } });
	const who = await somebody(plain);

	plain.base = `http://books.test:${plain.server.port}/`;
	const { page, trouble, close } = await newPage(plain);

	await page.getByText('after a reload you have to sign in again').waitFor();
	const renewed = page.waitForResponse((r) => r.url().endsWith('/auth/refresh') && r.ok());

	await typeIn(page, who.email, password(who.name));
	await page.getByText('No books yet').waitFor();
	for (let seen = false; !seen;) {
		await editProfile(page, 'Cellar');
		await said(page, 'Your profile is saved.');
		seen = await Promise.race([renewed.then(() => true), page.waitForTimeout(500).then(() => false)]);
	}
	assert.equal(await page.evaluate(() => Object.keys(localStorage).length + Object.keys(sessionStorage).length), 0);
	assert.deepEqual(trouble.filter((t) => !/Cross-Origin-Opener-Policy header has been ignored/.test(t)), []);
	await page.reload();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	await close();
	await plain.close();
});

test('the photos of a scan are shown to their person, who sends a token with them', async () => {
	const { page, who, close } = await signedIn(world);
	const form = new FormData();

	form.append('image', new Blob([readFileSync(new URL('../photos/formats/rgb.png', import.meta.url))]), 'wall.png');
	assert.equal((await who.me.post('/scan/capture', form)).status, 200);
	await button(page, 'Photos').click();
	assert.ok(await page.locator('.kept img').evaluate((i) => i.decode().then(() => i.naturalWidth > 0)));
	await page.locator('.kept .book-open').click();
	await button(page, 'Open').click();
	await page.locator('.photo-canvas img').waitFor();
	assert.ok(await page.locator('.photo-canvas img').evaluate((i) => i.decode().then(() => i.naturalWidth > 0)));
	await close();
});
