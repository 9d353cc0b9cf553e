// page.test.mjs - a person's way through the page, in Chromium, against the real program.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { start } from '../http/server.mjs';

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
let server, browser;
before(async () => {
	server = await start();
	browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet });
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

async function open(width, height) {
	const page = await browser.newPage({ viewport: { width, height } });
	const errors = [];
	page.on('pageerror', (e) => errors.push(String(e)));
	page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
	await page.goto(server.url);
	return { page, errors };
}

test('the sample shelf is read, a spine is looked at, confirmed books stay', { timeout: 180000 }, async () => {
	const { page, errors } = await open(1280, 900);

	await page.getByText('No books yet').waitFor();
	await page.getByText('Try a sample shelf').first().click();
	await page.locator('polygon').first().waitFor({ timeout: 120000 });
	assert.ok(await page.locator('polygon').count() >= 10);
	await page.locator('polygon').nth(1).click({ force: true });
	const crop = page.locator('.crop canvas');
	await crop.waitFor();
	assert.ok((await page.locator('.crop').boundingBox()).height > 30, 'the crop is seen');
	await page.getByText('Is it one of these?').waitFor();
	await page.getByRole('button', { name: 'Confirm' }).first().click();
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: /^Add \d+ sure books$/ }).click();
	await page.locator('text=Moby-Dick').last().waitFor();
	const books = async () => (await (await fetch(`${server.url}/library/me/books`)).json()).count;
	for (let i = 0; i < 50 && await books() < 10; i++) await new Promise((r) => setTimeout(r, 100));
	const count = await books();
	assert.ok(count >= 10, `${count} books`);
	await page.reload();
	await page.getByText('Moby-Dick').first().waitFor();
	assert.deepEqual(errors, []);
	await page.close();
});

test('a file that is no photo is refused in words, and the page goes on', async () => {
	const { page } = await open(390, 844);

	await page.locator('input[type=file]').first().setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg',
		buffer: Buffer.from('just text') });
	await page.getByRole('alert').first().waitFor({ timeout: 20000 });
	assert.match(await page.getByRole('alert').first().innerText(), /photo|picture|JPEG/i);
	await page.getByText('Try a sample shelf').first().waitFor();
	await page.close();
});

for (const [width, height] of [[360, 740], [390, 844], [1280, 900]])
	test(`nothing sticks out at ${width} pixels`, async () => {
		const { page, errors } = await open(width, height);
		await page.waitForTimeout(300);
		assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), 0);
		assert.deepEqual(errors, []);
		await page.close();
	});
