import { EndpointError } from './errors.ts';

/** How long a probe may take, ms. */
const PROBE_MS = 5_000;

/**
 * Why `fetch` failed without any answer. Node says so itself; browsers say only «Failed to fetch», so the address is
 * asked once more in ways that send nothing (no key, no body) and whose outcome tells the cases apart.
 */
export async function whyUnreachable(url: string, error: unknown): Promise<EndpointError> {
  const { origin, protocol, host } = new URL(url);
  const code = causeCode(error);
  if (code !== null && /CERT|SSL|TLS|SIGNED|UNABLE_TO_VERIFY|EPROTO|ALTNAME/.test(code))
    return tls(host, code);
  // In a browser an answer that may not be read still is an answer.
  if (code === null && (await answers(url))) {
    return new EndpointError(
      'cors',
      `The server at ${host} answers, but does not allow the extension to read it (CORS). Allow access to it in the ` +
        'settings, or allow all origins on the server (vLLM: --allowed-origins \'["*"]\'; Ollama: ' +
        'OLLAMA_ORIGINS=chrome-extension://*; LM Studio: “Enable CORS”).',
    );
  }
  if (protocol === 'https:' && (await answers(origin.replace('https:', 'http:')))) {
    return new EndpointError(
      'tls',
      `The server at ${host} speaks http, not https. Change the address to http://${host}.`,
    );
  }
  if (protocol === 'https:' && code === null) {
    return new EndpointError(
      'unreachable',
      `No secure connection to ${host}: either nothing answers there, or its certificate is not trusted. Open ` +
        `${origin} in a tab: the browser says which, and lets you trust the certificate.`,
    );
  }
  const reason = code === null ? '' : ` (${code})`;
  return new EndpointError(
    'unreachable',
    `Nothing answers at ${host}${reason}. Check the address, and that the server is started` +
      `${/^(localhost|127\.)/.test(host) ? '' : ' and listens to other computers (--host 0.0.0.0)'}.`,
  );
}

function tls(host: string, code: string): EndpointError {
  return new EndpointError(
    'tls',
    code === 'EPROTO' || code.includes('WRONG_VERSION')
      ? `The server at ${host} speaks http, not https. Change the address to http://${host}.`
      : `The certificate of ${host} is not trusted (${code}). Use a certificate this computer trusts, or http in your own network.`,
  );
}

/** Whether anything at all comes back. (In this mode browsers refuse not to follow redirects; nothing is sent along.) */
async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(PROBE_MS),
    });
    return true;
  } catch {
    return false;
  }
}

/** Node's name of the failure, such as ECONNREFUSED; null in browsers. */
function causeCode(error: unknown): string | null {
  return error instanceof Error ? codeOf(error.cause) : null;
}

function codeOf(value: unknown): string | null {
  return value instanceof Error && 'code' in value && typeof value.code === 'string' ? value.code : null;
}
