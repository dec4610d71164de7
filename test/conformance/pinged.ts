import { CallbackReceiver } from '@saoma/testing';

/** What a ping says (OpenID CIBA Core §10.2). */
export interface Ping {
  readonly token: string;
  readonly auth_req_id: string;
}

/** A portal's notification endpoint. */
export class Pinged {
  private constructor(private readonly receiver: CallbackReceiver) {}

  static async listen(): Promise<Pinged> {
    return new Pinged(await CallbackReceiver.listen());
  }

  get uri(): string {
    return this.receiver.uri;
  }

  /** Waits for the first. */
  async first(): Promise<Ping> {
    const [call] = await this.receiver.until(1);
    const { auth_req_id } = JSON.parse(call?.body ?? '{}') as Ping;
    return { token: (call?.headers.authorization ?? '').replace(/^Bearer /, ''), auth_req_id };
  }

  close(): Promise<void> {
    return this.receiver.close();
  }
}
