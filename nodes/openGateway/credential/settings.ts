import { configurationError } from '../errors';
import type { Choices } from './accessFlows';
import {
	accessFlowsOf,
	AGGREGATORS,
	asksFor,
	suggestionFor,
	type Aggregator,
	type AggregatorName,
} from './aggregators';
import { API_VERSIONS } from './apiVersions';
import { FIELD_DEFAULTS, FIELD_LABELS, type CredentialFields } from './fields';
import { readAdditionalHeaders, requireHeaderName, requireHeaderValue } from './headers';
import { refuseReadyHeader } from './readyHeader';
import { LOGIN_HINT_STYLES, SCOPE_STYLES } from './requestStyles';
import { readUrl } from './url';

/** A checked credential: every field that its access flow needs is filled, every URL fit to be called. */
export interface Settings extends Omit<CredentialFields, 'additionalHeaders'> {
	/** Names in lower case. */
	additionalHeaders: Record<string, string>;
}

<<<<<<< ours
type ChoiceField = 'clientAuthentication' | 'signingAlgorithm' | 'apiVersion' | 'scopeStyle' | 'loginHintStyle';
=======
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
>>>>>>> theirs

/** What may be chosen; a value from an expression or an old export may be anything. */
const CHOICES: Record<ChoiceField, string[]> = {
	clientAuthentication: ['basic', 'post', 'privateKeyJwt'],
	signingAlgorithm: ['RS256', 'PS256', 'ES256'],
	apiVersion: Object.keys(API_VERSIONS),
	scopeStyle: Object.keys(SCOPE_STYLES),
	loginHintStyle: Object.keys(LOGIN_HINT_STYLES),
};

/** What must hold something where the form asks for it. An empty private key is told by what reads it. */
const REQUIRED = ['clientId', 'clientSecret', 'apiKey', 'assertionAudience', 'customScope'] as const;
const URLS = ['authorizeUrl', 'tokenUrl', 'roamingUrl'] as const;

const FIELDS = Object.keys(FIELD_DEFAULTS) as Array<keyof CredentialFields>;

/**
 * Completes what the user typed with what the aggregator decides, and checks it. What stands in a field that the form
 * does not show, such as one that was filled for another aggregator, does not count.
 *
 * @param credential as n8n decrypts it
 * @throws OpenGatewayError of stage `validation`, code INVALID_CONFIGURATION, naming the field and never its value
 */
export function readSettings(credential: Record<string, unknown>): Settings {
	const name = String(credential.aggregator);
	if (!Object.hasOwn(AGGREGATORS, name)) {
		throw configurationError("The field 'Aggregator' holds an unknown choice", 'Choose an aggregator from the list.');
	}
	const aggregator = AGGREGATORS[name as AggregatorName];
<<<<<<< ours
	const typed = typedFields(credential);
	const choices = { ...FIELD_DEFAULTS, ...aggregator.suggested, ...typed, ...aggregator.fixed };
	requireChoice('accessFlow', choices.accessFlow, accessFlowsOf(aggregator));
=======
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
>>>>>>> theirs

	const fields = Object.fromEntries(
		FIELDS.map((field) => [field, fieldValue(aggregator, field, typed, choices)]),
	) as unknown as CredentialFields;
	for (const [field, all] of Object.entries(CHOICES) as Array<[ChoiceField, string[]]>) {
		const offered = field === 'clientAuthentication' ? (aggregator.choices.clientAuthentication ?? all) : all;
		if (asksFor(aggregator, field, choices)) requireChoice(field, fields[field], offered);
	}
	for (const field of REQUIRED) {
		if (asksFor(aggregator, field, choices)) requireText(fields, field);
	}
	refuseReadyHeader(fields);
	for (const field of URLS) {
		if (asksFor(aggregator, field, choices)) readUrl(field, fields[field]);
	}
	if (fields.accessFlow === 'apiKey') {
		requireHeaderName(FIELD_LABELS.apiKeyHeader, fields.apiKeyHeader);
		requireHeaderValue(FIELD_LABELS.apiKey, fields.apiKey);
	}
	return {
		...fields,
		apiKeyHeader: fields.apiKeyHeader.toLowerCase(),
		additionalHeaders: readAdditionalHeaders(fields.additionalHeaders),
	};
}

/** What the aggregator decides, else what the user typed where the form asks, else what holds without either. */
function fieldValue(
	aggregator: Aggregator,
	field: keyof CredentialFields,
	typed: Partial<CredentialFields>,
	choices: Choices,
): CredentialFields[keyof CredentialFields] {
	const { fixed } = aggregator;
	if (fixed[field] !== undefined) return fixed[field];
	return asksFor(aggregator, field, choices)
		? (typed[field] ?? suggestionFor(aggregator, field))
		: FIELD_DEFAULTS[field];
}

function typedFields(credential: Record<string, unknown>): Partial<CredentialFields> {
	const typed = FIELDS.flatMap((name): Array<[string, string | boolean]> => {
		const value = credential[name];
		if (typeof value === 'boolean' && typeof FIELD_DEFAULTS[name] === 'boolean') return [[name, value]];
		if (name === 'additionalHeaders' && typeof value === 'object' && value !== null) {
			return [[name, JSON.stringify(value)]];
		}
		if (typeof value !== 'string' || typeof FIELD_DEFAULTS[name] !== 'string' || value.trim() === '') return [];
		// A blank may belong to a secret, a line break can only have come along when it was pasted.
		return [[name, name === 'clientSecret' ? value.replace(/^[\r\n]+|[\r\n]+$/g, '') : value.trim()]];
	});
	return Object.fromEntries(typed) as Partial<CredentialFields>;
}

<<<<<<< ours
function requireChoice(field: ChoiceField | 'accessFlow', value: string, choices: string[]): void {
	if (choices.includes(value)) return;
	throw configurationError(
		`The field '${FIELD_LABELS[field]}' holds an unknown choice`,
		`Choose one of: ${choices.join(', ')}.`,
	);
=======
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
>>>>>>> theirs
}

function requireText(fields: CredentialFields, field: (typeof REQUIRED)[number]): void {
	if (fields[field] !== '') return;
	throw configurationError(
		`The field '${FIELD_LABELS[field]}' is empty`,
		'Fill it in with what the aggregator gave you.',
	);
}
