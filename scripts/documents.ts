/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- writes documents; not published */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { optionsParameter } from '../nodes/DeviceStatusRoaming/description/options';
import { OWN_CODES, SERVER_CODES, type CodeRow } from '../nodes/openGateway/errorCodes';

/** These two are answers to a poll while the node waits for consent; they never end a check. */
const POLL_ANSWERS = ['authorization_pending', 'slow_down'];

/** docs/errors.md, from the table of codes. */
export function errorsDocument(): string {
	const table = (codes: Record<string, CodeRow>) => [
		'| Code | What happened | What to do | Outcome | Worth another try |',
		'| --- | --- | --- | --- | --- |',
		...Object.entries(codes)
			.filter(([code]) => !POLL_ANSWERS.includes(code))
			.map(
				([code, { message, hint, outcome = 'failed', retryable }]) =>
					`| \`${code}\` | ${message}. | ${hint} | \`${outcome}\` | ${retryable === true ? 'yes' : 'no'} |`,
			),
	];
	return [
		'# Errors',
		'',
		'<!-- Made by `npm run docs:tables` from nodes/openGateway/errorCodes.ts. Do not edit it here. -->',
		'',
		'A number without an answer has these fields: `code` for workflows, `message` for what happened, and `hint` for what to',
		'do. `retryable` is true if the same check may succeed a little later. The words of a server may follow the message.',
		'',
		'![An error in the output of the node: what happened, what to do, and the correlator](images/error.png)',
		'',
		'## Codes of servers',
		'',
		'Codes in lower case come from the authorization (OAuth, CIBA). Codes in upper case come from the roaming API, with the',
		'names of the current CAMARA release in every API version. A code that is not in the table is shown as the server sent it.',
		'',
		...table(SERVER_CODES),
		'',
		'## Codes of this package',
		'',
		...table(OWN_CODES),
		'',
	].join('\n');
}

/** The table of options in docs/options.md, from the form of the node. */
export function optionsTable(): string {
	const options = (optionsParameter.options ?? []) as INodeProperties[];
	const rows = options.flatMap((option) =>
		option.type === 'fixedCollection'
			? fieldsOf(option).map((field) => row(`${option.displayName} > `, field))
			: [row('', option)],
	);
	return ['| Option | Default | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function fieldsOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option) => ('values' in option ? option.values : []));
}

function row(prefix: string, field: INodeProperties): string {
	const { displayName, description = '' } = field;
	return `| ${prefix}${displayName} | ${defaultOf(field)} | ${description.replace(/\.?$/, '.')} |`;
}

function defaultOf({ type, default: value, options = [] }: INodeProperties): string {
	if (type === 'boolean') return value === true ? 'on' : 'off';
	const chosen = (options as INodePropertyOptions[]).find((option) => option.value === value);
	const text = chosen?.name ?? String(value);
	return text.startsWith('=') ? `\`${text.slice(1)}\`` : text || 'empty';
}

const FOLDER = path.resolve(__dirname, '../docs');
const BEGIN = '<!-- Made by `npm run docs:tables` from the form of the node. Do not edit the table here. -->\n\n';
const END = '\n\n<!-- End of the table -->';

/** docs/options.md with a new table. */
export function withOptionsTable(text: string): string {
	const begin = text.indexOf(BEGIN);
	const end = text.indexOf(END);
	if (begin < 0 || end < 0) throw new Error('docs/options.md has no place for its table.');
	return text.slice(0, begin + BEGIN.length) + optionsTable() + text.slice(end);
}

if (require.main === module) {
	writeFileSync(path.join(FOLDER, 'errors.md'), errorsDocument());
	const options = path.join(FOLDER, 'options.md');
	writeFileSync(options, withOptionsTable(readFileSync(options, 'utf8')));
}
