import type { PhoneFetch } from '@saoma/mobile';

/** What a mini program has in place of `fetch`. */
declare const wx: {
  request(options: {
    readonly url: string;
    readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    readonly header: Record<string, string>;
    readonly data?: string;
    /** Else an answer in JSON would come parsed. */
    readonly dataType: 'other';
    success(answer: { statusCode: number; header: Record<string, string>; data: string }): void;
    fail(error: { errMsg: string }): void;
  }): unknown;
};

export const fetch: PhoneFetch = (url, { method, headers, body }) =>
  new Promise((resolve, reject) => {
    wx.request({
      url,
      method,
      header: headers,
      ...(body !== undefined && { data: body }),
      dataType: 'other',
      success({ statusCode, header, data }) {
        const named = (name: string) => Object.keys(header).find((one) => one.toLowerCase() === name);
        const get = (name: string) => header[named(name) ?? ''] ?? null;
        resolve({ status: statusCode, headers: { get }, text: () => Promise.resolve(data) });
      },
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });
