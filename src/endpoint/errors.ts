/** The known troubles with a chat server. */
export type EndpointTrouble =
  /** Nothing answers there. */
  | 'unreachable'
  /** Its certificate is not trusted, or it does not speak TLS. */
  | 'tls'
  /** It answers, but does not let this program read the answers. */
  | 'cors'
  /** The person has not allowed the extension to reach it. */
  | 'no_permission'
  | 'timeout'
  /** The stream ended in the middle of the answer. */
  | 'cut_off'
  /** HTML, or JSON of another kind: no chat server. */
  | 'not_an_api'
  | 'redirect'
  /** 401, 403. */
  | 'unauthorised'
  /** 404: the address, or the model's name. */
  | 'not_found'
  /** 429. */
  | 'busy'
  | 'context_too_small'
  | 'images_unsupported'
  | 'too_many_images'
  /** 4xx that fits nothing above. */
  | 'refused'
  /** 5xx. */
  | 'server_error'
  /** No answer but text in the reasoning. */
  | 'reasoning_only'
  /** Thinks aloud in <think> and never comes to an action. */
  | 'endless_think'
  | 'empty';

/** A server could not answer; `message` says why and what to do, in words for a person, and holds no key. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  constructor(
    readonly code: EndpointTrouble,
    message: string,
    /** What the server asks to wait before another try, in ms; null where it says nothing. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

/** Whether the same request may succeed a moment later. */
export function isPassing({ code }: EndpointError): boolean {
  switch (code) {
    case 'unreachable':
    case 'cut_off':
    case 'busy':
    case 'server_error':
      return true;
    case 'tls':
    case 'cors':
    case 'no_permission':
    case 'timeout':
    case 'not_an_api':
    case 'redirect':
    case 'unauthorised':
    case 'not_found':
    case 'context_too_small':
    case 'images_unsupported':
    case 'too_many_images':
    case 'refused':
    case 'reasoning_only':
    case 'endless_think':
    case 'empty':
      return false;
  }
}
