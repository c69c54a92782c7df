BEGIN TRANSACTION;
CREATE TABLE accounts (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	reference_kind TEXT NOT NULL, 
	reference_rule TEXT NOT NULL, 
	reference_pattern TEXT NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "accounts" VALUES('A-1','Fjellheim Elektro AS','purchase_order','required','PO-[0-9]{4,6}',2);
CREATE TABLE commands (
	id TEXT NOT NULL, 
	source TEXT NOT NULL, 
	counter INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	issued_at REAL NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (source, counter)
)
 STRICT

;
CREATE TABLE compartments (
	site INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	size TEXT NOT NULL, 
	PRIMARY KEY (site, number), 
	FOREIGN KEY(site) REFERENCES sites (number)
)
 STRICT

;
INSERT INTO "compartments" VALUES(4,12,'S');
CREATE TABLE counter (
	id INTEGER NOT NULL CHECK (id = 1), 
	value INTEGER NOT NULL, 
	epoch TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "counter" VALUES(1,7,'0193c0ffee00aaaaaaaa');
CREATE TABLE credentials (
	id TEXT NOT NULL, 
	site INTEGER, 
	kind TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	not_before REAL NOT NULL, 
	not_after REAL NOT NULL, 
	revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)), 
	change INTEGER NOT NULL, 
	phone_digest TEXT NOT NULL, 
	delegate_of TEXT NOT NULL, 
	max_visits INTEGER, 
	parcels TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(site) REFERENCES sites (number)
)
 STRICT

;
CREATE TABLE employees (
	id TEXT NOT NULL, 
	account TEXT NOT NULL, 
	name TEXT NOT NULL, 
	may_collect_for_company INTEGER NOT NULL CHECK (may_collect_for_company IN (0, 1)), 
	pin_digest TEXT NOT NULL, 
	active INTEGER NOT NULL CHECK (active IN (0, 1)), 
	change INTEGER NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "employees" VALUES('E-1','A-1','Ingrid Dahl',1,'',1,2);
CREATE TABLE events (
	position INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	id TEXT NOT NULL, 
	type TEXT NOT NULL, 
	body TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	received_at REAL NOT NULL, 
	PRIMARY KEY (position), 
	UNIQUE (source, id, fingerprint)
)
 STRICT

;
CREATE TABLE handovers (
	id TEXT NOT NULL, 
	kiosk TEXT NOT NULL, 
	pickup TEXT NOT NULL, 
	parcel TEXT NOT NULL, 
	"conflict" TEXT NOT NULL, 
	body TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	received_at REAL NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
CREATE TABLE incidents (
	position INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	source TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	received_at REAL NOT NULL, 
	PRIMARY KEY (position)
)
 STRICT

;
CREATE TABLE journals (
	source TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (source)
)
 STRICT

;
CREATE TABLE kiosks (
	name TEXT NOT NULL, 
	site INTEGER NOT NULL, 
	key_hash TEXT NOT NULL, 
	PRIMARY KEY (name), 
	FOREIGN KEY(site) REFERENCES sites (number), 
	UNIQUE (key_hash)
)
 STRICT

;
INSERT INTO "kiosks" VALUES('sentrum-1',4,'abc');
CREATE TABLE parcels (
	id TEXT NOT NULL, 
	pickup TEXT NOT NULL, 
	site INTEGER NOT NULL, 
	compartment INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	size TEXT NOT NULL, 
	weight_g INTEGER NOT NULL, 
	reach INTEGER NOT NULL CHECK (reach IN (0, 1)), 
	PRIMARY KEY (id), 
	FOREIGN KEY(pickup) REFERENCES pickups (id)
)
 STRICT

;
INSERT INTO "parcels" VALUES('ABCD2345-1','ABCD2345',4,12,'ready','S',0,0);
CREATE TABLE pickups (
	id TEXT NOT NULL, 
	site INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	not_before REAL NOT NULL, 
	not_after REAL NOT NULL, 
	lines_ready INTEGER NOT NULL, 
	lines_total INTEGER NOT NULL, 
	account TEXT NOT NULL, 
	buyer TEXT NOT NULL, 
	buyer_employee TEXT NOT NULL, 
	project TEXT NOT NULL, 
	collected_at REAL, 
	version INTEGER NOT NULL, 
	change INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CHECK (lines_ready <= lines_total), 
	FOREIGN KEY(site) REFERENCES sites (number)
)
 STRICT

;
INSERT INTO "pickups" VALUES('ABCD2345',4,'ready',1.0,2.0,1,1,'A-1','Ingrid Dahl','E-1','Skolegata 14',NULL,3,5);
CREATE TABLE removed (
	"key" TEXT NOT NULL, 
	site INTEGER, 
	change INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY ("key")
)
 STRICT

;
CREATE TABLE sites (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	help_phone TEXT NOT NULL, 
	PRIMARY KEY (number)
)
 STRICT

;
INSERT INTO "sites" VALUES(4,'sentrum','Henteskap Sentrum','22 00 11 22');
CREATE INDEX ix_accounts_change ON accounts (change);
CREATE INDEX ix_employees_change ON employees (change);
CREATE INDEX ix_removed_change ON removed (change);
CREATE INDEX events_of_source ON events (source, position);
CREATE INDEX ix_pickups_site ON pickups (site);
CREATE INDEX ix_pickups_change ON pickups (change);
CREATE INDEX ix_credentials_digest ON credentials (digest);
CREATE INDEX ix_credentials_change ON credentials (change);
CREATE UNIQUE INDEX one_parcel_a_compartment ON parcels (site, compartment) WHERE state != 'collected' AND compartment > 0;
CREATE INDEX ix_parcels_pickup ON parcels (pickup);
PRAGMA user_version = 2;
COMMIT;
