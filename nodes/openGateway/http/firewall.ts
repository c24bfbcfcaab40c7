import { isHtml, LONGEST_TEXT } from './errorBody';

const FORBIDDEN = 403;
/** Statuses that say enough: of a proxy that wants a login, and of a limit by rate, also a firewall's. */
const CLEAR = new Set([407, 429]);

interface Page {
	/** Our code for who answered in place of the API. */
	code: 'FIREWALL' | 'BLOCKED';
	/** What only such an answer says. */
	says: RegExp;
	/** Whether it may also be JSON; else JSON is the API's own. */
	json?: true;
	/** The one status under which it says so; under any where it is left out. */
	status?: number;
}

/** Pages of firewalls in front of the API, and of proxies in front of this n8n. */
const PAGES: Page[] = [
	// Cloudflare answers in JSON where JSON is accepted (changelog of 2026-03-11), before that in text and HTML.
	{ code: 'FIREWALL', says: /"cloudflare_error":\s?true/, json: true, status: FORBIDDEN },
	{ code: 'FIREWALL', says: /\berror code: 10[0-9][0-9]\b/i, status: FORBIDDEN },
	{ code: 'FIREWALL', says: /Attention Required! \| Cloudflare|<title>Just a moment\.\.\./i },
	{ code: 'FIREWALL', says: /captcha-delivery\.com/, json: true }, // DataDome
	{ code: 'FIREWALL', says: /web application firewall/i, json: true },
	// Akamai writes blank, number sign and dots as entities.
	{ code: 'FIREWALL', says: /Reference(?:&#32;| )(?:&#35;|#)[0-9a-f]|errors(?:&#46;|\.)edgesuite/i },
	{ code: 'FIREWALL', says: /Incapsula|Imperva/i },
	{ code: 'FIREWALL', says: /The requested URL was rejected|Your support ID is/i }, // F5; with status 200 by default
	{ code: 'FIREWALL', says: /Mod_?Security/i },
	{ code: 'FIREWALL', says: /Request blocked\.|The request is blocked\./i }, // CloudFront, Azure Front Door
	{ code: 'FIREWALL', says: /Sucuri|FortiWeb|Wordfence|Barracuda|Unauthorized Activity Has Been Detected/i },
	// n8n sees the page of a proxy as the answer where the proxy refuses CONNECT.
	{ code: 'BLOCKED', says: /\bSquid\b|ERR_ACCESS_DENIED|Zscaler|FortiGuard|Blue ?Coat|Forcepoint|Netskope|Umbrella/i },
];

/**
 * Who answered in place of the API: a firewall in front of it or a proxy on the way. An API says 403 in JSON; a 403 in
 * HTML is a firewall's or a web server's, of any vendor.
 *
 * @param text the body as it came
 * @returns undefined where it may have been the API
 */
export function codeOfPage(status: number, text: string, isJson: boolean): 'FIREWALL' | 'BLOCKED' | undefined {
	if (CLEAR.has(status)) return undefined;
	const start = text.slice(0, LONGEST_TEXT);
	const page = PAGES.find(
		(row) => (row.json === true || !isJson) && (row.status ?? status) === status && row.says.test(start),
	);
	if (page !== undefined) return page.code;
	return status === FORBIDDEN && !isJson && isHtml(start) ? 'FIREWALL' : undefined;
}
