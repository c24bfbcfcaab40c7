const path = require('node:path');

/** @type {import('jest').Config} */
module.exports = {
	...require('../../jest.config'),
	rootDir: path.resolve(__dirname, '../..'),
	roots: ['<rootDir>/test/n8n'],
	resolver: path.join(__dirname, 'resolver.js'),
	// n8n-core 1.122 and 2.8 keep a timer for their SSH connections, which would keep the process alive.
	forceExit: true,
};
