// deed.tsx - a button that asks once more.
import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
	label: string;
	name?: string; /* said in place of the label where several are alike */
	sure: string;
	disabled?: boolean;
	onDo(): void;
}

export function Deed({ label, name, sure, disabled, onDo }: Props) {
	const [asked, setAsked] = useState(false);
	const button = useRef<HTMLButtonElement>(null);
	const used = useRef(false);
	const turn = (to: boolean) => {
		used.current = true;
		setAsked(to);
	};

	useEffect(() => {
		if (used.current)
			button.current?.focus(); // The one that was pressed is gone.
	}, [asked]);
	if (!asked)
		return <button type="button" class="button" ref={button} aria-label={name} disabled={disabled} onClick={() => turn(true)}>{label}</button>;
	return (
		<span class="asking">
			<button type="button" class="button danger" ref={button} onClick={() => { turn(false); onDo(); }}>{sure}</button>
			<button type="button" class="button" onClick={() => turn(false)}>No</button>
		</span>
	);
}
