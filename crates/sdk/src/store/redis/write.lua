-- Writes a session and keeps its indexes: sorted sets of session keys by the second they expire in.
-- KEYS: the session, the index of its subject and, when it has a sid, the index of its sid
-- ARGV: prefix, the session's bare key, the generation that must be there ('' for none), the second it expires in,
--       generation, expiresAt, subject, sealed and, when it has one, sid
local session, prefix, key, expected, expires = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local old = redis.call('HMGET', session, 'generation', 'subject', 'sid')
if expected ~= '' and old[1] ~= expected then
  return 0
end
-- The first write is the one that is refused when memory is short; then nothing has changed.
redis.call('HSET', session, 'generation', ARGV[5], 'expiresAt', ARGV[6], 'subject', ARGV[7], 'sealed', ARGV[8])
if ARGV[9] then
  redis.call('HSET', session, 'sid', ARGV[9])
else
  redis.call('HDEL', session, 'sid')
end
redis.call('EXPIREAT', session, expires)
if old[2] then
  redis.call('ZREM', prefix .. 'subject:' .. old[2], key)
end
if old[3] then
  redis.call('ZREM', prefix .. 'sid:' .. old[3], key)
end
local now = redis.call('TIME')[1]
for i = 2, #KEYS do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  redis.call('ZADD', KEYS[i], expires, key)
  redis.call('EXPIREAT', KEYS[i], redis.call('ZREVRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2])
end
return 1
