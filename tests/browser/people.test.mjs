// people.test.mjs - lending, friends and the profile, on a phone and on a wide screen.
import assert from 'node:assert/strict';
import { after, before, test } from '../http/suite.mjs';
import { DESK, PHONE, SMALL_PHONE, books, launch, newPage, overflow, problem, sheet } from './browser.mjs';

let world;

before(async () => { world = await launch(); });
after(() => world?.close());

/** A page of somebody who has these books. */
async function withBooks(options, ...titles) {
	const p = await newPage(world, options);

	for (const title of titles) {
		const answer = await p.page.evaluate(async (t) => (await fetch('library/me/books', {
			method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title: t, author: 'Ada Quill' }),
		})).status, title);

		assert.equal(answer, 201);
	}
	await p.page.reload();
	await books(p.page).first().waitFor();
	return p;
}

const button = (where, name) => where.getByRole('button', { name, exact: true });
const row = (page, title) => books(page).filter({ hasText: title });

async function lend(page, title, name, due) {
	await row(page, title).locator('.book-open').click();
	await button(row(page, title), 'Lend').click();
	await sheet(page).getByLabel('To whom?').fill(name);
	if (due)
		await sheet(page).getByLabel('Due back').fill(due);
	await button(sheet(page), 'Lend it').click();
	await sheet(page).waitFor({ state: 'hidden' });
}

test('a book is lent to a new name, shown as lent after a reload, and comes back', async () => {
	const { page, trouble, close } = await withBooks(PHONE, 'Emma', 'Dune');

	await lend(page, 'Emma', 'Ada Lovelace', '2099-01-31');
	await row(page, 'Emma').getByText('With Ada Lovelace, due').waitFor();
	await page.reload();
	assert.match(await row(page, 'Emma').innerText(), /Lent/);
	assert.doesNotMatch(await row(page, 'Dune').innerText(), /Lent/);
	await button(page, 'Lent').click();
	await sheet(page).locator('.found').filter({ hasText: /Ada Lovelace · since/ }).waitFor();
	await button(sheet(page), 'Emma is back').click();
	await sheet(page).getByText('Nothing is lent').waitFor();
	await sheet(page).getByText('1 loan came back').waitFor();
	await page.keyboard.press('Escape');
	assert.doesNotMatch(await row(page, 'Emma').innerText(), /Lent/);
	assert.deepEqual(trouble, []);
	await close();
});

test('a return is taken back, and a friend is chosen by a touch', async () => {
	const { page, close } = await withBooks(PHONE, 'Emma', 'Dune');

	await lend(page, 'Emma', 'Ada');
	await row(page, 'Emma').getByText('With Ada').waitFor();
	await button(row(page, 'Emma'), 'It is back').click();
	await button(row(page, 'Emma'), 'Lend').waitFor();
	await button(page, 'Undo').click();
	await row(page, 'Emma').getByText('With Ada').waitFor();
	await row(page, 'Dune').locator('.book-open').click();
	await button(row(page, 'Dune'), 'Lend').click();
	await button(sheet(page), 'Ada').click();
	await button(sheet(page), 'Lend it').click();
	await row(page, 'Dune').getByText('With Ada').waitFor();
	await close();
});

test('a book that was lent on another device is refused with its reason', async () => {
	const { page, close } = await withBooks(PHONE, 'Emma');

	await page.route('**/library/me/loans', (route) => (route.request().method() === 'POST'
		? route.fulfill(problem(409, 'conflict', 'this book is lent to Bob already: end that loan first')) : route.continue()));
	await row(page, 'Emma').locator('.book-open').click();
	await button(row(page, 'Emma'), 'Lend').click();
	await sheet(page).getByLabel('To whom?').fill('Ada');
	await button(sheet(page), 'Lend it').click();
	await sheet(page).getByText('this book is lent to Bob already').waitFor();
	await close();
});

test('a friend is added, told of, set aside, removed and brought back', async () => {
	const { page, close } = await withBooks(DESK, 'Emma');
	const list = () => sheet(page).locator('.friends > .rows > li');

	await button(page, 'Lent').click();
	await sheet(page).getByText('Add a friend').click();
	await sheet(page).getByLabel('Name').fill('Ada Lovelace');
	await button(sheet(page), 'Add').click();
	await list().filter({ hasText: 'AL' }).waitFor();
	await list().locator('.book-open').click();
	await list().getByLabel('E-mail').fill('ada@example.org');
	await button(list(), 'Save').click();
	await list().filter({ hasText: 'ada@example.org' }).waitFor();
	await list().locator('.book-open').click();
	await button(list(), 'Lend to no more').click();
	await list().filter({ hasText: 'not lent to' }).waitFor();
	await button(list(), 'Remove').click();
	await sheet(page).getByText('Whom you lend a book to').waitFor();
	await button(page, 'Undo').click();
	await list().filter({ hasText: 'ada@example.org · not lent to' }).waitFor();
	await close();
});

test('the profile is read, changed and cleared', async () => {
	const { page, close } = await withBooks(PHONE, 'Emma', 'Dune');

	await button(page, 'Your profile').click();
	await sheet(page).getByText('PATRON').waitFor();
	assert.match((await sheet(page).locator('.figures').innerText()).replace(/\s+/g, ' '), /books 2 added this year 2 lent 0/);
	await sheet(page).getByLabel('Name').fill('Ada');
	await sheet(page).getByLabel('About you').fill('Reads.');
	await sheet(page).getByLabel('Website').fill('javascript:alert(1)');
	await button(sheet(page), 'Save').click();
	await sheet(page).getByText('website must be a web address').waitFor();
	await sheet(page).getByLabel('Website').fill('example.org');
	await button(sheet(page), 'Save').click();
	await page.getByText('Your profile is saved').waitFor();
	await page.reload();
	await button(page, 'Your profile').click();
	await sheet(page).locator('.title', { hasText: 'Ada' }).waitFor();
	assert.equal(await sheet(page).getByLabel('About you').inputValue(), 'Reads.');
	await sheet(page).getByLabel('Name').fill('');
	await sheet(page).getByLabel('About you').fill('');
	await button(sheet(page), 'Save').click();
	await page.getByText('Your profile is saved').waitFor();
	await button(page, 'Your profile').click();
	await sheet(page).locator('.title', { hasText: 'localdev' }).waitFor();
	await close();
});

for (const [name, options] of [['360', SMALL_PHONE], ['390', PHONE], ['1280', DESK]])
	test(`people: nothing is wider than a window of ${name} pixels, or too low to touch`, async () => {
		const { page, close } = await withBooks(options, 'Emma', 'A Title That Goes On for Rather a Long While, with a Subtitle');
		const look = async (what) => {
			const low = await page.locator('dialog[open] button:visible, dialog[open] summary:visible, dialog[open] input:visible, .library .button:visible')
				.evaluateAll((all) => all.map((e) => [e.textContent, e.getBoundingClientRect().height]).filter(([, h]) => h < 43.9));

			assert.equal(await overflow(page), 0, what);
			if (await sheet(page).count())
				assert.equal(await sheet(page).locator('.sheet-body').evaluate((e) => e.scrollWidth - e.clientWidth), 0, what);
			assert.deepEqual(low, [], what);
			if (process.env.SHOW)
				await page.screenshot({ path: `${process.env.SHOW}/${name}-${what}.png` });
		};

		await lend(page, 'Emma', 'Wolfeschlegelsteinhausenbergerdorff-Montgomery', '2099-01-31');
		await row(page, 'Emma').getByText('With Wolfe').waitFor();
		await look('library');
		await row(page, 'A Title').locator('.book-open').click();
		await button(row(page, 'A Title'), 'Lend').click();
		await sheet(page).locator('.chip').waitFor();
		await look('lend');
		await page.keyboard.press('Escape');
		await button(page, 'Lent').click();
		await sheet(page).locator('.friends .book-open').click();
		await look('lent');
		await page.keyboard.press('Escape');
		await button(page, 'Your profile').click();
		await sheet(page).locator('.figures').waitFor();
		await look('profile');
		await close();
	});
