import type { INodeProperties } from 'n8n-workflow';
import { AGGREGATOR_NAMES, AGGREGATORS, type AggregatorName } from '../../nodes/openGateway/credential/aggregators';
import { FIELD_DEFAULTS, FIELD_LABELS, type CredentialFields } from '../../nodes/openGateway/credential/fields';
import { showRules } from './showRules';

/**
 * A field of the form, once for each rule by which it is shown. The aggregator's own word for it, and what an empty field
 * means there, stand in its description and its placeholder. Each has the same default: of several, n8n's editor would
 * show the first, and take it again for what was stored, since it does not store a choice that is the default.
 */
export function field(
	name: keyof CredentialFields,
	rest: Omit<INodeProperties, 'displayName' | 'name' | 'default'>,
	aggregators = AGGREGATOR_NAMES,
): INodeProperties[] {
	return groupBy(aggregators, (aggregator) => JSON.stringify(textsFor(aggregator, name, rest))).flatMap((group) => {
		const [first] = group;
		if (first === undefined) return [];
		return showRules(name, group).map((show) => ({
			displayName: FIELD_LABELS[name],
			name,
			default: FIELD_DEFAULTS[name],
			...rest,
			...textsFor(first, name, rest),
			displayOptions: { show },
		}));
	});
}

function textsFor(
	aggregator: AggregatorName,
	name: keyof CredentialFields,
	{ description = '', placeholder }: Partial<INodeProperties>,
): Partial<INodeProperties> {
	const { ownWords, suggested } = AGGREGATORS[aggregator];
	const suggestion = suggested[name];
	const more = [
		ownWords[name],
		suggestion === undefined ? undefined : 'Keep it empty to use the URL shown in gray.',
	].filter((sentence) => sentence !== undefined);
	return {
		// n8n's rule: a single sentence has no full stop.
		description: [more.length === 0 ? description : description.replace(/\.?$/, '.'), ...more].join(' '),
		...(typeof suggestion === 'string'
			? { placeholder: suggestion }
			: placeholder === undefined
				? {}
				: { placeholder }),
		// What may stay empty is not required.
		...(suggestion === undefined ? {} : { required: false }),
	};
}

function groupBy<Item>(items: Item[], keyOf: (item: Item) => string): Item[][] {
	const groups = new Map<string, Item[]>();
	for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
	return [...groups.values()];
}
