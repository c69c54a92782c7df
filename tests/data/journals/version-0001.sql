PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE accounts (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "accounts" VALUES('A-1','{"id":"A-1","name":"Bygg & Sønn","reference_kind":"purchase_order","reference_rule":"none","reference_pattern":"[A-Z0-9-]{1,20}"}');
CREATE TABLE blocked_compartments (
    compartment INTEGER PRIMARY KEY,
    reason      TEXT NOT NULL,
    actor       TEXT NOT NULL
) STRICT;
INSERT INTO "blocked_compartments" VALUES(3,'dirty','t1');
CREATE TABLE collected_parcels (
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    intent      TEXT NOT NULL,
    utc         REAL NOT NULL,
    PRIMARY KEY (pickup, parcel),
    FOREIGN KEY (intent, pickup, parcel, compartment) REFERENCES openings (intent, pickup, parcel, compartment)
) STRICT, WITHOUT ROWID;
INSERT INTO "collected_parcels" VALUES('7KQF2M9X','p8',8,'i0',1790000006.25);
CREATE TABLE credential_uses (
    credential TEXT NOT NULL,
    seq        INTEGER NOT NULL REFERENCES events (seq),
    utc        REAL NOT NULL,
    PRIMARY KEY (credential, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "credential_uses" VALUES('C-1',3,1790000003.25);
INSERT INTO "credential_uses" VALUES('C-1',8,1790000007.75);
INSERT INTO "credential_uses" VALUES('C-1',11,1790000010.75);
INSERT INTO "credential_uses" VALUES('C-1',14,1790000013.75);
CREATE TABLE credentials (
    id       TEXT PRIMARY KEY,
    digest   TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "credentials" VALUES('C-badge:BADGE-1','f9100f108147c06868d7ca2c4b5003c2798c42c32f7ad4aab9807ee705c2cfd1','{"id":"C-badge:BADGE-1","kind":"badge","digest":"f9100f108147c06868d7ca2c4b5003c2798c42c32f7ad4aab9807ee705c2cfd1","subject":"E-1","not_before_utc":1000.0,"not_after_utc":9000.0,"revoked":false}');
INSERT INTO "credentials" VALUES('C-tc:12345678','8d4d478169247d6e8a167ad5db16abb6703a7d51b00e079cfd0a0d7911e98c95','{"id":"C-tc:12345678","kind":"pickup","digest":"8d4d478169247d6e8a167ad5db16abb6703a7d51b00e079cfd0a0d7911e98c95","subject":"7KQF2M9X","not_before_utc":1000.0,"not_after_utc":9000.0,"revoked":false}');
CREATE TABLE employees (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "employees" VALUES('E-1','{"id":"E-1","account":"A-1","name":"Kåre","may_collect_for_company":false,"pin_digest":"abababababababababababababababababababababababababababababababab","active":true}');
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY,
    utc     REAL NOT NULL,
    boot    TEXT NOT NULL,
    session TEXT NOT NULL,
    kind    TEXT NOT NULL,
    body    TEXT NOT NULL, -- canonical JSON: sorted keys, no spaces, ASCII
    hash    TEXT NOT NULL  -- chains over all earlier rows, see kiosk/journal/events.py
) STRICT;
INSERT INTO "events" VALUES(1,1790000001.75,'b0b0b0b0','','core.started','{"boot":"b0b0b0b0","clean":true,"version":"0.3"}','1b70be975ad1e702601952f9c8a28e800db61aaee0ee6ac73c833ebe4704d0ba');
INSERT INTO "events" VALUES(2,1790000003.25,'b0b0b0b0','S-ÅØ','session.started','{"entry":"scanned"}','8cbed8732d7110c6411239469bb49698201aadc61418827fd3e9f35c24832d9a');
INSERT INTO "events" VALUES(3,1790000003.25,'b0b0b0b0','S-ÅØ','door.intent','{"actor":"","compartment":8,"consumes":true,"credential":"C-1","decision":"token","intent":"i0","parcel":"p8","pickup":"7KQF2M9X","pulse":1,"reference":"PO 17"}','e7eb2a1d2cbcc32bf90c105c75176bc29778a7d6eaa16ef65fcf8674d6ca04f9');
INSERT INTO "events" VALUES(4,1790000004.75,'b0b0b0b0','S-ÅØ','door.opened','{"already_open":false,"compartment":8,"intent":"i0"}','cb865e94b9d2854a02f5e1f34be708e96dcc5789d7c76a6590d6cf398c3b1e9f');
INSERT INTO "events" VALUES(5,1790000006.25,'b0b0b0b0','S-ÅØ','door.closed','{"compartment":8,"intent":"i0","recovered":false}','432f05e84dcaead9edfd86b0b49e9a9059c83921d5a75ae4850afb410e0e97c9');
INSERT INTO "events" VALUES(6,1790000006.25,'b0b0b0b0','S-ÅØ','parcel.collected','{"actor":"","compartment":8,"credential":"C-1","intent":"i0","opened_utc":1.5,"parcel":"p8","pickup":"7KQF2M9X","reference":"PO 17"}','cd0f230c5b3746a4894c853523349ac3c7eaa5f11fc5b17a8b33d5f834a6b7dc');
INSERT INTO "events" VALUES(7,1790000007.75,'b0b0b0b0','S-ÅØ','session.started','{"entry":"scanned"}','674400e2154854adb8f6a2fb06f4537ec1282bec4005f7554ce97580a8d0c06e');
INSERT INTO "events" VALUES(8,1790000007.75,'b0b0b0b0','S-ÅØ','door.intent','{"actor":"","compartment":5,"consumes":true,"credential":"C-1","decision":"token","intent":"i1","parcel":"p5","pickup":"7KQF2M9X","pulse":1,"reference":"PO 17"}','a10c1ebe1bc57b5015ca6b552e582800270734fc846c6dc37283e29cfa2a6f4a');
INSERT INTO "events" VALUES(9,1790000009.25,'b0b0b0b0','S-ÅØ','door.opened','{"already_open":false,"compartment":5,"intent":"i1"}','3562dfdf8e3ef1641a315dfc35f77b7baf121cb6d45b3b69a413ea222cb79762');
INSERT INTO "events" VALUES(10,1790000010.75,'b0b0b0b0','S-ÅØ','session.started','{"entry":"scanned"}','355eed533336edf0d06ad5c2e0a468994d8a94b87cb4117fceddcf481c8de9a0');
INSERT INTO "events" VALUES(11,1790000010.75,'b0b0b0b0','S-ÅØ','door.intent','{"actor":"","compartment":23,"consumes":true,"credential":"C-1","decision":"token","intent":"i2","parcel":"p23","pickup":"7KQF2M9X","pulse":1,"reference":"PO 17"}','ba4a0961e88c493c9197f445f9018b7cb216bf00542eb6e26d5df6caa04b0e79');
INSERT INTO "events" VALUES(12,1790000012.25,'b0b0b0b0','','door.unknown','{"cause":"no_evidence","compartment":23,"intent":"i2"}','8cc7e6cf93d0fc722e2485d448d2be701854236f73d47e8f0ea05b23d0d0356a');
INSERT INTO "events" VALUES(13,1790000013.75,'b0b0b0b0','S-ÅØ','session.started','{"entry":"scanned"}','bf2ec561373d510802c2ab2c94428319fbca23b4be40cdd05b9199ad535be216');
INSERT INTO "events" VALUES(14,1790000013.75,'b0b0b0b0','S-ÅØ','door.intent','{"actor":"","compartment":2,"consumes":true,"credential":"C-1","decision":"token","intent":"i3","parcel":"p2","pickup":"7KQF2M9X","pulse":1,"reference":"PO 17"}','09c1df8e8b123e2252f5d4c4ccd0ae15542e1a319fca33558f1fb58ff3272d56');
INSERT INTO "events" VALUES(15,1790000015.25,'b0b0b0b0','','door.jammed','{"compartment":2,"intent":"i3"}','72ee1f85a16c35e183069addc389acb9c7f1979c53ed44c0fe867891166a46cb');
INSERT INTO "events" VALUES(16,1790000016.75,'b0b0b0b0','S-ÅØ','session.started','{"entry":"scanned"}','fb64074b1ea0a9b649fe23928e5fb8c90640cd6d816800cdd49468d82f520370');
INSERT INTO "events" VALUES(17,1790000016.75,'b0b0b0b0','S-ÅØ','door.intent','{"actor":"","compartment":11,"consumes":false,"credential":"C-1","decision":"token","intent":"i4","parcel":"p11","pickup":"7KQF2M9X","pulse":1,"reference":"PO 17"}','d0adcbc4bf965459033ab17a0690aa5a46e86c8a7cec2c06626f809062b92407');
INSERT INTO "events" VALUES(18,1790000018.25,'b0b0b0b0','','parcel.suspect','{"compartment":23,"parcel":"p23","pickup":"7KQF2M9X","reason":"unknown"}','1eb67150ae10658d1ede2ef6b9f0969cebf147466b4834d8b9a6c4536371ff81');
INSERT INTO "events" VALUES(19,1790000019.75,'b0b0b0b0','','compartment.blocked','{"actor":"t1","compartment":3,"reason":"dirty"}','60b3e93b247cf95b8b8f6161306fc038bfa39e603f4ff511dbfe515103081d19');
INSERT INTO "events" VALUES(20,1790000019.75,'b0b0b0b0','','compartment.blocked','{"actor":"t1","compartment":4,"reason":"dirty"}','bbe60e04cc2c37eca23a54cf86666045584e0661a3323fb40545ad9b5b900301');
INSERT INTO "events" VALUES(21,1790000019.75,'b0b0b0b0','','compartment.unblocked','{"actor":"t1","compartment":4}','0805c7142abb45a2d2e3172d3ae3010ab95001ca854e2d75fb386c470250d384');
INSERT INTO "events" VALUES(22,1790000021.25,'b0b0b0b0','','attempt.failed','{"entry":"scanned"}','7a4ee7f2a429e22cace3387acb841535ae6ce2c80bda18626ea4728a33320d1c');
INSERT INTO "events" VALUES(23,1790000022.75,'b0b0b0b0','','attempt.failed','{"entry":"typed"}','7274fc0ab830c3caf0015a846fee6dbd58f6dbbeb76cbb5463949b9dfc704f4f');
INSERT INTO "events" VALUES(24,1790000024.25,'b0b0b0b0','S2','session.ended','{"reason":"\u00e6-reason"}','b9dfa3a557902ca8fe355bf693c1b9e5d57fd0d0046d137f717c04be96d3c1e5');
INSERT INTO "events" VALUES(25,1790000025.75,'b0b0b0b0','S2','code.refused','{"entry":"\u00e6-entry","reason":"\u00e6-reason"}','576794b15c3d4a658ccc97a40e687c78e385eda35010a57092b8c04053c49dfc');
INSERT INTO "events" VALUES(26,1790000027.25,'b0b0b0b0','S2','door.held_open','{"compartment":7,"intent":"\u00e6-intent","open_s":2.5}','5a93af8386dfd9f06655be64b7e4097a63f1a61d6a4f11ade21efb6e1f68f20d');
INSERT INTO "events" VALUES(27,1790000028.75,'b0b0b0b0','S2','door.opened_without_command','{"compartment":7}','ea06b38c386d24e0a7072655b5e94d742b1e3b208b2c49eddae5d7bcae0d1d92');
INSERT INTO "events" VALUES(28,1790000030.25,'b0b0b0b0','S2','technician.signed_in','{"actor":"\u00e6-actor"}','912eb1b6a317057e61b147a379227d08a27763141ff53a107316b10a3d5e75c8');
INSERT INTO "events" VALUES(29,1790000031.75,'b0b0b0b0','S2','technician.signed_out','{"actor":"\u00e6-actor"}','60020477d2cbf0f771e757a8d9a662be15851e9b8265e124c43c2d8e4818b4f3');
INSERT INTO "events" VALUES(30,1790000033.25,'b0b0b0b0','S2','report.filed','{"compartment":7,"pickup":"\u00e6-pickup","topic":"\u00e6-topic"}','8324793746b1f4f3cf56bbc938a41879b8ef30efec5328e17027b38dab16fb39');
INSERT INTO "events" VALUES(31,1790000034.75,'b0b0b0b0','S2','device.lost','{"detail":"\u00e6-detail","device":"\u00e6-device"}','29f728596d29c222ee9e49c5eba4f0c4e87486ec102bc1b493e0a92bdcb9432e');
INSERT INTO "events" VALUES(32,1790000036.25,'b0b0b0b0','S2','device.back','{"away_s":2.5,"device":"\u00e6-device"}','347ff85226345b9c6fc38183e2a1255250194723855d34a3b9171c71e572ad2b');
INSERT INTO "events" VALUES(33,1790000037.75,'b0b0b0b0','S2','bank.alarm','{"alarm":"\u00e6-alarm","board":"\u00e6-board","bus":"\u00e6-bus"}','9a28d77a3f6a5edc3fd8376db33b701bee742c09d4aaf26e04b9137a3f7ec0c6');
INSERT INTO "events" VALUES(34,1790000039.25,'b0b0b0b0','S2','compartment.reserved','{"compartment":7,"parcel":"\u00e6-parcel","pickup":"\u00e6-pickup"}','377af5fd52d84478a071afa54c4ecc14ed09634735bf928b461798a97bb1084d');
INSERT INTO "events" VALUES(35,1790000040.75,'b0b0b0b0','S2','compartment.released','{"compartment":7,"parcel":"\u00e6-parcel","pickup":"\u00e6-pickup","reason":"\u00e6-reason"}','cef290064bf3a184773a73869ff59a34c32added0e15ad7ade7b85b385704446');
INSERT INTO "events" VALUES(36,1790000042.25,'b0b0b0b0','S2','parcel.deposited','{"actor":"\u00e6-actor","compartment":7,"how":"\u00e6-how","intent":"\u00e6-intent","loaded":"\u00e6-loaded","parcel":"\u00e6-parcel","pickup":"\u00e6-pickup"}','f6da0fc645bcc32d6edfc22c36a7ab9f413a5a34803d27a85e2960ccc002b14a');
INSERT INTO "events" VALUES(37,1790000043.75,'b0b0b0b0','S2','parcel.moved','{"compartment":7,"parcel":"\u00e6-parcel","pickup":"\u00e6-pickup","source":"\u00e6-source"}','e9e90a1a096fd677e9a599873b57e22799438abfe2acd1d64cc0f746c3f37763');
INSERT INTO "events" VALUES(38,1790000045.25,'b0b0b0b0','S2','parcel.removed','{"actor":"\u00e6-actor","compartment":7,"intent":"\u00e6-intent","parcel":"\u00e6-parcel","pickup":"\u00e6-pickup","reason":"\u00e6-reason"}','42bbbd20c3174531351ade42d2569ee6ff119c78e52d416b58c6afb39257d246');
INSERT INTO "events" VALUES(39,1790000046.75,'b0b0b0b0','S2','parcel.resolved','{"actor":"\u00e6-actor","compartment":7,"parcel":"\u00e6-parcel","pickup":"\u00e6-pickup","reason":"\u00e6-reason","verdict":"\u00e6-verdict"}','487eca3e8ef4deb750ec5888c443f9e3fc37fc701cdf2c0c590e5df5fbbd1504');
INSERT INTO "events" VALUES(40,1790000048.25,'b0b0b0b0','S2','custody.conflict','{"cause":"\u00e6-cause","compartment":7,"holder_parcel":"\u00e6-holder_parcel","holder_pickup":"\u00e6-holder_pickup","parcel":"\u00e6-parcel","pickup":"\u00e6-pickup"}','302c10ef16ec4c01c6e3bc3e8bec42bf61994b9d60e3c0a85a6d8e763ee5243f');
INSERT INTO "events" VALUES(41,1790000049.75,'b0b0b0b0','S2','door.wrong_door','{"compartment":7,"intent":"\u00e6-intent","wanted":7}','2ebde2bf1933b69daab8e8f25e8d2cb327773cc983d48855ee00f51b9c13bb39');
INSERT INTO "events" VALUES(42,1790000051.25,'b0b0b0b0','S2','entrapment.suspected','{"cause":"\u00e6-cause","compartment":7}','0f5b5e50055cb2fe716f3b5ab152ccb3538e8e722d306ef8d51d08677a7c050b');
INSERT INTO "events" VALUES(43,1790000052.75,'b0b0b0b0','S2','entrapment.cleared','{"actor":"\u00e6-actor","compartment":7,"how":"\u00e6-how"}','3458a177220a2a70ce0159a8fe2a382e066a0501690cd01078783b495e1abe07');
INSERT INTO "events" VALUES(44,1790000054.25,'b0b0b0b0','S2','rescue.called','{"compartment":7}','5157d5ed90161a43cff9c7409078a922fe5f478edb1a3a399a5b3a9aa0a8341f');
INSERT INTO "events" VALUES(45,1790000055.75,'b0b0b0b0','S2','doors.bulk_limit','{"compartment":7,"wait_s":2.5}','20fcf27e97701da67049bf3b742a4f7a5d2fdd9e8f8475d5774989144180e344');
INSERT INTO "events" VALUES(46,1790000057.25,'b0b0b0b0','S2','command.judged','{"actor":"\u00e6-actor","command":"\u00e6-command","compartment":7,"reason":"\u00e6-reason","rejected":"\u00e6-rejected","verdict":"\u00e6-verdict"}','51da21d0d0f4e7b0a0aa233e5695da2aa8aac865c52308821babbd1a54c1b24b');
INSERT INTO "events" VALUES(47,1790000058.75,'b0b0b0b0','S2','command.ended','{"command":"\u00e6-command","outcome":"\u00e6-outcome"}','5a135b75688a1770393e5008779cca6ff2926bf5198662cb0d70979ad5670352');
INSERT INTO "events" VALUES(48,1790000060.25,'b0b0b0b0','S2','clock.changed','{"jump_s":2.5,"state":"\u00e6-state"}','30a4db415c8aca94153bcd4632b95a4d8cb78057275aaaff1e6cf648d4d3972e');
INSERT INTO "events" VALUES(49,1790000061.75,'b0b0b0b0','S2','pickup_clock.stopped','{"scope":"\u00e6-scope"}','676ba9bc196f8b4ba8a4b1ea6fa063f0aef688bfb4905066199bb3fb955cd3ed');
INSERT INTO "events" VALUES(50,1790000063.25,'b0b0b0b0','S2','pickup_clock.started','{"scope":"\u00e6-scope","stopped_s":2.5}','4b4c2eb7f043bec8b41a89a0f0e5fc4f4daf9153fd24a842c02886403d8dc4f0');
INSERT INTO "events" VALUES(51,1790000064.75,'b0b0b0b0','S2','list.refused','{"cause":"\u00e6-cause"}','e76e11512a244cf5bd8ad679f4cdb00ec86ffe7d9ec916010daf932017c006ae');
INSERT INTO "events" VALUES(52,1790000066.25,'b0b0b0b0','S2','list.tier','{"age_s":2.5,"tier":"\u00e6-tier"}','db0be177126e9812c599263238dacd6037d56f2e1081c62e94ba9aca237faca6');
INSERT INTO "events" VALUES(53,1790000067.75,'b0b0b0b0','S2','handover.conflict','{"intent":"\u00e6-intent","parcel":"\u00e6-parcel","pickup":"\u00e6-pickup","reason":"\u00e6-reason"}','8ef877e32fa9c0fad7522da6c27c6360fb52166d9e842d26c64c1dd19e89ee0e');
INSERT INTO "events" VALUES(54,1790000069.25,'b0b0b0b0','S2','event.set_aside','{"code":"\u00e6-code","event_kind":"\u00e6-event_kind","event_seq":"\u00e6-event_seq","status":"\u00e6-status"}','324136781f96766c8fd381590fe0c0d0ff81dda741d427aa9b35dde0f36b27ac');
INSERT INTO "events" VALUES(55,1790000070.75,'b0b0b0b0','S2','journal.rolled_back','{"cause":"\u00e6-cause","known_seq":"\u00e6-known_seq"}','f12c747c6e1d01766841d03f0af4e5ddac82b13c72d89199485e418eb8b61849');
CREATE TABLE failed_attempts (
    entry TEXT NOT NULL,
    utc   REAL NOT NULL,
    seq   INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (entry, utc, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "failed_attempts" VALUES('scanned',1790000021.25,22);
INSERT INTO "failed_attempts" VALUES('typed',1790000022.75,23);
CREATE TABLE intents (
    intent      TEXT PRIMARY KEY,
    session     TEXT NOT NULL,
    credential  TEXT NOT NULL,
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    actor       TEXT NOT NULL,
    decision    TEXT NOT NULL,
    pulse       INTEGER NOT NULL CHECK (pulse >= 1),
    reference   TEXT NOT NULL,
    consumes    INTEGER NOT NULL CHECK (consumes IN (0, 1)),
    state       TEXT NOT NULL CHECK (state IN ('intent', 'opened', 'jammed', 'unknown', 'closed')),
    seq         INTEGER NOT NULL REFERENCES events (seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "intents" VALUES('i0','S-ÅØ','C-1','7KQF2M9X','p8',8,'','token',1,'PO 17',1,'closed',3);
INSERT INTO "intents" VALUES('i1','S-ÅØ','C-1','7KQF2M9X','p5',5,'','token',1,'PO 17',1,'opened',8);
INSERT INTO "intents" VALUES('i2','S-ÅØ','C-1','7KQF2M9X','p23',23,'','token',1,'PO 17',1,'unknown',11);
INSERT INTO "intents" VALUES('i3','S-ÅØ','C-1','7KQF2M9X','p2',2,'','token',1,'PO 17',1,'jammed',14);
INSERT INTO "intents" VALUES('i4','S-ÅØ','C-1','7KQF2M9X','p11',11,'','token',1,'PO 17',0,'intent',17);
CREATE TABLE listed_parcels (
    pickup      TEXT NOT NULL REFERENCES pickups (id) ON DELETE CASCADE,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    PRIMARY KEY (pickup, parcel)
) STRICT, WITHOUT ROWID;
INSERT INTO "listed_parcels" VALUES('7KQF2M9X','p11',11);
INSERT INTO "listed_parcels" VALUES('7KQF2M9X','p2',2);
INSERT INTO "listed_parcels" VALUES('7KQF2M9X','p23',23);
INSERT INTO "listed_parcels" VALUES('7KQF2M9X','p5',5);
INSERT INTO "listed_parcels" VALUES('7KQF2M9X','p8',8);
INSERT INTO "listed_parcels" VALUES('GONE0001','q1',14);
CREATE TABLE openings (
    intent      TEXT PRIMARY KEY REFERENCES intents (intent),
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    seq         INTEGER NOT NULL REFERENCES events (seq),
    UNIQUE (intent, pickup, parcel, compartment)
) STRICT, WITHOUT ROWID;
INSERT INTO "openings" VALUES('i0','7KQF2M9X','p8',8,4);
INSERT INTO "openings" VALUES('i1','7KQF2M9X','p5',5,9);
CREATE TABLE outbox (
    seq   INTEGER PRIMARY KEY REFERENCES events (seq),
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "outbox" VALUES(9,1);
INSERT INTO "outbox" VALUES(10,1);
INSERT INTO "outbox" VALUES(11,1);
INSERT INTO "outbox" VALUES(12,1);
INSERT INTO "outbox" VALUES(13,1);
INSERT INTO "outbox" VALUES(14,1);
INSERT INTO "outbox" VALUES(15,1);
INSERT INTO "outbox" VALUES(16,1);
INSERT INTO "outbox" VALUES(17,1);
INSERT INTO "outbox" VALUES(18,1);
INSERT INTO "outbox" VALUES(19,1);
INSERT INTO "outbox" VALUES(20,1);
INSERT INTO "outbox" VALUES(21,1);
INSERT INTO "outbox" VALUES(22,1);
INSERT INTO "outbox" VALUES(23,1);
INSERT INTO "outbox" VALUES(24,0);
INSERT INTO "outbox" VALUES(25,0);
INSERT INTO "outbox" VALUES(26,0);
INSERT INTO "outbox" VALUES(27,0);
INSERT INTO "outbox" VALUES(28,0);
INSERT INTO "outbox" VALUES(29,0);
INSERT INTO "outbox" VALUES(30,0);
INSERT INTO "outbox" VALUES(31,0);
INSERT INTO "outbox" VALUES(32,0);
INSERT INTO "outbox" VALUES(33,0);
INSERT INTO "outbox" VALUES(34,0);
INSERT INTO "outbox" VALUES(35,0);
INSERT INTO "outbox" VALUES(36,0);
INSERT INTO "outbox" VALUES(37,0);
INSERT INTO "outbox" VALUES(38,0);
INSERT INTO "outbox" VALUES(39,0);
INSERT INTO "outbox" VALUES(40,0);
INSERT INTO "outbox" VALUES(41,0);
INSERT INTO "outbox" VALUES(42,0);
INSERT INTO "outbox" VALUES(43,0);
INSERT INTO "outbox" VALUES(44,0);
INSERT INTO "outbox" VALUES(45,0);
INSERT INTO "outbox" VALUES(46,0);
INSERT INTO "outbox" VALUES(47,0);
INSERT INTO "outbox" VALUES(48,0);
INSERT INTO "outbox" VALUES(49,0);
INSERT INTO "outbox" VALUES(50,0);
INSERT INTO "outbox" VALUES(51,0);
INSERT INTO "outbox" VALUES(52,0);
INSERT INTO "outbox" VALUES(53,0);
INSERT INTO "outbox" VALUES(54,0);
INSERT INTO "outbox" VALUES(55,0);
CREATE TABLE pickups (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL,
    version  INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "pickups" VALUES('7KQF2M9X','A-1',3,'{"id":"7KQF2M9X","site":4,"state":"ready","parcels":[{"id":"p8","compartment":8,"state":"ready"},{"id":"p5","compartment":5,"state":"ready"},{"id":"p23","compartment":23,"state":"ready"},{"id":"p2","compartment":2,"state":"ready"},{"id":"p11","compartment":11,"state":"ready"}],"not_before_utc":1000000000.0,"not_after_utc":2000000000.0,"lines_ready":5,"lines_total":5,"account":"A-1","buyer":"Åse Ødegård","buyer_employee":"","project":"","collected_utc":null,"site_name":"","version":3}');
INSERT INTO "pickups" VALUES('GONE0001','',1,'{"id":"GONE0001","site":4,"state":"ready","parcels":[{"id":"q1","compartment":14,"state":"ready"}],"not_before_utc":1000000000.0,"not_after_utc":2000000000.0,"lines_ready":1,"lines_total":1,"account":"","buyer":"","buyer_employee":"","project":"","collected_utc":null,"site_name":"","version":1}');
CREATE TABLE session_state (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    state BLOB NOT NULL
) STRICT;
INSERT INTO "session_state" VALUES(1,X'007374617465FF');
CREATE TABLE suspect_parcels (
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (pickup, parcel)
) STRICT, WITHOUT ROWID;
INSERT INTO "suspect_parcels" VALUES('7KQF2M9X','p23',23,'unknown');
CREATE TABLE sync_cursor (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    cursor     TEXT NOT NULL,
    server_utc REAL NOT NULL
) STRICT;
INSERT INTO "sync_cursor" VALUES(1,'c1',5000.0);
CREATE TRIGGER events_follow_without_gap BEFORE INSERT ON events
WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT raise(ABORT, 'events.seq does not follow the last one'); END;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE INDEX intents_of_compartment ON intents (compartment, seq);
CREATE INDEX intents_not_closed ON intents (seq) WHERE state <> 'closed';
CREATE INDEX collected_by_intent ON collected_parcels (intent);
CREATE INDEX pickups_of_account ON pickups (account) WHERE account <> '';
CREATE INDEX credentials_by_digest ON credentials (digest) WHERE digest <> '';
COMMIT;
PRAGMA user_version = 1;
