// capture.tsx - the ways a photo comes in: camera, file, drop, paste, sample. None needs a secure context.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CameraIcon, PictureIcon, ShelfIcon } from './icons';
import { say } from './notice';
import { scanPhoto, scanSample } from './scan';

/* Not only image/*: some phones and desktops give HEIC no type. */
export const KINDS = 'image/*,.heic,.heif,.webp';

function takeFile(file: File | null | undefined): void {
	if (file)
		void scanPhoto(file, file.name);
}

function FileButton({ label, camera, main }: { label: string; camera?: boolean; main?: boolean }) {
	const chosen = (e: Event) => {
		const input = e.currentTarget as HTMLInputElement;

		takeFile(input.files?.[0]);
		input.value = ''; /* so that the same file can be chosen again */
	};

	return (
		<label class={`button ${main ? 'main' : ''} ${camera ? 'by-camera' : 'by-file'}`}>
			{camera ? <CameraIcon /> : <PictureIcon />}
			<span>{label}</span>
			<input class="hidden-input" type="file" accept={camera ? 'image/*' : KINDS} onChange={chosen}
				{...(camera ? { capture: 'environment' } : {})} />
		</label>
	);
}

export function CaptureButtons() {
	return (
		<div class="capture">
			<FileButton label="Take a photo" camera main />
			<FileButton label="Choose a photo" />
			<button type="button" class="button quiet" onClick={() => void scanSample()}>
				<ShelfIcon />
				<span>Try a sample shelf</span>
			</button>
		</div>
	);
}

const dropping = signal(false);

function imageIn(data: DataTransfer | null): File | undefined {
	return Array.from(data?.files ?? []).find((f) => f.type.startsWith('image/') || /\.(heic|heif)$/i.test(f.name));
}

function onDrop(e: DragEvent): void {
	const files = e.dataTransfer?.files.length ?? 0;
	const file = imageIn(e.dataTransfer);

	e.preventDefault();
	dropping.value = false;
	takeFile(file);
	if (files && !file)
		say('That was no photo. JPEG, PNG, WebP and HEIC work.');
}

function onDrag(e: DragEvent): void {
	if (!e.dataTransfer?.types.includes('Files'))
		return;
	e.preventDefault();
	dropping.value = true;
}

function onLeave(e: DragEvent): void {
	if (!e.relatedTarget)
		dropping.value = false;
}

const onPaste = (e: ClipboardEvent) => takeFile(imageIn(e.clipboardData));

/** Takes what is dropped or pasted anywhere on the page. */
export function DropTarget() {
	useEffect(() => {
		document.addEventListener('dragover', onDrag);
		document.addEventListener('dragleave', onLeave);
		document.addEventListener('drop', onDrop);
		document.addEventListener('paste', onPaste);
		return () => {
			document.removeEventListener('dragover', onDrag);
			document.removeEventListener('dragleave', onLeave);
			document.removeEventListener('drop', onDrop);
			document.removeEventListener('paste', onPaste);
		};
	}, []);
	return dropping.value ? <div class="drop-veil"><p>Drop the photo to read it</p></div> : null;
}
