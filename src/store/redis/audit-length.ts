/** Entries a partition's trail keeps, about: 1,024 partitions hold a million. */
export const AUDIT_LENGTH = 1_000;
