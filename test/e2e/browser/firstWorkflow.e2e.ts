/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- reads README.md; not published */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OWNER } from '../n8n';
import { NODE } from '../workflows';
import { eventually } from './editor';
import { takePicture } from './pictures';
import { describeInBrowser } from './stage';

const README = readFileSync(path.resolve(__dirname, '../../../README.md'), 'utf8');
const TRIGGER = 'When clicking ‘Execute workflow’';
const NO_OPERATION = 'No Operation, do nothing';
const OUTPUTS = ['Roaming', 'Home', 'Unknown', 'Consent Pending', 'Not Covered', 'Failed'];

/** Words by which a user looks for the node. */
const SEARCH_WORDS = [
	...['SIM card', 'abroad', 'travel', 'country', 'telefonica', 'gsma', 'number lookup', 'operator'],
	...['mobile network', 'location', 'HLR', 'CAMARA', 'roaming'],
];

/** Words by which a user looks for another node, which stands first. */
const WORDS_OF_OTHERS = {
	code: 'Code',
	http: 'HTTP Request',
	phone: 'Twilio',
	schedule: 'Schedule Trigger',
	sms: 'Twilio',
};

/** The list in README that the first step asks to enter. */
function listInReadme(): string {
	const [, list = ''] = /```json\n([^`]*)```/.exec(README) ?? [];
	return list;
}

/** README's section "First workflow", each step as it is written there; the tests go on from one to the next. */
describeInBrowser({}, (stage) => {
	test('In the browser: the owner signs up', async () => {
		const cookies = await stage.page.context().cookies();
		expect(cookies.map(({ name }) => name)).toContain('n8n-auth');
		expect(await stage.world.n8n.rest('GET', '/login')).toMatchObject({ email: OWNER.email });
	});

	test('README, step 1: a list with two columns', async () => {
		await stage.page.goto(`${stage.world.n8n.baseUrl}/workflow/new`);
		await stage.part('canvas-add-button').click();
		await stage.part('node-creator').getByText('Trigger manually').click();
		await stage.editor.node(TRIGGER).waitFor();

		await stage.editor.browseNodesBehind(TRIGGER);
		await (await stage.editor.findNode('Edit Fields', 'Edit Fields (Set)')).click();
		await stage.part('ndv').waitFor();
		await stage.editor.choose('mode', 'JSON');
		await stage.part('ndv').locator('.cm-content').first().click();
		await stage.page.keyboard.press('ControlOrMeta+a');
		await stage.page.keyboard.insertText(listInReadme());
		await stage.editor.closeNode();

		await stage.editor.browseNodesBehind('Edit Fields');
		await (await stage.editor.findNode('Split Out', 'Split Out')).click();
		await stage.part('ndv').getByText('Fields To Split Out', { exact: true }).waitFor();
		await stage.editor.fill({ fieldToSplitOut: 'customers' });
		await stage.editor.closeNode();
	});

	test('In the browser: the node is found with its icon by each word that a user looks for', async () => {
		await stage.editor.browseNodesBehind('Split Out');
		for (const words of SEARCH_WORDS) {
			const row = await stage.editor.findNode(words, NODE);
			expect(await row.innerText()).toContain('Ask the mobile network whether a phone is roaming');
			expect(await firstFound()).toBe(NODE);
			const icon = row.locator('img').first();
			expect(await icon.getAttribute('src')).toContain('openGateway.svg');
			await eventually(
				() => icon.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth),
				(width) => expect(width).toBeGreaterThan(0),
			);
		}
	});

	const firstFound = async () => (await stage.part('node-creator-item-name').first().innerText()).trim();

	test('In the browser: the node is not above one that a user looks for by a general word', async () => {
		for (const [word, expected] of Object.entries(WORDS_OF_OTHERS)) {
			await stage.editor.findNode(word, expected);
			expect([word, await firstFound()]).toEqual([word, expected]);
		}
	});

	test('README, step 2: the node is added behind the list', async () => {
		const row = await stage.editor.findNode('roaming', NODE);
		const shown = [stage.editor.node(TRIGGER), stage.part('nodes-list-header'), row];
		await takePicture(stage.page, 'node-panel', shown, { margin: [100, 24, 70, 60] });
		await row.click();
		await stage.part('node-creator').getByText('Detect roaming changes').waitFor();
		await stage.part('node-creator').getByText('Check roaming status').click();
		await stage.part('ndv').waitFor();
		expect(await stage.editor.valueOf('operation')).toBe('Check Status');
		expect(await stage.part('parameter-input-phoneNumber').innerText()).toContain('{{ $json.phoneNumber }}');
	});

	test('README, step 3: the credential is the simulator, which needs nothing else', async () => {
		await stage.part('node-credentials-empty-state').getByText('Connect to Open Gateway').click();
		await stage.part('credential-edit-dialog').waitFor();
		expect(await stage.editor.valueOf('aggregator')).toBe('Simulator');
		await stage.part('credential-save-button').click();
		await stage.part('credential-edit-dialog').waitFor({ state: 'hidden' });
	});

	test('README, step 4: Include Input Fields is added', async () => {
		await stage.part('collection-parameter-add').locator('input').click();
		await stage.page.getByRole('option', { name: 'Include Input Fields', exact: true }).click();
		await stage.editor.choose('includeInputFields', 'All');
	});

	test('README, step 5: a run shows what the node gave, in the table of its output', async () => {
		await stage.editor.closeNode();
		await stage.editor.execute(NODE);
		await stage.editor.clearMessages();
		await stage.editor.openNode(NODE);
		const output = stage.part('output-panel');
		await output.locator('table').waitFor();
		const [head = [], ...rows] = await stage.tableOf(output);
		const cellsOf = (name: string) => rows.map((cells) => cells[head.indexOf(name)]);
		expect(cellsOf('phoneNumber')).toEqual(['+447700900001', '+447700900002', '+447700900009']);
		expect(cellsOf('name')).toEqual(['Ann', 'Ben', 'Cleo']);
		expect(cellsOf('outcome')).toEqual(['roaming', 'home', 'unknown']);
		expect(cellsOf('countryLabel')).toEqual(['Germany', 'null', 'null']);
		expect(await stage.part('node-hint').innerText()).toMatch(/^Simulated answers\. 3 numbers checked/);
		await widenOutput();
		await stage.takePictureOfNode('output');
	});

	/** By the handle between input and output. */
	async function widenOutput(): Promise<void> {
		const handle = await stage.part('panel-drag-button').boundingBox();
		if (handle === null) throw new Error('The panel cannot be moved.');
		const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
		await stage.page.mouse.move(x, y);
		await stage.page.mouse.down();
		await stage.page.mouse.move(x - 350, y, { steps: 10 });
		await stage.page.mouse.up();
	}

	test('README, step 6: the first branch', async () => {
		await stage.editor.choose('outputMode', 'One Output for Each Outcome');
		await stage.editor.closeNode();
		const handles = stage.editor.node(NODE).getByTestId('canvas-node-output-handle');
		await eventually(
			async () => (await handles.allTextContents()).map((text) => text.trim()),
			(names) => expect(names.map((name) => name.replace(/\d+ items?$/, ''))).toEqual(OUTPUTS),
		);
		await stage.editor.showAll();
		await stage.editor.browseNodesBehind(NODE, OUTPUTS.indexOf('Roaming'));
		await (await stage.editor.findNode('No Operation', NO_OPERATION)).click();
		await stage.editor.node(NO_OPERATION).waitFor();
		if (await stage.part('ndv').isVisible()) await stage.editor.closeNode();

		await stage.editor.execute(NO_OPERATION);
		await stage.editor.clearMessages();
		await stage.editor.openNode(NO_OPERATION);
		const output = stage.part('output-panel');
		await output.locator('table').waitFor();
		const [head = [], ...rows] = await stage.tableOf(output);
		expect(rows.map((cells) => cells[head.indexOf('name')])).toEqual(['Ann']);
		await stage.editor.closeNode();
	});

	test('README, step 7: another trigger, and the workflow is published', async () => {
		await stage.editor.showAll();
		await stage.editor.node(TRIGGER).click({ button: 'right' });
		await stage.part('context-menu').getByText('Replace', { exact: true }).click();
		await (await stage.editor.findNode('Schedule', 'Schedule Trigger')).click();
		await stage.editor.node('Schedule Trigger').waitFor();
		if (await stage.part('ndv').isVisible()) await stage.editor.closeNode();

		const publish = stage.page.getByRole('button', { name: 'Publish', exact: true });
		await publish.first().click();
		await stage.part('workflowPublish-modal').getByRole('button', { name: 'Publish', exact: true }).click();
		await stage.page.getByText('Workflow published').first().waitFor();
		const [workflow] = await stage.world.n8n.rest<Array<{ active: boolean }>>('GET', '/workflows');
		expect(workflow?.active).toBe(true);
	});
});
