-- Notes that entries of a trail were taken, and trims it: never below what is not taken yet, and so that about as many
-- stay as are kept for reading. One script, because between a look at what is not taken and the trimming more may come.
--
-- KEYS[1]  the trail: stream
-- ARGV[1]  the group
-- ARGV[2]  so many entries stay, about
-- ARGV[3…] ids of the entries
--
-- Replies: how many were not noted before
--
-- Effects, in order: XACK, XTRIM on KEYS[1].

local group, keep = ARGV[1], tonumber(ARGV[2])
local noted = redis.call('XACK', KEYS[1], group, unpack(ARGV, 3))

-- Seldom: it reads what stays, to find where that begins.
if redis.call('XLEN', KEYS[1]) <= keep * 1.5 then return noted end

local function lastHandedOut()
  for _, info in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    local named = {}
    for at = 1, #info, 2 do named[info[at]] = info[at + 1] end
    if named.name == group then return named['last-delivered-id'] end
  end
end

local function isBefore(one, other)
  local ms, count = string.match(one, '^(%d+)-(%d+)$')
  local otherMs, otherCount = string.match(other, '^(%d+)-(%d+)$')
  if ms ~= otherMs then return tonumber(ms) < tonumber(otherMs) end
  return tonumber(count) < tonumber(otherCount)
end

local stays = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', keep)
local from = stays[#stays][1]
-- The oldest that is with somebody; if none is, whatever comes after the last one that was handed out.
local oldest = redis.call('XPENDING', KEYS[1], group)[2] or lastHandedOut()
if isBefore(oldest, from) then from = oldest end
redis.call('XTRIM', KEYS[1], 'MINID', '~', from)
return noted
