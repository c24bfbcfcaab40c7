import { readExample } from '../../n8n/examples';
import { startChatModel, type ChatModel } from '../chatModel';
import { SIMULATOR_CREDENTIAL } from '../scenarios';
import { eventually } from './editor';
import { describeInBrowser } from './stage';

const AGENT = 'AI Agent';
const ROAMING = '+447700900001';
/** Too short for a number of the United Kingdom. */
const NO_NUMBER = '+4477';

let model: ChatModel;
beforeAll(async () => {
	model = await startChatModel((question) => ({ phone_number: /\+\d+/.exec(question)?.[0] ?? '' }));
});
afterAll(() => model.close());

const openAi = () => ({
	id: 'openAi',
	name: 'OpenAI account',
	type: 'openAiApi',
	data: { apiKey: 'not-a-key', url: model.baseUrl },
});

/** The example without its tool, and with the model. */
function agentWithoutTool() {
	const { nodes, connections, ...example } = readExample('roaming-as-agent-tool');
	const { id, name } = openAi();
	return {
		...example,
		id: 'agent',
		nodes: nodes
			.filter(({ type }) => !/(deviceStatusRoamingTool|stickyNote)$/.test(type))
			.map((node) =>
				node.type.endsWith('lmChatOpenAi') ? { ...node, credentials: { openAiApi: { id, name } } } : node,
			),
		connections: Object.fromEntries(
			Object.entries(connections).filter(([source]) => source !== 'Device Status Roaming'),
		),
	};
}

describeInBrowser({ content: () => ({ credentials: [SIMULATOR_CREDENTIAL, openAi()] }) }, (stage) => {
	test('In the browser: a tool that is dropped in leaves the phone number to the model', async () => {
		await stage.openPrepared(agentWithoutTool());
		const tools = stage.editor.node(AGENT).locator('[data-connection-type="ai_tool"]');
		await tools.getByTestId('canvas-handle-plus').click();
		await (await stage.editor.findNode('roaming', 'Device Status Roaming Tool')).click();
		await stage.part('ndv').waitFor();
		const form = stage.part('node-parameters');
		await form.getByText('Defined automatically by the model').waitFor();
		expect(await stage.editor.valueOf('output')).toBe('Simplified');
		for (const label of ['Output Mode', 'Simplify', 'Report']) {
			expect(await form.getByText(label, { exact: true }).count()).toBe(0);
		}
		await stage.takePictureOfNode('tool');
		await stage.editor.closeNode();
	});

	/** What the chat says to a question, in the words of the model, which says what the tool said. */
	async function ask(question: string): Promise<void> {
		await stage.part('canvas-chat').locator('textarea').fill(question);
		await stage.page.keyboard.press('Enter');
	}
	const answers = () => stage.part('canvas-chat-body').locator('.chat-message-from-bot').allInnerTexts();

	test("In the browser: the fresh tool answers a model's question in the chat", async () => {
		await stage.part('workflow-chat-button').click();
		await ask(`Is ${ROAMING} abroad?`);
		await eventually(answers, ([answer]) => expect(answer).toMatch(/"outcome":"roaming".*Germany/));
		expect(model.requests[0]?.tools?.map((tool) => Object.keys(tool.function.parameters.properties ?? {}))).toEqual([
			['phone_number'],
		]);
	});

	test('In the browser: a refused number reaches the model as text, with the hint', async () => {
		await ask(`Is ${NO_NUMBER} abroad?`);
		await eventually(answers, ([, answer]) => expect(answer).toMatch(/INVALID_PHONE_NUMBER.*hint/));
		await stage.editor.clearMessages();
	});
});
