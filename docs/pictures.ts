/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads and writes files; not published */
/** Draws each workflow of `examples/` into `docs/images/`: `npm run docs:pictures`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { IConnections, INode } from 'n8n-workflow';

export interface Drawable {
	name: string;
	nodes: INode[];
	connections: IConnections;
}

interface Box {
	node: INode;
	outputs: string[];
	left: number;
	top: number;
	width: number;
	height: number;
}

const WIDTH = 164;
const HEIGHT = 80;
/** At least so far apart are the outputs of a node. */
const OUTPUT_HEIGHT = 26;
const MARGIN = 28;
const LINE = 18;
/** Of the text of a note, as wide as its widest font. */
const LETTER = 7;

const STICKY_NOTE = 'stickyNote';
const OUTCOMES = ['Roaming', 'Home', 'Unknown', 'Consent Pending', 'Not Covered', 'Failed'];
/** Node types whose name on the canvas is not their type's, in words. */
const TYPE_NAMES: Record<string, string> = {
	agent: 'AI Agent',
	executeWorkflow: 'Execute Sub-workflow',
	executeWorkflowTrigger: 'Sub-workflow Trigger',
	lmChatOpenAi: 'OpenAI Chat Model',
	noOp: 'No Operation',
	respondToWebhook: 'Respond to Webhook',
	set: 'Edit Fields (Set)',
	splitInBatches: 'Loop Over Items',
};
/** Of the icon: the phone, and what it sends. */
const BLUE = '#14406B';
const ORANGE = '#E8590C';
const GREY = '#8A94A0';

export function draw({ name, nodes, connections }: Drawable): string {
	const boxes = nodes.map(toBox);
	const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
	const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
	const width = Math.max(...boxes.map((box) => box.left + box.width + labelWidth(box.outputs))) + MARGIN - left;
	const height = Math.max(...boxes.map((box) => box.top + box.height)) + MARGIN - top;
	const notes = boxes.filter(({ node }) => typeOf(node) === STICKY_NOTE);
	const steps = boxes.filter((box) => !notes.includes(box));
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="13">`,
		`<title>${escape(name)}</title>`,
		`<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="${GREY}"/></marker></defs>`,
		`<rect x="${left + 1}" y="${top + 1}" width="${width - 2}" height="${height - 2}" rx="14" fill="#FFFFFF" stroke="#D5DAE0"/>`,
		...notes.map(drawNote),
		...steps.flatMap((box) => drawArrows(box, steps, connections)),
		...steps.map(drawStep),
		'</svg>',
		'',
	].join('\n');
}

function toBox(node: INode): Box {
	const [left, top] = node.position;
	const { width, height } = node.parameters;
	if (typeOf(node) === STICKY_NOTE) {
		return { node, outputs: [], left, top, width: Number(width), height: Number(height) };
	}
	const outputs = outputsOf(node);
	const tall = Math.max(HEIGHT, outputs.length * OUTPUT_HEIGHT);
	return { node, outputs, left, top: top + (HEIGHT - tall) / 2, width: WIDTH, height: tall };
}

/** What the names of outputs take beside the box. */
function labelWidth(outputs: string[]): number {
	const longest = Math.max(0, ...outputs.map((output) => output.length));
	return longest === 0 ? 0 : longest * LETTER + 10;
}

function typeOf({ type }: INode): string {
	return type.slice(type.lastIndexOf('.') + 1);
}

/** The names of the outputs; one has none where it needs none. */
function outputsOf(node: INode): string[] {
	const { outputMode, options, rules } = node.parameters as {
		outputMode?: string;
		options?: { report?: boolean; renameFallbackOutput?: string };
		rules?: { values: Array<{ outputKey: string }> };
	};
	switch (typeOf(node)) {
		case 'if':
			return ['true', 'false'];
		case 'splitInBatches':
			return ['done', 'loop'];
		case 'switch':
			return [...(rules?.values ?? []).map(({ outputKey }) => outputKey), options?.renameFallbackOutput ?? ''];
		case 'deviceStatusRoaming':
			return [...(outputMode === 'byOutcome' ? OUTCOMES : ['']), ...(options?.report === true ? ['Report'] : [])];
		default:
			return [''];
	}
}

function drawNote({ node, left, top, width, height }: Box): string {
	const [title = '', ...lines] = String(node.parameters.content).split('\n');
	const wrapped = lines.flatMap((line) => wrap(line, (width - 24) / LETTER));
	return [
		`<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="6" fill="#FFF7D6" stroke="#EFE0A0"/>`,
		`<text x="${left + 12}" y="${top + 28}" font-size="16" font-weight="600" fill="#5C4A00">${escape(title.replace('## ', ''))}</text>`,
		...wrapped.map((line, index) => words(line, left + 12, top + 54 + index * LINE, 'fill="#5C4A00"')),
	].join('\n');
}

function drawStep({ node, outputs, left, top, width, height }: Box): string {
	const type = typeOf(node);
	const isOurs = type.startsWith('deviceStatusRoaming');
	const subtitle = isOurs ? operationOf(node) : (TYPE_NAMES[type] ?? inWords(type));
	const labels = [...(subtitle === node.name ? [] : [subtitle]), ...(node.disabled === true ? ['off'] : [])];
	const name = wrap(node.name, isOurs ? 13 : 16);
	const below = labels.length > 0 ? [labels.join(', ')] : [];
	const first = top + height / 2 - ((name.length + below.length - 1) * LINE) / 2 + 4;
	const textLeft = left + (isOurs ? 52 : 14);
	const colours = isOurs ? `fill="#F1F6FB" stroke="${BLUE}" stroke-width="2"` : `fill="#FFFFFF" stroke="${GREY}"`;
	const dashes = node.disabled === true ? ' stroke-dasharray="5 4"' : '';
	return [
		`<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="8" ${colours}${dashes}/>`,
		...(isOurs ? [drawIcon(left + 9, top + height / 2 - 18)] : []),
		...name.map((line, index) =>
			words(line, textLeft, first + index * LINE, 'font-size="13" font-weight="600" fill="#1F2933"'),
		),
		...below.map((line) => words(line, textLeft, first + name.length * LINE, 'font-size="12" fill="#667380"')),
		...outputs.map((output, index) =>
			words(output, left + width + 8, outputY({ outputs, top, height }, index) - 5, 'font-size="12" fill="#667380"'),
		),
	].join('\n');
}

const OPERATIONS: Record<string, string> = { confirmChanges: 'Confirm Changes', detectChanges: 'Detect Changes' };

/** What n8n shows below the name. */
function operationOf({ parameters }: INode): string {
	return OPERATIONS[String(parameters.operation)] ?? 'Check Status';
}

/** As icons/openGateway.svg. */
function drawIcon(left: number, top: number): string {
	return `<g transform="translate(${left} ${top}) scale(0.6)" fill="none" stroke="${BLUE}" stroke-width="4" stroke-linecap="round"><rect x="8" y="6" width="26" height="48" rx="6"/><path d="M17 46h8"/><g stroke="${ORANGE}"><circle cx="21" cy="24" r="7" stroke-width="3"/><path d="M42 22c4 5 4 11 0 16M49 15c8 9 8 21 0 30"/></g></g>`;
}

function drawArrows(from: Box, steps: Box[], connections: IConnections): string[] {
	return Object.entries(connections[from.node.name] ?? {}).flatMap(([type, outputs]) =>
		outputs.flatMap((targets, output) =>
			(targets ?? []).flatMap(({ node }) => {
				const to = steps.find((box) => box.node.name === node);
				if (to === undefined) return [];
				return type === 'main' ? drawArrow(from, output, to) : drawServing(from, to);
			}),
		),
	);
}

function drawArrow(from: Box, output: number, to: Box): string {
	const [x1, y1] = [from.left + from.width, outputY(from, output)];
	const [x2, y2] = [to.left - 2, to.top + to.height / 2];
	if (x2 > x1) {
		// Straight below the name of the output.
		const begin = Math.min(x1 + labelWidth([from.outputs[output] ?? '']), x2 - 20);
		const middle = (begin + x2) / 2;
		return line(`M${x1} ${y1}H${begin}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`);
	}
	const bottom = Math.max(from.top + from.height, to.top + to.height) + 16;
	return line(
		`M${x1} ${y1}C${x1 + 50} ${y1} ${x1 + 50} ${bottom} ${x1 - 10} ${bottom}H${x2 + 12}C${x2 - 48} ${bottom} ${x2 - 48} ${y2} ${x2} ${y2}`,
	);
}

/** What an agent uses stands below it. */
function drawServing(from: Box, to: Box): string {
	const [x1, y1] = [from.left + from.width / 2, from.top];
	const x2 = to.left + to.width / 2 + Math.sign(x1 - to.left - to.width / 2) * 40;
	const y2 = to.top + to.height + 2;
	return line(`M${x1} ${y1}C${x1} ${y1 - 40} ${x2} ${y2 + 40} ${x2} ${y2}`, ' stroke-dasharray="5 4"');
}

function line(d: string, more = ''): string {
	return `<path d="${d}" fill="none" stroke="${GREY}" stroke-width="1.5" marker-end="url(#tip)"${more}/>`;
}

function outputY({ outputs, top, height }: Pick<Box, 'outputs' | 'top' | 'height'>, output: number): number {
	return top + (height * (output + 0.5)) / outputs.length;
}

function words(text: string, x: number, y: number, style: string): string {
	return text === '' ? '' : `<text x="${x}" y="${y}" ${style}>${escape(text)}</text>`;
}

function wrap(text: string, letters: number): string[] {
	return text.split(' ').reduce<string[]>((lines, word) => {
		const last = lines.at(-1);
		return last === undefined || last.length + 1 + word.length > letters
			? [...lines, word]
			: [...lines.slice(0, -1), `${last} ${word}`];
	}, []);
}

/** "Schedule Trigger" for "scheduleTrigger". */
function inWords(type: string): string {
	const spaced = type.replace(/([A-Z])/g, ' $1');
	return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function escape(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const EXAMPLES_FOLDER = path.resolve(__dirname, '../examples');
const IMAGES_FOLDER = path.resolve(__dirname, 'images');

if (require.main === module) {
	for (const file of readdirSync(EXAMPLES_FOLDER).filter((name) => name.endsWith('.json'))) {
		const workflow = JSON.parse(readFileSync(path.join(EXAMPLES_FOLDER, file), 'utf8')) as Drawable;
		writeFileSync(path.join(IMAGES_FOLDER, file.replace('.json', '.svg')), draw(workflow));
	}
}
