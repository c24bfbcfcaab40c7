import type { Locator, Page } from 'playwright-core';
import { NEWEST_N8N } from '../installed/versions';
import { SANDBOX_CLIENT, sandboxUrls } from '../sandbox/sandbox';
import { openBrowser, type OpenBrowser } from './browser';
import { createEditor, eventually, type Editor } from './editor';
import { OWNER, type StoredCredential, type StoredWorkflow } from './n8n';
import { takePicture } from './pictures';
import { describeInN8n } from './scenarios';
import { chain, checkWorkflow, MANUAL_TRIGGER, NODE, numbersSteps, step } from './workflows';

const URL_FIELDS = ['Authorize URL', 'Token URL', 'Roaming URL'];
const KEY_FIELDS = ['Private Key', 'Key ID', 'Signing Algorithm', 'Assertion Audience'];
const DIALECT_FIELDS = ['API Version', 'Scope Style', 'Login Hint Style'];
const CUSTOM_FIELDS = [
	...['Access Flow', 'Client ID', 'Client Authentication', 'Client Secret', 'Sign Requests'],
	...[...URL_FIELDS, 'Additional Headers', ...DIALECT_FIELDS],
];

/** What the form of the credential asks for, below the aggregator. */
const FIELDS: Record<string, string[]> = {
	'CAMARA Operator': [
		...['Access Flow', 'Client ID', 'Sign Requests', ...KEY_FIELDS, ...URL_FIELDS, 'Additional Headers'],
	],
	Custom: CUSTOM_FIELDS,
	'Nokia Network as Code': ['API Key', 'Roaming URL', 'Subscriptions URL'],
	'Open Gateway Sample 2024': ['Client ID', 'Client Secret', ...URL_FIELDS],
	'Orange Playground': ['Client ID', 'Client Secret'],
	Simulator: [],
	'Telefónica Sandbox': ['Client ID', 'Client Authentication', 'Client Secret'],
	'Vonage Identity Insights': ['Client ID', 'Private Key', 'Roaming URL'],
};

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

/** Of the options; each holds some fields. */
const GROUPS = ['Consent', 'Freshness', 'Tuning'];

const NO_OPERATION = 'No Operation, do nothing';

const TRIGGER = 'Device Status Roaming Trigger';

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
		let page: Page;
		let editor: Editor;
		beforeAll(() => {
			if (browser === undefined) throw new Error('The browser is not open.');
			page = browser.page;
			editor = createEditor(page, world.n8n.baseUrl);
		});

		const part = (name: string) => page.getByTestId(name);

		/** A workflow with the node and the credential that was made in the browser, opened in the editor. */
		async function openPrepared(
			name: string,
			build: (credential: StoredCredential) => StoredWorkflow,
			credentialName = 'Open Gateway account',
		): Promise<void> {
			const credentials = await world.n8n.rest<StoredCredential[]>('GET', '/credentials');
			const credential = credentials.find((stored) => stored.name === credentialName);
			if (credential === undefined) throw new Error('There is no credential yet.');
			const workflow = { ...build(credential), id: undefined, name, settings: { executionOrder: 'v1' } };
			const { id } = await world.n8n.rest<{ id: string }>('POST', '/workflows', workflow);
			await editor.openWorkflow(id);
		}

		test('In the browser: the owner signs up', async () => {
			const cookies = await page.context().cookies();
			expect(cookies.map(({ name }) => name)).toContain('n8n-auth');
			expect(await world.n8n.rest('GET', '/login')).toMatchObject({ email: OWNER.email });
		});

		test('In the browser: the node is found with its icon by each word that a user looks for', async () => {
			await editor.openWorkflow(FIRST_WORKFLOW.id);
			await editor.browseNodesBehind('Numbers');
			for (const words of SEARCH_WORDS) {
				const row = await editor.findNode(words, NODE);
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

		const firstFound = async () => (await part('node-creator-item-name').first().innerText()).trim();

		test('In the browser: the node is not above one that a user looks for by a general word', async () => {
			for (const [word, expected] of Object.entries(WORDS_OF_OTHERS)) {
				await editor.findNode(word, expected);
				expect([word, await firstFound()]).toEqual([word, expected]);
			}
		});

		test('In the browser: the node is added behind a list of numbers', async () => {
			const row = await editor.findNode('roaming', NODE);
			await takePicture(page, 'node-panel', [editor.node(MANUAL_TRIGGER), part('nodes-list-header'), row], {
				margin: [100, 24, 70, 60],
			});
			await row.click();
			await part('node-creator').getByText('Detect roaming changes').waitFor();
			await part('node-creator').getByText('Check roaming status').click();
			await part('ndv').waitFor();
			expect(await editor.valueOf('operation')).toBe('Check Status');
			expect(await part('parameter-input-phoneNumber').innerText()).toContain('{{ $json.phoneNumber }}');
		});

		test('In the browser: the credential asks for the fields of its aggregator, and for no others', async () => {
			await part('node-credentials-empty-state').getByText('Connect to Open Gateway').click();
			await part('credential-edit-dialog').waitFor();
			expect(await editor.valueOf('aggregator')).toBe('Simulator');
			expect((await editor.choicesOf('aggregator')).sort()).toEqual(Object.keys(FIELDS).sort());
			for (const [aggregator, fields] of Object.entries(FIELDS)) {
				await editor.choose('aggregator', aggregator);
				await eventually(shownFields, (shown) => expect([aggregator, ...shown]).toEqual([aggregator, ...fields]));
				if (aggregator === 'CAMARA Operator') await picture('credential-many-fields');
			}
			await editor.choose('aggregator', 'Simulator');
			await part('credential-edit-dialog').getByText('The simulator answers inside n8n').waitFor();
			await editor.choose('aggregator', 'Custom');
		});

		async function shownFields(): Promise<string[]> {
			const labels = part('credential-edit-dialog').locator('[data-test-id="credential-connection-parameter"] label');
			const texts = await labels.allInnerTexts();
			return texts.map((text) => text.split('\n')[0]?.replace(' *', '').trim() ?? '').slice(1);
		}

		test('In the browser: the credential is tested when it is saved, and keeps what was chosen', async () => {
			await editor.fill({ ...SANDBOX_CLIENT, ...sandboxUrls(world.sandbox, 'v1') });
			await part('credential-save-button').click();
			// n8n closes the form of a new credential whose test went well.
			await part('credential-edit-dialog').waitFor({ state: 'hidden' });
			await part('credential-edit-button').click();
			await part('credential-edit-dialog').waitFor();
			await eventually(
				() => editor.valueOf('clientAuthentication'),
				(value) => expect(value).toBe('Basic (Secret in the Header)'),
			);
			expect(await editor.valueOf('tokenUrl')).toBe(sandboxUrls(world.sandbox, 'v1').tokenUrl);

			await editor.choose('aggregator', 'Open Gateway Sample 2024');
			await editor.fill({ ...SANDBOX_CLIENT, ...sandboxUrls(world.sandbox, 'v0.4') });
			await save();
			const success = part('credentials-config-container-test-success');
			await success.waitFor();
			expect(await success.innerText()).toContain('Connection tested successfully');
			await picture('credential');
		});

		test('In the browser: a wrong secret is refused with a sentence that says what to do', async () => {
			await editor.fill({ clientSecret: 'wrong' });
			await save();
			const form = part('credential-edit-dialog');
			await form.getByText('More details').click();
			await form.getByText('The aggregator does not accept these client credentials').waitFor();
			expect(await form.innerText()).toContain(
				"Check client ID and client secret (or private key) in the Open Gateway credential, and 'Client Authentication' if it is shown.",
			);
			await picture('credential-refused');

			await editor.fill({ clientSecret: SANDBOX_CLIENT.clientSecret });
			await save();
			await part('credentials-config-container-test-success').waitFor();
			await page.getByRole('button', { name: 'Close this dialog' }).click();
			await form.waitFor({ state: 'hidden' });
		});

		async function save(): Promise<void> {
			await part('credential-save-button').click();
			await part('credential-save-button').getByText('Saved').waitFor();
		}

		async function picture(name: string): Promise<void> {
			await editor.clearMessages();
			await takePicture(page, name, [dialogOf(part('credential-edit-dialog'))], { margin: [0, 0, 0, 0] });
		}

		/** The whole window that a form stands in. */
		function dialogOf(form: Locator): Locator {
			return page.locator('.el-dialog').filter({ has: form });
		}

		test('In the browser: a run shows what the node gave, in the table of its output', async () => {
			await editor.closeNode();
			await editor.execute(NODE);
			await editor.clearMessages();
			await takePicture(page, 'workflow', [editor.node(MANUAL_TRIGGER), editor.node(NODE)], {
				margin: [60, 140, 60, 90],
			});

			await editor.openNode(NODE);
			const output = part('output-panel');
			await output.locator('table').waitFor();
			const [head = [], ...rows] = await tableOf(output);
			expect(head.slice(0, 6)).toEqual(['phoneNumber', 'roaming', 'outcome', 'simulated', 'country', 'countryLabel']);
			expect(rows.map((cells) => [cells[0], cells[1], cells[2], cells[4]])).toEqual([
				[ROAMING, 'true', 'roaming', 'DE'],
				['+34666555002', 'false', 'home', 'null'],
				['+34666555009', 'null', 'unknown', 'null'],
			]);
			expect(await part('node-hint').innerText()).toContain('3 numbers checked');
			await widenOutput();
			await takePictureOfNode('output');
			await editor.closeNode();
		});

		async function tableOf(panel: Locator): Promise<string[][]> {
			const rows = await panel.locator('table tr').all();
			return Promise.all(
				rows.map(async (row) => (await row.locator('th, td').allInnerTexts()).map((text) => text.trim())),
			);
		}

		/** From its title to the last line of its form. */
		async function takePictureOfNode(name: string): Promise<void> {
			const parts = ['node-title-container', 'ndv-close-button', 'collection-parameter-add'].map(part);
			await takePicture(page, name, parts, { margin: [20, 20, 30, 50] });
		}

		/** By the handle between input and output. */
		async function widenOutput(): Promise<void> {
			const handle = await part('panel-drag-button').boundingBox();
			if (handle === null) throw new Error('The panel cannot be moved.');
			const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
			await page.mouse.move(x, y);
			await page.mouse.down();
			await page.mouse.move(x - 350, y, { steps: 10 });
			await page.mouse.up();
		}

		test('In the browser: Simplify returns ten fields, and all of them when it is off', async () => {
			// n8n's table ends with a column without a name.
			const fieldsOf = async () => ((await tableOf(part('output-panel')))[0] ?? []).filter((name) => name !== '');
			await openPrepared('Simplify', (credential) => checkWorkflow('simplify', [ROAMING], credential));
			await editor.execute(NODE);
			await editor.openNode(NODE);
			await eventually(fieldsOf, (fields) => expect(fields).toHaveLength(10));
			await part('parameter-input-simple').locator('.el-switch').click();
			await part('node-execute-button').click();
			await eventually(fieldsOf, (fields) => {
				expect(fields.length).toBeGreaterThan(10);
				expect(fields).toEqual(expect.arrayContaining(['correlator', 'countryCode']));
			});
			await editor.closeNode();
		});

		test('In the browser: Check Connection shows each step to an answer', async () => {
			await world.n8n.rest('POST', '/credentials', {
				name: 'Simulator account',
				type: 'openGatewayApi',
				data: { aggregator: 'simulator' },
			});
			await openPrepared(
				'Check Connection',
				(credential) => checkWorkflow('connection', [ROAMING], credential, { operation: 'checkConnection' }),
				'Simulator account',
			);
			await editor.execute(NODE);
			await editor.clearMessages();
			await editor.openNode(NODE);
			const output = part('output-panel');
			await eventually(
				() => tableOf(output),
				([, ...rows]) =>
					expect(rows.map((cells) => cells.slice(0, 4))).toEqual([
						['1', 'Credential', 'ok', 'Each field that the access flow needs is filled'],
						['2', 'Authorize URL', 'ok', 'The aggregator accepts the authentication request'],
						['3', 'Token URL', 'ok', 'The aggregator issues an access token'],
						['4', 'Roaming URL', 'ok', 'The roaming API answers'],
					]),
			);
			await takePictureOfNode('check-connection');
			await editor.closeNode();
		});

		test('In the browser: the form of the trigger shows what to wait for, and its options', async () => {
			await openPrepared('Trigger', (credential) => ({
				...chain('trigger', [step(TRIGGER, 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger', 1)]),
				nodes: [
					{
						...step(TRIGGER, 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger', 1),
						credentials: { openGatewayApi: { id: credential.id, name: credential.name } },
					},
				],
			}));
			await editor.openNode(TRIGGER);
			const form = part('node-parameters');
			for (const label of ['Trigger On', 'Phone Numbers', 'Purpose', 'Simplify', 'Options']) {
				await form.getByText(label, { exact: true }).first().waitFor();
			}
			expect(await form.innerText()).not.toContain('Purpose Name');
			expect(await editor.choicesOf('options', part('collection-parameter-add'))).toEqual([
				'API Version',
				'Default Country Code',
				'Expires After (Hours)',
				'Max Events',
				'Renew Subscriptions',
				'Send Current Status First',
			]);
			await takePictureOfNode('trigger');
			await editor.closeNode();
		});

		test('In the browser: each group of options opens with its fields', async () => {
			await openPrepared('Options', (credential) => checkWorkflow('options', [ROAMING], credential));
			await editor.openNode(NODE);
			const groups = {
				Consent: ['Consent Hold (Hours)', 'Pending Is Error', 'Max Consent Pending', 'State Source'],
				Freshness: ['Max Age (Minutes)', 'Undated Status'],
				Tuning: ['Concurrency', 'Max Attempts', 'Reuse Tokens', 'Timeout (Seconds)'],
			};
			for (const [group, labels] of Object.entries(groups)) {
				await part('collection-parameter-add').locator('input').click();
				await page.getByRole('option', { name: group, exact: true }).click();
				await part('ndv').getByText(`Add ${group} Settings`).click();
				for (const label of labels) await part('ndv').getByText(label, { exact: true }).waitFor();
				expect(await cutOffLabels()).toEqual([]);
			}
			await takePictureOfNode('option-groups');
			await editor.closeNode();
		});

		test('In the browser: the label of each other option is shown in full', async () => {
			await openPrepared('All options', (credential) => checkWorkflow('allOptions', [ROAMING], credential));
			await editor.openNode(NODE);
			const add = part('collection-parameter-add');
			const names = (await editor.choicesOf('options', add)).filter((name) => !GROUPS.includes(name));
			expect(names).toContain('Max Consent Wait (Seconds)');
			for (const name of names) {
				await add.locator('input').click();
				await page.getByRole('option', { name, exact: true }).click();
				await part('ndv').locator('label').getByText(name, { exact: true }).waitFor();
			}
			expect(await cutOffLabels()).toEqual([]);
			await editor.closeNode();
		});

		/** Those that end with an ellipsis, since the form has no room for them. */
		async function cutOffLabels(): Promise<string[]> {
			const parts = part('ndv').locator('label, label *');
			return parts.evaluateAll((elements) =>
				(elements as unknown as Array<{ scrollWidth: number; clientWidth: number; textContent: string }>)
					.filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
					.map(({ textContent }) => textContent.trim()),
			);
		}

		test("In the browser: beside a report, the node's main output is called Results", async () => {
			await openPrepared('Report', (credential) =>
				checkWorkflow('report', [ROAMING], credential, { options: { report: true } }),
			);
			const handles = editor.node(NODE).getByTestId('canvas-node-output-handle');
			await eventually(
				() => handles.allTextContents(),
				(texts) => expect(texts.map((text) => text.trim())).toEqual(['Results', 'Report']),
			);
		});

		test('In the browser: each outcome has its output on the canvas, and its items in it', async () => {
			await openPrepared('A branch for each outcome', (credential) =>
				checkWorkflow(
					'outcomes',
					OUTCOMES.map(({ number }) => number),
					credential,
					{ options: { maxConsentWait: 0 } },
					{ onError: 'continueRegularOutput' },
				),
			);
			await editor.openNode(NODE);
			await editor.choose('outputMode', 'One Output for Each Outcome');
			await editor.closeNode();
			const handles = editor.node(NODE).getByTestId('canvas-node-output-handle');
			await eventually(
				() => handles.allTextContents(),
				(texts) => expect(texts.map((text) => text.trim())).toEqual(OUTCOMES.map(({ output }) => output)),
			);

			await editor.browseNodesBehind(NODE, 0);
			await (await editor.findNode('No Operation', NO_OPERATION)).click();
			await editor.node(NO_OPERATION).waitFor();
			if (await part('ndv').isVisible()) await editor.closeNode();

			await editor.execute(NO_OPERATION);
			await eventually(
				() => handles.allTextContents(),
				(texts) =>
					expect(texts.slice(1).map((text) => text.trim())).toEqual(
						OUTCOMES.slice(1).map(({ output }) => `${output}1 item`),
					),
			);
			await editor.clearMessages();
			await editor.showAll();
			await takePicture(page, 'outputs', [editor.node(MANUAL_TRIGGER), editor.node(NODE), editor.node(NO_OPERATION)], {
				margin: [50, 90, 80, 60],
			});

			await editor.openNode(NODE);
			const output = part('output-panel');
			for (const [index, { output: name, outcome, number }] of OUTCOMES.entries()) {
				const tab = output.getByTestId(`tab-${index}`);
				expect((await tab.innerText()).trim()).toBe(`${name} Branch (1 item)`);
				await tab.click();
				await eventually(
					() => tableOf(output),
					([, ...rows]) => expect(rows.map((cells) => [cells[0], cells[2]])).toEqual([[number, outcome]]),
				);
			}
			await editor.closeNode();
		});

		test('In the browser: an error says what happened, to which item, and what to do', async () => {
			await openPrepared('Stops at the first fault', (credential) =>
				checkWorkflow('stops', [ROAMING, DENIED], credential),
			);
			await editor.execute(NODE);
			await editor.openNode(NODE);
			const [message, hint] = [part('node-error-message'), part('node-error-description')];
			await message.waitFor();
			expect((await message.innerText()).trim()).toBe(
				'The subscriber, or a rule of the operator, denied access (status 400) [item 1]',
			);
			expect(await hint.innerText()).toContain("Obtain the subscriber's consent for this purpose");
			expect(await hint.innerText()).toContain('To keep the answers of the other numbers');
			expect(await hint.innerText()).toContain('Correlator: ');
			await editor.clearMessages();
			await takePictureOfNode('error');
		});
	},
);
