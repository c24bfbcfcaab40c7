import { configurationError } from '../errors';
import { FIELD_LABELS } from './fields';

type UrlField = 'authorizeUrl' | 'tokenUrl' | 'roamingUrl';

/** The last part of a path by which an address tells what it is for. Other endings tell nothing. */
const ENDINGS: Record<UrlField, RegExp> = {
	authorizeUrl: /\/(bc-authorize|bc_authorize|authorize|backchannel-authentication)\/?$/i,
	tokenUrl: /\/tokens?\/?$/i,
	// CAMARA Device Status up to v0.6, and Device Roaming Status v1.
	roamingUrl: /\/(roaming|retrieve)\/?$/i,
};

/**
 * Refuses two fields with one address, and an address in the field of another.
 *
 * @param urls those that the access flow needs; each is a URL
 * @throws OpenGatewayError of stage `validation`, code INVALID_CONFIGURATION, naming the fields and never their values
 */
export function requireDistinctUrls(urls: ReadonlyMap<UrlField, string>): void {
	const entries = [...urls];
	for (const [index, [field, url]] of entries.entries()) {
		const same = entries.slice(index + 1).find(([, other]) => isSame(url, other));
		if (same !== undefined) {
			throw configurationError(
				`The fields '${FIELD_LABELS[field]}' and '${FIELD_LABELS[same[0]]}' hold the same URL`,
				"Enter each URL as it is in the aggregator's documentation.",
			);
		}
	}
	for (const [field, url] of entries) {
		const meant = entries.map(([other]) => other).find((other) => other !== field && endsLike(other, url));
		if (meant === undefined || endsLike(field, url)) continue;
		throw configurationError(
			`The field '${FIELD_LABELS[field]}' seems to hold the URL for '${FIELD_LABELS[meant]}'`,
			'Check whether the URLs are swapped.',
		);
	}
}

function isSame(one: string, other: string): boolean {
	const normalized = (url: string) => new URL(url).href.replace(/\/$/, '');
	return normalized(one) === normalized(other);
}

function endsLike(field: UrlField, url: string): boolean {
	return ENDINGS[field].test(new URL(url).pathname);
}
