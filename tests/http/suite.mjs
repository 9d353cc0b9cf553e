// suite.mjs - node's test runner with deadlines: a test that hangs fails, and a server that it left behind does not keep the process.
//
//   import { after, before, describe, test } from './suite.mjs';
//
// A test or hook with a `timeout` of its own keeps it; all are longer where the program is slow (`patience`). The last resort, for the
// whole file, is tools/run-bounded.
import * as runner from 'node:test';
import { killLeft, patience } from './server.mjs';

const TEST_MS = 180_000;
const LEFT_MS = 5_000;

export const { describe } = runner;

const timed = (options) => ({ ...options, timeout: (options?.timeout ?? TEST_MS) * patience });

export function test(name, options, body) {
	if (typeof options === 'function') return runner.test(name, timed(), options);
	return runner.test(name, timed(options), body);
}

export const before = (body, options) => runner.before(body, timed(options));
export const after = (body, options) => runner.after(body, timed(options));

// All tests have ended. Hooks that stop servers in an orderly way get their time; whoever is running then was left by a test that
// failed, and the process would wait for it.
runner.after(() => {
	setTimeout(() => {
		const left = killLeft();
		if (left) console.error(`${left} server${left > 1 ? 's were' : ' was'} left running, and killed`);
	}, LEFT_MS).unref();
});
