import type { INode } from 'n8n-workflow';
import { cover, type Box } from './boxes';
import { exampleNames, readExample, STICKY_NOTE } from './examples';

/** From upper left corner to upper left corner, in pixels of the canvas. */
const LEAST_DISTANCE = 180;
/** As n8n 2.41 draws them, in pixels: a node, its label below, and what each output beyond the third adds to the height. */
const NODE = 96;
const LABEL = { width: 180, height: 60 };
const FURTHER_OUTPUT = 32;

const isNote = ({ type }: INode) => type === STICKY_NOTE;

/** A node with its label. */
function nodeBox({ name, position: [left, top], type, parameters }: INode): Box {
	const width = type.endsWith('.agent') ? 256 : NODE;
	const height = NODE + (parameters.outputMode === 'byOutcome' ? 3 * FURTHER_OUTPUT : 0);
	const besides = Math.max(0, (LABEL.width - width) / 2);
	return { name, left: left - besides, right: left + width + besides, top, bottom: top + height + LABEL.height };
}

function noteBox({ name, position: [left, top], parameters }: INode): Box {
	return { name, left, top, right: left + Number(parameters.width), bottom: top + Number(parameters.height) };
}

function overlapping(boxes: Box[], others: Box[]): string[] {
	return boxes.flatMap((box) =>
		others
			.filter((other) => other !== box)
			.filter((other) => cover(box, other))
			.map((other) => `${box.name} over ${other.name}`),
	);
}

describe.each(exampleNames())('%s', (name) => {
	const { nodes } = readExample(name);
	const notes = nodes.filter(isNote).map(noteBox);
	const steps = nodes.filter((node) => !isNote(node));
	const boxes = steps.map(nodeBox);

	test('nodes are at least 180 pixels apart', () => {
		const close = steps.flatMap((node, index) =>
			steps.slice(index + 1).filter(({ position: [x, y] }) => {
				const [otherX, otherY] = node.position;
				return Math.abs(x - otherX) < LEAST_DISTANCE && Math.abs(y - otherY) < LEAST_DISTANCE;
			}),
		);
		expect(close.map((node) => node.name)).toEqual([]);
	});

	test('no node or label covers another, and no note covers anything', () => {
		expect(overlapping(boxes, boxes)).toEqual([]);
		expect(overlapping(notes, [...boxes, ...notes])).toEqual([]);
	});

	test('the first note says which credential to choose first', () => {
		const [first] = nodes.filter(isNote);
		const hasTrigger = nodes.some(({ type }) => type.endsWith('.deviceStatusRoamingTrigger'));
		// The simulator sends no events.
		const credential = hasTrigger ? 'a credential whose aggregator sends events' : 'the Simulator credential';
		expect(String(first?.parameters.content).split('\n')[1]).toContain(`Choose ${credential} first`);
	});
});
