import type { Locator } from 'playwright-core';
import { SANDBOX_CLIENT, sandboxUrls } from '../../sandbox/sandbox';
import { SIMULATOR_CREDENTIAL } from '../scenarios';
import { checkWorkflow, NODE } from '../workflows';
import { eventually } from './editor';
import { takePicture } from './pictures';
import { describeInBrowser } from './stage';

const URL_FIELDS = ['Authorize URL', 'Token URL', 'Roaming URL'];
const KEY_FIELDS = ['Private Key', 'Key ID', 'Signing Algorithm'];
const RATE = 'Requests per Second';

/** What the form asks for below the aggregator, in its order, by what was chosen before. */
const FORMS: Array<{ picture: string; choices: Record<string, string>; fields: string[] }> = [
	{
		picture: 'camara',
		choices: { aggregator: 'CAMARA Operator', accessFlow: 'CIBA' },
		fields: [
			...['Access Flow', 'Client ID', 'Sign Requests', ...KEY_FIELDS, 'Assertion Audience', ...URL_FIELDS],
			...['Additional Headers', RATE],
		],
	},
	{
		picture: 'camara-client-credentials',
		choices: { aggregator: 'CAMARA Operator', accessFlow: 'Client Credentials' },
		fields: [
			...['Access Flow', 'Client ID', ...KEY_FIELDS, 'Assertion Audience', 'Token URL', 'Roaming URL'],
			...['Subscriptions URL', 'Additional Headers', RATE],
		],
	},
	{
		picture: 'camara-jwt-bearer',
		choices: { aggregator: 'CAMARA Operator', accessFlow: 'JWT Bearer' },
		fields: [
			...['Access Flow', 'Client ID', 'Also Authenticate Client', ...KEY_FIELDS, 'Assertion Audience'],
			...['Token URL', 'Roaming URL', 'Subscriptions URL', 'Additional Headers', RATE],
		],
	},
	{
		picture: 'custom',
		choices: { aggregator: 'Custom', accessFlow: 'CIBA' },
		fields: [
			...['Access Flow', 'Client ID', 'Client Authentication', 'Client Secret', 'Sign Requests', ...URL_FIELDS],
			...['Additional Headers', 'API Version', 'Scope Style', 'Login Hint Style', RATE],
		],
	},
	{
		picture: 'nokia',
		choices: { aggregator: 'Nokia Network as Code' },
		fields: ['API Key', 'Roaming URL', 'Subscriptions URL', RATE],
	},
	{
		picture: 'sample2024',
		choices: { aggregator: 'Open Gateway Sample 2024' },
		fields: ['Client ID', 'Client Secret', ...URL_FIELDS, RATE],
	},
	{
		picture: 'orange',
		choices: { aggregator: 'Orange Playground' },
		fields: ['Client ID', 'Client Secret', RATE],
	},
	{
		picture: 'telefonica',
		choices: { aggregator: 'Telefónica Sandbox', clientAuthentication: 'Basic' },
		fields: ['Client ID', 'Client Authentication', 'Client Secret', RATE],
	},
	{
		picture: 'telefonica-private-key',
		choices: { aggregator: 'Telefónica Sandbox', clientAuthentication: 'Private Key' },
		fields: ['Client ID', 'Client Authentication', ...KEY_FIELDS, 'Assertion Audience', RATE],
	},
	{
		picture: 'vonage',
		choices: { aggregator: 'Vonage Identity Insights' },
		fields: ['Client ID', 'Private Key', 'Roaming URL', RATE],
	},
	{ picture: 'simulator', choices: { aggregator: 'Simulator' }, fields: [] },
];

/** The picture that the documents show. */
const DOCUMENTED = 'camara';

describeInBrowser({}, (stage) => {
	const form = () => stage.part('credential-edit-dialog');

	test('In the browser: the credential asks for the fields of its aggregator, and for no others', async () => {
		const { nodes, ...workflow } = checkWorkflow('Credential', ['+34666555001'], SIMULATOR_CREDENTIAL);
		await stage.openPrepared({ ...workflow, nodes: nodes.map((node) => ({ ...node, credentials: {} })) });
		await stage.editor.openNode(NODE);
		await stage.part('node-credentials-empty-state').getByText('Connect to Open Gateway').click();
		await form().waitFor();
		expect(await stage.editor.valueOf('aggregator')).toBe('Simulator');
		expect(await stage.editor.choicesOf('aggregator')).toEqual([
			'Simulator',
			...new Set(FORMS.slice(0, -1).map(({ choices }) => choices.aggregator)),
		]);
		for (const { picture, choices, fields } of FORMS) {
			for (const [field, choice] of Object.entries(choices)) await stage.editor.choose(field, choice);
			await eventually(shownFields, (shown) => expect([picture, ...shown]).toEqual([picture, ...fields]));
			await takePictureOfForm(picture === DOCUMENTED ? 'credential-many-fields' : `form-${picture}`);
			await form().locator('label').last().scrollIntoViewIfNeeded();
			await takePictureOfForm(`form-${picture}-end`);
		}
		await form().getByText('The simulator answers inside n8n').waitFor();
		await stage.editor.choose('aggregator', 'Custom');
		await stage.editor.choose('clientAuthentication', 'Basic');
	});

	async function shownFields(): Promise<string[]> {
		const labels = form().locator('[data-test-id="credential-connection-parameter"] label');
		const texts = await labels.allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.replace(' *', '').trim() ?? '').slice(1);
	}

	test('In the browser: the credential is tested when it is saved, and keeps what was chosen', async () => {
		await stage.editor.fill({ ...SANDBOX_CLIENT, ...sandboxUrls(stage.world.sandbox, 'v1') });
		await stage.part('credential-save-button').click();
		// n8n closes the form of a new credential whose test went well.
		await form().waitFor({ state: 'hidden' });
		await stage.part('credential-edit-button').click();
		await form().waitFor();
		await eventually(
			() => stage.editor.valueOf('clientAuthentication'),
			(value) => expect(value).toBe('Basic (Secret in the Header)'),
		);
		expect(await stage.editor.valueOf('tokenUrl')).toBe(sandboxUrls(stage.world.sandbox, 'v1').tokenUrl);

		await stage.editor.choose('aggregator', 'Open Gateway Sample 2024');
		await stage.editor.fill({ ...SANDBOX_CLIENT, ...sandboxUrls(stage.world.sandbox, 'v0.4') });
		await save();
		const success = stage.part('credentials-config-container-test-success');
		await success.waitFor();
		expect(await success.innerText()).toContain('Connection tested successfully');
	});

	test('In the browser: a wrong secret is refused with a sentence that says what to do', async () => {
		await stage.editor.fill({ clientSecret: 'wrong' });
		await save();
		await form().getByText('More details').click();
		await form().getByText('The aggregator does not accept these client credentials').waitFor();
		expect(await form().innerText()).toContain(
			"Check client ID and client secret (or private key) in the Open Gateway credential, and 'Client Authentication' if it is shown.",
		);
		await takePictureOfForm('credential-refused');

		await stage.editor.fill({ clientSecret: SANDBOX_CLIENT.clientSecret });
		await save();
		await stage.part('credentials-config-container-test-success').waitFor();
		await stage.page.getByRole('button', { name: 'Close this dialog' }).click();
		await form().waitFor({ state: 'hidden' });
	});

	async function save(): Promise<void> {
		await stage.part('credential-save-button').click();
		await stage.part('credential-save-button').getByText('Saved').waitFor();
	}

	async function takePictureOfForm(name: string): Promise<void> {
		await stage.editor.clearMessages();
		await takePicture(stage.page, name, [dialogOf(form())], { margin: [0, 0, 0, 0] });
	}

	/** The whole window that a form stands in. */
	function dialogOf(inner: Locator): Locator {
		return stage.page.locator('.el-dialog').filter({ has: inner });
	}
});
