// scan.test.mjs - the whole way with the program's own reading: the sample shelf into the library; what is no photo.
import assert from 'node:assert/strict';
import { after, before, test } from '../http/suite.mjs';
import { SCAN_MS, books, choose, launch, newPage, rows, sheet, until } from './browser.mjs';

let world;

before(async () => { world = await launch(); });
after(() => world?.close());

test('the sample shelf is read, its spines are outlined, its sure books are added and kept', async () => {
	const { page, trouble, close } = await newPage(world);

	await page.getByRole('button', { name: 'Try a sample shelf' }).click();
	await page.getByText('Reading the shelf').waitFor();
	await rows(page).first().waitFor({ timeout: SCAN_MS });
	const n = await rows(page).count();

	assert.ok(n >= 5, `${n} spines`);
	await until(page, (all) => document.querySelectorAll('.outline').length === all, n);
	assert.ok(await page.locator('.photo-canvas img').evaluate((i) => i.naturalWidth > 0));
	await page.locator('.spine.sure .spine-open').first().click();
	assert.ok((await sheet(page).locator('.crop').boundingBox()).height > 30, 'the crop is seen');
	const title = await sheet(page).locator('.candidate .title').first().innerText();

	await sheet(page).getByRole('button', { name: 'Confirm' }).first().click();
	await page.keyboard.press('Escape');
	await books(page).filter({ hasText: title }).waitFor();
	const add = page.getByRole('button', { name: /^Add \d+ sure book/ });

	if (await add.count())
		await Promise.all([page.waitForResponse(/books\/batch/), add.click()]);
	await until(page, () => !document.querySelector('.spine.sure, .spine.saving'));
	assert.equal(await page.locator('.spine .why').count(), 0);
	const kept = await page.locator('.library-head small').innerText();

	await page.reload();
	await page.getByText(kept, { exact: true }).waitFor();
	await books(page).filter({ hasText: title }).first().waitFor();
	assert.deepEqual(trouble, []);
	await close();
});

test('a file that is no photo is refused in words', async () => {
	const { page, close } = await newPage(world);

	await choose(page, { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('these are words, not pixels') });
	await page.getByRole('alert').filter({ hasText: 'could not be read as a photo' }).waitFor({ timeout: SCAN_MS });
	await page.getByRole('button', { name: 'Back' }).click();
	await page.getByRole('button', { name: 'Try a sample shelf' }).waitFor();
	await close();
});
