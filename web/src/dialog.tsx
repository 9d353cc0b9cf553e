// dialog.tsx - a sheet from below on a phone, a panel at the side on a wide screen. Escape, focus and the
// back gesture are the browser's own.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { CloseIcon } from './icons';
import { Toast } from './toast';

interface Props {
	open: boolean;
	label: string;
	head: ComponentChildren;
	/** What is shown: another one starts at its top. */
	page?: number;
	children: ComponentChildren;
	onClose(): void;
	/** A click beside the dialog, after it was closed. */
	onBeside?(x: number, y: number): void;
}

export function Dialog({ open, label, head, page, children, onClose, onBeside }: Props) {
	const ref = useRef<HTMLDialogElement>(null);

	useEffect(() => {
		const dialog = ref.current!;

		if (open && !dialog.open)
			dialog.showModal();
		else if (!open && dialog.open)
			dialog.close();
	}, [open]);
	const beside = (e: MouseEvent) => {
		if (e.target !== ref.current)
			return;
		onClose();
		onBeside?.(e.clientX, e.clientY);
	};

	return (
		<dialog ref={ref} class="sheet" aria-label={label} onClose={onClose} onClick={beside}>
			{open && <Toast />}
			{open && (
				<div class="sheet-inside">
					<div class="sheet-head">
						{head}
						<button type="button" class="icon" aria-label="Close" onClick={onClose}>
							<CloseIcon />
						</button>
					</div>
					<div class="sheet-body" key={page}>{children}</div>
				</div>
			)}
		</dialog>
	);
}
