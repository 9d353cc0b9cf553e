// covers.ts - what is known of pictures of covers, before anything is drawn: where an edition's is, which copies have one, the colour of a
// drawn one. Pure but for what it is given.
import { Problem } from './problem';
import { megabytes } from './words';

export type CoverSize = 'small' | 'medium' | 'large';

/** Whose it is: the person's own photo, the edition's, or the spine on the photo the book was found on. */
export type CoverKind = 'own' | 'edition' | 'spine';

export interface Cover {
	kind: CoverKind;
	blob: Blob;
}

const OURS = /^https?:\/\/[^/]+(?:\/[^?#]*)?\/covers\/([^/?#]+)(?:[?#]|$)/;

/** Of a link in an answer the same picture as this page asks for it; empty where it is not this server's: nobody else is asked. */
export function coverPath(link: string | null | undefined, size: CoverSize): string {
	const id = OURS.exec(link ?? '')?.[1];

	return id ? `covers/${id}?size=${size}` : '';
}

/** 0–359, always the same for the same title: where a library is drawn, its books are told apart. */
export function hueOf(title: string): number {
	let sum = 7;

	for (const c of title)
		sum = (sum * 31 + c.codePointAt(0)!) % 100_003;
	return sum % 360;
}

const KEPT = 400;
const PATIENCE_S = 30;

/** The covers of copies that were seen: each is asked for once, those that are just being fetched once more when the server says. */
export class Covers {
	private all = new Map<string, Promise<Cover | null>>();

	constructor(
		private get: (key: string) => Promise<Cover>,
		private later: (seconds: number) => Promise<unknown>,
		private most = KEPT,
	) {}

	/** null: there is none. What failed is asked for anew the next time. */
	of(key: string): Promise<Cover | null> {
		const known = this.all.get(key);

		if (known)
			return known;
		const asked: Promise<Cover | null> = this.ask(key).catch((e: unknown) => {
			if (this.all.get(key) === asked)
				this.all.delete(key);
			throw e;
		});

		this.all.set(key, asked);
		if (this.all.size > this.most)
			this.all.delete(this.all.keys().next().value!);
		return asked;
	}

	forget(): void {
		this.all.clear();
	}

	private async ask(key: string): Promise<Cover | null> {
		try {
			return await this.get(key).catch((e: unknown) => this.again(key, e));
		} catch (e) {
			if (e instanceof Problem && e.status === 404 && !e.retryAfterSeconds)
				return null;
			throw e;
		}
	}

	private async again(key: string, e: unknown): Promise<Cover> {
		const wait = e instanceof Problem ? e.retryAfterSeconds : null;

		if (!wait || wait > PATIENCE_S)
			throw e;
		await this.later(wait);
		return this.get(key);
	}
}

/** Why a photo did not become a cover, in one or two sentences. */
export function whyNoCover(e: unknown, bytes: number): string {
	if (!(e instanceof Problem))
		return 'That did not work. Try again.';
	const said = e.message && e.message[0]!.toUpperCase() + e.message.slice(1).replace(/\.?$/, '.');

	if (e.status === 0)
		return 'The server could not be reached. The cover is as it was.';
	if (e.status === 404)
		return 'This book is no longer in your library.';
	if (e.status === 413)
		return `This photo is too large, ${megabytes(bytes)}. ${said || 'Choose a smaller one.'}`;
	if (e.code.startsWith('invalid_image') || e.code === 'empty_image_file')
		return 'This file could not be read as a photo. JPEG, PNG, WebP and HEIC photos work.';
	if (e.status === 507)
		return said || 'There is no room for more photos.';
	if (e.status === 503 || e.status === 429)
		return 'The server is busy. Try again in a moment.';
	return said || `The server answered ${e.status}.`;
}
