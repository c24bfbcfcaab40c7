import { SIMULATOR_CREDENTIAL } from '../scenarios';
import { chain, checkWorkflow, NODE, step } from '../workflows';
import { eventually } from './editor';
import { describeInBrowser } from './stage';

const TRIGGER = 'Device Status Roaming Trigger';
const ROAMING = '+34666555001';

/** Of the options; each holds some fields. */
const GROUPS = {
	Consent: ['Consent Hold (Hours)', 'Pending Is Error', 'Max Consent Pending', 'State Source'],
	Freshness: ['Max Age (Minutes)', 'Undated Status'],
	Tuning: ['Concurrency', 'Max Attempts', 'Reuse Tokens', 'Timeout (Seconds)'],
};

describeInBrowser({ content: () => ({ credentials: [SIMULATOR_CREDENTIAL] }) }, (stage) => {
	test('In the browser: Simplify returns ten fields, and all of them when it is off', async () => {
		// n8n's table ends with a column without a name.
		const fieldsOf = async () =>
			((await stage.tableOf(stage.part('output-panel')))[0] ?? []).filter((name) => name !== '');
		await stage.openPrepared(checkWorkflow('Simplify', [ROAMING], SIMULATOR_CREDENTIAL));
		await stage.editor.execute(NODE);
		await stage.editor.openNode(NODE);
		await eventually(fieldsOf, (fields) => expect(fields).toHaveLength(10));
		await stage.part('parameter-input-simple').locator('.el-switch').click();
		await stage.part('node-execute-button').click();
		await eventually(fieldsOf, (fields) => {
			expect(fields.length).toBeGreaterThan(10);
			expect(fields).toEqual(expect.arrayContaining(['correlator', 'countryCode']));
		});
		await stage.editor.closeNode();
	});

	test('In the browser: Check Connection says that answers are simulated, and shows each step to an answer', async () => {
		await stage.openPrepared(
			checkWorkflow('Check Connection', [ROAMING], SIMULATOR_CREDENTIAL, { operation: 'checkConnection' }),
		);
		await stage.editor.openNode(NODE);
		const form = stage.part('node-parameters');
		for (const label of ['Operation', 'Phone Number', 'Purpose', 'Options']) {
			await form.getByText(label, { exact: true }).first().waitFor();
		}
		for (const label of ['Output Mode', 'Simplify']) {
			expect(await form.getByText(label, { exact: true }).count()).toBe(0);
		}
		await stage.takePictureOfNode('check-connection-form');
		await stage.editor.closeNode();

		await stage.editor.execute(NODE);
		await stage.editor.clearMessages();
		await stage.editor.openNode(NODE);
		const output = stage.part('output-panel');
		await eventually(
			() => stage.tableOf(output),
			([, ...rows]) =>
				expect(rows.map((cells) => cells.slice(0, 4))).toEqual([
					['1', 'Credential', 'ok', 'Simulated answers: the simulator is chosen, so no network is asked'],
					['2', 'Authorize URL', 'ok', 'The aggregator accepts the authentication request'],
					['3', 'Token URL', 'ok', 'The aggregator issues an access token'],
					['4', 'Roaming URL', 'ok', 'The roaming API answers'],
				]),
		);
		expect(await stage.part('node-hint').innerText()).toMatch(/^Simulated answers\. /);
		await stage.takePictureOfNode('check-connection');
		await stage.editor.closeNode();
	});

	test('In the browser: the form of the trigger shows what to wait for, and its options', async () => {
		const { id, name } = SIMULATOR_CREDENTIAL;
		const trigger = step(TRIGGER, 'n8n-nodes-open-gateway.deviceStatusRoamingTrigger', 1);
		await stage.openPrepared(chain('Trigger', [{ ...trigger, credentials: { openGatewayApi: { id, name } } }]));
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
		await stage.openPrepared(checkWorkflow('Groups of options', [ROAMING], SIMULATOR_CREDENTIAL));
		await stage.editor.openNode(NODE);
		for (const [group, labels] of Object.entries(GROUPS)) {
			await stage.part('collection-parameter-add').locator('input').click();
			await stage.page.getByRole('option', { name: group, exact: true }).click();
			await stage.part('ndv').getByText(`Add ${group} Settings`).click();
			for (const label of labels) await stage.part('ndv').getByText(label, { exact: true }).waitFor();
			expect(await stage.cutOffLabels()).toEqual([]);
		}
		await stage.takePictureOfNode('option-groups');
		await stage.editor.closeNode();
	});

	test('In the browser: the label of each other option is shown in full', async () => {
		await stage.openPrepared(checkWorkflow('All options', [ROAMING], SIMULATOR_CREDENTIAL));
		await stage.editor.openNode(NODE);
		const add = stage.part('collection-parameter-add');
		const names = (await stage.editor.choicesOf('options', add)).filter((name) => !Object.hasOwn(GROUPS, name));
		expect(names).toContain('Max Consent Wait (Seconds)');
		for (const name of names) {
			await add.locator('input').click();
			await stage.page.getByRole('option', { name, exact: true }).click();
			await stage.part('ndv').locator('label').getByText(name, { exact: true }).waitFor();
		}
		expect(await stage.cutOffLabels()).toEqual([]);
		await stage.editor.closeNode();
	});
});
