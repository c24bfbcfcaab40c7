/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes to a terminal, not published */
import { styleText } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import { maskPhoneNumber } from '../nodes/openGateway/phoneNumber';
import { table } from './table';

type Colour = 'green' | 'yellow' | 'red' | 'gray';

const COLOURS: Record<string, Colour> = {
	roaming: 'yellow',
	home: 'green',
	unknown: 'gray',
	consentPending: 'gray',
	notCovered: 'gray',
	failed: 'red',
};
const OUTCOME_COLUMN = 1;
const hasColours = process.stdout.isTTY && process.env.NO_COLOR === undefined;

/** One row for each number, and below them the count of each outcome and country. */
export function showItems(items: IDataObject[], tookMs: Map<string, number>): string {
	const rows = items.map((item) => rowOf(item, tookMs));
	const shown = table(['number', 'outcome', 'country', 'age', 'ms', 'code'], rows, (cell, row, column) => {
		const colour = COLOURS[row[OUTCOME_COLUMN] ?? ''];
		return hasColours && column === OUTCOME_COLUMN && colour !== undefined ? styleText(colour, cell) : cell;
	});
	const outcomes = countBy(items.map(({ outcome }) => String(outcome)));
	const countries = countBy(items.filter(({ outcome }) => outcome === 'roaming').map(countryOf));
	return [shown, '', `Outcomes: ${asList(outcomes)}`, `Roaming in: ${asList(countries) || '-'}`].join('\n');
}

function rowOf(item: IDataObject, tookMs: Map<string, number>): string[] {
	const phoneNumber = String(item.phoneNumber);
	return [
		item.code === 'INVALID_PHONE_NUMBER' ? '(no number)' : maskPhoneNumber(phoneNumber),
		String(item.outcome),
		item.outcome === 'roaming' ? countryOf(item) : '-',
		item.statusAgeSeconds === null || item.statusAgeSeconds === undefined ? '-' : `${String(item.statusAgeSeconds)} s`,
		String(tookMs.get(phoneNumber) ?? '-'),
		String(item.code ?? ''),
	];
}

/** One country, several that share a code, or what the network sent in their place. */
function countryOf({ countryName, countryCode }: IDataObject): string {
	return (countryName as string[]).join(' ') || (countryCode === null ? 'not said' : String(countryCode));
}

function countBy(words: string[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return counts;
}

function asList(counts: Map<string, number>): string {
	return [...counts]
		.sort(([, left], [, right]) => right - left)
		.map(([word, count]) => `${count} ${word}`)
		.join(', ');
}

const WIDTH = 78;
const FRAMES = ['|', '/', '-', '\\'];
const FRAME_MS = 100;

/**
 * A line that moves while the list is checked, on a terminal only.
 *
 * @param line what it says
 * @returns ends it, and leaves nothing of it
 */
export function startProgressLine(line: () => string): () => void {
	if (!process.stderr.isTTY) return () => undefined;
	let frame = 0;
	const timer = setInterval(() => {
		frame = (frame + 1) % FRAMES.length;
		process.stderr.write(`\r${`${FRAMES[frame]} ${line()}`.padEnd(WIDTH)}`);
	}, FRAME_MS);
	return () => {
		clearInterval(timer);
		process.stderr.write(`\r${' '.repeat(WIDTH)}\r`);
	};
}
