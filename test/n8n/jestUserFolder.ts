import './userFolder';

/**
 * Jest's global setup: makes the folder in the process that starts the workers, which inherit it. A test file could not
 * remove one at its end, since Jest hands it a copy of `process` that emits no 'exit'.
 */
export default function setUp(): void {}
