// signin.test.mjs - the page of a server in production: the first account, in and out, what is wrong, codes, invitations.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from '../http/suite.mjs';
import { codeOf } from '../http/people.mjs';
import { binary, environmentOf } from '../http/server.mjs';
import { button, elsewhere, field, openAccount, password, production, said, signedIn, somebody, toldAt, typeIn } from './accounts.mjs';
import { DESK, PHONE, SMALL_PHONE, newPage, overflow, problem } from './browser.mjs';

let world;

before(async () => { world = await production(); });
after(() => world?.close());

/** A command on the server's database. */
function command(of, words, input = '') {
	const { dataDir } = of.server;
	const done = spawnSync(binary, [...words, '--data-dir', dataDir], { env: { ...environmentOf(dataDir), ...of.settings }, input, encoding: 'utf8' });

	assert.equal(done.status, 0, done.stderr);
	return done.stdout;
}

test('on a fresh server the page makes the first account, says that it is the administrator\'s, and goes on to the library', async () => {
	const fresh = await production({ fresh: true, env: { BOOKSHELF_REGISTRATION: 'invitation' } });
	const { page, trouble, close } = await newPage(fresh);

	await page.getByRole('heading', { name: 'Welcome' }).waitFor();
	await page.getByText('The first one is the administrator’s').waitFor();
	await field(page, 'E-mail').fill('ada@example.org');
	await field(page, 'User name').fill('ada');
	await field(page, 'Password').fill('too short');
	await field(page, 'Password').press('Enter');
	await toldAt(page, 'Password').getByText('at least 15 characters').waitFor();
	assert.equal(await field(page, 'Password').getAttribute('aria-invalid'), 'true');
	assert.ok(await field(page, 'Password').evaluate((e) => e === document.activeElement), 'the field to mend has the focus');
	await field(page, 'Password').fill(password('ada'));
	await field(page, 'Password').press('Enter');
	await page.getByText('No books yet').waitFor();
	await openAccount(page, 'What happened');
	await button(page, 'Everybody’s').click();
	await page.getByText('The account was made: an administrator\'s.').waitFor();
	assert.deepEqual(trouble, []);
	await close();
	await fresh.close();
});

test('who signs in stays in after a reload, and is out after signing out', async () => {
	const { page, close } = await signedIn(world);

	await page.reload();
	await page.getByText('No books yet').waitFor();
	await button(page, 'Your profile').click();
	await button(page, 'Sign out').click();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	assert.deepEqual((await page.context().cookies()).map((c) => c.name), ['__Host-bookshelf-device'], 'the mark of the browser opens nothing');
	await page.reload();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	assert.equal(await page.getByText('Your library').count(), 0);
	await close();
});

test('a wrong password is told in words, and the right one then lets in', async () => {
	const who = await somebody(world);
	const { page, close } = await newPage(world);

	await typeIn(page, who.email, 'not the password at all');
	await page.getByRole('alert').filter({ hasText: 'The e-mail address or the password is wrong.' }).waitFor();
	await field(page, 'Password').fill(password(who.name));
	await field(page, 'Password').press('Enter');
	await page.getByText('No books yet').waitFor();
	await close();
});

test('who has to wait is told for how many seconds, and who is offline that the server was not reached', async () => {
	const { page, close } = await newPage(world);

	await page.route('**/auth/login', (route) => route.fulfill(problem(429, 'too_many_requests', 'too often', { 'Retry-After': '7' })), { times: 1 });
	await typeIn(page, 'ada@example.org', 'whatever it was');
	await page.getByRole('alert').filter({ hasText: 'Try again in 7 seconds.' }).waitFor();
	await page.context().setOffline(true);
	await button(page, 'Sign in').click();
	await page.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor();
	assert.equal(await field(page, 'Password').inputValue(), 'whatever it was', 'what was typed is still there');
	await close();
});

test('a page that does not reach its server says so, and tries again', async () => {
	const { page, close } = await signedIn(world);

	await page.route('**/health', (route) => route.abort('connectionrefused'), { times: 1 });
	await page.reload();
	await page.getByRole('heading', { name: 'No answer' }).waitFor();
	await button(page, 'Try again').click();
	await page.getByText('No books yet').waitFor();
	await close();
});

test('password managers are told which field is what', async () => {
	const { page, close } = await newPage(world);
	const kinds = () => page.locator('form input').evaluateAll((all) => all.map((e) => [e.name, e.type, e.autocomplete]));

	await field(page, 'E-mail').waitFor();
	assert.deepEqual(await kinds(), [['email', 'email', 'username'], ['password', 'password', 'current-password']]);
	assert.ok(await field(page, 'E-mail').evaluate((e) => e === document.activeElement));
	await button(page, 'Show password').click();
	assert.equal(await field(page, 'Password').getAttribute('type'), 'text');
	await button(page, 'Make an account').click();
	assert.deepEqual((await kinds()).map(([name, , kind]) => [name, kind]), [['email', 'username'], ['username', 'nickname'], ['password', 'new-password']]);
	await close();
});

test('an account is made by an invitation where the server wants one; a wrong code is told at its field', async () => {
	const closed = await production({ env: { BOOKSHELF_REGISTRATION: 'invitation' } });
	const code = /^[\w-]{43}$/m.exec(command(closed, ['user', 'invite']))[0];
	const { page, close } = await newPage(closed);

	await button(page, 'I have an invitation').click();
	await field(page, 'Invitation code').fill('nobody made this one');
	await field(page, 'E-mail').fill('bob@example.org');
	await field(page, 'User name').fill('bob');
	await field(page, 'Password').fill(password('bob'));
	await button(page, 'Make the account').click();
	await toldAt(page, 'Invitation code').getByText('not known').waitFor();
	await field(page, 'Invitation code').fill(code);
	await button(page, 'Make the account').click();
	await page.getByText('No books yet').waitFor();
	await close();
	await closed.close();
});

test('a server that takes nobody offers no account, and one that is disabled is told so', async () => {
	const closed = await production({ fresh: true, env: { BOOKSHELF_REGISTRATION: 'closed' } });
	const { page, close } = await newPage(closed);

	command(closed, ['user', 'add', 'eve@example.org', 'eve'], `${password('eve')}\n`);
	await page.getByText('Accounts of this server are made by who runs it.').waitFor();
	assert.equal(await button(page, 'Make an account').count(), 0);
	command(closed, ['user', 'disable', 'eve@example.org']);
	await typeIn(page, 'eve@example.org', password('eve'));
	await page.getByRole('alert').filter({ hasText: 'This account is disabled' }).waitFor();
	await close();
	await closed.close();
});

test('a second factor is set up by its QR code, asked for, stood in for by a recovery code, and switched off', async () => {
	const { page, who, trouble, close } = await signedIn(world);

	await openAccount(page, 'Second factor');
	await field(page, 'Password').fill('not the password at all');
	await button(page, 'Set it up').click();
	await toldAt(page, 'Password').getByText('The password is wrong.').waitFor();
	await field(page, 'Password').fill(password(who.name));
	await button(page, 'Set it up').click();
	await page.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
	const secret = (await page.locator('.secret code').innerText()).replace(/ /g, '');

	assert.match(secret, /^[A-Z2-7]{32}$/);
	await field(page, 'The code it shows now').fill('000000');
	await button(page, 'Switch it on').click();
	await toldAt(page, 'The code it shows now').getByText('The code is wrong').waitFor();
	await field(page, 'The code it shows now').fill(codeOf(secret, -1));
	await button(page, 'Switch it on').click();
	await page.locator('.codes li').nth(9).waitFor();
	const codes = await page.locator('.codes li').allInnerTexts();
	const saved = page.waitForEvent('download');

	await button(page, 'Save as a file').click();
	assert.equal((await saved).suggestedFilename(), 'bookshelf-recovery-codes.txt');
	await button(page, 'I have kept them').click();
	await page.getByText('10 recovery codes left').waitFor();
	await page.keyboard.press('Escape');
	await button(page, 'Your profile').click();
	await button(page, 'Sign out').click();

	await typeIn(page, who.email, password(who.name));
	await page.getByText('asks for a second factor').waitFor();
	assert.equal(await page.locator('input[name=code]').getAttribute('autocomplete'), 'one-time-code');
	await page.locator('input[name=code]').fill('123456');
	await button(page, 'Sign in').click();
	await toldAt(page, 'Code of your authenticator app').getByText('The code is wrong').waitFor();
	await field(page, 'Code of your authenticator app').fill(codeOf(secret));
	await button(page, 'Sign in').click();
	await page.getByText('No books yet').waitFor();
	await button(page, 'Your profile').click();
	await button(page, 'Sign out').click();

	await typeIn(page, who.email, password(who.name));
	await button(page, 'Use a recovery code').click();
	await field(page, 'Recovery code').fill(codes[0]);
	await field(page, 'Recovery code').press('Enter');
	await page.getByText('No books yet').waitFor();
	await openAccount(page, 'Second factor');
	await page.getByText('9 recovery codes left').waitFor();
	await button(page, 'New recovery codes').click();
	await field(page, 'Password').fill(password(who.name));
	await button(page, 'Use a recovery code').click();
	await field(page, 'Recovery code').fill(codes[1]);
	await button(page, 'Make new codes').click();
	await page.locator('.codes li').nth(9).waitFor();
	const anew = await page.locator('.codes li').allInnerTexts();

	assert.ok(anew.every((c) => !codes.includes(c)));
	await button(page, 'I have kept them').click();
	await button(page, 'Switch it off').click();
	await field(page, 'Password').fill(password(who.name));
	await button(page, 'Use a recovery code').click();
	await field(page, 'Recovery code').fill(anew[0]);
	await button(page, 'Switch it off').click();
	await said(page, 'The second factor is switched off.');
	await button(page, 'Set it up').waitFor();
	await elsewhere(world, who);
	assert.deepEqual(trouble, []);
	await close();
});

for (const [name, options] of [['360', SMALL_PHONE], ['390', PHONE], ['1280', DESK], ['1280 at 200 %', { viewport: { width: 640, height: 450 } }]])
	test(`signing in fits a window of ${name} pixels, and fingers`, async () => {
		const { page, close } = await newPage(world, options);
		const low = () => page.locator('button:visible, input:visible').evaluateAll((all) => all
			.map((e) => [e.textContent || e.name, e.getBoundingClientRect().height]).filter(([, h]) => h < 43.9));

		for (const next of ['Make an account', null]) {
			await field(page, 'E-mail').waitFor();
			assert.equal(await overflow(page), 0);
			assert.deepEqual(await low(), []);
			if (next)
				await button(page, next).click();
		}
		await close();
	});
