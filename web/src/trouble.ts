// trouble.ts - what is wrong with what somebody typed, in their words and at the field it is about. Pure.
import { Problem } from './problem';
import { plural } from './words';

export interface Trouble {
	field: string | null; /* null: of the whole form */
	text: string;
}

/** The server's words as a sentence of their own. */
export function asSentence(words: string): string {
	const text = words.trim();

	return text && text[0]!.toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

function later(p: Problem): string {
	const wait = p.retryAfterSeconds;
	const why = p.status === 429 ? 'That was too often.' : 'The server is busy.';

	return `${why} Try again ${wait ? `in ${plural(wait, 'second')}` : 'in a moment'}.`;
}

const wholeForm = (p: Problem): string => {
	if (p.status === 0)
		return 'The server could not be reached. Check your connection; what you typed is still here.';
	if (p.status === 429 || p.status === 503)
		return later(p);
	if (p.status >= 500)
		return 'The server had a problem. Try again in a moment.';
	return asSentence(p.message) || `The server answered ${p.status}.`;
};

/** `blame`: for codes whose problem names no field, the one that is meant in this form. */
export function troubleOf(e: unknown, fields: readonly string[], blame: Record<string, string> = {}): Trouble {
	if (!(e instanceof Problem))
		return { field: null, text: 'That did not work. Try again.' };
	const field = e.field ?? blame[e.code] ?? null;
	const known = field !== null && fields.includes(field) && e.status < 500 && e.status !== 429;

	return { field: known ? field : null, text: wholeForm(e) };
}

/** The same of what is no form. */
export const wrong = (e: unknown) => (e instanceof Problem && e.status === 0 ? 'The server could not be reached.' : troubleOf(e, []).text);

const systems: readonly (readonly [RegExp, string])[] = [
	[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/CrOS/, 'Chromebook'],
	[/Mac OS X|Macintosh/, 'Mac'], [/Linux/, 'Linux'],
];

const browsers: readonly (readonly [RegExp, string])[] = [
	[/Edg(e|A|iOS)?\//, 'Edge'], [/OPR\//, 'Opera'], [/SamsungBrowser\//, 'Samsung Internet'], [/Firefox\/|FxiOS\//, 'Firefox'],
	[/Chrome\/|CriOS\/|Chromium\//, 'Chrome'], [/Safari\//, 'Safari'],
];

/** What a device is called in the list of devices: "Firefox on Windows". */
export function deviceName(agent: string): string {
	const named = (all: typeof systems) => all.find(([pattern]) => pattern.test(agent))?.[1];
	const [browser, system] = [named(browsers), named(systems)];

	return browser && system ? `${browser} on ${system}` : (browser ?? system ?? 'Browser');
}
