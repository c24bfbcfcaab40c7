import type { Locator, Page } from 'playwright-core';
import { NEWEST_N8N } from '../installed/versions';
import { SANDBOX_CLIENT, sandboxUrls } from '../sandbox/sandbox';
import { openBrowser, type OpenBrowser } from './browser';
import { createEditor, eventually, type Editor } from './editor';
import { OWNER, type StoredCredential, type StoredWorkflow } from './n8n';
import { takePicture } from './pictures';
import { describeInN8n } from './scenarios';
import { chain, checkWorkflow, MANUAL_TRIGGER, NODE, numbersSteps, step } from './workflows';

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

const NO_OPERATION = 'No Operation, do nothing';

const ROAMING = '+34666555001';
const DENIED = '+34666550106';
/** A number for each output, in the order of the outputs. */
const OUTCOMES = [
	{ output: 'Roaming', outcome: 'roaming', number: ROAMING },
	{ output: 'Home', outcome: 'home', number: '+34666555002' },
	{ output: 'Unknown', outcome: 'unknown', number: '+34666555009' },
	{ output: 'Consent Pending', outcome: 'consentPending', number: '+34666900105' },
	{ output: 'Not Covered', outcome: 'notCovered', number: '+34666550107' },
	{ output: 'Failed', outcome: 'failed', number: DENIED },
];

const FIRST_WORKFLOW = chain(
	'first',
	[step(MANUAL_TRIGGER, 'n8n-nodes-base.manualTrigger', 1), ...numbersSteps([ROAMING, '+34666555002', '+34666555009'])],
	{ name: 'Who is abroad?' },
);

let browser: OpenBrowser | undefined;
afterAll(() => browser?.close());

/** In the browser; the session is another one, since n8n binds the browser's to the browser. */
async function signUpInBrowser(baseUrl: string): Promise<string> {
	browser = await openBrowser();
	const { page } = browser;
	await page.goto(baseUrl);
	for (const [field, value] of Object.entries(OWNER)) await page.getByTestId(field).locator('input').fill(value);
	await page.getByTestId('form-submit-button').click();
	await page.getByTestId('project-home-menu-item').waitFor();

	const login = await fetch(`${baseUrl}/rest/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ emailOrLdapLoginId: OWNER.email, password: OWNER.password }),
	});
	return login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

describeInN8n(
	{ content: () => ({ workflows: [FIRST_WORKFLOW] }), signUp: signUpInBrowser, onlyIn: NEWEST_N8N },
	(world) => {
		const stage = {} as Stage;
		beforeAll(() => {
			if (browser === undefined) throw new Error('The browser is not open.');
			Object.assign(stage, createStage(world, browser.page));
		});

		test('In the browser: the owner signs up', async () => {
			const cookies = await stage.page.context().cookies();
			expect(cookies.map(({ name }) => name)).toContain('n8n-auth');
			expect(await world.n8n.rest('GET', '/login')).toMatchObject({ email: OWNER.email });
		});

		test('In the browser: the node is found with its icon by each word that a user looks for', async () => {
			await stage.editor.openWorkflow(FIRST_WORKFLOW.id);
			await stage.editor.browseNodesBehind('Numbers');
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

		test('In the browser: the node is added behind a list of numbers', async () => {
			const row = await stage.editor.findNode('roaming', NODE);
			await takePicture(stage.page, 'node-panel', [stage.editor.node(MANUAL_TRIGGER), stage.part('nodes-list-header'), row], {
				margin: [100, 24, 70, 60],
			});
			await row.click();
			await stage.part('node-creator').getByText('Detect roaming changes').waitFor();
			await stage.part('node-creator').getByText('Check roaming status').click();
			await stage.part('ndv').waitFor();
			expect(await stage.editor.valueOf('operation')).toBe('Check Status');
			expect(await stage.part('parameter-input-phoneNumber').innerText()).toContain('{{ $json.phoneNumber }}');
		});

		describeCredentialForm(stage);

		test('In the browser: a run shows what the node gave, in the table of its output', async () => {
			await stage.editor.closeNode();
			await stage.editor.execute(NODE);
			await stage.editor.clearMessages();

			await stage.editor.openNode(NODE);
			const output = stage.part('output-panel');
			await output.locator('table').waitFor();
			const [head = [], ...rows] = await stage.tableOf(output);
			expect(head.slice(0, 6)).toEqual(['phoneNumber', 'roaming', 'outcome', 'simulated', 'country', 'countryLabel']);
			expect(rows.map((cells) => [cells[0], cells[1], cells[2], cells[4]])).toEqual([
				[ROAMING, 'true', 'roaming', 'DE'],
				['+34666555002', 'false', 'home', 'null'],
				['+34666555009', 'null', 'unknown', 'null'],
			]);
			expect(await stage.part('node-hint').innerText()).toContain('3 numbers checked');
			await widenOutput();
			await stage.takePictureOfNode('output');
			await stage.editor.closeNode();
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

		describeForms(stage);

		test("In the browser: beside a report, the node's main output is called Results", async () => {
			await stage.openPrepared('Report', (credential) =>
				checkWorkflow('report', [ROAMING], credential, { options: { report: true } }),
			);
			const handles = stage.editor.node(NODE).getByTestId('canvas-node-output-handle');
			await eventually(
				() => handles.allTextContents(),
				(texts) => expect(texts.map((text) => text.trim())).toEqual(['Results', 'Report']),
			);
		});

		test('In the browser: each outcome has its output on the canvas, and its items in it', async () => {
			await stage.openPrepared('A branch for each outcome', (credential) =>
				checkWorkflow(
					'outcomes',
					OUTCOMES.map(({ number }) => number),
					credential,
					{ options: { maxConsentWait: 0 } },
					{ onError: 'continueRegularOutput' },
				),
			);
			await stage.editor.openNode(NODE);
			await stage.editor.choose('outputMode', 'One Output for Each Outcome');
			await stage.editor.closeNode();
			const handles = stage.editor.node(NODE).getByTestId('canvas-node-output-handle');
			await eventually(
				() => handles.allTextContents(),
				(texts) => expect(texts.map((text) => text.trim())).toEqual(OUTCOMES.map(({ output }) => output)),
			);

			await stage.editor.browseNodesBehind(NODE, 0);
			await (await stage.editor.findNode('No Operation', NO_OPERATION)).click();
			await stage.editor.node(NO_OPERATION).waitFor();
			if (await stage.part('ndv').isVisible()) await stage.editor.closeNode();

			await stage.editor.execute(NO_OPERATION);
			await eventually(
				() => handles.allTextContents(),
				(texts) =>
					expect(texts.slice(1).map((text) => text.trim())).toEqual(
						OUTCOMES.slice(1).map(({ output }) => `${output}1 item`),
					),
			);
			await stage.editor.clearMessages();
			await stage.editor.showAll();
			await takePicture(stage.page, 'outputs', [stage.editor.node(MANUAL_TRIGGER), stage.editor.node(NODE), stage.editor.node(NO_OPERATION)], {
				margin: [50, 90, 80, 60],
			});

			await stage.editor.openNode(NODE);
			const output = stage.part('output-panel');
			for (const [index, { output: name, outcome, number }] of OUTCOMES.entries()) {
				const tab = output.getByTestId(`tab-${index}`);
				expect((await tab.innerText()).trim()).toBe(`${name} Branch (1 item)`);
				await tab.click();
				await eventually(
					() => stage.tableOf(output),
					([, ...rows]) => expect(rows.map((cells) => [cells[0], cells[2]])).toEqual([[number, outcome]]),
				);
			}
			await stage.editor.closeNode();
		});

		test('In the browser: an error says what happened, to which item, and what to do', async () => {
			await stage.openPrepared('Stops at the first fault', (credential) =>
				checkWorkflow('stops', [ROAMING, DENIED], credential),
			);
			await stage.editor.execute(NODE);
			await stage.editor.openNode(NODE);
			const [message, hint] = [stage.part('node-error-message'), stage.part('node-error-description')];
			await message.waitFor();
			expect((await message.innerText()).trim()).toBe(
				'The subscriber, or a rule of the operator, denied access (status 400) [item 1]',
			);
			expect(await hint.innerText()).toContain("Obtain the subscriber's consent for this purpose");
			expect(await hint.innerText()).toContain('To keep the answers of the other numbers');
			expect(await hint.innerText()).toContain('Correlator: ');
			await stage.editor.clearMessages();
			await stage.takePictureOfNode('error');
		});
	},
);
