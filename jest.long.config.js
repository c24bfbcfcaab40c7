/** @type {import('jest').Config} */
module.exports = { ...require('./jest.config.js'), globals: { LONG_RUN: true } };
