// pinch.ts - zooming with two fingers, or with a trackpad's pinch, which browsers report as ctrl and wheel.
// One finger scrolls as ever.

type ZoomTo = (to: number, x: number, y: number) => void;

/** Watches el; the answer stops it. zoom() is the zoom now. */
export function onPinch(el: HTMLElement, zoom: () => number, zoomTo: ZoomTo): () => void {
	let start: { apart: number; zoom: number } | null = null;
	const apart = (t: TouchList) => Math.hypot(t[0]!.clientX - t[1]!.clientX, t[0]!.clientY - t[1]!.clientY);
	const begin = (e: TouchEvent) => {
		start = e.touches.length === 2 ? { apart: apart(e.touches), zoom: zoom() } : null;
	};
	const move = (e: TouchEvent) => {
		const t = e.touches;

		if (!start || t.length !== 2)
			return;
		e.preventDefault();
		zoomTo((start.zoom * apart(t)) / start.apart, (t[0]!.clientX + t[1]!.clientX) / 2, (t[0]!.clientY + t[1]!.clientY) / 2);
	};
	const wheel = (e: WheelEvent) => {
		if (!e.ctrlKey)
			return;
		e.preventDefault();
		zoomTo(zoom() * Math.exp(-e.deltaY / 200), e.clientX, e.clientY);
	};

	el.addEventListener('touchstart', begin, { passive: true });
	el.addEventListener('touchmove', move, { passive: false });
	el.addEventListener('touchend', begin, { passive: true });
	el.addEventListener('wheel', wheel, { passive: false });
	return () => {
		el.removeEventListener('touchstart', begin);
		el.removeEventListener('touchmove', move);
		el.removeEventListener('touchend', begin);
		el.removeEventListener('wheel', wheel);
	};
}
