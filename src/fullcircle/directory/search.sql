-- Services that have one of the terms, or meet a need that was meant; the best of each unit counts.
-- ts_rank of one term is a mention count that saturates, weighed by field: what BM25 makes of it, kept in the index.
with term as (
  select * from unnest(%(units)s::int[], %(queries)s::text[]::tsquery[], %(weights)s::float8[]) as t(unit, query, weight)
),
best as (
  select coalesce(sum(most), 0) as score, greatest(count(*), 1) as units
  from (select max(weight) as most from term group by unit) u
),
average as (select greatest(avg(words), 1) as words from directory_searchtext),
candidate as (
  select s.id, s.domains, t.document, t.words
  from directory_service s join directory_searchtext t on t.service_id = s.id
  where s.status = 'active'
    and (%(domain)s::text = '' or s.domains @> array[%(domain)s::varchar])
    and (not exists (select 1 from term)
         or t.document @@ any (select query from term)
         or s.domains && %(meant)s::varchar[])
    and (%(zip)s::text = '' or not exists (select 1 from directory_servicearea a where a.service_id = s.id and a.zip <> '')
         or exists (select 1 from directory_servicearea a where a.service_id = s.id and a.zip = %(zip)s::text))
),
weighed as (
  select c.id,
    case when exists (select 1 from term) then
      (coalesce(sum(m.score), 0) * (1 - %(together)s::float8 + %(together)s::float8 * count(m.score) / b.units)
       / (1 - %(length)s::float8 + %(length)s::float8 * c.words / a.words)
       + b.score * %(bonus)s::float8 * (c.domains && %(meant)s::varchar[])::int)
      else 1.0 / coalesce(array_position(c.domains, %(domain)s::varchar), 1) end as score
  from candidate c cross join best b cross join average a
  left join lateral (
    select max(t.weight * ts_rank(%(shares)s::float4[], c.document, t.query)) as score
    from term t where c.document @@ t.query group by t.unit
  ) m on true
  group by c.id, c.domains, c.words, b.score, b.units, a.words
),
near as (
  select w.id, w.score, (
    select min(2 * 3958.8 * asin(sqrt(least(1, power(sin(radians(l.latitude - %(latitude)s::float8) / 2), 2)
      + cos(radians(l.latitude)) * cos(radians(%(latitude)s::float8))
      * power(sin(radians(l.longitude - %(longitude)s::float8) / 2), 2)))))
    from directory_serviceatlocation sl join directory_location l on l.id = sl.location_id
    where sl.service_id = w.id and l.latitude is not null
      and %(latitude)s::float8 is not null) as miles  -- least() passes over nulls, and would find 12,437 miles
  from weighed w
),
ranked as (
  -- Twenty miles halve the worth; what has no place, or none we know, counts like six miles.
  select n.id, n.miles, n.score
    * case when %(latitude)s::float8 is null then 1 else 1 / (1 + coalesce(n.miles, 6) / 20) end
    * case c.state when 'open' then 1.1 when 'limited' then 1.05 when 'wait-list' then 0.9 when 'closed' then 0.6 else 1 end
    as score
  from near n join directory_service s on s.id = n.id left join directory_capacity c on c.service_id = n.id
  -- Too far to go, unless it is said to serve this ZIP, or helps by phone.
  where coalesce(n.miles, 0) <= %(farthest)s::float8 or s.by_phone
     or exists (select 1 from directory_servicearea a where a.service_id = n.id and a.zip = %(zip)s::text)
)
select id, score, miles from ranked
where score > 0 and score >= %(least)s::float8 * (select max(score) from ranked)
order by score desc, id limit %(most)s::int
