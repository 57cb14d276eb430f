import { readdirSync } from 'node:fs';
import ts from 'typescript';
import * as errors from 'nestjs-alternative-payments';
import { expect, it } from 'vitest';
import { networkRemedy } from '../../lib/errors/network-remedy.js';
import { root, textOf } from '../../scripts/snippets.mjs';

const MOST_SENTENCES = 3;

/** A sentence ends with a mark before a capital letter, or at the end. */
const sentencesIn = (text: string): number => text.match(/[.!?](?=["”]?(?:\s+["“]?[A-Z]|$))/g)?.length ?? 0;

/** Every text of a module, those that are joined with a plus as one. What is put into a template is left out. */
function textsIn(file: string): string[] {
  const texts: string[] = [];
  const textOfNode = (node: ts.Node): string | undefined => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isTemplateExpression(node))
      return node.head.text + node.templateSpans.map(({ literal }) => `X${literal.text}`).join('');
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
    const [left, right] = [textOfNode(node.left), textOfNode(node.right)];
    return left === undefined && right === undefined ? undefined : `${left ?? 'X'}${right ?? 'X'}`;
  };
  const visit = (node: ts.Node): void => {
    const text = textOfNode(node);
    if (text !== undefined) texts.push(text);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022));
  return texts;
}

const sources = readdirSync(`${root}lib`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `lib/${name.replaceAll('\\', '/')}`);

it('no text of lib has more than three sentences', () => {
  // A page of the simulator is no message.
  const long = sources
    .flatMap(textsIn)
    .filter((text) => sentencesIn(text) > MOST_SENTENCES && !text.includes('<'));

  expect(long).toEqual([]);
});

it('a text that is too long is found', () => {
  expect(sentencesIn('It failed. The key is "a". Try again! Is it there?')).toBe(4);
});

const CODES = [
  'CERT_UNTRUSTED',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_PROXY_TUNNEL',
  'CERTIFICATE_REQUIRED',
  'HPE_INVALID',
];
const certificate = { validity: 'from now to then', names: 'DNS:a.example' };
const remedies = [
  undefined,
  ...CODES.map((code) => networkRemedy({ code, text: '', host: 'a.example', certificate, nowMs: 0 })),
];

it.each(
  [
    errors.CredentialsRejectedError,
    errors.CredentialsUnavailableError,
    errors.MalformedTokenResponseError,
    errors.TokenEndpointMisconfiguredError,
    errors.TokenEndpointUnavailableError,
  ].map((one) => [one.name, one] as const),
)('%s says in three sentences what happened, what to do, and when it tries again', (_name, ErrorClass) => {
  for (const remedy of remedies) {
    const { message } = new ErrorClass({
      identity: { account: 'a', environment: 'demo', baseURL: 'https://api.example', clientId: 'id' },
      reason: 'it answered 503',
      remedy,
      nextAttemptAt: new Date(0),
    });

    expect(`${sentencesIn(message)}: ${message}`).toMatch(/^[1-3]: /);
  }
  expect(remedies.filter((remedy) => remedy === undefined)).toHaveLength(1);
});
