// geometry.test.ts - polygons: whom a finger meant, what is upright, what fits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Point } from '../src/api';
import { cropTransform, distance, fitLabel, hit, inside, labelAngle, upright } from '../src/geometry';

const square: Point[] = [[0, 0], [10, 0], [10, 10], [0, 10]];
/* Standing on a shelf from x 20 to 24, text running from the top to the bottom. */
const standing: Point[] = [[24, 0], [24, 100], [20, 100], [20, 0]];

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test('a point is inside or outside of a polygon', () => {
	assert.ok(inside(square, [5, 5]));
	assert.ok(!inside(square, [15, 5]));
	assert.ok(!inside(square, [5, -1]));
	assert.ok(inside([[0, 0], [10, 5], [0, 10]], [3, 5]));
	assert.ok(!inside([[0, 0], [10, 5], [0, 10]], [9, 1]));
});

test('the distance to a polygon is that to its nearest edge or corner', () => {
	near(distance(square, [5, 5]), 0);
	near(distance(square, [13, 5]), 3);
	near(distance(square, [13, 14]), 5);
});

test('a tap takes the polygon it is in, the smaller of two, else the nearest in reach', () => {
	const within: Point[] = [[4, 4], [6, 4], [6, 6], [4, 6]];

	assert.equal(hit([square, standing], [22, 50], 3), 1);
	assert.equal(hit([square, within], [5, 5], 3), 1);
	assert.equal(hit([square, within], [1, 1], 3), 0);
	assert.equal(hit([square, standing], [18, 50], 3), 1);
	assert.equal(hit([square, standing], [15, 50], 3), -1);
	assert.equal(hit([], [0, 0], 3), -1);
});

test('a standing spine is long along its text', () => {
	const u = upright(standing);

	near(u.length, 100);
	near(u.thickness, 4);
	near(u.angle, Math.PI / 2);
	assert.deepEqual([u.cx, u.cy], [22, 50]);
});

test('the crop puts the corners of the spine at the corners of the canvas', () => {
	const tilted: Point[] = [[10, 10], [50, 40], [44, 48], [4, 18]];

	for (const q of [square, standing, tilted]) {
		const t = cropTransform(q, 200, 30);
		const to = ([x, y]: Point) => [t.a! * x + t.c! * y + t.e!, t.b! * x + t.d! * y + t.f!];
		const want = [[0, 0], [200, 0], [200, 30], [0, 30]];

		q.forEach((p, i) => to(p).forEach((v, k) => near(v, want[i]![k]!)));
	}
});

test('a label never stands on its head', () => {
	near(labelAngle(0), 0);
	near(labelAngle(Math.PI / 2), 90);
	near(labelAngle(-Math.PI / 2), -90);
	near(labelAngle(Math.PI), 0);
	near(labelAngle((-170 * Math.PI) / 180), 10);
});

test('a label is left out where it could not be read, and shortened where it would not fit', () => {
	const measure = (text: string) => text.length * 0.5;
	const fit = (title: string, author: string, length: number, thickness: number) => fitLabel(title, author, length, thickness, measure);

	assert.equal(fit('Emma', 'Jane Austen', 300, 6), null);
	assert.equal(fit('Emma', 'Jane Austen', 20, 20), null);
	assert.equal(fit('', '', 300, 40), null);
	assert.deepEqual(fit('Emma', 'Jane Austen', 300, 20)?.lines, ['Emma · Jane Austen']);
	assert.deepEqual(fit('Emma', 'Jane Austen', 60, 20)?.lines, ['Emma']);
	assert.deepEqual(fit('Emma', 'Jane Austen', 300, 40)?.lines, ['Emma', 'Jane Austen']);
	const long = fit('One Hundred Years of Solitude', 'Gabriel García Márquez', 120, 20)!;

	assert.deepEqual(long.lines, ['One Hundred Year…']);
	assert.ok(long.width <= 120 - 12);
	assert.equal(fit('One Hundred Years of Solitude', '', 60, 20), null);
});
