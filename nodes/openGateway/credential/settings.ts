import { configurationError } from '../errors';
import { CALLED_URLS, type Choices } from './accessFlows';
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

type ChoiceField = 'clientAuthentication' | 'signingAlgorithm' | 'apiVersion' | 'scopeStyle' | 'loginHintStyle';

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
	const typed = typedFields(credential);
	const choices = { ...FIELD_DEFAULTS, ...aggregator.suggested, ...typed, ...aggregator.fixed };
	requireChoice('accessFlow', choices.accessFlow, accessFlowsOf(aggregator));

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
	for (const { field } of CALLED_URLS) {
		if (asksFor(aggregator, field, choices)) readUrl(field, fields[field]);
	}
	const asksForRate = asksFor(aggregator, 'requestsPerSecond', choices);
	if (fields.subscriptionsUrl !== '') readUrl('subscriptionsUrl', fields.subscriptionsUrl);
	if (fields.accessFlow === 'apiKey') {
		requireHeaderName(FIELD_LABELS.apiKeyHeader, fields.apiKeyHeader);
		requireHeaderValue(FIELD_LABELS.apiKey, fields.apiKey);
	}
	return {
		...fields,
		apiKeyHeader: fields.apiKeyHeader.toLowerCase(),
		requestsPerSecond: asksForRate ? readRate(credential.requestsPerSecond) : fields.requestsPerSecond,
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

function requireChoice(field: ChoiceField | 'accessFlow', value: string, choices: string[]): void {
	if (choices.includes(value)) return;
	throw configurationError(
		`The field '${FIELD_LABELS[field]}' holds an unknown choice`,
		`Choose one of: ${choices.join(', ')}.`,
	);
}

/** A number, or the text of one, as an expression gives it. Empty is no limit. */
function readRate(value: unknown): number {
	if (value === undefined || value === null) return 0;
	const rate = typeof value === 'string' ? Number(value) : value;
	if (typeof rate === 'number' && Number.isFinite(rate) && rate >= 0) return rate;
	throw configurationError(
		`The field '${FIELD_LABELS.requestsPerSecond}' is not a number of requests`,
		'Enter the number of your contract, or 0 for no limit.',
	);
}

function requireText(fields: CredentialFields, field: (typeof REQUIRED)[number]): void {
	if (fields[field] !== '') return;
	throw configurationError(
		`The field '${FIELD_LABELS[field]}' is empty`,
		'Fill it in with what the aggregator gave you.',
	);
}
