import { sandboxCredential } from '../scenarios';
import type { StoredCredential } from '../n8n';
import { checkWorkflow, MANUAL_TRIGGER, NODE } from '../workflows';
import { eventually } from './editor';
import { takePicture } from './pictures';
import { describeInBrowser } from './stage';

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

let credential: StoredCredential;

describeInBrowser(
	{
		content: (sandbox) => {
			credential = sandboxCredential(sandbox);
			return { credentials: [credential] };
		},
	},
	(stage) => {
		const namesOfOutputs = async () => {
			const handles = stage.editor.node(NODE).getByTestId('canvas-node-output-handle');
			return (await handles.allTextContents()).map((text) => text.trim());
		};

		test("In the browser: beside a report, the node's main output is called Results", async () => {
			await stage.openPrepared(checkWorkflow('Report', [ROAMING], credential, { options: { report: true } }));
			await eventually(namesOfOutputs, (names) => expect(names).toEqual(['Results', 'Report']));
			await stage.editor.execute(NODE);
			await stage.editor.openNode(NODE);
			const tabs = stage.part('output-panel').locator('[data-test-id^="tab-"]');
			await eventually(
				async () => (await tabs.allInnerTexts()).map((text) => text.trim()),
				(texts) => expect(texts).toEqual(['Results Branch (1 item)', 'Report Branch (1 item)']),
			);
			await stage.editor.closeNode();
		});

		test('In the browser: each outcome has its output on the canvas, and its items in it', async () => {
			const numbers = OUTCOMES.map(({ number }) => number);
			const parameters = { options: { maxConsentWait: 0 } };
			const settings = { onError: 'continueRegularOutput' as const };
			await stage.openPrepared(checkWorkflow('A branch for each outcome', numbers, credential, parameters, settings));
			await stage.editor.openNode(NODE);
			await stage.editor.choose('outputMode', 'One Output for Each Outcome');
			await stage.editor.closeNode();
			await eventually(namesOfOutputs, (names) => expect(names).toEqual(OUTCOMES.map(({ output }) => output)));

			await stage.editor.browseNodesBehind(NODE, 0);
			await (await stage.editor.findNode('No Operation', NO_OPERATION)).click();
			await stage.editor.node(NO_OPERATION).waitFor();
			if (await stage.part('ndv').isVisible()) await stage.editor.closeNode();

			await stage.editor.execute(NO_OPERATION);
			await eventually(namesOfOutputs, (names) =>
				expect(names.slice(1)).toEqual(OUTCOMES.slice(1).map(({ output }) => `${output}1 item`)),
			);
			await stage.editor.clearMessages();
			await stage.editor.showAll();
			const shown = [MANUAL_TRIGGER, NODE, NO_OPERATION].map((name) => stage.editor.node(name));
			await takePicture(stage.page, 'outputs', shown, { margin: [50, 90, 80, 60] });

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
			await stage.openPrepared(checkWorkflow('Stops at the first fault', [ROAMING, DENIED], credential));
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

		test('In the browser: the setting On Error that the error names keeps the other answers', async () => {
			await stage.part('tab-settings').click();
			await stage.editor.choose('onError', 'Continue');
			await stage.part('node-execute-button').click();
			await eventually(
				() => stage.tableOf(stage.part('output-panel')),
				([, ...rows]) =>
					expect(rows.map((cells) => [cells[0], cells[2]])).toEqual([
						[ROAMING, 'roaming'],
						[DENIED, 'failed'],
					]),
			);
			await stage.takePictureOfNode('on-error', 'parameter-input-onError');
			await stage.editor.closeNode();
		});
	},
);
