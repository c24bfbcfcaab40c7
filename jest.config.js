/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	globalSetup: '<rootDir>/test/n8n/jestUserFolder.ts',
	// Many tests wait for sockets: one worker fewer than processors, Jest's default, leaves a small machine idle.
	maxWorkers: '100%',
	// Tests of `test.concurrent` wait more than they work. With more at once, requests time out on a busy machine.
	maxConcurrency: 10,
	// Jest's 5 s are too few for an hour of virtual time on a busy machine.
	testTimeout: 60_000,
	testMatch: ['**/*.test.ts'],
	// Jest looks up a global in each use. The limiters' virtual time takes half as long without the lookup of these.
	sandboxInjectedGlobals: ['Infinity', 'Math', 'Number'],
	// True in `npm run test:long`, see test/long.ts.
	globals: { LONG_RUN: false },
	// Types are checked by `npm run typecheck`; with `isolatedModules` they are only stripped here.
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }],
	},
};
