/* eslint-disable @n8n/community-nodes/no-restricted-imports -- reads a file; not published */
import { readFile } from 'node:fs/promises';

export interface NumberToCheck {
	phoneNumber: string;
}

/** The first column of a file of comma-separated values without quotes, below its heading. */
export async function readNumbers(file: string): Promise<NumberToCheck[]> {
	const [, ...lines] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
	return lines.map((line) => ({ phoneNumber: line.split(',')[0] ?? '' }));
}
