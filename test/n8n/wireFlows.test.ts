import './capturedLog';
import { startSandbox, type Sandbox, type SandboxRequest } from '../sandbox/sandbox';
import { itemsOf, runNode } from './runNode';
import { CLIENT_WIRES } from './wireFlowsOfClient';
import { NUMBER_WIRES } from './wireFlowsOfNumber';

/** Headers that an HTTP client sets itself. */
const OF_THE_CONNECTION = {
	n8n: ['accept-encoding', 'connection', 'content-length', 'host'],
	keepAlive: ['accept-encoding', 'accept-language', 'connection', 'content-length', 'host', 'sec-fetch-mode'],
};

const JWT = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;
function readJwt(jwt: string): Record<string, unknown> {
	const [header, payload] = jwt
		.split('.')
		.slice(0, 2)
		.map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>);
	return { ...header, ...payload };
}

/** An expected request, with everything that this package decides. */
function readRequest({ method, path, headers, body }: SandboxRequest, connection: keyof typeof OF_THE_CONNECTION) {
	const own = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION[connection].includes(name));
	const { authorization = '' } = headers;
	return {
		method,
		path,
		headers: Object.fromEntries(own.map(([name, value]) => [name, value.replace(JWT, 'JWT')])),
		body: body.replace(JWT, 'JWT'),
		jwts: [...`${authorization} ${body}`.matchAll(JWT)].map(([jwt]) => readJwt(jwt)),
	};
}

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const cases = (['n8n', 'keepAlive'] as const).flatMap((connection) =>
	Object.entries({ ...CLIENT_WIRES, ...NUMBER_WIRES }).map(([name, wire]) => ({ connection, name, ...wire })),
);
test.each(cases)('$connection: $name', async ({ connection, aggregator, credential, requests }) => {
	sandbox = await startSandbox({ override: (request) => aggregator(request) });
	const { baseUrl } = sandbox;
	const taskData = await runNode({
		inputs: [{ phoneNumber: '+34666555001' }],
		credential: credential(baseUrl),
		parameters: { options: { connection } },
	});
	expect(sandbox.requests.map((request) => readRequest(request, connection))).toEqual(
		requests(baseUrl).map(({ headers, ...expected }) => ({
			method: 'POST',
			jwts: [],
			headers: {
				accept: 'application/json',
				'user-agent': 'n8n-nodes-open-gateway',
				'x-correlator': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown,
				...headers,
			},
			...expected,
		})),
	);
	const jtis = sandbox.requests.flatMap((request) => readRequest(request, connection).jwts.map(({ jti }) => jti));
	expect(new Set(jtis).size).toBe(jtis.length);
	expect(itemsOf(taskData)[0]?.json).toMatchObject({ outcome: 'roaming', country: 'DE' });
});
