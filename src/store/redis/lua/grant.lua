-- Writes fields of a grant and sees that it lives long enough: a life is that of the longest token and never shrinks.
-- One script, because a mark without a life would stay for ever.
--
-- KEYS[1]  the grant: hash
-- ARGV[1]  milliseconds it must live from now
-- ARGV[2…] field, value, …

redis.call('HSET', KEYS[1], unpack(ARGV, 2))
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
