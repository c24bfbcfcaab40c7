import type { INode } from 'n8n-workflow';
import { OpenGatewayError } from '../../openGateway/errors';
import { toNodeError } from '../nodeErrors';

/** The result, or the OpenGatewayError that was thrown. Anything else is thrown as the node's error. */
export function captureError<Value>(node: INode, itemIndex: number, act: () => Value): Value | OpenGatewayError {
	try {
		return act();
	} catch (thrown) {
		if (thrown instanceof OpenGatewayError) return thrown;
		throw toNodeError(node, thrown, itemIndex);
	}
}
