import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { ValidationError } from 'class-validator';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { RefusedError } from '../core/outcome.js';
import { asyncApi } from './async-api.js';
import type { Env } from './env.js';
import { logAnswer, requestIds } from './logging.js';
import { ProblemsFilter } from './problems.filter.js';
import { DOCS, guardDocsPage } from './docs-page.js';
import { Readiness } from './readiness.js';
import { closeInTime, demandProportion, REQUEST_LIMITS, tellUnparsed } from './request-limits.js';
import { securedResponse } from './security-headers.js';

/**
 * Checks bodies and queries. No member of ours is ever `null`; the library's "optional" would let it through as if it
 * had been left out.
 */
class NoNullsPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const name = nullIn(value);
    if (name === undefined) return super.transform(value, metadata) as Promise<unknown>;
    throw new RefusedError({ code: 'invalid_request', detail: `${name} must not be null: leave it out` });
  }
}

/** The name of the first member, at any depth, that is `null`. How deep that can be was looked at (body-shape.ts). */
function nullIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = member === null ? name : nullIn(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** No body of ours is longer; what is, is refused before it is read. */
const BODY_LIMIT_BYTES = 65_536;

/** How the HTTP server is made. */
export function httpAdapter(
  { trustedProxies, publicOrigin }: Pick<Env, 'trustedProxies' | 'publicOrigin'>,
  logger: Logger,
  limits = REQUEST_LIMITS,
): FastifyAdapter {
  const problems = new ProblemsFilter(publicOrigin);
  return new AdapterWithOurErrors({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(trustedProxies.length > 0),
    bodyLimit: BODY_LIMIT_BYTES,
    http: {
      ServerResponse: securedResponse(publicOrigin),
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.lookMs,
    },
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    clientErrorHandler: tellUnparsed(publicOrigin),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    // An address that no route can be looked up for: the framework's own answer would repeat it.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      problems.tell(error, request, reply);
    },
  });
}

/** Nest sets its error handler when the routes stand by then without it: a body that does not parse would be told otherwise. */
class AdapterWithOurErrors extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.getInstance();
  }
}

/** What every request goes through, and the documentation of what there is. */
export function configureHttp(app: NestFastifyApplication, origin: string, cors: CorsRule): void {
  app.enableCors({
    delegator: (request: CorsRequest, decide: (error: null, rule: object) => void) => {
      decide(null, cors(request));
    },
  });
  app.useGlobalPipes(
    new NoNullsPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => new RefusedError({ code: 'invalid_request', detail: mistakes(errors).join('; ') }),
    }),
  );
  const problems = new ProblemsFilter(origin);
  app.useGlobalFilters(problems);
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  server.setErrorHandler((error, request, reply) => {
    problems.tell(error, request, reply);
  });
  demandProportion(server);
  closeInTime(server, REQUEST_LIMITS);
  const readiness = app.get(Readiness);
  // Whoever keeps the connection for later is to come back to another node, and not to hold this one open.
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (readiness.isClosing) reply.header('connection', 'close');
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    logAnswer(request, reply);
    done();
  });
  let document: OpenAPIObject | undefined;
  const openApi = (): OpenAPIObject => (document ??= SwaggerModule.createDocument(app, describe(origin)));
  guardDocsPage(server);
  SwaggerModule.setup(DOCS, app, openApi, { jsonDocumentUrl: 'docs-json' });
  server.get('/docs-async-json', () => asyncApi(openApi(), origin));
}

interface CorsRequest {
  readonly url: string;
  readonly headers: { readonly origin?: string | undefined };
}

type CorsRule = (request: CorsRequest) => object;

/** A member that nobody knows may be called anything, also by a secret: only what looks like a name is repeated. */
const MEMBER = /^\w{1,32}$/;

/** Every mistake of a body at once, by member; never its value. */
function mistakes(errors: readonly ValidationError[], path = ''): string[] {
  return errors.flatMap(({ property, constraints, children }) => [
    ...Object.values(constraints ?? {})
      .map((text) => (MEMBER.test(property) ? text : 'a member with such a name should not exist'))
      .map((text) => (path === '' ? text : `${path}: ${text}`)),
    ...mistakes(children ?? [], path === '' ? property : `${path}.${property}`),
  ]);
}

function describe(origin: string) {
  return new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Saoma')
    .setDescription(
      'A broker that signs a person in on one screen with the phone in their hand. Errors are RFC 9457 problems.',
    )
    .setVersion('1')
    .addServer(origin)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Desktop token' }, 'desktop')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An operator’s token' }, 'operator')
    .addSecurity('phone', {
      type: 'http',
      scheme: 'DPoP',
      description: 'The app’s access token with a proof (RFC 9449)',
    })
    .build();
}
