/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server needs Node's own modules; not published */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';

/** One turn of a conversation, as OpenAI's Chat Completions API has it. */
interface ChatRequest {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ type: string; function: { name: string; description: string; parameters: IDataObject } }>;
}

export interface ChatModel {
	/** For the credential of n8n's OpenAI Chat Model. */
	baseUrl: string;
	requests: ChatRequest[];
	close(): Promise<void>;
}

/**
 * A model that can do one thing: it calls the first tool that it is offered, and then says what the tool said. It speaks
 * OpenAI's Chat Completions API, without streaming.
 *
 * @param toolArguments for the tool, or what makes them of the question
 */
export async function startChatModel(
	toolArguments: IDataObject | ((question: string) => IDataObject),
): Promise<ChatModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((incoming, outgoing) => {
		void readJson(incoming).then((request) => {
			requests.push(request);
			outgoing.writeHead(200, { 'content-type': 'application/json' });
			outgoing.end(
				JSON.stringify(
					completion(request, typeof toolArguments === 'function' ? toolArguments(questionIn(request)) : toolArguments),
				),
			);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function readJson(incoming: IncomingMessage): Promise<ChatRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	return JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
}

/** What the user said last; its content is text, or a list of parts with text. */
function questionIn({ messages }: ChatRequest): string {
	return JSON.stringify(messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '');
}

function completion({ messages, tools = [] }: ChatRequest, toolArguments: IDataObject): object {
	const answered = messages.find(({ role }) => role === 'tool');
	const message =
		answered === undefined
			? { role: 'assistant', content: null, tool_calls: [toolCall(tools[0]?.function.name ?? '', toolArguments)] }
			: { role: 'assistant', content: `The tool says: ${JSON.stringify(answered.content)}` };
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 0,
		model: 'stub',
		choices: [{ index: 0, message, finish_reason: answered === undefined ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function toolCall(name: string, toolArguments: IDataObject): object {
	return { id: 'call_1', type: 'function', function: { name, arguments: JSON.stringify(toolArguments) } };
}
