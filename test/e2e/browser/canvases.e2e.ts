import { exampleNames, readExample } from '../../n8n/examples';
import { takeSheet } from './pictures';
import { describeInBrowser } from './stage';

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

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
			await stage.editor.openWorkflow(stored.find((workflow) => workflow.name === name)?.id ?? '');
			await stage.part('zoom-to-fit').click();
			await stage
				.part('canvas-node')
				.nth(nodes.length - 1)
				.waitFor();
			// What n8n does not know has a question mark for an icon and no form.
			expect(await stage.page.getByText('Install this node').count()).toBe(0);

			const boxes = await boxesOnCanvas();
			expect(new Set(boxes.map((box) => box.name))).toEqual(new Set(nodes.map((node) => node.name)));
			expect(overlapping(boxes)).toEqual([]);
			pictures.push([name, await stage.part('canvas').screenshot({ animations: 'disabled' })]);
		},
	);

	/** Each node and note as it is drawn, and each label below a node. */
	function boxesOnCanvas(): Promise<Box[]> {
		return stage.part('canvas-node').evaluateAll((elements) =>
			(elements as unknown as DrawnElement[]).flatMap((element) => {
				const drawn = [
					...element.querySelectorAll('[data-test-id$="-node"], [data-test-id="sticky"], [class*="_description_"]'),
				];
				return drawn.map((part) => {
					const { left, top, right, bottom } = part.getBoundingClientRect();
					return { name: element.getAttribute('data-node-name') ?? '', left, top, right, bottom };
				});
			}),
		);
	}
});

/** What is used of an element of a page. */
interface DrawnElement {
	querySelectorAll(selector: string): Iterable<DrawnElement>;
	getAttribute(name: string): string | null;
	getBoundingClientRect(): Omit<Box, 'name'>;
}

/** The pairs of which one covers the other; what belongs to one node may. */
function overlapping(boxes: Box[]): string[] {
	return boxes.flatMap((box, index) =>
		boxes
			.slice(index + 1)
			.filter(({ name }) => name !== box.name)
			.filter(
				({ left, right, top, bottom }) => box.left < right && left < box.right && box.top < bottom && top < box.bottom,
			)
			.map(({ name }) => `${box.name} and ${name}`),
	);
}
