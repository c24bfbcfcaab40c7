import { ACCESS_FLOWS, type Choices } from '../../nodes/openGateway/credential/accessFlows';
import {
	accessFlowsOf,
	AGGREGATORS,
	asksFor,
	type Aggregator,
	type AggregatorName,
} from '../../nodes/openGateway/credential/aggregators';
import type { AccessFlowName, CredentialFields } from '../../nodes/openGateway/credential/fields';
import { SCOPE_STYLES } from '../../nodes/openGateway/credential/requestStyles';

/** The `show` of a field's `displayOptions`: it is shown where each of these fields holds one of its values. */
export type ShowRule = Record<string, Array<string | boolean>>;

/** What a user may choose that decides which other fields are shown, with all values. A choice stands behind those that show it. */
const DECIDING: { [Field in keyof Choices]: Array<Choices[Field]> } = {
	accessFlow: Object.keys(ACCESS_FLOWS) as AccessFlowName[],
	alsoAuthenticateClient: [false, true],
	signRequests: [false, true],
	clientAuthentication: ['basic', 'post', 'privateKeyJwt'],
	scopeStyle: Object.keys(SCOPE_STYLES) as Array<Choices['scopeStyle']>,
};

/**
 * When the form shows a field, as rules of which at most one holds at a time. They are made by trying all choices: one
 * rule for each combination that needs the field, and then rules that differ in one choice alone become one. A rule names
 * visible choices only: n8n knows no value of a field that is hidden, and would take the rule for not met.
 *
 * @param aggregators those that the rules are for
 */
export function showRules(field: keyof CredentialFields, aggregators: AggregatorName[]): ShowRule[] {
	const rules = aggregators.flatMap((name) => rulesOf(field, name));
	return mergeBy('aggregator', rules);
}

function rulesOf(field: keyof CredentialFields, name: AggregatorName): ShowRule[] {
	const aggregator = AGGREGATORS[name];
	const offered: Record<string, Array<string | boolean>> = { ...DECIDING, accessFlow: accessFlowsOf(aggregator) };
	let rules = combinations(offered)
		.filter((choices) => asksFor(aggregator, field, choices))
		.map((choices) => ({ aggregator: [name], ...visibleChoices(aggregator, choices, field) }));
	for (const decider of Object.keys(DECIDING).reverse()) {
		rules = mergeBy(decider, rules).map((rule) => withoutFreeChoice(rule, decider, offered[decider] ?? []));
	}
	return rules;
}

function combinations(offered: Record<string, Array<string | boolean>>): Choices[] {
	return Object.entries(offered).reduce<Array<Record<string, string | boolean>>>(
		(all, [name, values]) => all.flatMap((choices) => values.map((value) => ({ ...choices, [name]: value }))),
		[{}],
	) as unknown as Choices[];
}

function visibleChoices(
	aggregator: Aggregator,
	choices: Choices,
	field: keyof CredentialFields,
): Record<string, Array<string | boolean>> {
	return Object.fromEntries(
		(Object.keys(DECIDING) as Array<keyof Choices>)
			.filter((name) => name !== field && asksFor(aggregator, name, choices))
			.map((name) => [name, [choices[name]]]),
	);
}

/** One rule in place of those that are equal but for their values of `name`. */
function mergeBy<Rule extends ShowRule>(name: string, rules: Rule[]): Rule[] {
	const merged = new Map<string, Rule>();
	for (const rule of rules) {
		const others = JSON.stringify({ ...rule, [name]: rule[name] === undefined ? null : [] });
		const same = merged.get(others);
		const values = new Set([...(same?.[name] ?? []), ...(rule[name] ?? [])]);
		merged.set(others, rule[name] === undefined ? rule : { ...rule, [name]: [...values] });
	}
	return [...merged.values()];
}

/** Where each value will do, the choice does not matter. */
function withoutFreeChoice<Rule extends ShowRule>(rule: Rule, name: string, all: unknown[]): Rule {
	if (rule[name]?.length !== all.length) return rule;
	return Object.fromEntries(Object.entries(rule).filter(([key]) => key !== name)) as Rule;
}
