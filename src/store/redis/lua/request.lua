-- Notes a session as the newest of a phone, once, and sees that the list lives long enough and stays short.
-- One script, because a list without a life would stay for ever.
--
-- KEYS[1]  the phone's sessions: list, newest first
-- ARGV[1]  the session id
-- ARGV[2]  so many are kept
-- ARGV[3]  milliseconds the list lives from now

redis.call('LREM', KEYS[1], 0, ARGV[1])
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[2]) - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
