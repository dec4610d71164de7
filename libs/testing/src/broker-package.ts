/** A node's application, as far as tests may reach into it. */
export interface BrokerNode {
  listen(port: number, host: string): Promise<unknown>;
  close(): Promise<void>;
  /** A part of the broker by its token: for the broker's own tests. */
  get<T>(token: string | symbol | (abstract new (...parts: never[]) => T)): T;
}

/** What the broker's package gives. */
interface BrokerPackage {
  readonly makeKeysFile: () => Promise<object>;
  readonly readEnv: (settings: Readonly<Record<string, string>>) => { readonly port: number; readonly host: string };
  readonly createBroker: (
    env: object,
    options: { readonly offsetMs: () => number },
  ) => Promise<{ readonly app: BrokerNode }>;
}

/** The broker is built after this library, so the compiler is not to look for it. */
const NAME = 'saoma' as string;

/** Loads the broker, which who starts one installs beside this library. */
export async function brokerPackage(): Promise<BrokerPackage> {
  try {
    return (await import(NAME)) as BrokerPackage;
  } catch (cause) {
    throw new Error(`startBroker needs the package ${NAME} beside @saoma/testing, of the same version`, { cause });
  }
}
