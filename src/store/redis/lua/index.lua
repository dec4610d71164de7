-- Notes an id as the newest of a word, once, and sees that the list lives long enough and stays short.
-- One script, because a list without a life would stay for ever.
--
-- KEYS[1]  the word's ids: list, newest first
-- ARGV[1]  the id
-- ARGV[2]  so many are kept
-- ARGV[3]  milliseconds the list lives from now at least
--
-- Replies: the ids that made room

redis.call('LREM', KEYS[1], 0, ARGV[1])
redis.call('LPUSH', KEYS[1], ARGV[1])
local out = redis.call('LRANGE', KEYS[1], ARGV[2], -1)
redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[2]) - 1)
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return out
