#!/usr/bin/env node
// races.mjs - every race of tests/http/races.mjs in full: 15 bursts of 4 and 15 of 16 requests at once, on SQLite with one process
// and on PostgreSQL with three. BURSTS=3 for fewer, ENGINE=SQLite for one. Prints a table; fails when a cell that should be 0 is not.
import { engines } from '../http/place.mjs';
import { races, runRace, table } from '../http/races.mjs';

const bursts = Number(process.env.BURSTS ?? 15);
const sums = [];
for (const engine of engines.filter(({ name }) => !process.env.ENGINE || name === process.env.ENGINE)) {
	if (engine.missing) {
		console.log(`${engine.name}: skipped, ${engine.missing}`);
		continue;
	}
	const place = await engine.open();
	try {
		for (const race of races)
			for (const width of [4, 16]) sums.push(await runRace(place, race, bursts, width));
	} finally {
		await place.close();
	}
}
console.log(table(sums));
for (const sum of sums)
	for (const example of new Set(sum.examples)) console.log(`${sum.race}, ${sum.engine}: ${example.slice(0, 300)}`);
process.exit(sums.some((sum) => sum.failed + sum.refused + sum.duplicates + sum.lost) ? 1 : 0);
