/** @type {import('jest').Config} */
module.exports = {
	...require('./jest.config.js'),
	// What measures real time has nothing beside it.
	maxWorkers: 1,
	globals: { LONG_RUN: true },
};
