// photos.test.mjs - "Photos": earlier scans opened again as they were left, read again, taken back; photos deleted, or never kept.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from '../http/suite.mjs';
import {
	DESK, PHONE, SCAN_MS, SMALL_PHONE, answerScans, books, choose, drawnShelf, launch, newPage, overflow, rows, scanAnswer, sheet, until,
} from './browser.mjs';

let world;

before(async () => { world = await launch(); });
after(() => world?.close());

const noBooks = { name: 'wall.png', mimeType: 'image/png', buffer: readFileSync(new URL('../photos/formats/rgb.png', import.meta.url)) };
const kept = (page) => page.locator('.kept');
const said = (page, text) => page.locator('.toast').filter({ hasText: text }).first().waitFor();

async function showPhotos(page) {
	await page.getByRole('button', { name: 'Photos', exact: true }).click();
	await sheet(page).getByRole('switch', { name: 'Keep my photos' }).waitFor();
}

async function unfold(page, n = 0) {
	await kept(page).nth(n).locator('.book-open').click();
	await kept(page).nth(n).getByRole('button', { name: 'Open', exact: true }).waitFor();
}

async function scanWall(page) {
	await Promise.all([page.waitForResponse(/scan\/capture/, { timeout: SCAN_MS }), choose(page, noBooks)]);
	await page.getByText('No spines found').waitFor();
}

test('an earlier scan is opened as it was left, read again, and taken back', async () => {
	const { page, trouble, close } = await newPage(world);

	await page.getByRole('button', { name: 'Try a sample shelf' }).click();
	await rows(page).first().waitFor({ timeout: SCAN_MS });
	const all = await rows(page).count();

	await page.locator('.spine.sure .spine-open').first().click();
	const title = await sheet(page).locator('.candidate .title').first().innerText();

	await sheet(page).getByRole('button', { name: 'Confirm' }).first().click();
	await page.locator('.spine.added').waitFor();
	await Promise.all([page.waitForResponse(/spines\/\d+$/), sheet(page).getByRole('button', { name: /^Not a book/ }).click()]);
	await page.reload();
	await showPhotos(page);
	await kept(page).filter({ hasText: `${all} spines · 1 book added · ${all - 2} to decide` }).waitFor();
	assert.ok(await kept(page).locator('img').evaluate((i) => i.decode().then(() => i.naturalWidth > 0)));
	await unfold(page);
	await kept(page).getByRole('button', { name: 'Open', exact: true }).click();
	await until(page, (n) => document.querySelectorAll('.outline').length === n, all);
	assert.ok(await page.locator('.photo-canvas img').evaluate((i) => i.naturalWidth > 0));
	assert.equal(await page.locator('.spine.added').filter({ hasText: title }).count(), 1);
	assert.equal(await page.locator('.spine.dismissed').count(), 1);

	await page.reload();
	await books(page).filter({ hasText: title }).locator('.book-open').click();
	await page.getByRole('button', { name: 'On its photo' }).click();
	await sheet(page).getByText('✓ In your library.').waitFor();
	assert.ok((await sheet(page).locator('.crop').boundingBox()).height > 30, 'its spine is shown');
	await page.keyboard.press('Escape');

	await showPhotos(page);
	await unfold(page);
	await kept(page).getByRole('button', { name: 'Read it again' }).click();
	await page.getByText('Read again.').waitFor({ timeout: SCAN_MS });
	assert.equal(await page.locator('.spine.added').filter({ hasText: title }).count(), 1);
	assert.equal(await page.locator('.spine.dismissed').count(), 1);

	await showPhotos(page);
	await kept(page).nth(0).filter({ hasText: 'read again' }).waitFor();
	await unfold(page, 1);
	await kept(page).nth(1).getByRole('button', { name: 'Take 1 book back' }).click();
	await kept(page).nth(1).getByRole('button', { name: 'Remove them' }).click();
	await said(page, 'Removed 1 book.');
	await page.keyboard.press('Escape');
	await until(page, () => !document.querySelector('.library .book'));
	assert.deepEqual(trouble, []);
	await close();
});

test('photos are deleted one by one and all at once; a deleted scan can be had back', async () => {
	const { page, close } = await newPage(world, DESK);

	await scanWall(page);
	await showPhotos(page);
	await sheet(page).getByText('1 photo,').waitFor();
	await unfold(page);
	await kept(page).getByRole('button', { name: 'Delete the scan' }).click();
	await said(page, 'The scan is deleted.');
	await sheet(page).getByText('No scans yet.').waitFor();
	await sheet(page).getByRole('button', { name: 'Undo' }).click();
	await kept(page).waitFor();
	await unfold(page);
	await kept(page).getByRole('button', { name: 'Delete the photo' }).click();
	await kept(page).getByRole('button', { name: 'Delete it for good' }).click();
	await kept(page).filter({ hasText: 'photo not kept' }).waitFor();
	assert.equal(await kept(page).getByRole('button', { name: 'Read it again' }).count(), 0);
	await kept(page).getByRole('button', { name: 'Open', exact: true }).click();
	await page.getByText('was not kept, or is deleted').waitFor();

	await scanWall(page);
	await showPhotos(page);
	await sheet(page).getByRole('button', { name: 'Delete all photos' }).click();
	await sheet(page).getByRole('button', { name: 'Delete all for good' }).click();
	await said(page, '1 photo deleted.');
	await until(page, () => document.querySelectorAll('.kept').length === 2 && !document.querySelector('.kept img'));
	await close();
});

test('who switches it off has new photos forgotten', async () => {
	const { page, close } = await newPage(world);

	await showPhotos(page);
	const keeps = sheet(page).getByRole('switch', { name: 'Keep my photos' });

	assert.equal(await keeps.isChecked(), true);
	await Promise.all([page.waitForResponse((r) => r.request().method() === 'PATCH'), keeps.click()]);
	await page.keyboard.press('Escape');
	await scanWall(page);
	await page.reload();
	await showPhotos(page);
	assert.equal(await sheet(page).getByRole('switch', { name: 'Keep my photos' }).isChecked(), false);
	await kept(page).filter({ hasText: 'photo not kept' }).waitFor();
	await close();
});

test('what could not be kept is told beside the result', async () => {
	const { page, close } = await newPage(world);

	await answerScans(page, { ...scanAnswer(), scanId: null, photoKept: false, notice: 'the photo could not be kept: no room' });
	await choose(page, drawnShelf());
	await said(page, 'the photo could not be kept: no room.');
	await rows(page).first().waitFor();
	await close();
});

for (const [name, options] of [['360', SMALL_PHONE], ['390', PHONE], ['1280', DESK]])
	test(`Photos fit a window of ${name} pixels, and fingers`, async () => {
		const { page, close } = await newPage(world, options);

		await scanWall(page);
		await showPhotos(page);
		await unfold(page);
		assert.equal(await overflow(page), 0);
		assert.equal(await sheet(page).locator('.sheet-body').evaluate((e) => e.scrollWidth - e.clientWidth), 0);
		assert.deepEqual(await page.locator('dialog button:visible, dialog label:visible')
			.evaluateAll((all) => all.map((e) => [e.textContent, e.getBoundingClientRect().height]).filter(([, h]) => h < 43.9)), []);
		await close();
	});
