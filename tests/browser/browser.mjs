// browser.mjs - what the tests of the page share: the program and Chromium, a page with a library of its own, a small
// shelf drawn here.
//
// BOOKSHELF_URL tries a program that runs already; CHROMIUM is the browser where it is not Debian's.
import { randomUUID } from 'node:crypto';
import { chromium } from 'playwright-core';
import { patience, start } from '../http/server.mjs';

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
export const SMALL_PHONE = { ...PHONE, viewport: { width: 360, height: 740 } };
export const DESK = { viewport: { width: 1280, height: 900 } };
export const SCAN_MS = 120_000 * patience;

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];

export const openBrowser = (args = []) =>
	chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...QUIET, ...args] });

export async function launch() {
	const running = process.env.BOOKSHELF_URL;
	const server = running ? { url: running, stop: () => {} } : await start();

	try {
		const browser = await openBrowser();
		const close = async () => {
			await browser.close();
			await server.stop();
		};

		return { browser, base: new URL(server.url).href, close };
	} catch (e) {
		await server.stop();
		throw e;
	}
}

/** A page of somebody new, or with `nobody` of whoever signs in; `trouble` collects what the browser complains of, and whom else the page asked. */
export async function newPage({ browser, base, nobody }, options = PHONE) {
	const context = await browser.newContext({
		...options,
		...(nobody ? {} : { extraHTTPHeaders: { 'X-Bookshelf-User-Email': `${randomUUID()}@browser.test` } }),
	});
	const page = await context.newPage();
	const trouble = [];

	page.setDefaultTimeout(20_000 * patience);
	page.on('pageerror', (e) => trouble.push(`error: ${e.message}`));
	page.on('console', (m) => {
		if (m.type() === 'error' && !/Failed to load resource/.test(m.text()))
			trouble.push(`console: ${m.text()}`);
	});
	page.on('request', (r) => {
		if (!r.url().startsWith(base) && !/^(blob|data):/.test(r.url()))
			trouble.push(`asked ${r.url()}`);
	});
	await page.goto(base);
	return { page, trouble, close: () => context.close() };
}

const WIDTH = 400;
const HEIGHT = 300;

/** Three spines, dark on light, as a BMP: the one kind of picture that needs no encoder. */
export function drawnShelf() {
	const row = WIDTH * 3;
	const file = Buffer.alloc(54 + row * HEIGHT, 230);

	file.fill(0, 0, 54);
	file.write('BM');
	file.writeUInt32LE(file.length, 2);
	file.writeUInt32LE(54, 10);
	file.writeUInt32LE(40, 14);
	file.writeInt32LE(WIDTH, 18);
	file.writeInt32LE(-HEIGHT, 22);
	file.writeUInt16LE(1, 26);
	file.writeUInt16LE(24, 28);
	for (let y = 20; y < 280; y++)
		for (const x of [40, 140, 240])
			file.fill(40 + (y % 100), 54 + y * row + x * 3, 54 + y * row + (x + 60) * 3);
	return { name: 'shelf.bmp', mimeType: 'image/bmp', buffer: file };
}

export const candidate = (title, author, score) => ({
	id: `test:${title}`, title, authors: [author], publishedDate: '1951', publisher: 'Harbour Press', isbn13: null, language: 'en',
	categories: [], averageRating: null, ratingsCount: null, pageCount: null, infoLink: null, previewLink: null,
	imageLinks: { smallThumbnail: null, thumbnail: null }, descriptionSnippet: '', score, reasons: ['the title is on the spine'],
});

function spine(index, status, title, items) {
	const x = 40 + index * 100;

	return {
		spineIndex: index, status, confidence: 0.9, bbox: [x, 20, x + 60, 280],
		polygon: [[x + 60, 20], [x + 60, 280], [x, 280], [x, 20]],
		extraction: { title, author: null, confidence: 0.9, text: title },
		lookup: { error: null, totalItems: items.length, items },
	};
}

/** What the server would say of the drawn shelf; `tag` keeps its titles apart from other tests'. */
export function scanAnswer(tag = '') {
	return {
		count: 3, frameWidth: WIDTH, frameHeight: HEIGHT, timingsMs: { detect: 1, extractLookup: 1, total: 1234 },
		spines: [
			spine(0, 'sure', 'LIGHTHOUSE', [candidate(`The Lighthouse Ledger${tag}`, 'Ada Quill', 0.97)]),
			spine(1, 'check', 'WINTER ORCH', [candidate(`Winter Orchard${tag}`, 'Tom Harrow', 0.61), candidate(`Winter Orchids${tag}`, 'Ida Moss', 0.4)]),
			spine(2, 'unknown', 'GLYPHS', []),
		],
	};
}

/** Answers for the server's scan only; books and search stay the program's own. */
export async function answerScans(page, ...answers) {
	let n = 0;

	await page.route('**/scan/capture', async (route) => {
		const answer = answers[Math.min(n++, answers.length - 1)];

		if (answer === 'no answer')
			return route.abort('connectionrefused');
		if (answer === 'never')
			return undefined;
		return route.fulfill(answer.status ? answer : { status: 200, contentType: 'application/json', body: JSON.stringify(answer) });
	});
}

export const problem = (status, error, message, headers = {}) => ({
	status, contentType: 'application/problem+json', headers, body: JSON.stringify({ error, message }),
});

export const choose = (page, file) => page.locator('input[type=file]').last().setInputFiles(file);
export const rows = (page) => page.locator('.spines .spine');
export const books = (page) => page.locator('.library .book');
export const sheet = (page) => page.locator('dialog[open]');

/** Wait until check(arg) is true in the page. (waitForFunction evaluates text in the page, which the page's own rules forbid from the
 * second try on.) */
export async function until(page, check, arg, timeoutMs = 20_000) {
	for (const began = Date.now(); !(await page.evaluate(check, arg)); await page.waitForTimeout(50))
		if (Date.now() - began > timeoutMs * patience)
			throw new Error(`not within ${timeoutMs * patience} ms: ${check}`);
}

/** How far the page is wider than the window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
