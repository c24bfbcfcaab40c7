import { generateKeyPairSync } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import { operator } from '../sandbox/authorizationServer';
import { nokia } from '../sandbox/nokia';
import { orange } from '../sandbox/orange';
import type { Override, SandboxRequest } from '../sandbox/sandbox';
import type { Aggregator } from '../sandbox/twoLegged';
import { vonage } from '../sandbox/vonage';
import { startWatched, type FaultName, type ReceivedRequest, type Requests, type Stage, type Watched } from './faults';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export interface Flow {
	/** The URLs that it calls; their paths are those of the aggregator that it is known from. */
	paths: Partial<Record<'token' | 'roaming', string>>;
	/** Each number has a token of its own, all share the token of the client, or there is none. */
	tokenOf: 'number' | 'client' | 'none';
	/** A new one for each run, since it remembers what it issued. */
	aggregator(clientId: string): Aggregator;
	credential(clientId: string): ICredentialDataDecryptedObject;
	/** Requests to the roaming URL where it refuses the access each time. */
	refused: number;
}

const ISSUER_PATH = '/openidconnect/playground/v1.0/token';

export const FLOWS: Record<string, Flow> = {
	apiKey: {
		paths: { roaming: '/device-status/device-roaming-status/v1/retrieve' },
		tokenOf: 'none',
		aggregator: (clientId) => nokia({ apiKey: clientId }),
		credential: (clientId) => ({ aggregator: 'nokia', apiKey: clientId }),
		refused: 1,
	},
	applicationJwt: {
		paths: { roaming: '/identity-insights/v1/requests' },
		tokenOf: 'none',
		aggregator: (clientId) => vonage({ applicationId: clientId, publicKey }),
		credential: (clientId) => ({ aggregator: 'vonage', clientId, privateKey }),
		refused: 2,
	},
	clientCredentials: {
		paths: {
			token: ISSUER_PATH,
			roaming: '/camara/playground/api/device-roaming-status/v1/retrieve',
		},
		tokenOf: 'client',
		aggregator: (clientId) => orange({ clientId, clientSecret: 'secret' }),
		credential: (clientId) => ({
			aggregator: 'custom',
			accessFlow: 'clientCredentials',
			scopeStyle: 'none',
			clientId,
			clientSecret: 'secret',
		}),
		refused: 2,
	},
	jwtBearer: {
		paths: { token: '/token', roaming: '/device-roaming-status/v1/retrieve' },
		tokenOf: 'number',
		aggregator: (clientId) => operator({ clientId, publicKey }),
		credential: (clientId) => ({ aggregator: 'camara', accessFlow: 'jwtBearer', clientId, privateKey }),
		refused: 2,
	},
};

/** The expected result of a fault in these flows. */
interface Expected {
	codes: Record<'token' | 'roaming', string>;
	retryable: boolean;
	/** The stages at which the request is sent again. */
	repeatedAt: Stage[];
	/** Whether the run ends, at each stage, and numbers that are not started yet are returned unchecked. */
	endsTheRun?: true;
}

const everywhere = (code: string) => ({ token: code, roaming: code });
const passing = (code: string, repeatedAt: Stage[] = ['token', 'roaming']): Expected => ({
	codes: everywhere(code),
	retryable: true,
	repeatedAt,
});
const final = (token: string, roaming = token): Expected => ({
	codes: { token, roaming },
	retryable: false,
	repeatedAt: [],
});
const unreadable = final('MISSING_ACCESS_TOKEN', 'INVALID_RESPONSE');

export const EXPECTED: Record<FaultName, Expected> = {
	'status 429 with Retry-After in seconds': passing('TOO_MANY_REQUESTS'),
	'status 429 with Retry-After as a date': passing('TOO_MANY_REQUESTS'),
	'no answer': passing('TIMED_OUT'),
	'a reset before the answer': passing('CONNECTION_RESET'),
	'half an answer and no more': passing('TIMED_OUT'),
	'a reset in mid-body': passing('CONNECTION_RESET'),
	'JSON that breaks off': unreadable,
	'JSON of another shape': unreadable,
	'an error under status 200': final('unauthorized_client', 'PERMISSION_DENIED'),
	'status 200 without a body': unreadable,
	'status 401': final('invalid_client', 'UNAUTHENTICATED'),
	'status 403': final('PERMISSION_DENIED'),
	// RFC 6749 knows no status 500: what a token URL did with the request is not known.
	'status 500': passing('INTERNAL', ['roaming']),
	'status 502 with a page in HTML': passing('BAD_GATEWAY'),
	'status 429 without Retry-After': passing('TOO_MANY_REQUESTS'),
	'status 429 because the quota is used up': { ...final('QUOTA_EXCEEDED'), endsTheRun: true },
	'status 503': passing('UNAVAILABLE'),
	'a redirect to another origin': final('REDIRECTED'),
};

/** Half of what the aggregator answers, and then nothing more or a reset. */
function half(fault: 'hangInBody' | 'resetInBody', { status, headers, body }: SimulatorResponse): Override {
	return (outgoing) => {
		outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
		outgoing.write(body.slice(0, body.length / 2), () => {
			if (fault === 'resetInBody') outgoing.socket?.resetAndDestroy();
		});
	};
}

/** The number of a request: subject of its assertion, number in its body, or number that its token was issued for. */
function createWatched({ paths, aggregator }: Flow, clientId: string): Watched {
	const answer = aggregator(clientId);
	const issuedFor = new Map<string, string>();

	function phoneNumberOf({ body, headers }: SandboxRequest): string | undefined {
		const claims = new URLSearchParams(body).get('assertion')?.split('.')[1] ?? '';
		const named = `${Buffer.from(claims, 'base64url').toString()} ${body}`;
		const [, digits] = /"(?:sub|phoneNumber|phone_number)":"(?:tel:)?\+?([0-9]+)"/.exec(named) ?? [];
		return digits === undefined ? issuedFor.get(headers.authorization ?? '') : `+${digits}`;
	}

	return {
		paths: new Map(Object.entries(paths).map(([stage, path]) => [path, stage as Stage])),
		phoneNumberOf,
		answer: (request) => {
			const response = answer(request);
			const [, token] = /"access_token":"([^"]+)"/.exec(response.body) ?? [];
			const phoneNumber = phoneNumberOf(request);
			if (token !== undefined && phoneNumber !== undefined) issuedFor.set(`Bearer ${token}`, phoneNumber);
			return response;
		},
	};
}

let clients = 0;
/** An aggregator and a credential for it, of a client of its own: all executions of a process share its tokens. */
export async function startFlow(
	flow: Flow,
	overrideFor: (receivedRequest: ReceivedRequest) => Override | undefined = () => undefined,
) {
	clients += 1;
	const clientId = `client-${clients}`;
	const watched = createWatched(flow, clientId);
	const { sandbox, ...seen } = await startWatched(watched, (receivedRequest, request) => {
		const override = overrideFor(receivedRequest);
		return override === 'hangInBody' || override === 'resetInBody'
			? half(
					override,
					watched.answer(request, () => ({ status: 404, headers: {}, body: '' })),
				)
			: override;
	});
	const urls = Object.entries(flow.paths).map(([stage, path]) => [`${stage}Url`, `${sandbox.baseUrl}${path}`]);
	const credential = { ...flow.credential(clientId), ...(Object.fromEntries(urls) as Record<string, string>) };
	return { sandbox, credential, ...seen };
}

/** All received requests: `tokens` and `roaming` of the number with the fault, and those of the others. */
export function requestsOf(
	{ tokenOf }: Flow,
	faulty: { tokens: number; roaming: number },
	others: 'answered' | 'refused' | 'afterNotStarted' = 'answered',
) {
	const own = (tokens: number, roaming: number): Requests => [0, tokenOf === 'number' ? tokens : 0, roaming];
	const other = others === 'refused' ? own(0, 0) : own(1, 1);
	return {
		before: other,
		faulty: own(faulty.tokens, faulty.roaming),
		after: others === 'afterNotStarted' ? own(0, 0) : other,
		unknown: tokenOf === 'client' ? faulty.tokens : 0,
	};
}
