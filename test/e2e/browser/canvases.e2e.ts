import { cover, type Box } from '../../n8n/boxes';
import { exampleNames, readExample, STICKY_NOTE } from '../../n8n/examples';
import { takeSheet } from './pictures';
import { describeInBrowser } from './stage';

/** The shape of a node, and its label (n8n 2.41). */
const NODE_PARTS = '[data-test-id$="-node"], [class*="_description_"]';

describeInBrowser({ examples: true }, (stage) => {
	const pictures: Array<[title: string, png: Buffer]> = [];
	let stored: Array<{ id: string; name: string }>;
	beforeAll(async () => {
		stored = await stage.world.n8n.rest('GET', '/workflows');
	});
	afterAll(() => takeSheet(stage.page, 'canvases', pictures));

	test.each(exampleNames())(
		'In the browser: on the canvas of the example %s, nothing covers anything else',
		async (file) => {
			const { name, nodes } = readExample(file);
			const notes = nodes.filter(({ type }) => type === STICKY_NOTE).length;
			await stage.editor.openWorkflow(stored.find((workflow) => workflow.name === name)?.id ?? '');
			await stage.part('zoom-to-fit').click();
			await stage
				.part('canvas-node')
				.nth(nodes.length - notes - 1)
				.waitFor();

			const [nodeBoxes, noteBoxes] = [await drawn('canvas-node', NODE_PARTS), await drawn('sticky')];
			// A node and its label each.
			expect([nodeBoxes.length, noteBoxes.length]).toEqual([2 * (nodes.length - notes), notes]);
			expect(overlapping([...nodeBoxes, ...noteBoxes])).toEqual([]);
			pictures.push([name, await stage.part('canvas').screenshot({ animations: 'disabled' })]);
		},
	);

	/** Where the parts of each element are drawn, or the element itself; what belongs to one element has one number. */
	async function drawn(testId: string, parts?: string): Promise<Box[]> {
		const boxes = await stage.part(testId).evaluateAll(
			(elements, selector) =>
				(elements as unknown as DrawnElement[]).map((element) =>
					[...(selector === undefined ? [element] : element.querySelectorAll(selector))].map((part) => {
						const { left, top, right, bottom } = part.getBoundingClientRect();
						return { left, top, right, bottom };
					}),
				),
			parts,
		);
		return boxes.flatMap((ofElement, index) => ofElement.map((box) => ({ ...box, name: `${testId} ${index}` })));
	}
});

/** What is used of an element of a page. */
interface DrawnElement {
	querySelectorAll(selector: string): Iterable<DrawnElement>;
	getBoundingClientRect(): Omit<Box, 'name'>;
}

/** The pairs of which one covers the other; what belongs to one node may. */
function overlapping(boxes: Box[]): string[] {
	return boxes.flatMap((box, index) =>
		boxes
			.slice(index + 1)
			.filter(({ name }) => name !== box.name)
			.filter((other) => cover(box, other))
			.map(({ name }) => `${box.name} and ${name}`),
	);
}
