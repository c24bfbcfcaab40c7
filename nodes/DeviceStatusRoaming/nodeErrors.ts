import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import { OpenGatewayError } from '../openGateway/errors';

/**
 * The one error of the protocol as n8n shows it: what happened and to which item, if to one, and below it how to get on. What
 * never left the node is an operation error, the rest an API error. Anything else that was thrown is a fault of this
 * package and passes as it is.
 *
 * @param advice a further sentence; empty for none
 */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
	advice = '',
): NodeApiError | NodeOperationError {
	const about = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (!(error instanceof OpenGatewayError)) return new NodeOperationError(node, error as Error, { ...about });

	// Written as n8n's editor writes it, which adds the item to messages that do not name it so.
	const message = itemIndex === undefined ? error.message : `${error.message} [item ${itemIndex}]`;
	const correlator = error.correlator === null ? '' : `Correlator: ${error.correlator}`;
	const description = [error.hint, advice, correlator].filter((text) => text !== '').join(' ');
	const nodeError =
		error.stage === 'validation'
			? new NodeOperationError(node, message, { description, ...about })
			: new NodeApiError(node, {}, { message, description, ...about, httpCode: httpCode(error) });
	// NodeError replaces messages in which it finds a word such as EPERM, also inside another word (n8n-workflow 2.41).
	nodeError.message = message;
	nodeError.description = description;
	return nodeError;
}

function httpCode({ httpStatus }: OpenGatewayError): string | undefined {
	return httpStatus === null ? undefined : String(httpStatus);
}

/** The result, or the OpenGatewayError that was thrown. Anything else is thrown as the node's error. */
export function captureError<Value>(node: INode, itemIndex: number, act: () => Value): Value | OpenGatewayError {
	try {
		return act();
	} catch (thrown) {
		if (thrown instanceof OpenGatewayError) return thrown;
		throw toNodeError(node, thrown, itemIndex);
	}
}
