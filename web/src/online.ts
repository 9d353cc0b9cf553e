// online.ts - a search in steps: what is known here, at once; then, when typing has come to rest, what online catalogues say, asked for
// again and again, later each time, until they have said it.
import { searchBooks } from './api';
import type { Found } from './api';
import { listed } from './words';

/** Nobody else needs to see half a word. */
const REST_MS = 700;
const TIMES = 9;
const MOST_MS = 4000;

/** How long to wait before asking for the nth time again, from 0. */
export const waitMs = (saidMs: number | null, n: number) => Math.min((saidMs ?? REST_MS) * 1.4 ** n, MOST_MS);

const pause = (ms: number, signal: AbortSignal) => new Promise<void>((resolve, reject) => {
	const timer = setTimeout(resolve, ms);

	signal.addEventListener('abort', () => {
		clearTimeout(timer);
		reject(signal.reason);
	});
});

/** Shows each answer there is; insisting asks elsewhere although there is a good one here. */
export async function searchInSteps(text: string, insist: boolean, signal: AbortSignal, show: (found: Found) => void): Promise<void> {
	let found = await searchBooks(text, 'never', signal);

	show(found);
	if (!found.online.sources.length)
		return;
	await pause(insist ? 0 : REST_MS, signal);
	for (let n = 0; n < TIMES; n++) {
		found = await searchBooks(text, insist ? 'always' : 'auto', signal);
		show(found);
		if (found.online.state !== 'asked')
			return;
		await pause(waitMs(found.online.askAgainMs, n), signal);
	}
	show({ ...found, online: { ...found.online, state: 'unavailable', notes: [] } });
}

/** What to say of an answer; empty: its books say it. */
export function noteOf({ items, online }: Found): string {
	const names = listed(online.sources);
	const none = items.length ? '' : online.state === 'done' && names ? `Nothing in the catalogue by these words, nor at ${names}.`
		: 'Nothing in the catalogue by these words.';

	if (online.state === 'asked')
		return `Asking ${names}…`;
	if (online.state === 'unavailable' && !online.notes.length)
		return `${none} ${names} did not answer in time.`.trim();
	return [none, ...online.notes.map((n) => n.message)].filter(Boolean).join(' ');
}
