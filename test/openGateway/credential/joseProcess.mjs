// Verifies assertions with jose, which is an ES module only: a list of assertions by standard input, a list of results by standard output.
import { text } from 'node:stream/consumers';
import { importJWK, jwtVerify } from 'jose';

/** The algorithm of an assertion that jose accepts, or the code of its error. */
async function verdict({ assertion, publicJwk, algorithm, clientId, audience, now }) {
	try {
		const { protectedHeader } = await jwtVerify(assertion, await importJWK(publicJwk, algorithm), {
			algorithms: [algorithm],
			issuer: clientId,
			subject: clientId,
			audience,
			requiredClaims: ['jti', 'iat', 'exp'],
			currentDate: new Date(now),
		});
		return protectedHeader.alg;
	} catch (thrown) {
		return thrown.code ?? thrown.message;
	}
}

process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(await text(process.stdin)).map(verdict))));
