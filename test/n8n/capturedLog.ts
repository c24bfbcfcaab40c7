/* eslint-disable @n8n/community-nodes/no-restricted-imports -- takes the place of the console; not published */
import { inspect } from 'node:util';
import { LoggerProxy } from 'n8n-workflow';

/**
 * Every line that n8n or the node logs from the import of this file on. Import it first: n8n-core's logger keeps the
 * console functions that it finds when it is loaded.
 */
export const logged: string[] = [];

const log = (...parts: unknown[]) => void logged.push(inspect(parts, { depth: 12, maxStringLength: null }));
LoggerProxy.init({ error: log, warn: log, info: log, debug: log });
Object.assign(console, { error: log, warn: log, info: log, log, debug: log });
// winston writes past `console.log` where the console has these (winston 3, transports/console.js).
for (const stream of ['_stdout', '_stderr']) Object.defineProperty(console, stream, { value: { write: log } });
