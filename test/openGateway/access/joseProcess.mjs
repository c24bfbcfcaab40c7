// Verifies JWTs with jose, which is an ES module only: a list of JWTs by standard input, a list of results by standard output.
import { text } from 'node:stream/consumers';
import { importJWK, jwtVerify } from 'jose';

/** Header and claims of a JWT that jose accepts, or the code of its error. */
async function verdict({ jwt, publicJwk, algorithm, audience, issuer, now }) {
	try {
		const { protectedHeader, payload } = await jwtVerify(jwt, await importJWK(publicJwk, algorithm), {
			algorithms: [algorithm],
			typ: 'JWT',
			requiredClaims: ['jti', 'iat', 'exp'],
			currentDate: new Date(now),
			// The longest life that any of the servers allows, in seconds; with it jose refuses an `iat` of the future.
			maxTokenAge: 86_400,
			...(audience === undefined ? {} : { audience }),
			...(issuer === undefined ? {} : { issuer }),
		});
		return { header: protectedHeader, claims: payload };
	} catch (thrown) {
		return { error: thrown.code ?? thrown.message };
	}
}

process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(await text(process.stdin)).map(verdict))));
