// online.test.mjs - searching further: online catalogues are asked when the person allows it, and the page shows what comes, and what does not.
import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { manners, openCatalogues } from '../http/catalogues.mjs';
import { start } from '../http/server.mjs';
import { test } from '../http/suite.mjs';
import { PHONE, SMALL_PHONE, books, newPage, openBrowser, overflow, sheet } from './browser.mjs';

let catalogues, server, world;

before(async () => {
	catalogues = await openCatalogues();
	catalogues.books.push({ title: 'The Winter Orchard', author: 'Tom Harrow', isbn: '9780306406157', year: 1988 });
	server = await start({ env: catalogues.settings() });
	world = { browser: await openBrowser(), base: `${server.url}/` };
});
after(async () => {
	await world?.browser.close();
	await catalogues?.close();
	await server?.stop();
});
beforeEach(() => Object.assign(catalogues, { how: null, asked: [] }));

const box = (page) => sheet(page).getByRole('searchbox');
const status = (page, words) => sheet(page).getByRole('status').filter({ hasText: words });
const allow = (page) => page.evaluate(() => fetch('library/me/profile', { method: 'PATCH',
	headers: { 'content-type': 'application/json' }, body: '{"onlineLookup":true}' }));

async function searching(options, allowed = true) {
	const p = await newPage(world, options);

	if (allowed)
		await allow(p.page);
	await p.page.getByRole('button', { name: 'Add a book' }).click();
	return p;
}

test('what is not known here is asked elsewhere when the person allows it, and no more when they take that back', async () => {
	const { page, trouble, close } = await searching(SMALL_PHONE, false);

	catalogues.how = manners.slowly(1200);
	await box(page).fill('winter orchard');
	await status(page, 'Nothing in the catalogue').waitFor();
	await sheet(page).getByText('What you search for would be sent there').waitFor();
	assert.equal(catalogues.asked.length, 0);
	assert.equal(await overflow(page), 0);
	await sheet(page).getByRole('button', { name: 'Allow, and ask Open Library' }).click();
	await status(page, 'Asking Open Library…').waitFor();
	await sheet(page).locator('.found').filter({ hasText: 'Tom Harrow · 1988' }).filter({ hasText: 'Open Library' }).waitFor();
	await status(page, /^$/).waitFor({ state: 'attached' });
	assert.equal(await overflow(page), 0);
	await sheet(page).getByRole('button', { name: 'Add The Winter Orchard' }).click();
	await books(page).filter({ hasText: 'The Winter Orchard' }).waitFor();

	await page.reload();
	await page.getByRole('button', { name: 'Your profile' }).click();
	const ask = page.getByRole('switch', { name: 'Ask Open Library' });

	assert.equal(await ask.isChecked(), true);
	assert.equal(await overflow(page), 0);
	await Promise.all([page.waitForResponse((r) => r.request().method() === 'PATCH' && r.ok()), ask.click()]);
	await page.getByText('What you search for stays on this server').waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Add a book' }).click();
	await box(page).fill('winter orchard tales');
	await sheet(page).getByRole('button', { name: 'Allow, and ask Open Library' }).waitFor();
	assert.equal(catalogues.asked.length, 1);
	assert.deepEqual(trouble, []);
	await close();
});

test('half a word is sent to nobody', async () => {
	const { page, close } = await searching(PHONE);

	await box(page).pressSequentially('orchard harrow', { delay: 60 });
	await sheet(page).locator('.found').filter({ hasText: 'The Winter Orchard' }).waitFor();
	assert.deepEqual(catalogues.asked.map((a) => a.query.get('q')), ['orchard harrow']);
	await close();
});

test('a catalogue that does not answer is named, beside what is known here', async () => {
	const { page, close } = await searching(PHONE);

	catalogues.how = manners.fails(500);
	await box(page).fill('pride and prejudice zebras');
	await status(page, 'Open Library gave an answer that makes no sense.').waitFor();
	await close();
});

test('where the book is known here one may ask all the same', async () => {
	const { page, close } = await searching(PHONE);

	catalogues.books.push({ title: 'Pride and Prejudice and Kitties', author: 'Pamela Jane', year: 2013 });
	await box(page).fill('pride and prejudice');
	await sheet(page).locator('.found').filter({ hasText: 'Jane Austen' }).first().waitFor();
	await page.waitForTimeout(1500);
	assert.equal(catalogues.asked.length, 0);
	await sheet(page).getByRole('button', { name: 'Ask Open Library, too' }).click();
	await sheet(page).locator('.found').filter({ hasText: 'Kitties' }).filter({ hasText: 'Open Library' }).waitFor();
	assert.equal(await sheet(page).locator('.found').filter({ hasText: 'Jane Austen · 1813' }).count(), 1);
	await close();
});
