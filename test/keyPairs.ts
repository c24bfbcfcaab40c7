import { createPrivateKey, createPublicKey, type KeyPairKeyObjectResult } from 'node:crypto';

/**
 * The same keys, apart from what generated them. Node.js 20 may wait for ever in `export({ format: 'jwk' })` of a generated
 * key: it holds the lock of the key, and the garbage collector, which may run meanwhile, takes it to free the generation.
 */
export function detached({ privateKey, publicKey }: KeyPairKeyObjectResult): KeyPairKeyObjectResult {
	return {
		privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
		publicKey: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
	};
}
