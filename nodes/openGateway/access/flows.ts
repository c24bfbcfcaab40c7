import type { AccessFlowName } from '../credential/fields';
import type { AccessFlow } from './accessFlow';
import { apiKey } from './apiKey';
import { applicationJwt } from './applicationJwt';
import { ciba } from './ciba';
import { clientCredentials } from './clientCredentials';
import { jwtBearer } from './jwtBearer';

/** One row a flow. */
export const FLOWS: Record<AccessFlowName, AccessFlow> = { apiKey, applicationJwt, ciba, clientCredentials, jwtBearer };
