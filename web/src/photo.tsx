// photo.tsx - the photo with every spine outlined: zoom, pan, and which spine a tap meant.
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Point, Spine } from './api';
import { fitLabel, hit, labelAngle, upright } from './geometry';
import { FitIcon, LabelIcon, MinusIcon, PlusIcon, marks } from './icons';
import { onPinch } from './pinch';
import { looks, opened, pointed, spines } from './scan';
import type { Photo } from './scan';
import { nameOf } from './shelf';
import type { Look } from './shelf';

const ZOOM_MAX = 10;
const ZOOM_STEP = 1.5;
const REACH_PX = 14; /* how far beside a thin spine a finger may land */

/** Bold, as titles are; what is set lighter is narrower. */
const measure = (() => {
	const context = document.createElement('canvas').getContext('2d')!;

	context.font = `600 100px ${getComputedStyle(document.body).fontFamily}`;
	return (text: string) => context.measureText(text).width / 100;
})();

const corners = (polygon: readonly Point[]) => polygon.map((p) => p.join(',')).join(' ');

function LabelOn({ spine, look, scale }: { spine: Spine; look: Look; scale: number }) {
	const { title, author } = nameOf(spine);
	const u = upright(spine.polygon);
	const label = fitLabel(`${marks[look]} ${title}`, author, u.length * scale, u.thickness * scale, measure);

	if (!label)
		return null;
	const height = label.size * (label.lines.length * 1.2 + 0.35);
	const width = label.width + 12;

	return (
		<g class="label"
			transform={`translate(${u.cx} ${u.cy}) rotate(${labelAngle(u.angle)}) scale(${1 / scale})`}>
			<rect x={-width / 2} y={-height / 2} width={width} height={height} rx={3} />
			{label.lines.map((line, i) => (
				<text font-size={label.size} class={i ? 'second' : ''}
					y={(i - (label.lines.length - 1) / 2) * label.size * 1.2 + label.size * 0.35}>
					{line}
				</text>
			))}
		</g>
	);
}

function Outline({ spine, at, scale, labels }: { spine: Spine; at: number; scale: number; labels: boolean }) {
	const look = looks.value[at] ?? spine.status;
	const active = useComputed(() => opened.value === at || pointed.value === at).value;

	return (
		<g class={`outline ${look} ${active ? 'active' : ''}`} data-spine={at}>
			<polygon class="casing" points={corners(spine.polygon)} />
			<polygon class="line" points={corners(spine.polygon)} />
			{labels && look !== 'dismissed' && !nameOf(spine).read && <LabelOn spine={spine} look={look} scale={scale} />}
		</g>
	);
}

interface Props {
	photo: Photo;
	width: number; /* of the frame that polygons are in */
	height: number;
}

/** The spine at a place on the screen; -1 for none. Set while a photo is shown. */
export let spineAt: (x: number, y: number) => number = () => -1;

export function ShelfPhoto({ photo, width, height }: Props) {
	const box = useRef<HTMLDivElement>(null);
	const canvas = useRef<HTMLDivElement>(null);
	const anchor = useRef<{ at: Point; x: number; y: number } | null>(null);
	const fit = useSignal(0);
	const zoom = useSignal(1);
	const labels = useSignal(true);
	const scale = fit.value * zoom.value;

	const placeOf = (x: number, y: number): Point => {
		const r = canvas.current!.getBoundingClientRect();

		return [((x - r.left) / r.width) * width, ((y - r.top) / r.height) * height];
	};
	const zoomTo = (to: number, x?: number, y?: number) => {
		const r = box.current!.getBoundingClientRect();
		const [ax, ay] = [x ?? r.left + r.width / 2, y ?? r.top + r.height / 2];

		anchor.current = { at: placeOf(ax, ay), x: ax, y: ay };
		zoom.value = Math.max(1, Math.min(ZOOM_MAX, to));
	};

	useEffect(() => {
		const measure = () => {
			const most = Math.min(window.innerHeight * 0.72, window.innerHeight - 150);

			fit.value = Math.min(box.current!.clientWidth / width, Math.max(most, 240) / height);
		};
		const watch = new ResizeObserver(measure);

		watch.observe(box.current!);
		zoom.value = 1;
		return () => watch.disconnect();
	}, [width, height]);

	/* What was under the fingers before stays under them. */
	useLayoutEffect(() => {
		const a = anchor.current;

		anchor.current = null;
		if (!a)
			return;
		const r = canvas.current!.getBoundingClientRect();

		box.current!.scrollLeft += r.left + (a.at[0] / width) * r.width - a.x;
		box.current!.scrollTop += r.top + (a.at[1] / height) * r.height - a.y;
	}, [scale]);

	useEffect(() => onPinch(box.current!, () => zoom.value, zoomTo), [width, height]);

	useEffect(() => {
		spineAt = (x, y) => {
			const r = box.current!.getBoundingClientRect();

			if (x < r.left || x > r.right || y < r.top || y > r.bottom)
				return -1;
			return hit(spines.value.map((s) => s.polygon), placeOf(x, y), REACH_PX / (fit.value * zoom.value));
		};
		return () => {
			spineAt = () => -1;
		};
	}, [width, height]);

	useEffect(() => opened.subscribe((at) => {
		const spine = spines.value[at];

		if (!spine || zoom.value === 1)
			return;
		const u = upright(spine.polygon);
		const now = fit.value * zoom.value;

		box.current?.scrollTo({ left: u.cx * now - box.current.clientWidth / 2, top: u.cy * now - box.current.clientHeight / 2 });
	}), [width, height]);

	return (
		<div class="photo">
			<div class="photo-box" ref={box} tabIndex={0} role="group"
				aria-label="The photo with its spines outlined; each spine is also in the list">
				<div class={`photo-canvas ${photo.picture ? '' : 'blank'}`} ref={canvas}
					style={{ width: `${width * scale}px`, height: `${height * scale}px` }}
					onClick={(e) => { opened.value = spineAt(e.clientX, e.clientY); }}
					onMouseMove={(e) => { pointed.value = spineAt(e.clientX, e.clientY); }}
					onMouseLeave={() => { pointed.value = -1; }}>
					{photo.picture && <img src={photo.url} alt="" draggable={false} />}
					<svg class={opened.value >= 0 ? 'closeup' : ''} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
						{scale > 0 && spines.value.map((s, i) => (
							<Outline key={i} spine={s} at={i} scale={scale} labels={labels.value} />
						))}
					</svg>
				</div>
			</div>
			<div class="photo-tools" role="toolbar" aria-label="Photo">
				<p class="hint">Tap a spine for more.</p>
				<button type="button" class="icon" aria-label="Zoom out" disabled={zoom.value <= 1} onClick={() => zoomTo(zoom.value / ZOOM_STEP)}>
					<MinusIcon />
				</button>
				<button type="button" class="icon" aria-label="Zoom in" disabled={zoom.value >= ZOOM_MAX} onClick={() => zoomTo(zoom.value * ZOOM_STEP)}>
					<PlusIcon />
				</button>
				<button type="button" class="icon" aria-label="Whole photo" disabled={zoom.value <= 1} onClick={() => zoomTo(1)}>
					<FitIcon />
				</button>
				<button type="button" class="icon" aria-label="Titles on the photo" aria-pressed={labels.value} onClick={() => { labels.value = !labels.value; }}>
					<LabelIcon />
				</button>
			</div>
			{!photo.picture && !photo.file && (
				<p class="hint">The photo of this scan was not kept, or is deleted; the outlines stand where the spines are.</p>
			)}
			{!photo.picture && photo.file && (
				<p class="hint">This browser cannot show photos of this kind (HEIC, mostly). The server has read it; the outlines stand where the spines are.</p>
			)}
		</div>
	);
}
