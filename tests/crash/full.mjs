#!/usr/bin/env node
// full.mjs - 50 kills of a server under a write load on each engine, and 10 of PostgreSQL itself. TIMES=5 for fewer. Prints a
// table; fails when anything acknowledged is not there, or anything is there by half.
import { engines } from '../http/place.mjs';
import { crash, strikes } from './load.mjs';

const times = { server: Number(process.env.TIMES ?? 50), database: Number(process.env.TIMES ?? 10) };
const sums = [];
for (const engine of engines) {
	if (engine.missing) {
		console.log(`${engine.name}: skipped, ${engine.missing}`);
		continue;
	}
	const place = await engine.open({ durable: true });
	try {
		for (const [kind, strike] of Object.entries(strikes))
			if (strike.able(engine)) sums.push(await crash(place, strike, times[kind]));
	} finally {
		await place.close();
	}
}
console.log('what                     engine      processes  times  acknowledged writes  lost or half  back after, median / longest (asked: 5 s)');
for (const s of sums) {
	const ms = s.backMs.sort((a, b) => a - b);
	console.log(`${s.strike.padEnd(23)}  ${s.engine.padEnd(10)}  ${String(s.processes).padStart(9)}  ${String(s.times).padStart(5)}  ${String(s.acknowledged).padStart(19)}  ` +
		`${String(s.wrong.length).padStart(12)}  ${ms[Math.floor(ms.length / 2)]} / ${ms.at(-1)} ms`);
	for (const what of s.wrong.slice(0, 10)) console.log(`   ${what}`);
}
process.exit(sums.some((s) => s.wrong.length) ? 1 : 0);
