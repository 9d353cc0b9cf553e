// geometry.ts - polygons of spines: which one a finger meant, how to turn one upright, what text fits on it.
import type { Point } from './api';

export function inside(polygon: readonly Point[], [x, y]: Point): boolean {
	let odd = false;

	polygon.forEach(([x1, y1], i) => {
		const [x2, y2] = polygon[(i + 1) % polygon.length]!;

		if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1)
			odd = !odd;
	});
	return odd;
}

function toSegment([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
	const dx = x2 - x1;
	const dy = y2 - y1;
	const along = dx || dy ? ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy) : 0;
	const t = Math.max(0, Math.min(1, along));

	return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}

export function distance(polygon: readonly Point[], p: Point): number {
	if (inside(polygon, p))
		return 0;
	return Math.min(...polygon.map((a, i) => toSegment(p, a, polygon[(i + 1) % polygon.length]!)));
}

function area(polygon: readonly Point[]): number {
	const twice = polygon.reduce((sum, [x1, y1], i) => {
		const [x2, y2] = polygon[(i + 1) % polygon.length]!;

		return sum + x1 * y2 - x2 * y1;
	}, 0);

	return Math.abs(twice) / 2;
}

/** The polygon at the point: of those it lies in the smallest, else the nearest within reach; -1 for none. */
export function hit(polygons: readonly (readonly Point[])[], p: Point, reach: number): number {
	let best = -1;
	let bestRank: [number, number] = [reach, Infinity];

	polygons.forEach((polygon, i) => {
		const away = distance(polygon, p);
		const rank: [number, number] = [away, area(polygon)];

		if (away <= reach && (rank[0] < bestRank[0] || (rank[0] === bestRank[0] && rank[1] < bestRank[1]))) {
			best = i;
			bestRank = rank;
		}
	});
	return best;
}

/** A four-cornered spine as the rectangle nearest to it; angle in radians, of the reading direction. */
export interface Upright {
	cx: number;
	cy: number;
	length: number;
	thickness: number;
	angle: number;
}

export function upright(q: readonly Point[]): Upright {
	const [a, b, c, d] = q as readonly [Point, Point, Point, Point];
	const ux = (b[0] - a[0] + c[0] - d[0]) / 2;
	const uy = (b[1] - a[1] + c[1] - d[1]) / 2;
	const vx = (d[0] - a[0] + c[0] - b[0]) / 2;
	const vy = (d[1] - a[1] + c[1] - b[1]) / 2;

	return {
		cx: (a[0] + b[0] + c[0] + d[0]) / 4,
		cy: (a[1] + b[1] + c[1] + d[1]) / 4,
		length: Math.hypot(ux, uy),
		thickness: Math.hypot(vx, vy),
		angle: Math.atan2(uy, ux),
	};
}

/** A canvas transform that draws the picture so that the spine fills width × height, upright. */
export function cropTransform(q: readonly Point[], width: number, height: number): DOMMatrix2DInit {
	const u = upright(q);
	const sx = width / u.length;
	const sy = height / u.thickness;
	const cos = Math.cos(u.angle);
	const sin = Math.sin(u.angle);

	return {
		a: cos * sx,
		b: -sin * sy,
		c: sin * sx,
		d: cos * sy,
		e: width / 2 - (u.cx * cos + u.cy * sin) * sx,
		f: height / 2 - (u.cy * cos - u.cx * sin) * sy,
	};
}

/** An angle for text: that of the spine, turned by half where it would stand on its head. Degrees. */
export function labelAngle(radians: number): number {
	const degrees = (radians * 180) / Math.PI;

	if (degrees > 100)
		return degrees - 180;
	return degrees < -100 ? degrees + 180 : degrees;
}

export interface Label {
	lines: string[];
	size: number; /* of the type, CSS pixels */
	width: number; /* of the longest line, likewise */
}

/** The width of a text in a type of size 1. */
export type Measure = (text: string) => number;

const SMALLEST = 9;
const LARGEST = 13;
const MARGIN = 6;
const FEWEST_LETTERS = 12; /* of a shortened title: less says nothing */

/** As much of the text as fits; empty if too little would be left. */
function shorten(text: string, room: number, measure: Measure): string {
	const all = Array.from(text);
	const width = measure(text);
	const letters = Math.floor((all.length * room) / width) - 1;

	if (width <= room)
		return text;
	return letters < FEWEST_LETTERS ? '' : all.slice(0, letters).join('').trimEnd() + '…';
}

function label(lines: string[], size: number, measure: Measure): Label | null {
	return lines[0] ? { lines, size, width: size * Math.max(...lines.map(measure)) } : null;
}

/** Title and author as they fit on length × thickness CSS pixels; null where nothing that says something does. */
export function fitLabel(title: string, author: string, length: number, thickness: number, measure: Measure): Label | null {
	const size = Math.min(LARGEST, thickness * 0.62);
	const two = Math.min(LARGEST, thickness * 0.36);
	const room = (at: number) => (length - 2 * MARGIN) / at;
	const fit = (text: string, at: number) => shorten(text, room(at), measure);

	if (!title || size < SMALLEST)
		return null;
	if (author && two >= SMALLEST + 1)
		return label([fit(title, two), fit(author, two)].filter(Boolean), two, measure);
	const both = `${title} · ${author}`;

	return label([author && measure(both) <= room(size) ? both : fit(title, size)], size, measure);
}
