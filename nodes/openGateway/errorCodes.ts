export interface CodeRow {
	/** What happened, in a sentence without full stop. */
	message: string;
	/** One sentence: what to do. */
	hint: string;
	/** Set if the same request may succeed a little later. */
	retryable?: true;
	/** The outcome of a number that ends with this code; `failed` if left out. */
	outcome?: 'consentPending' | 'notCovered' | 'unknown';
	/** Set where every further number of a run would fail in the same way. */
	endsRun?: true;
}

const CHECK_URLS =
	'Check the URLs in the Open Gateway credential; they must be complete and belong to the same aggregator.';
const CHECK_CREDENTIAL =
	"Check client ID and client secret (or private key) in the Open Gateway credential, and 'Client Authentication' if it is shown.";
const TRY_LATER = 'Try again in a few minutes. If it keeps happening, send the correlator to your operator.';
const ASK_FOR_PERMISSION =
	'Ask the aggregator to enable Device Status roaming, this scope and this purpose for your application.';
const NOT_THIS_OPERATOR =
	"The operator does not serve this number, and nothing needs to change. Branch on the outcome 'notCovered'.";

/**
 * What a server may say, one row a code. In lower case OAuth's: RFC 6749 section 5.2, CIBA Core 1.0 sections 11 and 13.
 * In upper case CAMARA's: Commonalities, Design Guide r4.2 section 3.2.1.
 */
export const SERVER_CODES: Record<string, CodeRow> = {
	invalid_client: { message: 'The aggregator does not accept these client credentials', hint: CHECK_CREDENTIAL },
	invalid_request: {
		message: 'The aggregator did not understand the request',
		hint: "Compare 'API Version', 'Scope Style' and 'Login Hint Style' in the Open Gateway credential with the aggregator's documentation.",
	},
	invalid_request_object: {
		message: 'The aggregator did not accept the form of the request',
		hint: "Ask the aggregator whether it requires signed requests. If so, turn on 'Sign Requests' in the Open Gateway credential.",
	},
	invalid_scope: {
		message: 'The aggregator does not know this combination of purpose and API',
		hint: "Check 'Purpose' in the node, and 'Scope Style' and 'API Version' in the Open Gateway credential.",
	},
	unauthorized_client: { message: 'This client is not allowed to use the CIBA flow', hint: ASK_FOR_PERMISSION },
	unsupported_grant_type: {
		message: 'The token URL does not support the CIBA flow',
		hint: "Check 'Token URL' in the Open Gateway credential, and ask the aggregator whether CIBA is enabled.",
	},
	authorization_pending: {
		message: 'The subscriber has not consented yet',
		hint: 'Check the number again later.',
		retryable: true,
		outcome: 'consentPending',
	},
	slow_down: {
		message: 'The subscriber has not consented yet, and the aggregator wants to be asked less often',
		hint: 'Check the number again later.',
		retryable: true,
		outcome: 'consentPending',
	},
	unknown_user_id: {
		message: 'The operator does not know this phone number',
		hint: NOT_THIS_OPERATOR,
		outcome: 'notCovered',
	},
	access_denied: {
		message: 'The subscriber, or a rule of the operator, denied access',
		hint: "Obtain the subscriber's consent for this purpose, then check the number again.",
	},
	expired_token: {
		message: 'The subscriber did not consent before the request to the operator expired',
		hint: 'Check the number again once the subscriber has consented.',
		retryable: true,
		outcome: 'consentPending',
	},
	invalid_grant: {
		message: 'The aggregator no longer accepts this authorization request',
		hint: "Check the number again. If it keeps happening, check that 'Authorize URL' and 'Token URL' belong to the same aggregator.",
		retryable: true,
	},
	invalid_dpop_proof: {
		message: 'The aggregator requires DPoP, which this package does not support',
		hint: 'Ask the aggregator for a client without DPoP.',
	},
	server_error: { message: 'The aggregator had an internal fault', hint: TRY_LATER, retryable: true },
	temporarily_unavailable: {
		message: 'The aggregator is not available for the moment',
		hint: TRY_LATER,
		retryable: true,
	},

	INVALID_ARGUMENT: {
		message: 'The API did not accept the form of the request',
		hint: "Check 'API Version' and 'Roaming URL' in the Open Gateway credential; they must belong together.",
	},
	OUT_OF_RANGE: {
		message: 'The API was given a value outside its range',
		hint: "Check 'API Version' in the Open Gateway credential.",
	},
	UNAUTHENTICATED: {
		message: 'The API did not accept the access token',
		hint: "Check that 'Token URL' and 'Roaming URL' in the Open Gateway credential belong to the same aggregator.",
	},
	PERMISSION_DENIED: { message: 'The API refuses this client or this purpose', hint: ASK_FOR_PERMISSION },
	INVALID_TOKEN_CONTEXT: {
		message: 'The access token belongs to another number than the request',
		hint: 'Report this to the aggregator with the correlator. The workflow cannot cause it.',
	},
	NOT_FOUND: {
		message: 'The operator has no data for this phone number',
		hint: NOT_THIS_OPERATOR,
		outcome: 'notCovered',
	},
	IDENTIFIER_NOT_FOUND: {
		message: 'The operator does not manage this phone number',
		hint: NOT_THIS_OPERATOR,
		outcome: 'notCovered',
	},
	METHOD_NOT_ALLOWED: { message: 'The URL does not take this kind of request', hint: CHECK_URLS },
	NOT_ACCEPTABLE: { message: 'The API cannot answer in JSON', hint: CHECK_URLS },
	ABORTED: { message: 'The API gave up this request because of another one', hint: TRY_LATER, retryable: true },
	CONFLICT: { message: 'The API found this request in conflict with another one', hint: TRY_LATER, retryable: true },
	GONE: {
		message: 'This version of the API is no longer offered',
		hint: "Choose another 'API Version' and 'Roaming URL' in the Open Gateway credential.",
	},
	UNSUPPORTED_MEDIA_TYPE: { message: 'The API does not take JSON at this URL', hint: CHECK_URLS },
	SERVICE_NOT_APPLICABLE: {
		message: 'The operator does not offer the roaming status for this phone number',
		hint: NOT_THIS_OPERATOR,
		outcome: 'notCovered',
	},
	UNABLE_TO_PROVIDE_ROAMING_STATUS: {
		message: 'The network cannot tell the roaming status of this phone for the moment',
		hint: "Check the number again later. Branch on the outcome 'unknown'.",
		retryable: true,
		outcome: 'unknown',
	},
	MISSING_IDENTIFIER: {
		message: 'The API could not tell which device is meant',
		hint: "Check 'API Version' in the Open Gateway credential.",
	},
	UNSUPPORTED_IDENTIFIER: {
		message: 'The API does not take phone numbers',
		hint: 'Ask the aggregator which identifiers its roaming API takes.',
	},
	UNNECESSARY_IDENTIFIER: {
		message: 'The API does not accept the number in addition to the token',
		hint: "Check 'API Version' in the Open Gateway credential.",
	},
	IDENTIFIER_MISMATCH: {
		message: 'The API says that number and token belong to different devices',
		hint: 'Report this to the aggregator with the correlator.',
	},
	QUOTA_EXCEEDED: {
		message: 'The quota of your contract is used up',
		hint: 'Wait for the next period, or ask the aggregator for a higher quota.',
		endsRun: true,
	},
	TOO_MANY_REQUESTS: {
		message: 'The aggregator was asked too often in a short time',
		hint: "Lower 'Concurrency' or set 'Requests per Second' in the options of the node, or try again later.",
		retryable: true,
	},
	REQUEST_TIMEOUT: { message: 'The aggregator gave up waiting for the request', hint: TRY_LATER, retryable: true },
	INTERNAL: { message: 'The aggregator had an internal fault', hint: TRY_LATER, retryable: true },
	NOT_IMPLEMENTED: { message: 'The aggregator does not offer this call', hint: CHECK_URLS },
	BAD_GATEWAY: { message: 'The aggregator got no good answer from the operator', hint: TRY_LATER, retryable: true },
	UNAVAILABLE: { message: 'The aggregator is not available for the moment', hint: TRY_LATER, retryable: true },
	TIMEOUT: { message: 'The aggregator waited too long for the operator', hint: TRY_LATER, retryable: true },
};

/** Our own, for what no server says. A server that writes one of these words does not mean what the row says. */
export const OWN_CODES: Record<string, CodeRow> = {
	INVALID_PHONE_NUMBER: {
		message: 'The phone number cannot be used',
		hint: 'Write it with a plus sign and the country code, for example +34666555341.',
	},
	INVALID_CONFIGURATION: {
		message: 'The settings cannot be used',
		hint: 'Check the Open Gateway credential and the options of the node.',
	},
	CONSENT_PENDING: {
		message: 'The subscriber has not consented yet, and the longest wait set in this node is over',
		hint: "Check the number again later, or increase the option 'Max Consent Wait (Seconds)'.",
		retryable: true,
		outcome: 'consentPending',
	},
	MISSING_AUTH_REQ_ID: { message: 'The authorize URL answered without an auth_req_id', hint: CHECK_URLS },
	MISSING_ACCESS_TOKEN: { message: 'The token URL answered without an access token', hint: CHECK_URLS },
	UNSUPPORTED_TOKEN_TYPE: {
		message: 'The token URL issued a kind of token that this package cannot use',
		hint: 'Ask the aggregator for a client that receives Bearer tokens (no DPoP, no mutual TLS).',
	},
	INVALID_RESPONSE: { message: 'The answer was not what an Open Gateway aggregator sends', hint: CHECK_URLS },
	UNREADABLE_ANSWER: {
		message: 'An answer came, but it is not valid HTTP or cannot be decompressed',
		hint: 'Check host and port of the URLs in the Open Gateway credential. If they are right, report it to the aggregator with the correlator.',
	},
	ANSWER_TOO_LARGE: {
		message: 'The answer is larger than 1 MB and was not read to its end',
		hint: CHECK_URLS,
	},
	REDIRECTED: {
		message: 'The URL redirects to another address, which is not followed because the request carries secrets',
		hint: 'Enter the final URL in the Open Gateway credential.',
	},
	ENDPOINT_NOT_FOUND: { message: 'There is no API at this URL', hint: CHECK_URLS },
	FIREWALL: {
		message: 'A firewall or a web server in front of the API refused the request',
		hint: 'Ask the aggregator to allow the public IP address of this n8n. Permissions and client credentials are not the cause.',
	},
	PROXY_AUTHENTICATION_REQUIRED: {
		message: 'A proxy between this n8n and the aggregator asks for a login',
		hint: 'Ask the administrator of this n8n to set the user name and the password of the proxy.',
	},
	REJECTED: {
		message: 'The aggregator rejected the request',
		hint: "Look up the status and the code in the aggregator's documentation.",
	},
	HOST_NOT_FOUND: {
		message: 'The host name in the URL was not found',
		hint: 'Check the host in the URLs of the Open Gateway credential for typing mistakes.',
	},
	CONNECTION_REFUSED: {
		message: 'The server refused the connection',
		hint: 'Check host and port of the URLs in the Open Gateway credential, and that the server is running.',
		retryable: true,
	},
	CONNECTION_RESET: {
		message: 'The server closed the connection before it answered',
		hint: TRY_LATER,
		retryable: true,
	},
	TIMED_OUT: {
		message: 'The server did not answer in time',
		hint: "Try again, or increase the option 'Timeout (Seconds)'.",
		retryable: true,
	},
	CERTIFICATE_NOT_TRUSTED: {
		message: 'The TLS certificate of the server is not trusted',
		hint: 'Check the host of the URL. For a private certificate authority, ask the administrator of this n8n to set NODE_EXTRA_CA_CERTS.',
	},
	BLOCKED: {
		message: 'This n8n does not allow requests to that address',
		hint: 'Ask the administrator of this n8n to allow the host of the aggregator.',
	},
	CANCELLED: { message: 'The check was stopped before it finished', hint: 'Run the workflow again.', retryable: true },
	NOT_ATTEMPTED: {
		message: 'The time set for this run was over before this number was checked',
		hint: "Check the number in a later run, or increase the option 'Max Duration (Minutes)'.",
		retryable: true,
	},
	NETWORK_FAULT: {
		message: 'The request did not reach the server',
		hint: 'Check the URLs in the Open Gateway credential and the network of this n8n.',
		retryable: true,
	},
};
