// icons.tsx - the few drawings of the page, on a grid of 24, in the colour of the text.
import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
	return (
		<svg class="drawing" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor"
			stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">
			{children}
		</svg>
	);
}

export const CameraIcon = () => (
	<Icon>
		<path d="M4 8h3l1.6-2.4h6.8L17 8h3a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1z" />
		<circle cx="12" cy="13" r="3.4" />
	</Icon>
);

export const PictureIcon = () => (
	<Icon>
		<rect x="3" y="5" width="18" height="14" rx="1.5" />
		<path d="m3.5 16.5 4.8-4.7 4 4 2.7-2.6 5.5 5" />
		<circle cx="15.8" cy="9.2" r="1.3" />
	</Icon>
);

export const ShelfIcon = () => (
	<Icon>
		<path d="M3 20h18M6 20V6h3.4v14M9.4 20V4h3.4v16M14.4 19.6 12.9 7.9l3.3-.4 1.5 12" />
	</Icon>
);

export const CloseIcon = () => <Icon><path d="m6 6 12 12M18 6 6 18" /></Icon>;
export const PlusIcon = () => <Icon><path d="M12 5v14M5 12h14" /></Icon>;
export const MinusIcon = () => <Icon><path d="M5 12h14" /></Icon>;
export const FitIcon = () => <Icon><path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" /></Icon>;
export const LabelIcon = () => <Icon><path d="M5 7V5h14v2M12 5v14M9 19h6" /></Icon>;
export const LeftIcon = () => <Icon><path d="m14.5 5-7 7 7 7" /></Icon>;
export const RightIcon = () => <Icon><path d="m9.5 5 7 7-7 7" /></Icon>;
export const SearchIcon = () => <Icon><circle cx="11" cy="11" r="6.5" /><path d="m16 16 4.5 4.5" /></Icon>;
export const TickIcon = () => <Icon><path d="m5 12.5 4.6 4.6L19.5 7" /></Icon>;
export const BinIcon = () => <Icon><path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.2 10.5v6M13.8 10.5v6" /></Icon>;

export const PersonIcon = () => <Icon><circle cx="12" cy="8.2" r="3.7" /><path d="M4.5 20a7.5 7.5 0 0 1 15 0" /></Icon>;
export const HandsIcon = () => <Icon><path d="M4 8h13M13.5 4.5 17 8l-3.5 3.5M20 16H7M10.5 12.5 7 16l3.5 3.5" /></Icon>;

export const HeartIcon = () => (
	<Icon><path class="fill" d="M12 20S4 15.2 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3C20 15.2 12 20 12 20z" /></Icon>
);

export const StarIcon = () => (
	<Icon><path class="fill" d="m12 4 2.5 5.2 5.6.7-4.1 3.9 1.1 5.6L12 16.7l-5.1 2.7L8 13.8 3.9 9.9l5.6-.7z" /></Icon>
);

/** The mark of a state, told by shape as well as by colour. */
export const marks = {
	sure: '✓', check: '?', unknown: '–', saving: '…', added: '✓', yours: '✓', dismissed: '×',
} as const;
