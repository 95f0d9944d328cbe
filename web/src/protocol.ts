/** Reading what the server sends as text. What there is, `messages` says: it is generated. */

import { type Check, DecodeError } from './check.js';
import { MESSAGES, PROTOCOL, type Recognition, type ServerMessage } from './messages.js';

export type MessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;
/** A recognition of a picture that is not blank. */
export type Recognised = Extract<Recognition, { blank: false }>;

/** A server of another version: the page that it serves is another one. */
export class VersionError extends Error {
  constructor(protocol: unknown) {
    super(
      `The server speaks version ${String(protocol)} of the protocol, this page version ${PROTOCOL}. Reload the page.`,
    );
    this.name = 'VersionError';
  }
}

/**
 * The message in `source`; null if its type is not known (a newer server may send more).
 * Throws DecodeError if it is damaged, VersionError if it greets in another version.
 */
export function decode(source: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    throw new DecodeError('the message', 'JSON');
  }
  if (typeof value !== 'object' || value === null) throw new DecodeError('the message', 'an object');
  const type: unknown = (value as { type?: unknown }).type;
  if (typeof type !== 'string') throw new DecodeError('type', 'a text');
  if (type === 'hello') {
    // Before all other fields: those of another version may have other meanings.
    const protocol: unknown = (value as { protocol?: unknown }).protocol;
    if (protocol !== PROTOCOL) throw new VersionError(protocol);
  }
  if (!Object.hasOwn(MESSAGES, type)) return null;
  const check: Check<object> = MESSAGES[type as ServerMessage['type']];
  return { type, ...check(value, type) } as ServerMessage;
}
