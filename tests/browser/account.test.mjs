// account.test.mjs - the account on the page: names, password, devices, tokens, what happened, taking one's data along, leaving.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { start } from '../http/server.mjs';
import { after, before, test } from '../http/suite.mjs';
import { api, button, elsewhere, field, openAccount, password, production, said, signedIn, somebody, toldAt, typeIn } from './accounts.mjs';
import { DESK, PHONE, SMALL_PHONE, newPage, openBrowser, overflow, sheet } from './browser.mjs';

let world;

before(async () => { world = await production(); });
after(() => world?.close());

const bearer = (token) => ({ authorization: `Bearer ${token}` });

test('the user name is changed; the address only with the password', async () => {
	const { page, who, close } = await signedIn(world);

	await openAccount(page, 'Name and e-mail');
	await field(page, 'User name').fill('a/b');
	await button(page, 'Change the user name').click();
	await toldAt(page, 'User name').getByText('Username must be').waitFor();
	await field(page, 'User name').fill(`${who.name}-2`);
	await button(page, 'Change the user name').click();
	await said(page, 'Your user name is changed.');
	await field(page, 'E-mail').fill(`new-${who.email}`);
	await field(page, 'Password').fill('not the password at all');
	await button(page, 'Change the address').click();
	await toldAt(page, 'Password').getByText('The password is wrong.').waitFor();
	await field(page, 'Password').fill(password(who.name));
	await button(page, 'Change the address').click();
	await said(page, 'Your e-mail address is changed.');
	await button(page, 'Back').click();
	await page.getByText(`new-${who.email}`).waitFor();
	const { user } = (await who.me.get('/users/me')).body;

	assert.deepEqual([user.email, user.username], [`new-${who.email}`, `${who.name}-2`]);
	await close();
});

test('another password is taken when it is good, signs the other devices out, and is the one from then on', async () => {
	const { page, who, close } = await signedIn(world);
	const fresh = 'seven lamps on a wet quay';

	await openAccount(page, 'Password');
	assert.deepEqual(await page.locator('dialog form input').evaluateAll((all) => all.map((e) => e.autocomplete)), ['username', 'current-password', 'new-password']);
	await field(page, 'Password of now').fill('not the password at all');
	await field(page, 'New password').fill(fresh);
	await button(page, 'Change the password').click();
	await toldAt(page, 'Password of now').getByText('The password is wrong.').waitFor();
	await field(page, 'Password of now').fill(password(who.name));
	await field(page, 'New password').fill('short');
	await button(page, 'Change the password').click();
	await toldAt(page, 'New password').getByText('at least 15 characters').waitFor();
	await field(page, 'New password').fill(fresh);
	await button(page, 'Change the password').click();
	await said(page, 'Your password is changed.');
	assert.equal((await who.me.get('/users/me')).status, 401, 'the other device');
	await page.reload();
	await page.getByText('No books yet').waitFor();
	await elsewhere(world, who, { password: fresh });
	await close();
});

test('devices are listed, this one is marked, one is signed out, then all', async () => {
	const { page, who, close } = await signedIn(world);

	await openAccount(page, 'Devices');
	const rows = sheet(page).locator('.rows > li');

	await rows.nth(1).waitFor();
	assert.equal(await rows.filter({ hasText: 'This device' }).count(), 1);
	assert.match(await rows.filter({ hasText: 'This device' }).innerText(), /Chrome on Linux/);
	await button(page, `Sign out ${who.name}'s phone`).click();
	await button(page, 'Sign it out').click();
	await said(page, `${who.name}'s phone is signed out.`);
	await rows.nth(1).waitFor({ state: 'detached' });
	assert.equal((await who.me.get('/users/me')).status, 401);
	const third = await elsewhere(world, who);

	await button(page, 'Sign out everywhere').click();
	await button(page, 'Sign all out, this one too').click();
	await said(page, 'All your devices are signed out.');
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	assert.equal((await third.me.get('/users/me')).status, 401);
	await close();
});

test('a token is made for a program, opens what it may, is shown once, and is worth nothing when it is ended', async () => {
	const { page, close } = await signedIn(world);

	await openAccount(page, 'Tokens for programs');
	await page.getByText('Make a token', { exact: true }).click();
	await field(page, 'What for?').fill('my script');
	await field(page, 'See the library').uncheck();
	await button(page, 'Make the token').click();
	await page.getByRole('alert').filter({ hasText: 'Choose one at least.' }).waitFor();
	await field(page, 'See the library').check();
	await page.getByLabel('Good for').selectOption('30');
	await button(page, 'Make the token').click();
	const token = await page.locator('.secret code').innerText();

	assert.match(token, /^bookshelf_pat_/);
	assert.equal((await api(world, bearer(token)).get('/library/me/books')).status, 200);
	assert.equal((await api(world, bearer(token)).post('/library/me/books', { title: 'Emma' })).status, 403, 'it may read only');
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await button(page, 'Copy').click();
	await said(page, 'The token is copied.');
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);
	await button(page, 'I have kept it').click();
	await page.getByText('· may see the library').waitFor();
	assert.ok(!(await page.content()).includes(token), 'it is not shown again');
	await button(page, 'End my script').click();
	await button(page, 'End it').click();
	await said(page, '“my script” is ended.');
	assert.equal((await api(world, bearer(token)).get('/library/me/books')).status, 401);
	await close();
});

test('what happened is told in sentences, page after page', async () => {
	const { page, who, close } = await signedIn(world);

	for (let n = 0; n < 60; n++)
		assert.equal((await who.me.delete(`/auth/tokens/${(await who.me.post('/auth/tokens', { name: 'x', scopes: ['read'] })).body.item.id}`)).status, 204);
	await openAccount(page, 'What happened');
	await page.getByText('A token for a program was ended.').first().waitFor();
	assert.equal(await button(page, 'Everybody’s').count(), 0, 'not for members');
	await button(page, 'Show earlier ones').click();
	await page.getByText('The account was made.').waitFor();
	assert.equal(await sheet(page).locator('.rows > li').count(), 122);
	assert.equal(await button(page, 'Show earlier ones').count(), 0);
	await close();
});

test('one\'s data comes as a file', async () => {
	const { page, who, close } = await signedIn(world);

	await who.me.post('/library/me/books', { title: 'Emma' });
	await openAccount(page, 'Your data');
	const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Download my data').click()]);
	const all = JSON.parse(readFileSync(await file.path(), 'utf8'));

	assert.match(file.suggestedFilename(), /^bookshelf-\d{4}-\d\d-\d\d\.json$/);
	assert.equal(all.account.email, who.email);
	assert.equal(all.books.length, 1);
	await close();
});

test('who deletes the account proves it, is told when, and can take it back by signing in', async () => {
	const { page, who, close } = await signedIn(world);

	await openAccount(page, 'Your data');
	await page.getByText('Delete the account', { exact: true }).click();
	await page.getByText('After 14 days').waitFor();
	await field(page, 'Password').fill('not the password at all');
	await button(page, 'Delete my account').click();
	await toldAt(page, 'Password').getByText('The password is wrong.').waitFor();
	await field(page, 'Password').fill(password(who.name));
	await button(page, 'Delete my account').click();
	await said(page, 'Until then, sign in and take it back');
	await typeIn(page, who.email, password(who.name));
	await said(page, 'This account and everything in it is erased on');
	await button(page, 'Keep my account').click();
	await said(page, 'Your account stays.');
	assert.equal(await page.getByText('is erased on').count(), 0);
	assert.equal((await (await elsewhere(world, who)).me.get('/users/me')).body.user.erasedAt, null);
	await close();
});

test('in development nobody has to sign in, who wants to can, and goes back by signing out', async () => {
	const server = await start({ env: { BOOKSHELF_REGISTRATION: 'open' } });
	const browser = await openBrowser();
	const who = await somebody({ server });
	const { page, trouble, close } = await newPage({ browser, base: new URL(server.url).href });

	await page.getByText('No books yet').waitFor();
	await button(page, 'Your profile').click();
	await page.getByText('This server runs for development').waitFor();
	await button(page, 'Sign in').click();
	await field(page, 'E-mail').waitFor();
	await page.keyboard.press('Escape');
	await page.getByText('This server runs for development').waitFor();
	await button(page, 'Sign in').click();
	await field(page, 'E-mail').fill(who.email);
	await field(page, 'Password').fill(password(who.name));
	await field(page, 'Password').press('Enter');
	await page.getByRole('dialog').first().waitFor({ state: 'detached' });
	await button(page, 'Your profile').click();
	await page.getByText(who.email).waitFor();
	await button(page, 'Sign out').click();
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await button(page, 'Your profile').click();
	await page.getByText('@browser.test').waitFor();
	assert.deepEqual(trouble, []);
	await close();
	await browser.close();
	await server.stop();
});

test('the keyboard alone leads through the account, and the focus is never lost', async () => {
	const { page, close } = await signedIn(world);
	const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.split('\n')[0]);

	await button(page, 'Your profile').focus();
	await page.keyboard.press('Enter');
	const row = page.locator('.account .book-open').filter({ hasText: 'Where you are signed in' });

	await row.waitFor();
	await row.focus();
	await page.keyboard.press('Enter');
	await page.getByRole('dialog', { name: 'Devices' }).waitFor();
	assert.equal(await focused(), 'Back');
	await page.keyboard.press('Enter');
	await page.getByRole('dialog', { name: 'Your profile' }).waitFor();
	assert.equal(await focused(), 'Devices');
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	assert.equal(await focused(), 'Your profile');
	await close();
});

const pages = ['Name and e-mail', 'Password', 'Devices', 'Second factor', 'Tokens for programs', 'What happened', 'Your data'];

for (const [name, options] of [['360', SMALL_PHONE], ['390', PHONE], ['1280', DESK], ['1280 at 200 %', { viewport: { width: 640, height: 450 } }]])
	test(`the account fits a window of ${name} pixels, and fingers`, async () => {
		const { page, close } = await signedIn(world, options);
		const fits = async (what) => {
			const low = await page.locator('dialog button:visible, dialog summary:visible, dialog select:visible').evaluateAll((all) => all
				.map((e) => [e.textContent, e.getBoundingClientRect().height]).filter(([, h]) => h < 43.9));

			assert.deepEqual(low, [], what);
			assert.equal(await overflow(page), 0, what);
			assert.equal(await sheet(page).locator('.sheet-body').evaluate((e) => e.scrollWidth - e.clientWidth), 0, what);
		};

		await button(page, 'Your profile').click();
		for (const what of pages) {
			await page.locator('.account .title').getByText(what, { exact: true }).click();
			await page.getByRole('dialog', { name: what }).waitFor();
			for (const folded of await sheet(page).locator('summary').all())
				await folded.click();
			await fits(what);
			await button(page, 'Back').click();
		}
		await close();
	});
