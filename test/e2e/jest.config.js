const path = require('node:path');

/** @type {import('jest').Config} */
module.exports = {
	...require('../../jest.config'),
	rootDir: path.resolve(__dirname, '../..'),
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.e2e.ts'],
	// The longest scenario is one of a thousand numbers; an n8n takes up to half a minute to start.
	testTimeout: 300_000,
	maxWorkers: 1,
	reporters: ['default', path.join(__dirname, 'tableReporter.js')],
};
