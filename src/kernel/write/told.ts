// Whom a message of the outbox is for, as one condition: everybody of a unit or of a crew, everybody of a role, or those of a role who are nearest to a place.
import { sql, type RawBuilder } from 'kysely'

/** `o`: a row of the outbox, `a`: an account that is active. Of a role and an area it is those of the deepest area above it that has any; where none has, all of the role. */
export const told: RawBuilder<boolean> = sql<boolean>`((o.to_unit is not null and a.unit = o.to_unit)
  or (o.to_crew is not null and exists (select 1 from crew_member m where m.district = a.district and m.account = a.id and m.crew = o.to_crew))
  or (o.to_role is not null and exists (select 1 from account_role r where r.district = a.district and r.account = a.id and r.role = o.to_role)
    and (o.to_area is null or coalesce(a.id = any(nullif(array(
      with recursive up as (select r.id, r.parent, 0 as n from area r where r.district = o.district and r.id = o.to_area
        union all select p.id, p.parent, up.n + 1 from area p join up on p.id = up.parent where p.district = o.district and up.n < 40)
      select b.id from up join account b on b.district = o.district and b.area = up.id and b.active
        join account_role br on br.district = b.district and br.account = b.id and br.role = o.to_role
      order by up.n fetch first row with ties), '{}')), true))))`
