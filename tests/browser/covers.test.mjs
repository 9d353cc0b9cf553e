// covers.test.mjs - covers on the page: those of editions, from a server that has some, what is drawn where there is none, and one's own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from '../http/suite.mjs';
import { openCovers } from '../http/covers-of-others.mjs';
import { binary, environmentOf, start } from '../http/server.mjs';
import { production, signedIn } from './accounts.mjs';
import { DESK, PHONE, SMALL_PHONE, books, newPage, openBrowser, overflow, problem, sheet, until } from './browser.mjs';

const emma = '9780141439587', persuasion = '9780141439686', rebecca = '9780380778553';
const picture = readFileSync(new URL('../photos/formats/rgb.jpg', import.meta.url));
const photo = { name: 'mine.jpg', mimeType: 'image/jpeg', buffer: readFileSync(new URL('../../web/public/sample-shelf.jpg', import.meta.url)) };
const table = `isbn13,title,authors\n${emma},Emma Woodhouse of Highbury,Jane Austen\n${persuasion},Persuasion at Highbury,Jane Austen\n`;
let others, world;

before(async () => {
	others = await openCovers();
	others.covers.set(emma, picture);
	others.covers.set(rebecca, picture);
	const server = await start({ env: others.settings() });
	const file = join(server.dataDir, 'books.csv');
	writeFileSync(file, table);
	const run = spawnSync(binary, ['catalogue', 'import', file, '--data-dir', server.dataDir], { env: { ...process.env, ...environmentOf(server.dataDir) } });
	assert.equal(run.status, 0, String(run.stderr));
	while ((await fetch(`${server.url}/books/isbn/${persuasion}`)).status !== 200) // it changes over by itself, soon
		await new Promise((resolve) => setTimeout(resolve, 30));
	world = { browser: await openBrowser(), base: new URL(server.url).href, server };
});
after(async () => {
	await world?.browser.close();
	await world?.server.stop();
	await others?.close();
});

/** A page of somebody with these books. */
async function withBooks(items, options = PHONE) {
	const p = await newPage(world, options);

	await p.page.evaluate((all) => fetch('library/me/books/batch', {
		method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ items: all }),
	}), items);
	return p;
}

const shown = (place) => place.locator('.cover img').first();
/** Until a picture stands there, and not a broken one. */
const whole = async (place) => {
	await shown(place).waitFor();
	assert.ok(await shown(place).evaluate((i) => i.decode().then(() => i.naturalWidth > 0)));
};
const row = (page, title) => books(page).filter({ hasText: title });
const unfold = (page, title) => row(page, title).locator('.book-open').click();
const chooseCover = (page, file) => page.locator('.cover-choice input[type=file]').setInputFiles(file);
const told = (page, text) => page.locator('.cover-choice').getByText(text).waitFor();

async function search(page, text) {
	await page.getByRole('button', { name: 'Add a book' }).click();
	await sheet(page).getByRole('searchbox').fill(text);
	await sheet(page).locator('.found').nth(1).waitFor();
}

test('search shows covers, the drawn one where there is none, and asks once more for one that is being fetched', async () => {
	const { page, trouble, close } = await newPage(world);
	const asked = [];

	page.on('request', (r) => /\/covers\//.test(r.url()) && asked.push(r.url()));
	await search(page, 'Highbury');
	const found = (title) => sheet(page).locator('.found').filter({ hasText: title });

	await whole(found('Emma'));
	assert.match(await shown(found('Emma')).getAttribute('src'), /^covers\/isbn:9780141439587\?size=small$/);
	await until(page, (n) => performance.getEntriesByType('resource').filter((e) => e.name.includes(n)).length >= 2, persuasion);
	await until(page, () => document.querySelectorAll('.found .cover img').length === 1);
	assert.equal(asked.filter((url) => url.includes(persuasion)).length, 2);
	assert.equal(await found('Persuasion').locator('.cover-drawn').evaluate((e) => getComputedStyle(e, '::before').content), '"Persuasion at Highbury"');
	assert.deepEqual(trouble, []);
	await close();
});

test('the library shows covers, in boxes that do not move when they come', async () => {
	const { page, trouble, close } = await withBooks([{ title: 'Emma', isbn13: emma }, { title: 'By hand' }], DESK);

	await page.route('**/cover?size=small', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 600));
		await route.continue();
	});
	await page.reload();
	await row(page, 'Emma').waitFor();
	const before = await row(page, 'Emma').boundingBox();

	await whole(row(page, 'Emma'));
	assert.deepEqual(await row(page, 'Emma').boundingBox(), before);
	assert.equal(await shown(row(page, 'By hand')).count(), 0);
	const { width, height } = await row(page, 'By hand').locator('.cover').boundingBox();
	assert.ok(Math.abs(height / width - 1.5) < 0.02, `${width} x ${height}`);
	assert.deepEqual(trouble, []);
	await close();
});

test('of a long library only the covers near what is seen are asked for, and each once', async () => {
	const { page, close } = await withBooks(Array.from({ length: 95 }, (_, i) => ({ title: `Volume ${i + 1}` })));
	const asked = [];

	page.on('request', (r) => /\/cover\?/.test(r.url()) && asked.push(r.url()));
	await page.reload();
	await books(page).nth(94).waitFor();
	await page.waitForTimeout(500);
	assert.ok(asked.length < 30, `${asked.length} at first`);
	await books(page).nth(94).scrollIntoViewIfNeeded();
	await page.waitForTimeout(500);
	const last = asked.length;

	assert.ok(last > 0 && last < 60, `${last} at the end`);
	await page.getByRole('searchbox', { name: 'Filter your books' }).fill('nothing like it');
	await page.getByRole('searchbox', { name: 'Filter your books' }).fill('');
	await books(page).nth(94).scrollIntoViewIfNeeded();
	await page.waitForTimeout(300);
	assert.equal(new Set(asked).size, asked.length);
	await close();
});

test('a photo of one\'s own is the cover at once, also after a reload, until it is removed', async () => {
	const { page, trouble, close } = await withBooks([{ title: 'Rebecca', isbn13: rebecca }]);

	await page.reload();
	await unfold(page, 'Rebecca');
	await told(page, 'that of its edition');
	assert.equal(await page.getByRole('button', { name: 'Remove my photo' }).count(), 0);
	const width = () => shown(page.locator('.cover-choice')).evaluate((i) => i.decode().then(() => i.naturalWidth));
	const edition = await width();

	await chooseCover(page, photo);
	await told(page, 'a photo of yours');
	await until(page, () => document.querySelectorAll('.book .cover.is-own img').length === 2);
	assert.notEqual(await width(), edition);
	await page.reload();
	await unfold(page, 'Rebecca');
	await told(page, 'a photo of yours');
	await page.getByRole('button', { name: 'Remove my photo' }).click();
	await page.getByRole('button', { name: 'Delete it for good' }).click();
	await told(page, 'that of its edition');
	assert.equal(await page.getByRole('button', { name: 'Remove my photo' }).count(), 0);
	await until(page, () => document.querySelectorAll('.book .cover.is-edition img').length === 2);
	assert.equal(await width(), edition);
	assert.deepEqual(trouble, []);
	await close();
});

test('what cannot be a cover is said, and the one there is stays', async () => {
	const { page, close } = await withBooks([{ title: 'Emma', isbn13: emma }]);

	await page.reload();
	await unfold(page, 'Emma');
	await told(page, 'that of its edition');
	await chooseCover(page, { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
	await told(page, 'could not be read as a photo');
	for (const [answer, words] of [
		[problem(413, 'too_large', 'a photo may have 25 MiB'), 'A photo may have 25 MiB.'],
		[problem(507, 'insufficient_storage', 'your photos take up the 1 MiB you have for them; delete some to make room'), 'delete some to make room.'],
		[null, 'could not be reached'],
	]) {
		await page.route('**/cover', (route) => (answer ? route.fulfill(answer) : route.abort('connectionrefused')));
		await chooseCover(page, photo);
		await told(page, words);
		await page.unroute('**/cover');
	}
	await told(page, 'that of its edition');
	await whole(page.locator('.cover-choice'));
	await chooseCover(page, photo);
	await told(page, 'a photo of yours');
	assert.equal(await page.locator('.cover-choice .why').innerText(), '');
	await close();
});

test('who is signed in sees their own by their token alone', async () => {
	const own = await production();
	const { page, trouble, close } = await signedIn(own);

	await page.getByRole('button', { name: 'Add a book' }).click();
	await sheet(page).getByText('Not in the catalogue?').click();
	await sheet(page).getByLabel('Title').fill('Kim');
	await sheet(page).getByRole('button', { name: 'Add this book' }).click();
	await unfold(page, 'Kim');
	await told(page, 'There is no cover yet.');
	await chooseCover(page, photo);
	await told(page, 'a photo of yours');
	await whole(row(page, 'Kim'));
	assert.equal(await page.evaluate(async () => (await fetch('library/me/books')).status), 401);
	assert.deepEqual(trouble, []);
	await close();
	await own.close();
});

for (const [name, options] of [['360', SMALL_PHONE], ['390', PHONE], ['1280', DESK]])
	test(`covers fit a window of ${name} pixels, and what one can touch fits fingers`, async () => {
		const long = 'An Account of the Extraordinarilylongwordedness of Titles, with Remarks on Their Abridgement';
		const { page, close } = await withBooks([{ title: 'Rebecca', isbn13: rebecca, author: 'Daphne du Maurier' }, { title: long },
			{ title: 'Emma', isbn13: emma, author: 'Jane Austen' }, { title: 'Kim' }], options);
		const picture = (of) => process.env.BOOKSHELF_SCREENSHOTS && page.screenshot({ path: join(process.env.BOOKSHELF_SCREENSHOTS, `covers-${of}-${name}.png`) });

		await page.reload();
		await unfold(page, 'Rebecca');
		await chooseCover(page, photo);
		await told(page, 'a photo of yours');
		await whole(page.locator('.cover-choice'));
		assert.equal(await overflow(page), 0);
		assert.deepEqual(await page.locator('.library button:visible, .library label.button:visible')
			.evaluateAll((all) => all.map((e) => [e.textContent, e.getBoundingClientRect().height]).filter(([, h]) => h < 43.9)), []);
		await page.locator('.cover-choice').scrollIntoViewIfNeeded();
		await picture('library');
		await search(page, 'Highbury');
		await whole(sheet(page).locator('.found').filter({ hasText: 'Emma' }));
		assert.equal(await overflow(page), 0);
		assert.equal(await sheet(page).locator('.sheet-body').evaluate((e) => e.scrollWidth - e.clientWidth), 0);
		await picture('search');
		await close();
	});
