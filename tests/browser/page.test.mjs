// page.test.mjs - the page with scans answered here: decisions, mistakes, failures, keyboard, narrow windows.
import assert from 'node:assert/strict';
import { after, before, test } from '../http/suite.mjs';
import {
	DESK, PHONE, SMALL_PHONE, answerScans, books, choose, drawnShelf, launch, newPage, overflow, problem, rows, scanAnswer, sheet, until,
} from './browser.mjs';

let world;

const noOnline = { state: 'off', sources: [], notes: [], askAgainMs: null };

before(async () => { world = await launch(); });
after(() => world?.close());

/** A page on which the drawn shelf has been read. */
async function withShelf(options, answer = scanAnswer()) {
	const p = await newPage(world, options);

	await answerScans(p.page, answer);
	await choose(p.page, drawnShelf());
	await rows(p.page).first().waitFor();
	return p;
}

test('the page asks nobody else and breaks none of its own rules', async () => {
	const { page, trouble, close } = await withShelf(DESK);

	await rows(page).first().locator('.spine-open').click();
	await sheet(page).waitFor();
	assert.deepEqual(trouble, []);
	await close();
});

for (const [name, options] of [['360', SMALL_PHONE], ['390', PHONE], ['1280', DESK]])
	test(`nothing is wider than a window of ${name} pixels`, async () => {
		const { page, close } = await newPage(world, options);

		assert.equal(await overflow(page), 0, 'welcome');
		await answerScans(page, scanAnswer());
		await choose(page, drawnShelf());
		await rows(page).first().waitFor();
		assert.equal(await overflow(page), 0, 'result');
		await rows(page).nth(1).locator('.spine-open').click();
		await sheet(page).waitFor();
		assert.equal(await overflow(page), 0, 'sheet');
		assert.equal(await sheet(page).locator('.sheet-body').evaluate((e) => e.scrollWidth - e.clientWidth), 0);
		await sheet(page).getByRole('button', { name: 'Confirm Winter Orchard' }).click();
		await page.keyboard.press('Escape');
		await books(page).first().locator('.book-open').click();
		await page.getByRole('button', { name: 'Remove', exact: true }).click();
		assert.equal(await overflow(page), 0, 'library');
		await close();
	});

test('everything one can touch on a phone is at least 44 pixels high', async () => {
	const { page, close } = await withShelf(SMALL_PHONE);
	const low = () => page.locator('button:visible, label.button:visible, summary:visible, select:visible, input[type=search]:visible')
		.evaluateAll((all) => all.map((e) => [e.textContent, e.getBoundingClientRect().height]).filter(([, h]) => h < 43.9));

	assert.deepEqual(await low(), []);
	await rows(page).nth(1).locator('.spine-open').click();
	await sheet(page).waitFor();
	assert.deepEqual(await low(), []);
	await close();
});

test('a tap on a spine in the photo opens it, with its crop drawn', async () => {
	const { page, close } = await withShelf(PHONE);
	const photo = await page.locator('.photo-canvas').boundingBox();

	await page.mouse.click(photo.x + (170 / 400) * photo.width, photo.y + (150 / 300) * photo.height);
	await sheet(page).getByText('Spine 2').waitFor();
	await sheet(page).getByText('Read on it: WINTER ORCH').waitFor();
	const shades = await sheet(page).locator('canvas').evaluate((c) => {
		const pixels = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;

		return { wide: c.width > c.height, different: new Set(pixels.filter((_, i) => i % 4 === 0)).size };
	});

	assert.ok(shades.wide, 'the crop lies');
	assert.ok(shades.different > 20, `${shades.different} shades`);
	await close();
});

test('a tap beside all spines opens nothing', async () => {
	const { page, close } = await withShelf(PHONE);
	const photo = await page.locator('.photo-canvas').boundingBox();

	await page.mouse.click(photo.x + (370 / 400) * photo.width, photo.y + (150 / 300) * photo.height);
	await page.waitForTimeout(200);
	assert.equal(await sheet(page).count(), 0);
	await close();
});

test('a confirmed book is in the library, also after a reload, until it is removed', async () => {
	const { page, close } = await withShelf();

	await rows(page).nth(1).locator('.spine-open').click();
	await sheet(page).getByRole('button', { name: 'Confirm Winter Orchard' }).click();
	await sheet(page).getByText('Spine 3').waitFor();
	await page.keyboard.press('Escape');
	assert.match(await rows(page).nth(1).innerText(), /added/);
	await page.reload();
	await books(page).filter({ hasText: 'Winter Orchard' }).locator('.book-open').click();
	await page.getByRole('button', { name: 'Remove', exact: true }).click();
	await page.getByRole('button', { name: 'Remove it' }).click();
	await page.getByText('No books yet').waitFor();
	await page.getByRole('button', { name: 'Undo' }).click();
	await books(page).filter({ hasText: 'Tom Harrow' }).locator('.book-open').click();
	await page.getByRole('button', { name: 'Remove', exact: true }).click();
	await page.getByRole('button', { name: 'Remove it' }).click();
	await page.getByText('No books yet').waitFor();
	await page.reload();
	await page.getByText('No books yet').waitFor();
	await close();
});

test('a confirmation can be undone at once', async () => {
	const { page, close } = await withShelf();

	await rows(page).first().getByRole('button', { name: 'Add The Lighthouse Ledger' }).click();
	await books(page).first().waitFor();
	await page.getByRole('button', { name: 'Undo' }).click();
	await page.getByText('No books yet').waitFor();
	assert.match(await rows(page).first().innerText(), /sure/);
	await close();
});

test('shelf, rating and heart are kept', async () => {
	const { page, close } = await withShelf();
	const saved = () => page.waitForResponse((r) => r.request().method() === 'PATCH' && r.ok());

	await page.getByRole('button', { name: 'Add 1 sure book' }).click();
	await books(page).first().locator('.book-open').click();
	await Promise.all([saved(), page.getByRole('combobox', { name: 'Shelf' }).selectOption('reading')]);
	await Promise.all([saved(), page.getByRole('button', { name: '4 stars' }).click()]);
	await Promise.all([saved(), page.getByRole('button', { name: 'Liked' }).click()]);
	await page.reload();
	assert.match((await books(page).first().innerText()).replace(/\s+/g, ' '), /The Lighthouse Ledger Ada Quill · 1951 ♥ ★ 4 Reading/);
	await books(page).first().locator('.book-open').click();
	await Promise.all([saved(), page.getByRole('button', { name: '4 stars' }).click()]);
	await page.reload();
	assert.doesNotMatch(await books(page).first().innerText(), /★/);
	await close();
});

test('a book that is there already is marked, and not counted as left to decide', async () => {
	const { page, close } = await withShelf();

	await page.getByRole('button', { name: 'Add 1 sure book' }).click();
	await books(page).first().waitFor();
	await page.reload();
	await answerScans(page, scanAnswer());
	await choose(page, drawnShelf());
	await rows(page).first().filter({ hasText: 'already yours' }).waitFor();
	await page.getByText('2 left to decide').waitFor();
	assert.equal(await page.getByRole('button', { name: /sure book/ }).count(), 0);
	await close();
});

test('a spine is corrected by search, by hand, or set aside', async () => {
	const { page, close } = await withShelf();
	const hit = { id: 'x', title: 'Glyphs of the North', authors: ['Nora Vane'], publishedDate: '1988', publisher: null };

	await page.route('**/books/search?*', (route) => route.fulfill({ json: { items: [hit], totalItems: 1, online: noOnline } }));
	await rows(page).nth(2).locator('.spine-open').click();
	await sheet(page).getByText('Nora Vane').waitFor(); // what was read is searched for by itself
	await sheet(page).getByRole('button', { name: 'Add Glyphs of the North' }).click();
	await sheet(page).getByText('Spine 1').waitFor();
	await sheet(page).getByText('Another book? Search for it').click();
	await sheet(page).getByText('Not in the catalogue?').click();
	await sheet(page).getByLabel('Title').fill('A Ledger of Light');
	await sheet(page).getByLabel('Author').fill('Ada Quill');
	await sheet(page).getByRole('button', { name: 'Add this book' }).click();
	await sheet(page).getByText('Spine 2').waitFor();
	await sheet(page).getByRole('button', { name: 'Not a book' }).click();
	await page.getByText('All decided').waitFor();
	await until(page, () => !document.querySelector('dialog[open]'));
	assert.deepEqual((await books(page).locator('.title').allInnerTexts()).sort(), ['A Ledger of Light', 'Glyphs of the North']);
	assert.match(await rows(page).nth(1).innerText(), /set aside/);
	await close();
});

test('a late answer to an earlier search is not shown', async () => {
	const { page, close } = await withShelf();

	await page.route('**/books/search?*', async (route) => {
		const q = new URL(route.request().url()).searchParams.get('q');

		if (q === 'slow')
			await new Promise((done) => setTimeout(done, 1200));
		await route.fulfill({ json: { items: [{ id: q, title: `Found ${q}`, authors: [], publishedDate: null, publisher: null }], online: noOnline } }).catch(() => {});
	});
	await page.getByRole('button', { name: 'Add a book' }).click();
	const box = sheet(page).getByRole('searchbox');

	await Promise.all([page.waitForRequest(/q=slow/), box.fill('slow')]);
	await box.fill('quick');
	await sheet(page).getByText('Found quick').waitFor();
	await page.waitForTimeout(1500);
	assert.equal(await sheet(page).getByText('Found slow').count(), 0);
	await close();
});

test('the catalogue of the program is searched', async () => {
	const { page, close } = await newPage(world);

	await page.getByRole('button', { name: 'Add a book' }).click();
	const answer = page.waitForResponse(/books\/search\?q=zzqx/);

	await sheet(page).getByRole('searchbox').fill('zzqx zzqy');
	assert.equal((await answer).status(), 200);
	await sheet(page).getByText('Nothing in the catalogue').waitFor();
	await close();
});

test('what the server refuses stays undecided, with its reason', async () => {
	const { page, close } = await withShelf();

	await page.route('**/library/me/books/batch', (route) => route.fulfill({
		json: { items: [], count: 0, results: [{ index: 0, status: 'failed', error: 'invalid_title', message: 'title is too long' }] },
	}));
	await page.getByRole('button', { name: 'Add 1 sure book' }).click();
	await rows(page).first().filter({ hasText: 'title is too long' }).waitFor();
	await page.getByRole('button', { name: 'Add 1 sure book' }).waitFor();
	await page.getByText('No books yet').waitFor();
	await close();
});

test('a change that cannot be saved is taken back and said', async () => {
	const { page, close } = await withShelf();

	await page.getByRole('button', { name: 'Add 1 sure book' }).click();
	await books(page).first().locator('.book-open').click();
	await page.route('**/library/me/books/*', (route) => route.abort('connectionrefused'));
	await page.getByRole('button', { name: 'Liked' }).click();
	await page.getByText('Nothing was changed').waitFor();
	assert.equal(await page.getByRole('button', { name: 'Liked' }).getAttribute('aria-pressed'), 'false');
	await close();
});

test('a busy server says when to try again, and the photo is kept', async () => {
	const { page, close } = await newPage(world);

	await answerScans(page, problem(503, 'busy', 'Two photos are being read.', { 'Retry-After': '7' }), scanAnswer());
	await choose(page, drawnShelf());
	await page.getByRole('alert').filter({ hasText: 'in 7 seconds' }).waitFor();
	await page.getByRole('button', { name: 'Try again' }).click();
	await rows(page).first().waitFor();
	await close();
});

test('without an answer the photo is kept for another try', async () => {
	const { page, close } = await newPage(world);

	await answerScans(page, 'no answer', scanAnswer());
	await choose(page, drawnShelf());
	await page.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor();
	await page.getByRole('button', { name: 'Try again' }).click();
	await rows(page).first().waitFor();
	await close();
});

test('a photo that is too large is not sent again', async () => {
	const { page, close } = await newPage(world);

	await answerScans(page, problem(413, 'too_large', 'A photo may have 25 MiB.'));
	await choose(page, drawnShelf());
	await page.getByRole('alert').filter({ hasText: 'A photo may have 25 MiB.' }).waitFor();
	assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);
	await close();
});

test('a scan can be cancelled, and what was there before is back with its decisions', async () => {
	const { page, close } = await newPage(world);

	await answerScans(page, scanAnswer(), 'never');
	await choose(page, drawnShelf());
	await rows(page).first().getByRole('button', { name: 'Add The Lighthouse Ledger' }).click();
	await rows(page).first().filter({ hasText: 'added' }).waitFor();
	await choose(page, drawnShelf());
	await page.getByText(/Sending the photo|Reading the shelf/).waitFor();
	await page.getByRole('button', { name: 'Cancel' }).click();
	await rows(page).first().filter({ hasText: 'added' }).waitFor();
	await close();
});

test('a photo this browser cannot show is outlined on a plain ground', async () => {
	const { page, close } = await newPage(world);

	await answerScans(page, scanAnswer());
	await choose(page, { name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: Buffer.from('ftypheic') });
	await page.getByText('cannot show photos of this kind').waitFor();
	await page.locator('.outline').nth(2).waitFor();
	await rows(page).first().locator('.spine-open').click();
	await sheet(page).getByText('Read on it: LIGHTHOUSE').waitFor();
	assert.equal(await sheet(page).locator('canvas').count(), 0);
	await close();
});

test('the photo is zoomed by buttons, by pinch, and back to the whole', async () => {
	const { page, close } = await withShelf(DESK);
	const width = async () => (await page.locator('.photo-canvas').boundingBox()).width;
	const whole = await width();

	await page.getByRole('button', { name: 'Zoom in' }).click();
	assert.ok(Math.abs((await width()) / whole - 1.5) < 0.01);
	await page.locator('.photo-box').hover();
	await page.keyboard.down('Control');
	await page.mouse.wheel(0, -100);
	await page.keyboard.up('Control');
	await until(page, (w) => document.querySelector('.photo-canvas').clientWidth > w, whole * 1.6);
	await page.getByRole('button', { name: 'Whole photo' }).click();
	assert.ok(Math.abs((await width()) - whole) < 1);
	await close();
});

test('all of it works from the keyboard', async () => {
	const { page, close } = await withShelf(DESK);

	await rows(page).first().locator('.spine-open').focus();
	await page.keyboard.press('Enter');
	await sheet(page).getByText('Spine 1').waitFor();
	await page.keyboard.press('ArrowRight');
	await sheet(page).getByText('Spine 2').waitFor();
	await page.keyboard.press('ArrowLeft');
	await page.keyboard.press('ArrowLeft');
	await sheet(page).getByText('Spine 3').waitFor();
	await page.keyboard.press('Escape');
	await until(page, () => !document.querySelector('dialog[open]'));
	await page.getByRole('button', { name: 'Add 1 sure book' }).focus();
	await page.keyboard.press('Enter');
	await books(page).first().waitFor();
	await close();
});

test('a photo is taken when it is dropped or pasted', async () => {
	const { page, close } = await newPage(world, DESK);
	const give = (kind, bytes) => page.evaluate(([type, list]) => {
		const data = new DataTransfer();

		data.items.add(new File([new Uint8Array(list)], 'shelf.bmp', { type: 'image/bmp' }));
		document.dispatchEvent(type === 'drop'
			? new DragEvent('drop', { dataTransfer: data, cancelable: true })
			: new ClipboardEvent('paste', { clipboardData: data }));
	}, [kind, bytes]);

	await answerScans(page, scanAnswer());
	for (const kind of ['drop', 'paste']) {
		await page.goto(page.url());
		await give(kind, Array.from(drawnShelf().buffer));
		await rows(page).first().waitFor();
	}
	await close();
});

test('a long library is filtered', async () => {
	const { page, close } = await newPage(world);

	await page.evaluate(() => fetch('library/me/books/batch', {
		method: 'POST', headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ items: Array.from({ length: 130 }, (_, i) => ({ title: `Volume ${i}`, author: i % 2 ? 'Éva Odd' : 'Ian Even' })) }),
	}));
	await page.reload();
	await page.getByText('130 books').waitFor();
	await page.getByRole('button', { name: 'Show 30 more' }).click();
	assert.equal(await books(page).count(), 130);
	await page.getByLabel('Filter your books').fill('eva 77');
	await page.getByText('1 book of 130').waitFor();
	assert.equal(await books(page).locator('.title').innerText(), 'Volume 77');
	await close();
});
