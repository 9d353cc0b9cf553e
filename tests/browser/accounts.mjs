// accounts.mjs - a production server of a test's own, and people who sign in at its page.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client } from '../http/client.mjs';
import { account, password, signIn } from '../http/people.mjs';
import { start } from '../http/server.mjs';
import { DESK, newPage, openBrowser } from './browser.mjs';

export { password };

/** A server in production with an administrator, unless it shall be fresh, and Chromium; `words` are more of its words. */
export async function production({ env = {}, fresh = false, words = [] } = {}) {
	const dataDir = mkdtempSync(join(tmpdir(), 'bookshelf-browser-'));
	const settings = { BOOKSHELF_ENV: 'production', DATABASE_URL: `sqlite:${dataDir}/own.db`, BOOKSHELF_REGISTRATION: 'open',
		BOOKSHELF_AUTH_PER_MINUTE: '0', ...env };
	const server = await start({ dataDir, env: settings });
	const browser = await openBrowser(words);
	const close = async () => {
		await browser.close();
		await server.stop();
		rmSync(dataDir, { recursive: true, force: true });
	};

	if (!fresh)
		await account(server, 'root');
	return { server, settings, browser, base: new URL(server.url).href, nobody: true, close };
}

/** Somebody new, by HTTP, not by the page. */
export async function somebody(world) {
	const name = `p${randomUUID().slice(0, 8)}`;

	return { name, email: `${name}@example.org`, ...(await account(world.server, name)) };
}

/** Another device of theirs, by HTTP. */
export const elsewhere = (world, who, more) => signIn(world.server, who.name, more);

export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const field = (page, label) => page.getByLabel(label, { exact: true });
export const said = (page, text) => page.getByRole('status').filter({ hasText: text }).first().waitFor();
/** What is told beside a field of this label. */
export const toldAt = (page, label) => page.locator('.field').filter({ has: field(page, label) }).locator('.why');

export async function typeIn(page, email, secret) {
	await field(page, 'E-mail').fill(email);
	await field(page, 'Password').fill(secret);
	await button(page, 'Sign in').click();
}

/** A page with somebody new signed in. */
export async function signedIn(world, options = DESK) {
	const who = await somebody(world);
	const p = await newPage(world, options);

	await typeIn(p.page, who.email, password(who.name));
	await p.page.getByText('No books yet').waitFor();
	return { ...p, who };
}

/** A page of the account. */
export async function openAccount(page, name) {
	await button(page, 'Your profile').click();
	await page.locator('.account .title').getByText(name, { exact: true }).click();
	await page.getByRole('dialog', { name }).waitFor();
}

export const api = (world, headers) => client(world.server.url, headers);
