import { eventually } from './editor';
import type { Stage } from './stage';
import { chain, checkWorkflow, NODE, step } from './workflows';

const TRIGGER = 'Device Status Roaming Trigger';

const ROAMING = '+34666555001';

/** Of the options; each holds some fields. */
const GROUPS = ['Consent', 'Freshness', 'Tuning'];

/** The forms of node and trigger, and what their settings change in the output. */
export function describeForms(stage: Stage): void {
	test('In the browser: Simplify returns ten fields, and all of them when it is off', async () => {
		// n8n's table ends with a column without a name.
		const fieldsOf = async () => ((await stage.tableOf(stage.part('output-panel')))[0] ?? []).filter((name) => name !== '');
		await stage.openPrepared('Simplify', (credential) => checkWorkflow('simplify', [ROAMING], credential));
		await stage.editor.execute(NODE);
		await stage.editor.openNode(NODE);
		await eventually(fieldsOf, (fields) => expect(fields).toHaveLength(10));
		await stage.part('parameter-input-simple').locator('.el-switch').click();
		await stage.part('node-execute-button').click();
		await eventually(fieldsOf, (fields) => {
			expect(fields.length).toBeGreaterThan(10);
			expect(fields).toEqual(expect.arrayContaining(['correlator', 'durationMs']));
		});
		await stage.editor.closeNode();
	});

	test('In the browser: Check Connection shows each step to an answer', async () => {
		await stage.world.n8n.rest('POST', '/credentials', {
			name: 'Simulator account',
			type: 'openGatewayApi',
			data: { aggregator: 'simulator' },
		});
		await stage.openPrepared(
			'Check Connection',
			(credential) => checkWorkflow('connection', [ROAMING], credential, { operation: 'checkConnection' }),
			'Simulator account',
		);
		await stage.editor.execute(NODE);
		await stage.editor.clearMessages();
		await stage.editor.openNode(NODE);
		const output = stage.part('output-panel');
		await eventually(
			() => stage.tableOf(output),
			([, ...rows]) =>
				expect(rows.map((cells) => cells.slice(0, 4))).toEqual([
					['1', 'Credential', 'ok', 'Each field that the access flow needs is filled'],
					['2', 'Authorize URL', 'ok', 'The aggregator accepts the authentication request'],
					['3', 'Token URL', 'ok', 'The aggregator issues an access token'],
					['4', 'Roaming URL', 'ok', 'The roaming API answers'],
				]),
		);
		await stage.takePictureOfNode('check-connection');
		await stage.editor.closeNode();
	});

	test('In the browser: the form of the trigger shows what to wait for, and its options', async () => {
		await stage.openPrepared('Trigger', (credential) => ({
			...chain('trigger', [step(TRIGGER, 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger', 1)]),
			nodes: [
				{
					...step(TRIGGER, 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger', 1),
					credentials: { openGatewayApi: { id: credential.id, name: credential.name } },
				},
			],
		}));
		await stage.editor.openNode(TRIGGER);
		const form = stage.part('node-parameters');
		for (const label of ['Trigger On', 'Phone Numbers', 'Purpose', 'Simplify', 'Options']) {
			await form.getByText(label, { exact: true }).first().waitFor();
		}
		expect(await form.innerText()).not.toContain('Purpose Name');
		expect(await stage.editor.choicesOf('options', stage.part('collection-parameter-add'))).toEqual([
			'API Version',
			'Default Country Code',
			'Expires After (Hours)',
			'Max Events',
			'Renew Subscriptions',
			'Send Current Status First',
		]);
		await stage.takePictureOfNode('trigger');
		await stage.editor.closeNode();
	});

	test('In the browser: each group of options opens with its fields', async () => {
		await stage.openPrepared('Options', (credential) => checkWorkflow('options', [ROAMING], credential));
		await stage.editor.openNode(NODE);
		const groups = {
			Consent: ['Consent Hold (Hours)', 'Pending Is Error', 'Max Consent Pending', 'State Source'],
			Freshness: ['Max Age (Minutes)', 'Undated Status'],
			Tuning: ['Concurrency', 'Max Attempts', 'Reuse Tokens', 'Timeout (Seconds)'],
		};
		for (const [group, labels] of Object.entries(groups)) {
			await stage.part('collection-parameter-add').locator('input').click();
			await stage.page.getByRole('option', { name: group, exact: true }).click();
			await stage.part('ndv').getByText(`Add ${group} Settings`).click();
			for (const label of labels) await stage.part('ndv').getByText(label, { exact: true }).waitFor();
			expect(await cutOffLabels()).toEqual([]);
		}
		await stage.takePictureOfNode('option-groups');
		await stage.editor.closeNode();
	});

	test('In the browser: the label of each other option is shown in full', async () => {
		await stage.openPrepared('All options', (credential) => checkWorkflow('allOptions', [ROAMING], credential));
		await stage.editor.openNode(NODE);
		const add = stage.part('collection-parameter-add');
		const names = (await stage.editor.choicesOf('options', add)).filter((name) => !GROUPS.includes(name));
		expect(names).toContain('Max Consent Wait (Seconds)');
		for (const name of names) {
			await add.locator('input').click();
			await stage.page.getByRole('option', { name, exact: true }).click();
			await stage.part('ndv').locator('label').getByText(name, { exact: true }).waitFor();
		}
		expect(await cutOffLabels()).toEqual([]);
		await stage.editor.closeNode();
	});

	/** Those that end with an ellipsis, since the form has no room for them. */
	async function cutOffLabels(): Promise<string[]> {
		const parts = stage.part('ndv').locator('label, label *');
		return parts.evaluateAll((elements) =>
			(elements as unknown as Array<{ scrollWidth: number; clientWidth: number; textContent: string }>)
				.filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
				.map(({ textContent }) => textContent.trim()),
		);
	}
}
