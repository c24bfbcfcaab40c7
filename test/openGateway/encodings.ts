const everyByte = (text: string, spell: (byte: number) => string) => [...Buffer.from(text)].map(spell).join('');
/** Two digits of a byte. */
export const hex = (byte: number) => byte.toString(16).padStart(2, '0');

/** The encodings in which servers echo what they received. */
export const ENCODINGS: Record<string, (text: string) => string> = {
	'as it is': (text) => text,
	'in capitals': (text) => text.toUpperCase(),
	'as in a form': (text) => new URLSearchParams([['', text]]).toString().slice(1),
	'percent-encoded where needed': encodeURIComponent,
	'percent-encoded, each character': (text) => everyByte(text, (byte) => `%${hex(byte)}`),
	'percent-encoded twice': (text) => encodeURIComponent(everyByte(text, (byte) => `%${hex(byte).toUpperCase()}`)),
	'as escape() does': (text) => everyByte(text, (byte) => `%u00${hex(byte)}`),
	'in JSON': (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
	'in JSON, each character': (text) => everyByte(text, (byte) => `\\u00${hex(byte)}`),
	'in JavaScript': (text) => everyByte(text, (byte) => `\\x${hex(byte)}`),
	'in HTML': (text) => text.replaceAll('&', '&amp;').replaceAll('+', '&plus;').replaceAll('/', '&sol;'),
	'in HTML, by decimal numbers': (text) => everyByte(text, (byte) => `&#${byte};`),
	'in HTML, by hexadecimal numbers': (text) => everyByte(text, (byte) => `&#x${hex(byte)};`),
	'in base64': (text) => Buffer.from(text).toString('base64'),
	'in base64url': (text) => Buffer.from(text).toString('base64url'),
	'in the base64 of more, one byte on': (text) => Buffer.from(`x${text}yz`).toString('base64'),
	'in the base64 of more, two bytes on': (text) => Buffer.from(`id:${text}`).toString('base64'),
	'in the base64 of JSON, as in a JWT': (text) =>
		`ey.${Buffer.from(JSON.stringify({ a: text })).toString('base64url')}.x`,
	'in hexadecimal': (text) => Buffer.from(text).toString('hex'),
	'in hexadecimal behind a digit': (text) => `a${Buffer.from(text).toString('hex')}`,
	'with zero-width characters': (text) => [...text].join('\u200B'),
	'full-width': (text) => [...text].map((unit) => String.fromCodePoint(unit.charCodeAt(0) + 0xfee0)).join(''),
	'with soft hyphens': (text) => [...text].join('\u00AD'),
};
