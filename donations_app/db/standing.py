"""The whole schema as it stands in a database: the definition of every object, by its kind and name.

SQLite keeps each statement as it was run (sqlite.org/schematab.html, read 2026-11-28). PostgreSQL writes a
definition from its catalogues (its manual, 9.27.4 and chapter 53); names are qualified only where the path
does not find them, so that the books may lie in any schema.
"""

from typing import Final

from sqlalchemy import Connection, text

# what ANALYZE counted guards nothing
_FILE: Final = text(
    """SELECT type || ' ' || name, coalesce(sql, 'of ' || tbl_name) FROM sqlite_master
    WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'"""
)

_SERVER: Final = text(
    """WITH ours AS (SELECT oid, nspname AS name FROM pg_namespace WHERE nspname = current_schema()),
    -- what belongs to an extension is not the books'
    member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
    rel AS (
      SELECT c.*, CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
        WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'type' ELSE 'table' END AS word
      FROM pg_class c JOIN ours ON ours.oid = c.relnamespace
      WHERE relkind NOT IN ('i', 'I', 't')
        -- those that give the keys of an origin come and go with origins (db.server.open_sequences)
        AND NOT (relkind = 'S' AND relname ~ '^key_[a-z_]+_[0-9]+$')
        AND NOT EXISTS (SELECT 1 FROM member WHERE classid = 'pg_class'::regclass AND objid = c.oid)),
    fun AS (
      SELECT p.*, p.oid::regprocedure::text AS called FROM pg_proc p JOIN ours ON ours.oid = p.pronamespace
      WHERE NOT EXISTS (SELECT 1 FROM member WHERE classid = 'pg_proc'::regclass AND objid = p.oid)),
    owned AS (
      SELECT relname AS name, relowner AS role FROM rel UNION ALL SELECT called, proowner FROM fun),
    owner AS (SELECT mode() WITHIN GROUP (ORDER BY role) AS role FROM owned),
    acl AS (
      SELECT relname AS name, relowner AS role, relacl AS acl FROM rel
      UNION ALL SELECT r.relname || '.' || a.attname, r.relowner, a.attacl
      FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND NOT a.attisdropped
      -- a function that runs with the caller's own rights gives nobody more
      UNION ALL SELECT called, proowner, coalesce(proacl, acldefault('f', proowner)) FROM fun WHERE prosecdef)

    -- tables and views: whether rows outlive a crash, who sees which
    SELECT word || ' ' || relname, concat_ws(' ', nullif(relpersistence::text, 'p'),
      CASE WHEN relrowsecurity THEN 'row security' END, CASE WHEN relforcerowsecurity THEN 'forced' END,
      pg_get_partkeydef(oid), CASE WHEN relkind IN ('v', 'm') THEN reloptions::text END,
      CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(oid, true) END)
    FROM rel WHERE relkind <> 'S'

    UNION ALL SELECT 'column ' || r.relname || '.' || a.attname, concat_ws(' ',
      format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attcollation <> t.typcollation THEN 'collate ' || a.attcollation::regcollation END,
      CASE WHEN a.attnotnull THEN 'not null' END,
      nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, ''),
      'default ' || pg_get_expr(d.adbin, d.adrelid))
    FROM rel r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (r.oid, a.attnum)
    WHERE r.relkind IN ('r', 'p', 'f')

    -- NOT NULL stands with its column (from 18 on it is a constraint too); a foreign key is kept by triggers
    UNION ALL SELECT 'constraint ' || r.relname || '.' || k.conname, concat_ws(' ',
      pg_get_constraintdef(k.oid, true),
      (SELECT 'enabled ' || string_agg(DISTINCT g.tgenabled::text, '') FROM pg_trigger g
       WHERE g.tgconstraint = k.oid AND g.tgenabled <> 'O'))
    FROM rel r JOIN pg_constraint k ON k.conrelid = r.oid
    WHERE k.contype <> 't' AND (k.contype <> 'n' OR NOT k.convalidated)

    UNION ALL SELECT 'index ' || c.relname, concat_ws(' ', pg_get_indexdef(c.oid, 0, true),
      CASE WHEN NOT (x.indisvalid AND x.indisready AND x.indislive) THEN 'not in use' END)
    FROM rel r JOIN pg_index x ON x.indrelid = r.oid JOIN pg_class c ON c.oid = x.indexrelid

    UNION ALL SELECT 'trigger ' || r.relname || '.' || g.tgname, concat_ws(' ', pg_get_triggerdef(g.oid, true),
      CASE WHEN g.tgenabled <> 'O' THEN 'enabled ' || g.tgenabled::text END)
    FROM rel r JOIN pg_trigger g ON g.tgrelid = r.oid WHERE NOT g.tgisinternal

    UNION ALL SELECT 'function ' || called, CASE prokind WHEN 'a' THEN 'aggregate' ELSE
      replace(replace(pg_get_functiondef(fun.oid), format('FUNCTION %I.', ours.name), 'FUNCTION '),
        format('search_path TO %L', ours.name), 'search_path TO @') END
    FROM fun, ours

    UNION ALL SELECT 'rule ' || r.relname || '.' || w.rulename, concat_ws(' ', pg_get_ruledef(w.oid, true),
      CASE WHEN w.ev_enabled <> 'O' THEN 'enabled ' || w.ev_enabled::text END)
    FROM rel r JOIN pg_rewrite w ON w.ev_class = r.oid WHERE w.rulename <> '_RETURN'

    UNION ALL SELECT 'policy ' || r.relname || '.' || p.polname, concat_ws(' ', p.polcmd::text, p.polpermissive,
      (SELECT string_agg(pg_get_userbyid(role)::text, ',') FROM unnest(p.polroles) role),
      'using ' || pg_get_expr(p.polqual, r.oid), 'check ' || pg_get_expr(p.polwithcheck, r.oid))
    FROM rel r JOIN pg_policy p ON p.polrelid = r.oid

    UNION ALL SELECT 'inheritance ' || i.inhrelid::regclass || ' of ' || i.inhparent::regclass, ''
    FROM pg_inherits i WHERE EXISTS (SELECT 1 FROM rel WHERE oid IN (i.inhrelid, i.inhparent))

    UNION ALL SELECT 'sequence ' || r.relname, concat_ws(' ', format_type(s.seqtypid, NULL),
      s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN 'cycle' END,
      (SELECT 'owned by ' || d.refobjid::regclass || '.' || a.attname FROM pg_depend d
       JOIN pg_attribute a ON (a.attrelid, a.attnum) = (d.refobjid, d.refobjsubid)
       WHERE d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
         AND d.deptype IN ('a', 'i')))
    FROM rel r JOIN pg_sequence s ON s.seqrelid = r.oid

    -- types, operators, statistics and whatever else can stand in a schema
    UNION ALL SELECT o.type || ' ' || coalesce(o.name, o.identity), ''
    FROM ours JOIN pg_depend d ON d.refclassid = 'pg_namespace'::regclass AND d.refobjid = ours.oid,
    pg_identify_object(d.classid, d.objid, 0) o
    WHERE d.classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass)
      AND NOT EXISTS (SELECT 1 FROM member m WHERE (m.classid, m.objid) = (d.classid, d.objid))

    -- what everybody may do, and what lets a role get past triggers and keys
    UNION ALL SELECT 'grant ' || acl.name || ' to '
      || CASE e.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(e.grantee)::text END,
      string_agg(e.privilege_type || CASE WHEN e.is_grantable THEN '*' ELSE '' END, ', '
        ORDER BY e.privilege_type)
    FROM acl, aclexplode(acl.acl) e
    WHERE e.grantee = 0 OR (e.grantee <> acl.role AND (e.is_grantable
      OR e.privilege_type IN ('TRIGGER', 'TRUNCATE', 'REFERENCES', 'MAINTAIN')))
    GROUP BY acl.name, e.grantee

    UNION ALL SELECT 'owner of ' || o.name, pg_get_userbyid(o.role)::text
    FROM owner, owned o WHERE o.role <> owner.role

    -- in a session of a replica no trigger fires
    UNION ALL SELECT 'setting of ' || coalesce(pg_get_userbyid(nullif(s.setrole, 0))::text, 'everybody'), said
    FROM pg_db_role_setting s, unnest(s.setconfig) said
    WHERE said ILIKE 'session_replication_role=%' AND said NOT ILIKE '%=origin'
      AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))"""
)


def standing(connection: Connection) -> dict[str, str]:
    """Return the definition of everything that stands in the schema of the books, by kind and name."""
    query = _FILE if connection.dialect.name == "sqlite" else _SERVER
    return {str(name): str(definition) for name, definition in connection.execute(query).all()}
