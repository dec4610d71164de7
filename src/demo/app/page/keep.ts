const STORE = 'kept';
/** Two apps of one origin keep nothing in common. */
const DATABASE = location.pathname;

/** Keeps a value on this phone. IndexedDB, because a key that cannot be exported can be kept nowhere else. */
export async function keep(name: string, value: unknown): Promise<void> {
  await run('readwrite', (store) => store.put(value, name));
}

export async function kept<Value>(name: string): Promise<Value | undefined> {
  return (await run('readonly', (store) => store.get(name))) as Value | undefined;
}

export async function remove(name: string): Promise<void> {
  await run('readwrite', (store) => store.delete(name));
}

async function run(mode: IDBTransactionMode, action: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = (await settled(opening)) as IDBDatabase;
  try {
    return await settled(action(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function settled(request: IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB refused.'));
  });
}
