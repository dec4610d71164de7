import ipaddr from 'ipaddr.js';

/** What an entry may hold. Whole numbers are written as such, others as doubles. */
export type MmdbValue = string | number | { readonly [key: string]: MmdbValue };

const SEPARATOR_BYTES = 16;
const MARKER = Buffer.from('ABCDEF4D61784D696E642E636F6D', 'hex');
const [STRING, DOUBLE, UINT32, MAP] = [2, 3, 6, 7];

type Node = [Child, Child];
type Child = Node | number | undefined;

/**
 * A MaxMind DB as its specification has it: a tree of address bits, and behind it what is known of networks. IPv4 lies under
 * `::/96`.
 * @see MaxMind DB File Format Specification 2.0
 */
export function makeMmdb(type: string, networks: Readonly<Record<string, MmdbValue>>): Buffer {
  const root: Node = [undefined, undefined];
  const data: Buffer[] = [];
  let length = 0;
  for (const [network, value] of Object.entries(networks)) {
    const bits = bitsOf(network);
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      const child = node[bit];
      node = Array.isArray(child) ? child : (node[bit] = [undefined, undefined]);
    }
    node[bits.at(-1) ?? 0] = length;
    const encoded = encode(value);
    data.push(encoded);
    length += encoded.length;
  }
  const nodes: Node[] = [];
  const number = new Map<Node, number>();
  const collect = (node: Node): void => {
    number.set(node, nodes.push(node) - 1);
    for (const child of node) if (Array.isArray(child)) collect(child);
  };
  collect(root);
  const tree = Buffer.alloc(nodes.length * 6);
  nodes.forEach((node, index) => {
    node.forEach((child, side) => {
      const pointer = typeof child === 'number' ? nodes.length + SEPARATOR_BYTES + child : nodes.length;
      tree.writeUIntBE(Array.isArray(child) ? (number.get(child) ?? 0) : pointer, index * 6 + side * 3, 3);
    });
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_795_000_000,
    database_type: type,
    ip_version: 6,
    node_count: nodes.length,
    record_size: 24,
  });
  return Buffer.concat([tree, Buffer.alloc(SEPARATOR_BYTES), ...data, MARKER, metadata]);
}

function bitsOf(network: string): (0 | 1)[] {
  const [address, prefix] = ipaddr.parseCIDR(network);
  const bytes = [...(address.kind() === 'ipv4' ? Array<number>(12).fill(0) : []), ...address.toByteArray()];
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, at) => ((byte >> (7 - at)) & 1) as 0 | 1));
  return bits.slice(0, prefix + (address.kind() === 'ipv4' ? 96 : 0));
}

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(STRING, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
    if (Number.isInteger(value)) bytes.writeUInt32BE(value);
    else bytes.writeDoubleBE(value);
    return Buffer.concat([control(Number.isInteger(value) ? UINT32 : DOUBLE, bytes.length), bytes]);
  }
  const members = Object.entries(value);
  return Buffer.concat([control(MAP, members.length), ...members.flatMap((member) => member.map(encode))]);
}

function control(type: number, size: number): Buffer {
  return Buffer.from(size < 29 ? [(type << 5) | size] : [(type << 5) | 29, size - 29]);
}
