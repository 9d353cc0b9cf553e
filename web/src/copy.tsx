// copy.tsx - what is shown once: to be copied, or kept as a file.
import { say } from './notice';

/* Without encryption browsers have no clipboard for pages; the old way still works there. */
async function copy(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return copyMarked(text);
	}
}

/** Inside the open dialog, outside of which nothing can be marked. */
function copyMarked(text: string): boolean {
	const place = document.querySelector('dialog[open]') ?? document.body;
	const area = document.createElement('textarea');
	let done = false;

	area.value = text;
	area.className = 'hidden-input';
	place.append(area);
	area.select();
	try {
		done = document.execCommand('copy');
	} catch {
		// Told below.
	}
	area.remove();
	return done;
}

export function CopyButton({ text, what }: { text: string; what: string }) {
	const go = async () => say((await copy(text)) ? `${what} copied.` : 'This browser does not let the page copy. Mark the text and copy it yourself.');

	return <button type="button" class="button" onClick={() => void go()}>Copy</button>;
}

export function saveFile(blob: Blob, name: string): void {
	const url = URL.createObjectURL(blob);
	const link = document.createElement('a');

	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 60_000); // The browser reads it after this turn.
}
