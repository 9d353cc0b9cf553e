// notice.ts - the one short message at the foot of the page, with a way back where there is one.
import { signal } from '@preact/signals';

export interface Notice {
	text: string;
	undo?: () => void;
}

const SHOWN_MS = 8000;

export const notice = signal<Notice | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, undo?: () => void): void {
	clearTimeout(timer);
	notice.value = { text, undo };
	timer = setTimeout(hush, SHOWN_MS);
}

export function hush(): void {
	clearTimeout(timer);
	notice.value = null;
}
