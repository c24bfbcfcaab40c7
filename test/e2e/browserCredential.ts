import type { Locator } from 'playwright-core';
import { SANDBOX_CLIENT, sandboxUrls } from '../sandbox/sandbox';
import { eventually } from './editor';
import { takePicture } from './pictures';
import type { Stage } from './stage';

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

/** The form of the credential, from the node that was added last. */
export function describeCredentialForm(stage: Stage): void {
	test('In the browser: the credential asks for the fields of its aggregator, and for no others', async () => {
		await stage.part('node-credentials-empty-state').getByText('Connect to Open Gateway').click();
		await stage.part('credential-edit-dialog').waitFor();
		expect(await stage.editor.valueOf('aggregator')).toBe('Simulator');
		expect((await stage.editor.choicesOf('aggregator')).sort()).toEqual(Object.keys(FIELDS).sort());
		for (const [aggregator, fields] of Object.entries(FIELDS)) {
			await stage.editor.choose('aggregator', aggregator);
			await eventually(shownFields, (shown) => expect([aggregator, ...shown]).toEqual([aggregator, ...fields]));
			if (aggregator === 'CAMARA Operator') await picture('credential-many-fields');
		}
		await stage.editor.choose('aggregator', 'Simulator');
		await stage.part('credential-edit-dialog').getByText('The simulator answers inside n8n').waitFor();
		await stage.editor.choose('aggregator', 'Custom');
	});

	async function shownFields(): Promise<string[]> {
		const labels = stage.part('credential-edit-dialog').locator('[data-test-id="credential-connection-parameter"] label');
		const texts = await labels.allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.replace(' *', '').trim() ?? '').slice(1);
	}

	test('In the browser: the credential is tested when it is saved, and keeps what was chosen', async () => {
		await stage.editor.fill({ ...SANDBOX_CLIENT, ...sandboxUrls(stage.world.sandbox, 'v1') });
		await stage.part('credential-save-button').click();
		// n8n closes the form of a new credential whose test went well.
		await stage.part('credential-edit-dialog').waitFor({ state: 'hidden' });
		await stage.part('credential-edit-button').click();
		await stage.part('credential-edit-dialog').waitFor();
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
		const form = stage.part('credential-edit-dialog');
		await form.getByText('More details').click();
		await form.getByText('The aggregator does not accept these client credentials').waitFor();
		expect(await form.innerText()).toContain(
			"Check client ID and client secret (or private key) in the Open Gateway credential, and 'Client Authentication' if it is shown.",
		);
		await picture('credential-refused');

		await stage.editor.fill({ clientSecret: SANDBOX_CLIENT.clientSecret });
		await save();
		await stage.part('credentials-config-container-test-success').waitFor();
		await stage.page.getByRole('button', { name: 'Close this dialog' }).click();
		await form.waitFor({ state: 'hidden' });
	});

	async function save(): Promise<void> {
		await stage.part('credential-save-button').click();
		await stage.part('credential-save-button').getByText('Saved').waitFor();
	}

	async function picture(name: string): Promise<void> {
		await stage.editor.clearMessages();
		await takePicture(stage.page, name, [dialogOf(stage.part('credential-edit-dialog'))], { margin: [0, 0, 0, 0] });
	}

	/** The whole window that a form stands in. */
	function dialogOf(form: Locator): Locator {
		return stage.page.locator('.el-dialog').filter({ has: form });
	}
}
