// docs.test.mjs - the API's page: readable on a phone and on a desk, by day and by night, styled and led through by its links.
import assert from 'node:assert/strict';
import { after, before, test } from '../http/suite.mjs';
import { DESK, launch, newPage, overflow, PHONE } from './browser.mjs';

let session;
before(async () => {
	session = await launch();
});
after(() => session.close());

/** How far two colours are from each other (WCAG 2.1, 1 to 21). */
const contrast = (page, selector) => page.evaluate((selector) => {
	const luminance = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map((c) => c / 255)
		.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const element = document.querySelector(selector);
	let ground = element;
	while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
	const [a, b] = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor].map(luminance).sort((x, y) => y - x);
	return (a + 0.05) / (b + 0.05);
}, selector);

for (const [name, options] of [['a phone', PHONE], ['a desk', DESK]])
	for (const colorScheme of ['light', 'dark'])
		test(`the API's page fits ${name}, ${colorScheme}`, async () => {
			const { page, trouble, close } = await newPage(session, { ...options, colorScheme });
			await page.goto(`${session.base}docs`);
			assert.ok(await overflow(page) <= 0, 'nothing is wider than the window');
			for (const selector of ['p', 'h3 code', 'b.GET', 'b.POST', 'b.PATCH', 'b.DELETE', 'dt span', 'dd', 'nav a', 'li span'])
				assert.ok(await contrast(page, selector) >= 4.5, `${selector}: ${await contrast(page, selector)}`);
			await page.click('nav a[href="#errors"]');
			assert.ok(await page.locator('#errors h2').evaluate((h) => h.getBoundingClientRect().top) >= 0, 'not below the bar of links');
			assert.deepEqual(trouble, []);
			await close();
		});
