import { AGGREGATORS, type AggregatorName } from './aggregators';
import { LOGIN_HINT_STYLES, SCOPE_STYLES } from './requestStyles';
import { FIELD_LABELS, type CredentialFields } from './fields';
import { configurationError } from '../errors';
import { API_VERSIONS } from './apiVersions';

/** A checked credential: every field filled, every URL fit to be called. */
export type Settings = CredentialFields;

const EMPTY_FIELDS: CredentialFields = {
	clientId: '',
	clientSecret: '',
	authorizeUrl: '',
	tokenUrl: '',
	roamingUrl: '',
	clientAuthentication: 'basic',
	privateKey: '',
	keyId: '',
	signingAlgorithm: 'RS256',
	assertionAudience: 'endpoint',
	apiVersion: 'v1',
	scopeStyle: 'camara',
	customScope: '',
	loginHintStyle: 'tel',
	requestsPerSecond: 0,
};

/** What may be chosen; a value from an expression or an old export may be anything. */
const CHOICES = {
	clientAuthentication: ['basic', 'post', 'privateKeyJwt'],
	signingAlgorithm: ['RS256', 'PS256', 'ES256'],
	apiVersion: Object.keys(API_VERSIONS),
	scopeStyle: Object.keys(SCOPE_STYLES),
	loginHintStyle: Object.keys(LOGIN_HINT_STYLES),
} satisfies Partial<Record<keyof CredentialFields, string[]>>;

/**
 * Completes what the user typed with what the aggregator decides, and checks it.
 *
 * @param credential as n8n decrypts it
 * @throws OpenGatewayError of stage `validation`, code INVALID_CONFIGURATION, naming the field and never its value
 */
export function readSettings(credential: Record<string, unknown>): Settings {
	const name = String(credential.aggregator);
	if (!Object.hasOwn(AGGREGATORS, name)) {
		throw configurationError('The field "Aggregator" holds an unknown choice', 'Choose an aggregator from the list.');
	}
	const aggregator = AGGREGATORS[name as AggregatorName];
	const fields: CredentialFields = {
		...EMPTY_FIELDS,
		...aggregator.suggested,
		...typedFields(credential),
		...aggregator.fixed,
		requestsPerSecond: readRate(credential.requestsPerSecond),
	};
	for (const [field, choices] of Object.entries(CHOICES) as Array<[keyof typeof CHOICES, string[]]>) {
		if (!choices.includes(fields[field])) {
			throw configurationError(
				`The field "${FIELD_LABELS[field]}" holds an unknown choice`,
				`Choose one of: ${choices.join(', ')}.`,
			);
		}
	}
	requireText(fields, 'clientId');
	if (fields.clientAuthentication === 'privateKeyJwt') requireText(fields, 'assertionAudience');
	else requireText(fields, 'clientSecret');
	if (fields.scopeStyle === 'custom') requireText(fields, 'customScope');

	return {
		...fields,
		authorizeUrl: readUrl(fields, 'authorizeUrl'),
		tokenUrl: readUrl(fields, 'tokenUrl'),
		roamingUrl: readUrl(fields, 'roamingUrl'),
	};
}

function typedFields(credential: Record<string, unknown>): Partial<CredentialFields> {
	const typed = Object.keys(EMPTY_FIELDS)
		.map((name) => [name, credential[name]] as const)
		.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '')
		// A blank may belong to a secret, a line break can only have come along when it was pasted.
		.map(([name, value]) => [name, name === 'clientSecret' ? value.replace(/^[\r\n]+|[\r\n]+$/g, '') : value.trim()]);
	return Object.fromEntries(typed) as Partial<CredentialFields>;
}

/** A number, or the text of one, as an expression gives it. Empty is no limit. */
function readRate(value: unknown): number {
	if (value === undefined || value === null) return 0;
	const rate = typeof value === 'string' ? Number(value) : value;
	if (typeof rate === 'number' && Number.isFinite(rate) && rate >= 0) return rate;
	throw configurationError(
		`The field "${FIELD_LABELS.requestsPerSecond}" is not a number of requests`,
		'Enter the number of your contract, or 0 for no limit.',
	);
}

function requireText(fields: CredentialFields, name: keyof CredentialFields): void {
	if (fields[name] === '') {
		throw configurationError(
			`The field "${FIELD_LABELS[name]}" is empty`,
			'Fill it in with what the aggregator gave you.',
		);
	}
}

function readUrl(fields: CredentialFields, name: 'authorizeUrl' | 'tokenUrl' | 'roamingUrl'): string {
	const label = FIELD_LABELS[name];
	const text = fields[name];
	requireText(fields, name);
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
		throw configurationError(
			`The field "${label}" does not hold a URL`,
			'Enter the whole address, starting with https://.',
		);
	}
	const url = new URL(text);
	if (url.username !== '' || url.password !== '') {
		throw configurationError(
			`The field "${label}" holds a user name or password`,
			'Remove them from the URL; client ID and client secret have fields of their own.',
		);
	}
	if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
		throw configurationError(
			`The field "${label}" does not start with https://`,
			'Use https; http would send the secrets in the clear and is accepted for this computer only.',
		);
	}
	if (url.hash !== '') {
		throw configurationError(
			`The field "${label}" holds a "#"`,
			'Remove it and what follows; a server never sees that part of a URL.',
		);
	}
	return text;
}

/** 127.0.0.0/8 (RFC 1122), ::1 (RFC 4291) and localhost (RFC 6761). */
function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
