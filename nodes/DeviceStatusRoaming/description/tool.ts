import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** For what makes sense for a list only: a model asks for one number at a time. */
export const HIDDEN_IN_TOOLS: NonNullable<IDisplayOptions['hide']> = { '@tool': [true] };

/** What a model is told of the node. */
const TOOL_DESCRIPTION =
	'Asks the mobile network whether ONE phone is roaming (used abroad) now, and in which country. ' +
	'Give one phone number in international format with a plus sign, for example +447700900001. ' +
	'The answer has "outcome": "roaming" means abroad ("country" or "countryLabel" say where, if known); "home" means in its home country; ' +
	'"unknown" means the network cannot tell, which is NOT the same as being at home; ' +
	'"consentPending" means the subscriber has not agreed yet; "notCovered" means the operator does not serve the number; ' +
	'"failed" comes with a "message" and a "hint". If "simulated" is true, the answer is made up for testing.';

/**
 * n8n would add a parameter of this name by itself to nodes used as tools, but then
 * tells the model the description of the node instead of it (n8n-workflow 2.41, getToolDescriptionForNode).
 */
export const toolDescription: INodeProperties = {
	displayName: 'Tool Description',
	name: 'toolDescription',
	type: 'string',
	typeOptions: { rows: 4 },
	default: TOOL_DESCRIPTION,
	description: 'What the model is told about this tool',
	displayOptions: { show: { '@tool': [true] } },
};

/**
 * The model fills in the number. The comment is n8n's mark for a field that the model fills in, and its editor shows
 * the field so (n8n 2.41).
 */
const FROM_MODEL =
	"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('phone_number', `The phone number to check, in international format with a plus sign and the country code, e.g. +447700900001`, 'string') }}";

export const toolPhoneNumber: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	required: true,
	default: FROM_MODEL,
	placeholder: 'e.g. +447700900001',
	description: 'The number to check, with a plus sign and the country code. The model fills it in.',
	displayOptions: { show: { '@tool': [true] }, hide: { operation: ['confirmChanges'] } },
};
